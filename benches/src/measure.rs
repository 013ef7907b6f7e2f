//! What can be measured, and how it is written down.

mod curves;
mod memory;
mod model;
mod runner;
mod signature;
mod start;
mod traffic;
mod worlds;

use std::path::PathBuf;
use std::time::Duration;

use crate::data::{Data, Section};
use crate::failure::{Failure, Result};

/// What a measurement may take, and of whom.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) standin: PathBuf,
    pub(crate) rounds: u32,
    pub(crate) time: Duration,
    pub(crate) requests: u64,
    /// How many requests are many, where memory is looked at.
    pub(crate) many: u64,
    /// As it was given, for others to repeat.
    pub(crate) command: String,
}

type Measurement = fn(&Plan, &mut Section) -> Result<()>;

/// The sections in the order of the page: the name, the title, how it is measured.
pub(crate) const SECTIONS: [(&str, &str, Measurement); 8] = [
    ("traffic", "Calls", traffic::measure),
    ("model", "Models alone", model::measure),
    ("signature", "Signatures", signature::measure),
    ("start", "Start and size", start::measure),
    ("memory", "Memory", memory::measure),
    ("worlds", "Worlds", worlds::measure),
    ("runner", "The runner", runner::measure),
    ("curves", "How cost grows", curves::measure),
];

/// Measures the sections whose name holds the text, and puts each in the place of what was known of it.
pub(crate) fn measure(plan: &Plan, only: Option<&str>, data: &mut Data) -> Result<()> {
    let chosen: Vec<_> = SECTIONS.into_iter().filter(|(name, ..)| only.is_none_or(|only| name.contains(only))).collect();
    if chosen.is_empty() {
        let known: Vec<_> = SECTIONS.iter().map(|(name, ..)| *name).collect();
        return Err(Failure::told(format!("nothing is called so; there are {}", known.join(", "))));
    }
    let (machine, standin) = (machine(), version(plan)?);
    for (name, _, measurement) in chosen {
        eprintln!("{name}");
        let mut section = Section { machine: machine.clone(), standin: standin.clone(), command: plan.command.clone(), ..Section::default() };
        section.date = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
        measurement(plan, &mut section)?;
        for row in &section.rows {
            let figures: Vec<_> = row.figures.iter().map(|(column, figure)| format!("{column} {figure}")).collect();
            eprintln!("  {}: {}", row.what, figures.join(", "));
        }
        data.sections.insert(name.to_owned(), section);
    }
    Ok(())
}

fn version(plan: &Plan) -> Result<String> {
    let what = format!("cannot start {}; `cargo build --release` makes it", plan.standin.display());
    let output = std::process::Command::new(&plan.standin).arg("--version").output().map_err(Failure::machine(what))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The processor and the kernel, and nothing that tells one machine from another of its kind.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let told = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let processors = told("/proc/cpuinfo");
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")).map_or("", |rest| rest.trim_start_matches(['\t', ' ', ':']));
    let kernel = told("/proc/sys/kernel/osrelease");
    let kernel: Vec<_> = kernel.trim().split('.').take(2).collect();
    format!("{cores} cores of {model}, Linux {}", kernel.join("."))
}

/// Millions of bytes.
fn megabytes(bytes: u64) -> f64 {
    number(bytes) / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "nothing that is counted here comes near 2^52")]
fn number(count: u64) -> f64 {
    count as f64
}
