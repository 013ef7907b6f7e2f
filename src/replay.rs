//! `standin replay`: makes a recorded world again and compares the answers.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mock_server::{Difference, RecordedAnswer, Recording, ReplayError, Replayed};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::print::{PrintError, aside, print};

/// The options of `standin replay`.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The recording, as `standin journal --export recording` writes it
    file: PathBuf,
    /// The form of what is printed
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    format: Format,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// A JSON object.
    Json,
}

/// Why nothing could be replayed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read {}: {why}", file.display())]
    Unreadable { file: PathBuf, why: std::io::Error },
    #[error("{}:{}:{}: this is no recording: {}", file.display(), why.line(), why.column(), bare(why))]
    NoRecording { file: PathBuf, why: serde_json::Error },
    #[error("{}: {why}", file.display())]
    Unplayable { file: PathBuf, why: ReplayError },
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Error {
    /// The code with which the command ends.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Unreadable { .. } | Self::NoRecording { .. } | Self::Unplayable { .. } => Exit::Usage,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}

/// Serde's sentence without the place, which stands before it.
fn bare(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(sentence, _)| sentence.to_owned())
}

/// Plays the recording again and prints how the answers compare.
///
/// # Errors
/// The file cannot be read, is no recording, or holds what cannot happen.
pub(crate) fn run(options: &Options) -> Result<Exit, Error> {
    let file = || options.file.clone();
    let bytes = std::fs::read(&options.file).map_err(|why| Error::Unreadable { file: file(), why })?;
    let recording: Recording = serde_json::from_slice(&bytes).map_err(|why| Error::NoRecording { file: file(), why })?;
    let replayed = recording.replay().map_err(|why| Error::Unplayable { file: file(), why })?;
    for api in &replayed.changed_apis {
        aside(&format!("the clauses of {api} are not those of the recording (standin {}), so that a difference may be meant", recording.standin));
    }
    print(&match options.format {
        Format::Text => text(&recording, &replayed),
        Format::Json => format!("{:#}\n", told(&recording, &replayed)),
    })?;
    Ok(match (replayed.compared, replayed.differences.len()) {
        (0, _) => Exit::Nothing,
        (_, 0) => Exit::Success,
        _ => Exit::DoesNotConform,
    })
}

fn text(recording: &Recording, replayed: &Replayed) -> String {
    let differences: String = replayed.differences.iter().map(difference).collect();
    let Replayed { compared, left_out, .. } = replayed;
    let left = match left_out.len() {
        0 => String::new(),
        count => format!("; {count} not compared, because the answer hung on a foreign secret: {}", numbers(left_out)),
    };
    let otherwise = replayed.differences.len();
    format!(
        "{differences}the world `{}` with seed {}: {compared} {} again, {} answered as recorded, {otherwise} otherwise{left}\n",
        recording.world,
        recording.seed,
        if *compared == 1 { "call made" } else { "calls made" },
        compared - otherwise,
    )
}

fn numbers(ids: &[u64]) -> String {
    ids.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(", ")
}

/// What was recorded and what is answered now, line by line; where only secrets differ, no line does.
fn difference(difference: &Difference) -> String {
    let Difference { id, call, recorded, answered } = difference;
    let (before, now) = (lines(recorded), lines(answered));
    let shown = if before == now {
        "    the same but for the values behind the names\n".to_owned()
    } else {
        similar::TextDiff::from_lines(&before, &now).unified_diff().context_radius(2).header("recorded", "answered now").to_string()
    };
    format!("#{id} {call}\n{shown}\n")
}

fn lines(answer: &RecordedAnswer) -> String {
    let headers: String = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!("{}\n{headers}\n{}\n", answer.status, answer.body)
}

fn told(recording: &Recording, replayed: &Replayed) -> Value {
    let difference =
        |Difference { id, call, recorded, answered }: &Difference| json!({"id": id, "call": call, "recorded": recorded, "answered": answered});
    json!({
        "world": recording.world,
        "compared": replayed.compared,
        "left_out": replayed.left_out,
        "differences": replayed.differences.iter().map(difference).collect::<Vec<_>>(),
        "changed_apis": replayed.changed_apis,
    })
}
