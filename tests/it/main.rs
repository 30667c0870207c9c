//! The program from outside: real terminals, real signals. One binary, as linking is what takes time.

mod house;
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
mod parties;
mod driver;
mod publishing;
mod behind;
mod screens;
mod monkey;
mod screenshots;
mod app_pty;
mod erase;
mod rot;
mod mirror;
mod hostile;
mod secrets;
mod fuzz;
