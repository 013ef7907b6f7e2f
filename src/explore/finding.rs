//! Findings as files: a scenario for each difference, and a report of the whole for programs.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use conformance::explore::{Explored, Found};
use providers::Api;
use serde_json::{Value, json};

use super::ExploreError;
use crate::file::{Readers, replace};

/// So many findings of one name may lie beside each other.
const MOST: usize = 1_000;

/// Writes a difference as a scenario under a name that is free, and gives the name.
pub(super) fn write(folder: &Path, api: &str, seed: u64, found: &Found) -> Result<PathBuf, ExploreError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| ExploreError::File { path, error }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let stem = match found.word {
        Some(word) => format!("{api}-seed-{seed}-word-{word}"),
        None => format!("{api}-exhaustive"),
    };
    for nth in 1..=MOST {
        let path = folder.join(if nth == 1 { format!("{stem}.yaml") } else { format!("{stem}-{nth}.yaml") });
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(found.scenario.as_bytes()).and_then(|()| file.sync_all()).map_err(failed(&path))?;
                return Ok(path);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                // The same finding again needs no second file.
                if fs::read_to_string(&path).is_ok_and(|there| there == found.scenario) {
                    return Ok(path);
                }
            }
            Err(error) => return Err(failed(&path)(error)),
        }
    }
    let error = std::io::Error::new(ErrorKind::AlreadyExists, format!("{MOST} findings of this name lie here already"));
    Err(failed(folder)(error))
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
        "coverage": explored.coverage.map(|coverage| coverage.value()),
        "found": found,
    })
}
