//! Forms on screen: the keys that fill them in, and how they are drawn. What is asked and what is wrong with an answer is
//! in `crate::forms`.

pub mod keys;
pub mod deleting;
pub mod typed;
pub mod layout;
pub mod filling;
pub mod view;
