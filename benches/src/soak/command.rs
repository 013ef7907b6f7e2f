//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::run::soak;
use super::verdict;
use crate::failure::{Failure, Result};

#[derive(Debug, Args)]
pub(crate) struct Command {
    /// The command that is loaded; a release build
    #[arg(long, value_name = "FILE", default_value = "../target/release/standin")]
    standin: PathBuf,
    /// How long
    #[arg(long, value_name = "N", default_value = "10", value_parser = clap::value_parser!(u64).range(1..=1_440))]
    minutes: u64,
    /// How long, in place of minutes
    #[arg(long, value_name = "N", conflicts_with = "minutes", value_parser = clap::value_parser!(u64).range(4..=86_400))]
    seconds: Option<u64>,
}

/// Does what the arguments ask for.
pub(crate) fn run(command: &Command) -> Result<ExitCode> {
    let time = Duration::from_secs(command.seconds.unwrap_or(command.minutes * 60));
    let standin = std::path::absolute(&command.standin).map_err(Failure::machine(command.standin.display().to_string()))?;
    let seen = soak(&standin, time)?;
    print!("{}", verdict::table(&seen));
    let grown = verdict::grown(&seen);
    for what in &grown {
        println!("GREW: {what}");
    }
    Ok(if grown.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
