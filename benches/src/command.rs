//! The command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::bars;
use crate::data::Data;
use crate::draw;
use crate::failure::{Failure, Result};
use crate::measure::{self, Plan};
use crate::{guard, soak};

/// Paths lead from the package's folder, where `cargo run` is called.
const DATA: &str = "../docs/performance/data.json";

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
    /// Draw the tables of the page, below its mark, and the plots
    Draw(Draw),
    /// Count the instructions of the hot paths under valgrind; exits 1 if one grew by more than 3 % over the committed figure
    #[command(args_conflicts_with_subcommands = true)]
    Guard(guard::Command),
    /// Load a Standin of its own with everything at once; exits 1 if memory, descriptors or latencies have grown
    Soak(soak::Command),
}

#[derive(Debug, Args)]
struct Draw {
    /// What was measured
    #[arg(long, value_name = "FILE", default_value = DATA)]
    data: PathBuf,
    /// The page
    #[arg(long, value_name = "FILE", default_value = "../docs/performance.md")]
    page: PathBuf,
    /// Where the plots go
    #[arg(long, value_name = "FOLDER", default_value = "../docs/performance")]
    plots: PathBuf,
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
    /// Exit 1 if a bar is missed that was measured, now or before
    #[arg(long)]
    bars: bool,
    /// Where it is written down
    #[arg(long, value_name = "FILE", default_value = DATA)]
    data: PathBuf,
}

/// Does what the arguments ask for.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Command::parse().what {
        What::Measure(options) => measure(&options),
        What::Draw(options) => draw(&options),
        What::Guard(options) => guard::run(&options),
        What::Soak(options) => soak::run(&options),
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
    let missed: Vec<_> = bars::missed(&data).collect();
    for (bar, figure) in &missed {
        eprintln!("missed: {}: {figure}, bar {:?}", bar.says, bar.bound);
    }
    Ok(if options.bars && !missed.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn draw(options: &Draw) -> Result<ExitCode> {
    draw::draw(&Data::read(&options.data)?, &options.page, &options.plots)?;
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
