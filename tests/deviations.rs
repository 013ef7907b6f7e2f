//! A deviation of a model makes `standin check` fail, and under the clause that it breaks.
//!
//! Every seventh of the catalogue is played here, each over what is asked about its clause.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};
use std::thread;

use providers::{Api, CATALOGUE, Ledger};

/// So many are played at once.
const AT_ONCE: usize = 2;
/// One in so many is played.
const ONE_IN: usize = 7;

/// `standin check` with these words.
fn check(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(env!("CARGO_MANIFEST_DIR")).arg("check").args(words).output().unwrap()
}

/// The line of the table of clauses that tells of one clause.
fn told(output: &Output, clause: &str) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rev().find(|line| line.split_whitespace().any(|word| word == clause));
    line.unwrap_or_else(|| panic!("{clause} is not told of:\n{text}")).to_owned()
}

/// A deviation and what must become of its clause.
struct Sample {
    api: &'static str,
    name: &'static str,
    clause: &'static str,
    /// The code with which the command ends, and the word that is told of the clause.
    ends: (i32, &'static str),
}

/// Every seventh deviation of an API. What breaks a clause that is advice is only worth a warning.
fn samples(api: &'static dyn Api) -> Vec<Sample> {
    let ledger = Ledger::parse(api.ledger()).unwrap();
    let sample = |(name, clause, _): (&'static str, providers::ClauseId, &str)| {
        let ends = if ledger.clause(clause.0).unwrap().advice { (0, "warning") } else { (1, "failed") };
        Sample { api: api.name(), name, clause: clause.0, ends }
    };
    api.deviations().into_iter().step_by(ONE_IN).map(sample).collect()
}

/// Plays a sample, and complains where it is not caught under its clause.
fn complaint(sample: &Sample) -> Option<String> {
    let deviation = format!("{}={}", sample.api, sample.name);
    let output = check(&["--clause", sample.clause, "--deviation", &deviation, "--jobs", "1"]);
    let told = told(&output, sample.clause);
    let (code, word) = sample.ends;
    let caught = output.status.code() == Some(code) && told.contains(word);
    (!caught).then(|| format!("{deviation} ends with {:?}, and of its clause is told: {told}", output.status.code()))
}

#[test]
fn a_deviation_is_caught_under_the_clause_that_it_breaks() {
    let clean = check(&["-q"]);
    assert_eq!(clean.status.code(), Some(0), "without a deviation:\n{}", String::from_utf8_lossy(&clean.stdout));
    let samples: Vec<Sample> = CATALOGUE.iter().flat_map(|api| samples(*api)).collect();
    assert!(samples.len() >= CATALOGUE.len());
    let complaints: Vec<String> = thread::scope(|scope| {
        let share = |first: usize| samples.iter().skip(first).step_by(AT_ONCE).filter_map(complaint).collect::<Vec<_>>();
        let players: Vec<_> = (0..AT_ONCE).map(|first| scope.spawn(move || share(first))).collect();
        players.into_iter().flat_map(|player| player.join().unwrap()).collect()
    });
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn an_unknown_deviation_is_wrong_usage_and_names_the_nearest() {
    let output = check(&["--clause", "hyper.refusal.wrong", "--deviation", "hyper=grace-of-119-second"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `grace-of-119-seconds`?"));
}
