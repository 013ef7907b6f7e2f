//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::compare::{MORE, grown, table};
use super::count::{count, processor};
use super::figures::{Figures, Known, key};
use super::path::Path;
use crate::failure::Result;

#[derive(Debug, Args)]
pub(crate) struct Command {
    /// The figures that were committed
    #[arg(long, value_name = "FILE", default_value = "instructions.json")]
    committed: PathBuf,
    /// Write down there what was committed, with what was counted in its place
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// How often a path is gone over, once, and then twice as often
    #[arg(long, value_name = "N", default_value = "1000", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    repetitions: u64,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What is counted: go over a path so many times
    #[command(hide = true)]
    Repeat { path: String, times: u64 },
}

/// Does what the arguments ask for.
pub(crate) fn run(command: &Command) -> Result<ExitCode> {
    match &command.what {
        Some(What::Repeat { path, times }) => repeat(path, *times),
        None => guard(command),
    }
}

fn repeat(path: &str, times: u64) -> Result<ExitCode> {
    println!("{}", processor());
    Path::named(path)?.repeat(times)?;
    Ok(ExitCode::SUCCESS)
}

fn guard(command: &Command) -> Result<ExitCode> {
    let known = Known::read(&command.committed)?;
    let (key, counted) = count_all(command.repetitions)?;
    let committed = known.of(&key).cloned();
    println!("{key}\n");
    print!("{}", table(&counted, &committed.clone().unwrap_or_default()));
    if committed.is_none() {
        println!("\nnothing is committed for this compiler, target, C library and processor, so nothing was compared");
    }
    let grown: Vec<String> = grown(&counted, &committed.unwrap_or_default()).into_iter().map(str::to_owned).collect();
    if let Some(file) = &command.record {
        known.with(key, counted).write(file)?;
        println!("\nwritten to {}", file.display());
    }
    if grown.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("\ngrew by more than {MORE} %: {}", grown.join(", "));
    println!("make them cost less, or say why they cost more in the commit of what `benches guard --record instructions.json` writes");
    Ok(ExitCode::FAILURE)
}

fn count_all(times: u64) -> Result<(String, Figures)> {
    let (mut processor, mut figures) = (String::new(), Figures::new());
    for path in Path::ALL {
        let counted = count(path, times)?;
        figures.insert(path.name().to_owned(), (counted.instructions * 10.0).round() / 10.0);
        processor = counted.processor;
    }
    Ok((key(&processor), figures))
}
