//! The command `standin`: reads its arguments, runs one sub-command, turns its errors into text and an exit code.
//!
//! It is a library so that what it reads can be tested from outside; nothing else should rely on it.

mod check;
mod completions;
mod config;
mod control;
mod deviations;
mod embedded;
mod evidence;
mod exit;
mod explain;
mod explore;
mod file;
mod gate;
mod init;
mod journal;
mod judge;
mod lint;
mod manual;
mod number;
mod print;
mod reference;
mod replay;
mod report;
mod schema;
mod seal;
mod selection;
mod serve;
mod signals;
mod snapshots;
mod strength;
mod suite;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use config::understand;
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
    /// Ask a server what nobody thought of: sequences by chance, compared with the model step by step.
    Explore(Box<explore::Options>),
    /// Measure the suite: which servers that are wrong in a known way do scenarios, properties and exploration catch?
    Strength(strength::Options),
    /// Judge a bundle of evidence again, from its transcript alone, and say what differs.
    Judge(judge::Options),
    /// Check the signature of a bundle of evidence, or of the record of an exploration.
    Verify(verify::Options),
    /// Compare the evidence of a release with that of the last one.
    Gate(gate::Options),
    /// Make one run of the parts of a divided one.
    Report(report::Options),
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
    /// Print what makes a shell complete this command's words.
    Completions(completions::Options),
    /// Print the manual page, or write one for each sub-command.
    Manual(manual::Options),
    /// Print the JSON Schema of scenario files, or of another kind of file.
    Schema(schema::Options),
    /// Print an API's settings, actions and clauses.
    Reference(reference::Options),
    /// Print the deviations: ways to break one clause each, for a mock that is to be caught.
    Deviations(deviations::Options),
    /// Show, accept or reject answers that differ from the recorded ones.
    Snapshots(snapshots::Options),
}

/// Does what the command line says.
#[must_use]
pub fn run() -> ExitCode {
    // Wrong usage ends in here, with code 2.
    let ended = match Cli::parse().command {
        Command::Check(options) => check::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Explore(options) => explore::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Strength(options) => strength::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Judge(options) => judge::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Verify(options) => verify::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Gate(options) => gate::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Report(options) => report::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Snapshots(options) => snapshots::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Serve(options) => serve::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Config(options) => config::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Init(options) => init::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Journal(options) => journal::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Explain(options) => explain::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Replay(options) => replay::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Lint(options) => lint::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Suite(options) => suite::run(&options).map_err(|error| (error.exit(), error.to_string())),
        Command::Completions(options) => completions::run(&options, Cli::command()).map_err(|error| (PrintError::EXIT, error.to_string())),
        Command::Manual(options) => manual::run(&options, Cli::command()).map_err(|error| (error.exit(), error.to_string())),
        Command::Schema(options) => schema::run(&options).map_err(|error| (PrintError::EXIT, error.to_string())),
        Command::Reference(options) => reference::run(&options),
        Command::Deviations(options) => deviations::run(&options),
    };
    let exit = ended.unwrap_or_else(|(exit, message)| {
        print::aside(&message);
        exit
    });
    exit.into()
}
