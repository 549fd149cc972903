//! `madang`: the one binary. Wiring, the command line, city packs; every rule lives in a room.
//!
//! **Start reading** at `cli.rs` for the words of the command, `rooms.rs` for the house, `pack/load.rs` for how a city enters.

mod cli;
mod clock;
mod commands;
mod pack;
mod rooms;
mod web;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    cli::run(cli::Cli::parse())
}
