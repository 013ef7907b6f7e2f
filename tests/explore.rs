//! `standin explore` as people use it: what it finds, how small, whether it finds it again, and what it says of wrong usage.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use support::Serving;

fn standin(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(folder).args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// `standin explore` in a folder of its own, and what it wrote there.
fn explore(arguments: &[&str]) -> (tempfile::TempDir, Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let output = standin(folder.path(), &[&["explore"], arguments].concat());
    (folder, output.status.code(), text(&output))
}

/// The numbered lines of a finding, without their numbers.
fn steps(text: &str) -> Vec<&str> {
    let numbered = |line: &&str| line.starts_with(['>', ' ']) && line[1..].trim_start().starts_with(|c: char| c.is_ascii_digit());
    text.lines().filter(numbered).filter_map(|line| Some(line[1..].trim_start().split_once("  ")?.1)).collect()
}

#[test]
fn the_clean_mock_never_differs_from_its_model_by_chance_or_exhaustively() {
    let (_, code, told) = explore(&["--steps", "3000", "--seed", "7"]);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(told.matches("no difference").count(), 4, "{told}");
    let (_, code, told) = explore(&["ayyeka", "--exhaustive", "--depth", "2"]);
    assert_eq!(code, Some(0), "{told}");
    let coverage = told.lines().find_map(|line| line.trim().strip_suffix(" acts")).unwrap_or_else(|| panic!("{told}"));
    let words: Vec<&str> = coverage.split_whitespace().collect();
    assert_eq!(words[0], words[2], "every transition is taken: {coverage}");
}

#[test]
fn a_grace_of_119_seconds_is_found_in_three_steps_the_same_for_the_same_seed_and_as_a_scenario_that_fails() {
    let deviation = ["hyper", "--deviation", "hyper=grace-of-119-seconds", "--seed", "2"];
    let (folder, code, told) = explore(&deviation);
    assert_eq!(code, Some(1), "{told}");
    let found = steps(&told);
    assert_eq!(found.len(), 3, "a refresh, a wait and a call with the previous token:\n{told}");
    assert!(found[1].starts_with("wait until start + 1m 59s"), "{told}");
    assert!(told.contains("decided by hyper.grace.access-token: "), "{told}");
    let again = explore(&deviation).2;
    assert_eq!(steps(&again), found);
    let word = told.lines().find_map(|line| line.strip_prefix("again: standin explore hyper --seed 2 --word ")).unwrap().to_owned();
    let (_, code, alone) = explore(&[&deviation[..], &["--word", &word]].concat());
    assert_eq!((code, steps(&alone)), (Some(1), found));
    // The scenario needs a suite around it.
    let file = told.lines().find_map(|line| line.strip_prefix("as a scenario: ")).unwrap();
    assert_eq!(standin(folder.path(), &["suite", "export", "suite"]).status.code(), Some(0));
    std::fs::create_dir(folder.path().join("suite/scenarios/hyper/found")).unwrap();
    std::fs::copy(folder.path().join(file), folder.path().join("suite/scenarios/hyper/found/previous-token.yaml")).unwrap();
    let check = |more: &[&str]| {
        standin(folder.path(), &[&["check", "--suite", "suite", "-q", "suite/scenarios/hyper/found/previous-token.yaml"], more].concat())
    };
    let deviating = check(&["--deviation", "hyper=grace-of-119-seconds"]);
    assert_eq!(deviating.status.code(), Some(1), "{}", text(&deviating));
    assert!(text(&deviating).contains("hyper.grace.access-token"), "{}", text(&deviating));
    let clean = check(&[]);
    assert_eq!(clean.status.code(), Some(0), "{}", text(&clean));
}

#[test]
fn a_finding_that_exceeds_a_limit_says_so_and_one_that_does_not_needs_nothing() {
    let needs = |deviation: &str| {
        let (folder, code, told) = explore(&["hyper", "--seed", "3", "--deviation", deviation]);
        assert_eq!(code, Some(1), "{told}");
        let file = told.lines().find_map(|line| line.strip_prefix("as a scenario: ")).unwrap();
        std::fs::read_to_string(folder.path().join(file)).unwrap().contains("\nneeds: [rate-limits]\n")
    };
    assert!(needs("hyper=eleven-refreshes-a-minute"));
    assert!(!needs("hyper=grace-of-119-seconds"));
}

#[test]
fn a_reading_of_silent_points_is_told_and_is_no_difference() {
    let serving = Serving::start(&["--set", "hyper.refusal_status=403", "--set", "hyper.refresh_limit=off", "--set", "hyper.max_posts=off"]);
    let folder = tempfile::tempdir().unwrap();
    let base_url = serving.ready["instances"]["hyper"]["base_url"].as_str().unwrap();
    let credential = |name: &str| format!("{name}={}", serving.credential("hyper", name));
    let (access, refresh) = (credential("access_token"), credential("refresh_token"));
    let explored = standin(
        folder.path(),
        &[
            "explore",
            "hyper",
            "--steps",
            "40",
            "--max-wait",
            "0s",
            "--ledger",
            "tokens.json",
            "--target",
            base_url,
            "--credential",
            &access,
            "--credential",
            &refresh,
        ],
    );
    let told = text(&explored);
    assert_eq!(explored.status.code(), Some(0), "{told}");
    assert!(told.contains("refusal_status = 403"), "{told}");
}

#[test]
fn wrong_usage_says_what_would_be_right() {
    for (arguments, told) in [
        (&["hypr"][..], "did you mean `hyper`?"),
        (&["hyper", "--deviation", "hyper=grace-of-119-second"], "did you mean `grace-of-119-seconds`?"),
        (&["hyper", "--deviation", "hyp=form-not-read"], "nothing is asked of `hyp`"),
        (&["hyper", "--deviation", "form-not-read"], "--deviation takes API=NAME"),
        (&["--target", "http://127.0.0.1:1/"], "say which API the target is"),
        (&["hyper", "--target", "http://127.0.0.1:1/"], "say with --ledger"),
        (&["--depth", "2"], "--exhaustive"),
    ] {
        let (_, code, said) = explore(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
}

#[test]
fn a_target_that_does_not_answer_is_unreachable_and_no_finding() {
    let (folder, code, told) = explore(&[
        "hyper",
        "--target",
        "http://127.0.0.1:9/",
        "--ledger",
        "t.json",
        "--credential",
        "access_token=a",
        "--credential",
        "refresh_token=b",
    ]);
    assert_eq!(code, Some(3), "{told}");
    assert!(!folder.path().join("standin-findings").exists());
}
