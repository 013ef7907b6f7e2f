//! The command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::data::Data;
use crate::failure::{Failure, Result};
use crate::measure::{self, Plan};

/// Measures Standin beside a server that can do nothing but answer, and beside others of its field.
#[derive(Debug, Parser)]
#[command(name = "benches")]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Measure, and put what was measured in the place of what was known
    Measure(Measure),
}

#[derive(Debug, Args)]
struct Measure {
    /// The command that is measured; a release build
    #[arg(long, value_name = "FILE", default_value = "../target/release/standin")]
    standin: PathBuf,
    /// Only the sections whose name holds this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// How often each server has its turn
    #[arg(long, value_name = "N", default_value = "5", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// How long a turn may last
    #[arg(long, value_name = "N", default_value = "2")]
    seconds: f64,
    /// How many requests a turn may have
    #[arg(long, value_name = "N", default_value = "100000", value_parser = clap::value_parser!(u64).range(1..))]
    requests: u64,
    /// Look at memory after a million requests; else after so many as a turn may have
    #[arg(long)]
    million: bool,
    /// Where it is written down
    #[arg(long, value_name = "FILE", default_value = "../docs/performance/data.json")]
    data: PathBuf,
}

/// Does what the arguments ask for.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Command::parse().what {
        What::Measure(options) => measure(&options),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("benches: error: {failure}");
            ExitCode::from(2)
        }
    }
}

fn measure(options: &Measure) -> Result<ExitCode> {
    let mut data = Data::read(&options.data)?;
    let plan = Plan {
        standin: absolute(&options.standin)?,
        rounds: options.rounds,
        time: Duration::try_from_secs_f64(options.seconds).map_err(|_| Failure::told("--seconds takes a number of seconds"))?,
        requests: options.requests,
        many: if options.million { 1_000_000 } else { options.requests },
        command: as_given(),
    };
    measure::measure(&plan, options.only.as_deref(), &mut data)?;
    data.write(&options.data)?;
    Ok(ExitCode::SUCCESS)
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(Failure::machine(path.display().to_string()))
}

/// The command, without paths of one machine.
fn as_given() -> String {
    let mut words = vec!["cargo run --release -- measure".to_owned()];
    let mut given = std::env::args().skip(2);
    while let Some(word) = given.next() {
        match word.as_str() {
            "--standin" | "--data" => drop(given.next()),
            _ => words.push(word),
        }
    }
    words.join(" ")
}
