//! `standin report merge`: one run out of the evidence of its parts.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use conformance::diagnostic::Paint;
use conformance::evidence::{Environment, MergeError, Merged, Part, merge};
use conformance::judge::judge;
use conformance::report::{Detail, quoted, text};
use conformance::snapshot::Snapshots;
use conformance::suite::Suite;
use conformance::target::description::Described;
use conformance::transcript::Subject;
use conformance::verdict::Verdicts;

use crate::check::{CheckError, EvidenceOptions, Keeping, Outcome, Pardon, Waiving, Wanted, publish, read_file, try_out};
use crate::evidence::{EvidenceError, Opened, lines};
use crate::exit::Exit;
use crate::print::{aside, tame};

/// Make one run of the evidence of its parts, judge it, and report as `standin check` does.
///
/// The parts are those of one run: of one suite, target, seed and selection, each played with `standin check --partition K/N
/// --evidence FILE`.
#[derive(Args, Debug)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The evidence of the parts.
    #[arg(required = true)]
    parts: Vec<PathBuf>,
    /// A report for programs beside the text: json, junit, sarif, github or tap; FILE may be - for standard output.
    #[arg(long = "report", value_name = "FORM=FILE")]
    reports: Vec<Wanted>,
    #[command(flatten)]
    evidence: EvidenceOptions,
    #[command(flatten)]
    waiving: Waiving,
    /// The target file by which the parts were played, where it declares constants to be otherwise. Nobody is called.
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Say only what does not hold, and one line at the end.
    #[arg(short, long)]
    quiet: bool,
}

/// Merges, judges and reports.
///
/// # Errors
/// A bundle cannot be read or relied on, they are not parts of one run, or something cannot be written.
pub(crate) fn run(options: &Options) -> Result<Exit, CheckError> {
    let opened = options.parts.iter().map(|path| Opened::reliable(path)).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<String> = opened.iter().map(|opened| opened.path.display().to_string()).collect();
    let parts: Vec<Part<'_>> = opened.iter().zip(&names).map(|(opened, name)| Part { name, bundle: &opened.bundle }).collect();
    let Some(Opened { path, suite, .. }) = opened.first() else { return Err(CheckError::Usage(MergeError::Nothing.to_string())) };
    let merged = merge(&parts, suite).map_err(|error| CheckError::Usage(tame(&error.to_string())))?;
    let described = described(options, suite, &merged)?;
    let pardon = Pardon::read(&options.waiving, suite)?;
    try_out(&options.reports)?;
    let keeping = Keeping::prepared(&options.evidence, suite)?;
    if let Some(lack) = merged.lack() {
        aside(&lack);
    }
    let snapshots = Snapshots::of(suite).map_err(|error| EvidenceError::Snapshot { path: path.clone(), error })?;
    let mut judged = judge(&merged.cases, &suite.ledgers_of(&merged.cases), &snapshots, &merged.transcript);
    let platforms = platforms(&opened);
    let kept = keeping.map_or(Ok(()), |keeping| keeping.write(suite, (merged.target.clone(), &platforms), &merged.transcript, &judged));
    if let Some(described) = &described {
        described.declared.set_aside(&mut judged);
    }
    let verdicts = pardon.apply(judged);
    let exit = exit(&verdicts, &merged);
    let again = again(options, &merged);
    let outcome =
        Outcome { reports: &options.reports, again: &again, suite, cases: &merged.cases, plays: &merged.transcript.plays, verdicts: &verdicts, exit };
    publish(&outcome, |_| told(options, suite, &merged, &verdicts))?;
    kept?;
    Ok(exit)
}

/// As a run ends; one that lacks a part is not complete, whatever the others came to.
fn exit(verdicts: &Verdicts, merged: &Merged) -> Exit {
    match Exit::of(verdicts.conclusion()) {
        Exit::Success if !merged.missing.is_empty() => Exit::Incomplete,
        exit => exit,
    }
}

/// The target file, where one is named; it must describe the server that was asked.
fn described(options: &Options, suite: &Suite, merged: &Merged) -> Result<Option<Described>, CheckError> {
    let Some(path) = &options.target else { return Ok(None) };
    let described = read_file(path, suite)?;
    let first = described.instances.values().next().map(|instance| instance.base_url.trim_end_matches('/').to_owned());
    match (&merged.transcript.subject, first) {
        (Subject::Foreign(url), Some(first)) if *url == first => Ok(Some(described)),
        (subject, first) => Err(CheckError::Usage(tame(&format!(
            "{}: this file describes {}, and the parts are of {subject}",
            path.display(),
            first.unwrap_or_default()
        )))),
    }
}

fn platforms(opened: &[Opened]) -> String {
    let platforms: BTreeSet<&str> = opened.iter().map(|opened| opened.bundle.environment.platform.as_str()).collect();
    platforms.into_iter().collect::<Vec<_>>().join(", ")
}

fn told(options: &Options, suite: &Suite, merged: &Merged, verdicts: &Verdicts) -> String {
    let detail = if options.quiet { Detail::Brief } else { Detail::Full };
    let took = Environment::of("", "", &merged.transcript).duration_ms;
    let playing = Duration::from_millis(u64::try_from(took).unwrap_or_default());
    // Whoever wrote the bundles wrote most of this.
    lines(&text(verdicts, &suite.ledgers_of(&merged.cases), playing, Paint::Plain, detail))
}

/// The arguments by which the same subject is asked again, as far as evidence tells them.
fn again(options: &Options, merged: &Merged) -> String {
    let mut words = Vec::new();
    let mut say = |option: &str, value: &str| words.push(format!("{option} {}", quoted(value)));
    match (&options.target, &merged.transcript.subject) {
        (Some(file), _) => say("--target", &file.to_string_lossy()),
        (None, Subject::Foreign(url)) => {
            say("--target", url);
            merged.target.apis.iter().for_each(|api| say("--provider", api));
        }
        (None, Subject::Embedded) => {}
    }
    if merged.transcript.seed != 1 {
        say("--seed", &merged.transcript.seed.to_string());
    }
    for (api, name) in merged.target.settings.get("deviations").and_then(serde_json::Value::as_object).into_iter().flatten() {
        say("--deviation", &format!("{api}={}", name.as_str().unwrap_or_default()));
    }
    merged.transcript.unsupported.iter().for_each(|clause| say("--unsupported", clause));
    words.join(" ")
}
