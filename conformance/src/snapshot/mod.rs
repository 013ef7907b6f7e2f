//! Recorded answers, in insta's file format: a mirror of the scenarios, path for path.

use std::collections::BTreeMap;

use crate::scenario::{Case, Step};
use crate::suite::Suite;
use crate::transcript::{Play, What};

pub mod file;
pub(crate) mod parts;
mod pending;
pub mod text;

pub use pending::{Pending, SnapshotError, pending_below};

/// Recorded answers by path, as in `hyper/refusal/an old token.first.snap`: values that the judge reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshots(BTreeMap<String, String>);

impl Snapshots {
    /// From the texts of snapshot files by path, with `/` between folders.
    ///
    /// # Errors
    /// A file that is no snapshot, by its path.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (String, &'a str)>) -> Result<Self, SnapshotError> {
        let read = |(path, text): (String, &str)| match file::contents(text) {
            Some(contents) => Ok((path, contents)),
            None => Err(SnapshotError::Format { path }),
        };
        files.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The recorded answers of a suite.
    ///
    /// # Errors
    /// As [`Snapshots::from_files`].
    pub fn of(suite: &Suite) -> Result<Self, SnapshotError> {
        Self::from_files(suite.snapshots.iter().map(|(path, text)| (path.clone(), text.as_str())))
    }

    /// Takes an answer for the recorded one.
    pub fn record(&mut self, taken: &Taken) {
        self.0.insert(taken.path.clone(), taken.contents.clone());
    }

    /// Whether an answer is the recorded one, as far as a file can tell.
    #[must_use]
    pub fn agree(&self, taken: &Taken) -> bool {
        self.get(&taken.path).is_some_and(|recorded| recorded.trim_end_matches('\n') == taken.contents.trim_end_matches('\n'))
    }

    /// The recorded answer at this path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }
}

/// An answer that a scenario wants to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Where it belongs, below the folder of snapshots.
    pub path: String,
    /// The scenario's path.
    pub source: String,
    /// The call.
    pub description: String,
    /// The normalised answer.
    pub contents: String,
}

/// All answers of a play that its scenario wants to be recorded.
#[must_use]
pub fn taken(case: &Case, play: &Play) -> Vec<Taken> {
    let of_event = |event: &crate::transcript::Event| {
        let (description, contents) = match &event.what {
            What::Exchanged(exchange) => (format!("{} {}", exchange.request.method, exchange.request.path), text::normalised(&exchange.answer)),
            What::Inspected(record) => ("inspect record".to_owned(), text::of_record(record)),
            _ => return Vec::new(),
        };
        let names = step(case, event.place).into_iter().flat_map(|step| &step.expect).filter_map(|one| one.value.snapshot.as_ref());
        let taken = names.map(|name| Taken {
            path: case.snapshot_path(&name.value),
            source: case.source.path.clone(),
            description: description.clone(),
            contents: contents.clone(),
        });
        taken.collect()
    };
    play.events.iter().flat_map(of_event).collect()
}

/// The step at a place, or the call of it that is meant.
fn step(case: &Case, place: crate::transcript::Place) -> Option<&Step> {
    let steps = match place.part {
        crate::transcript::Part::Steps => &case.steps,
        crate::transcript::Part::Finally => &case.finally,
    };
    let step = &steps.get(place.step)?.step.value;
    match place.call {
        Some(call) => step.together.as_ref()?.get(call).map(|call| &call.value),
        None => Some(step),
    }
}

#[cfg(test)]
mod tests;
