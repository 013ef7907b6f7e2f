//! The command `standin`: reads its arguments, runs one sub-command, turns its errors into text and an exit code.

mod check;
mod config;
mod control;
mod embedded;
mod exit;
mod explain;
mod init;
mod journal;
mod lint;
mod print;
mod reference;
mod replay;
mod schema;
mod selection;
mod serve;
mod signals;
mod snapshots;
mod suite;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use print::PrintError;

/// Stands in for an HTTP API that you do not have at hand, and judges those who claim to be it.
#[derive(Parser)]
#[command(name = "standin", version, after_help = exit::HELP, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Ask a server the suite's questions and judge its answers.
    Check(Box<check::Options>),
    /// Serve documented APIs, with time under control.
    Serve(Box<serve::Options>),
    /// Show how `standin serve` is configured.
    Config(config::Options),
    /// Write a configuration file to start from.
    Init(init::Options),
    /// Print, follow or export the calls that a serving standin was sent.
    Journal(Box<journal::Options>),
    /// Tell why a call was answered as it was, and what would have turned a refusal.
    Explain(Box<explain::Options>),
    /// Make a recorded world again and compare the answers, byte for byte.
    Replay(replay::Options),
    /// Check scenarios, or target files, without playing them.
    Lint(lint::Options),
    /// Work with the suite of clauses, scenarios and recorded answers.
    Suite(suite::Options),
    /// Print the JSON Schema of scenario or target files.
    Schema(schema::Options),
    /// Print an API's settings, actions and clauses.
    Reference(reference::Options),
    /// Show, accept or reject answers that differ from the recorded ones.
    Snapshots(snapshots::Options),
}

fn main() -> ExitCode {
    // Wrong usage ends in here, with code 2.
    let ended = match Cli::parse().command {
        Command::Check(options) => check::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Snapshots(options) => snapshots::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Serve(options) => serve::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Config(options) => config::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Init(options) => init::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Journal(options) => journal::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Explain(options) => explain::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Replay(options) => replay::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Lint(options) => lint::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Suite(options) => suite::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Schema(options) => schema::run(&options).map_err(|error| (PrintError::EXIT, error.to_string())),
        Command::Reference(options) => reference::run(&options),
    };
    let exit = ended.unwrap_or_else(|(exit, message)| {
        print::aside(&message);
        exit
    });
    exit.into()
}
