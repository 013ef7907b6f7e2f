//! `standin judge`: recomputes the verdicts of a bundle from its transcript alone, and says what differs.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use conformance::diagnostic::Paint;
use conformance::evidence::{Again, Lock};
use conformance::report::{self, Detail};
use conformance::suite::Suite;

use crate::evidence::{EvidenceError, Opened, lines};
use crate::exit::Exit;
use crate::print::{aside, print};
use crate::suite::chosen;

/// Judge a bundle of evidence again, from its transcript alone, and say what differs from the verdicts in it.
///
/// It asks no server, and needs no suite but the one in the bundle.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The bundle, as `standin check --evidence FILE` writes it.
    bundle: PathBuf,
    /// Judge by the suite in this folder instead of the bundle's own.
    #[arg(long, value_name = "DIR", conflicts_with = "current")]
    suite: Option<PathBuf>,
    /// Judge by the suite of this program instead of the bundle's own.
    #[arg(long)]
    current: bool,
    /// Say only what does not hold or differs, and one line at the end.
    #[arg(short, long)]
    quiet: bool,
}

/// Judges again, reports, and says what differs.
///
/// # Errors
/// The bundle or a suite cannot be read.
pub(crate) fn run(options: &Options) -> Result<Exit, EvidenceError> {
    let opened = Opened::read(&options.bundle)?;
    let other = other(options)?;
    let again = opened.judge_again(other.as_ref().unwrap_or(&opened.suite))?;
    print(&told(options, &opened, other.as_ref(), &again))?;
    let is_same = match &other {
        None => true,
        Some(suite) => Lock::of(suite).is_ok_and(|lock| lock.sha256 == opened.bundle.suite.sha256),
    };
    if is_same && !again.changes.is_empty() {
        aside(&tampered(&opened));
        return Ok(Exit::DoesNotConform);
    }
    let exit = Exit::of(again.verdicts.conclusion());
    Ok(if exit == Exit::Success && !again.left_out.is_empty() { Exit::Incomplete } else { exit })
}

/// The suite that is named in place of the bundle's.
fn other(options: &Options) -> Result<Option<Suite>, EvidenceError> {
    match &options.suite {
        None if !options.current => Ok(None),
        folder => Ok(Some(chosen(folder.as_deref())?)),
    }
}

fn told(options: &Options, opened: &Opened, other: Option<&Suite>, again: &Again) -> String {
    let detail = if options.quiet { Detail::Brief } else { Detail::Full };
    let playing = Duration::from_millis(u64::try_from(opened.bundle.environment.duration_ms).unwrap_or_default());
    let suite = other.unwrap_or(&opened.suite);
    let mut text = report::text(&again.verdicts, &suite.ledgers, playing, Paint::Plain, detail);
    for case in &again.left_out {
        text.push_str(&format!("not judged: {case}: this suite asks it otherwise or not at all; check again to know\n"));
    }
    for change in &again.changes {
        text.push_str(&format!("differs: {change}\n"));
    }
    if again.changes.is_empty() {
        text.push_str("nothing differs from the verdicts in the bundle\n");
    }
    // Whoever wrote the bundle wrote most of this.
    lines(&text)
}

fn tampered(opened: &Opened) -> String {
    let path = opened.path.display();
    let (by, this) = (&opened.bundle.environment.standin, env!("CARGO_PKG_VERSION"));
    let versions =
        if by == this { String::new() } else { format!(" It was written by standin {by}, and this is {this}, which may judge otherwise.") };
    format!("{path}: the verdicts in this bundle do not follow from its transcript and suite: one of them was changed after the run.{versions}")
}
