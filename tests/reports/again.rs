//! The commands that a report gives to repeat what it tells are run as they stand.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::running::{CASE, DEVIATION, Foreign, check, code, err, out};

/// A line, run by the shell in a folder; the program is found by its name.
fn shell(folder: &Path, line: &str, variables: &BTreeMap<String, String>) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_standin")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    Command::new("sh").args(["-c", line]).current_dir(folder).env("PATH", path).envs(variables).output().unwrap()
}

/// The failing check of a report of one case.
fn failing(report: &Value) -> &Value {
    let steps = report["cases"][0]["steps"].as_array().unwrap();
    steps.iter().flat_map(|step| step["checks"].as_array().unwrap()).find(|check| check["verdict"] == "fail").unwrap()
}

#[test]
fn the_case_of_the_mock_is_played_again_alone() {
    let folder = tempfile::tempdir().unwrap();
    let output = check(folder.path(), &["--filter", CASE, "--report", "json=-", "--seed", "7", "--deviation", DEVIATION]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let again = shell(folder.path(), &format!("{} --report json=-", report["cases"][0]["repeat"].as_str().unwrap()), &BTreeMap::new());
    assert_eq!(code(&again), 1, "{}", err(&again));
    assert_eq!(serde_json::from_slice::<Value>(&again.stdout).unwrap(), report);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_case_of_a_target_and_its_call_are_repeated_by_variables_for_the_secrets() {
    let foreign = Foreign::serve("hyper", json!({"max_posts": "off", "refresh_limit": "off"}), Some("wrong-message-of-wrong")).await;
    let folder = tempfile::tempdir().unwrap();
    let output = foreign.check(folder.path(), &["--only", CASE, "--report", "json=-"]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let secrets = BTreeMap::from(["access_token", "refresh_token"].map(|name| (name.to_uppercase(), foreign.credentials[name].clone())));
    let again = shell(folder.path(), report["cases"][0]["repeat"].as_str().unwrap(), &secrets);
    assert_eq!(code(&again), 1, "{}", err(&again));
    assert!(out(&again).contains("FAIL") && out(&again).contains("1 case;"), "{}", out(&again));

    let repeat = &failing(&report)["repeat"];
    let variables = repeat["variables"].as_object().unwrap();
    let given: BTreeMap<String, String> = variables.keys().map(|name| (name.clone(), "x".repeat(120))).collect();
    assert_eq!(given.len(), 1, "{repeat:#}");
    let answer = shell(folder.path(), &format!("{} --silent --noproxy '*'", repeat["curl"].as_str().unwrap()), &given);
    assert!(out(&answer).starts_with("HTTP/1.1 401") && out(&answer).contains("Authorization"), "{}{}", out(&answer), err(&answer));
    foreign.server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_target_is_said_not_to_support_is_said_again() {
    let foreign = Foreign::serve("hyper", json!({"max_posts": "off", "refresh_limit": "off"}), Some("wrong-message-of-wrong")).await;
    let folder = tempfile::tempdir().unwrap();
    let output = foreign.check(folder.path(), &["--only", CASE, "--unsupported", "hyper.refusal.wrong", "--report", "json=-"]);
    assert_eq!(code(&output), 5, "{}", err(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let repeat = report["cases"][0]["repeat"].as_str().unwrap();
    assert!(repeat.contains("--unsupported hyper.refusal.wrong"), "{repeat}");
    let secrets = BTreeMap::from(["access_token", "refresh_token"].map(|name| (name.to_uppercase(), foreign.credentials[name].clone())));
    assert_eq!(code(&shell(folder.path(), repeat, &secrets)), 5);
    foreign.server.shutdown().await;
}

#[test]
fn a_suite_that_is_not_found_from_here_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let export = Command::new(env!("CARGO_BIN_EXE_standin")).args(["suite", "export", "theirs"]).current_dir(folder.path()).output().unwrap();
    assert!(export.status.success(), "{}", err(&export));
    let report = |folder: &Path, more: &[&str]| {
        let output = check(folder, &[["--only", CASE, "--report", "json=-", "--deviation", DEVIATION].as_slice(), more].concat());
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let told = report(folder.path(), &["--suite", "theirs"]);
    let repeat = told["cases"][0]["repeat"].as_str().unwrap();
    assert!(repeat.contains("--suite theirs"), "{repeat}");
    assert!(failing(&told)["at"]["file"].as_str().unwrap().starts_with("theirs/scenarios/"), "{told:#}");
    let found = report(&folder.path().join("theirs"), &[]);
    assert!(!found["cases"][0]["repeat"].as_str().unwrap().contains("--suite"), "{found:#}");
    assert!(failing(&found)["at"]["file"].as_str().unwrap().starts_with("scenarios/"), "{found:#}");
}

#[test]
fn only_means_exactly_one_case() {
    let folder = tempfile::tempdir().unwrap();
    let list = |id: &str| check(folder.path(), &["--list", "--only", id]);
    assert!(out(&list(CASE)).ends_with("1 case\n"), "{}", out(&list(CASE)));
    let stem = CASE.split('@').next().unwrap();
    for (id, why) in [
        (stem, format!("`{stem}` has rows, each of which is a case; choose one: `{CASE}`")),
        (&CASE[..CASE.len() - 1], format!("there is no case `{}`; did you mean `{CASE}`?", &CASE[..CASE.len() - 1])),
        ("zzz", "there is no case `zzz`; `standin check --list` shows those that there are".to_owned()),
    ] {
        let output = list(id);
        assert_eq!(code(&output), 2, "{}", out(&output));
        assert!(err(&output).contains(&why), "{}", err(&output));
    }
    assert_eq!(code(&check(folder.path(), &["--list", "--only", CASE, "--filter", "grace"])), 2);
}
