//! Findings as files: a scenario for each difference, and a report of the whole for programs.

use std::path::{Path, PathBuf};

use conformance::explore::{Explored, Found};
use providers::Api;
use serde_json::{Value, json};

use super::{ExploreError, Options};
use crate::file::{self, Readers, replace, write_new};

/// Tries whether the report could be written: once everything is explored it is too late to learn it.
pub(super) fn try_out(options: &Options) -> Result<(), ExploreError> {
    let Some(path) = &options.json else { return Ok(()) };
    file::try_out(path).map_err(|error| ExploreError::File { path: path.clone(), error })
}

/// Writes a difference as a scenario under a name that is free, and gives the name.
pub(super) fn write(folder: &Path, api: &str, seed: u64, found: &Found) -> Result<PathBuf, ExploreError> {
    let name = match found.word {
        Some(word) => format!("{api}-seed-{seed}-word-{word}.yaml"),
        None => format!("{api}-exhaustive.yaml"),
    };
    let path = folder.join(name);
    write_new(&path, &found.scenario).map_err(|error| ExploreError::File { path, error })
}

/// Writes what was explored, and what was found, for programs.
pub(super) fn report(path: &Path, seed: u64, results: &[(&'static dyn Api, Explored)]) -> Result<(), ExploreError> {
    let apis: serde_json::Map<String, Value> = results.iter().map(|(api, explored)| (api.name().to_owned(), told(explored))).collect();
    let text = format!("{:#}\n", json!({"format": 1, "seed": seed, "apis": apis}));
    replace(path, text.as_bytes(), Readers::Any).map_err(|error| ExploreError::File { path: path.to_owned(), error })
}

fn told(explored: &Explored) -> Value {
    let difference = |one: &conformance::explore::Difference| json!({"at": one.subject.to_string(), "expected": one.expected, "actual": one.actual});
    let found = explored.found.as_ref().map(|found| {
        json!({
            "word": found.word,
            "clause": found.wrong.clause,
            "steps": found.lines,
            "differences": found.wrong.differences.iter().map(difference).collect::<Vec<_>>(),
            "scenario": found.scenario,
        })
    });
    json!({
        "words": explored.words,
        "steps": explored.steps,
        "readings": explored.readings,
        "coverage": explored.coverage.as_ref().map(conformance::explore::Coverage::value),
        "found": found,
    })
}
