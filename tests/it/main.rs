//! The program from outside: real terminals, real signals. One binary, as linking is what takes time.

mod house;
mod program;
mod files;
mod proof;
mod chances;
mod formats;
mod pty;
mod demo;
mod crash;
mod shared;
mod terminal;
mod together;
mod real_data;
mod oracle;
mod cli;
mod clock;
mod parties;
mod registers;
mod papers;
mod letters;
mod driver;
mod publishing;
mod behind;
mod screens;
mod law;
mod subtracting;
mod small_offices;
mod lists;
mod monkey;
mod screenshots;
mod app_pty;
mod erase;
mod gone;
mod rot;
mod damage;
mod read_only;
mod mirror;
mod killed;
mod accounts;
mod hostile;
mod secrets;
mod fuzz;
#[cfg(feature = "shared-journal")]
mod postgres;
#[cfg(feature = "shared-journal")]
mod hosts;
#[cfg(feature = "shared-journal")]
mod carried;
#[cfg(feature = "shared-journal")]
mod encrypted;
#[cfg(feature = "shared-journal")]
mod histories;
