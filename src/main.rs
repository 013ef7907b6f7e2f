//! The command `standin`: reads its arguments, runs one sub-command, turns its errors into text and an exit code.

mod exit;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Stands in for an HTTP API that you do not have at hand, and judges those who claim to be it.
#[derive(Parser)]
#[command(name = "standin", version, after_help = exit::HELP, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve documented APIs, with time under control.
    Serve(Box<serve::Options>),
}

fn main() -> ExitCode {
    // Wrong usage ends in here, with code 2.
    let ended = match Cli::parse().command {
        Command::Serve(options) => serve::run(&options).map_err(|error| (error.exit(), error.to_string())),
    };
    let exit = ended.unwrap_or_else(|(exit, message)| {
        eprintln!("standin: {message}");
        exit
    });
    exit.into()
}
