//! `standin strength` on one deviation at a time: what it tells, and that a bar that is not held is no success.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::Command;

fn strength(arguments: &[&str]) -> (Option<i32>, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(env!("CARGO_MANIFEST_DIR")).arg("strength").args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned())
}

#[test]
fn a_deviation_is_told_with_what_caught_it() {
    let (code, told) = strength(&["hyp", "--only", "session-without-hyphens", "--steps", "2000"]);
    assert_eq!(code, Some(0), "{told}");
    let row = told.lines().find(|line| line.ends_with("hyp=session-without-hyphens")).unwrap_or_else(|| panic!("{told}"));
    assert!(row.starts_with('S') && row.contains("hyp.session.uuid"), "{row}");
    assert!(row.to_ascii_lowercase().chars().nth(2) == Some('e'), "exploration finds it too: {row}");
    assert!(told.contains("together they report 1 of 1 under the clause that is broken"), "{told}");
}

#[test]
fn a_suite_without_the_scenarios_does_not_hold_its_bars() {
    let folder = tempfile::tempdir().unwrap();
    let suite = folder.path().join("suite");
    let exported = Command::new(env!("CARGO_BIN_EXE_standin")).args(["suite", "export"]).arg(&suite).output().unwrap();
    assert!(exported.status.success());
    let arguments = ["hyp", "--only", "session-without-hyphens", "--steps", "1", "--suite", suite.to_str().unwrap()];
    assert_eq!(strength(&arguments).0, Some(0));
    for file in [
        "session/a-session-id-is-a-uuid-and-each-is-another",
        "session/seven-requests-get-seven-sessions",
        "properties/a-session-of-one-instance-opens-nothing-at-another",
    ] {
        std::fs::remove_file(suite.join(format!("scenarios/hyp/{file}.yaml"))).unwrap();
    }
    let (code, told) = strength(&arguments);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("hyp=session-without-hyphens is not reported under hyp.session.uuid"), "{told}");
}

#[test]
fn an_unknown_deviation_is_wrong_usage_and_names_the_nearest() {
    let (code, told) = strength(&["--only", "session-without-hyphen"]);
    assert_eq!(code, Some(2));
    assert!(told.contains("did you mean `session-without-hyphens`?"), "{told}");
}
