//! Every deviation of a model makes `standin check` fail, and under the clause that it breaks.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

/// `standin check` of what is asked about one clause, by a mock that deviates or does not.
fn check(clause: &str, deviation: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["check", "--shrink-calls", "0", "--clause", clause]);
    if let Some(deviation) = deviation {
        command.args(["--deviation", deviation]);
    }
    command.output().unwrap()
}

/// The line of the table of clauses that tells of one clause.
fn told(output: &Output, clause: &str) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rev().find(|line| line.split_whitespace().any(|word| word == clause));
    line.unwrap_or_else(|| panic!("{clause} is not told of:\n{text}")).to_owned()
}

#[test]
fn every_deviation_is_caught_under_the_clause_that_it_breaks() {
    for api in providers::CATALOGUE {
        for (name, clause, _) in api.deviations() {
            let clean = check(clause.0, None);
            assert_eq!(clean.status.code(), Some(0), "{clause} without a deviation:\n{}", String::from_utf8_lossy(&clean.stdout));
            assert!(told(&clean, clause.0).contains("pass"), "{}", told(&clean, clause.0));
            let deviating = check(clause.0, Some(&format!("{}={name}", api.name())));
            assert_eq!(deviating.status.code(), Some(1), "{name} is not caught:\n{}", String::from_utf8_lossy(&deviating.stdout));
            assert!(told(&deviating, clause.0).contains("failed"), "{name}: {}", told(&deviating, clause.0));
        }
    }
}

#[test]
fn an_unknown_deviation_is_wrong_usage_and_names_the_nearest() {
    let output = check("hyper.refusal.wrong", Some("hyper=grace-of-119-second"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `grace-of-119-seconds`?"));
}
