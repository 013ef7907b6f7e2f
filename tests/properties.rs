//! Properties as people use them: cases by seed and number, simpler failures, scenarios that fail alike, and runs that are told again.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const STEM: &str = "ayyeka/properties/no-key-or-secret-near-the-clients-fetches-a-token";
const PATH: &str = "suite/scenarios/ayyeka/properties/no-key-or-secret-near-the-clients-fetches-a-token.yaml";

/// A folder with the shipped suite in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(standin(folder.path(), &["suite", "export", "suite"]).status.code(), Some(0));
    folder
}

fn standin(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(folder).args(arguments).output().unwrap()
}

/// `standin check`, of the suite in the folder unless another is named.
fn check(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = standin(folder, &[&["check", "--suite", "suite"], arguments].concat());
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

/// What stands behind a word at the start of a line.
fn told<'t>(text: &'t str, word: &str) -> &'t str {
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(word));
    line.unwrap_or_else(|| panic!("no `{word}` in:\n{text}")).trim()
}

fn ids(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let (_, text) = check(folder, &[&["--list"], arguments].concat());
    text.split_whitespace().filter(|word| word.contains("@seed-")).map(str::to_owned).collect()
}

#[test]
fn a_seed_and_a_number_are_one_case_and_its_id_says_both() {
    let folder = folder();
    let here = folder.path();
    assert_eq!(ids(here, &[PATH, "--seed", "9", "--case", "3"]), [format!("{STEM}@seed-9-case-3")]);
    assert_eq!(ids(here, &[PATH, "--cases", "2"]), [0, 1].map(|case| format!("{STEM}@seed-1-case-{case}")));
    assert_eq!(ids(here, &["--only", &format!("{STEM}@seed-9-case-300")]), [format!("{STEM}@seed-9-case-300")]);
    assert!(ids(here, &["--case", "0"]).len() > 20, "of each property one, and no other case");
    let evidence = |name: &str, arguments: &[&str]| {
        assert_eq!(check(here, &[&["-q", "--evidence", name], arguments].concat()).0, Some(0));
        let bundle: serde_json::Value = serde_json::from_slice(&fs::read(here.join(name)).unwrap()).unwrap();
        bundle["transcript"]["plays"].clone()
    };
    let (by_numbers, by_id) =
        (evidence("a.json", &[PATH, "--seed", "9", "--case", "3"]), evidence("b.json", &["--only", &format!("{STEM}@seed-9-case-3")]));
    assert_eq!(by_numbers, by_id, "world and values are the same");
    assert_ne!(by_numbers[0]["events"], evidence("c.json", &[PATH, "--seed", "9", "--case", "4"])[0]["events"]);
}

#[test]
fn a_property_alone_and_a_misspelt_draw_are_no_case() {
    let folder = folder();
    for id in [STEM.to_owned(), format!("{STEM}@seed-1"), format!("{STEM}@row")] {
        let (code, text) = check(folder.path(), &["--only", &id]);
        assert_eq!(code, Some(2));
        assert!(text.contains(&format!("as in `{STEM}@seed-1-case-0`")), "{text}");
    }
}

#[test]
fn a_failure_tells_its_minimal_values_and_the_scenario_that_is_written_fails_alike() {
    let folder = folder();
    let here = folder.path();
    let (code, text) = check(here, &["-q", PATH, "--seed", "4", "--deviation", "ayyeka=any-secret"]);
    assert_eq!(code, Some(1), "{text}");
    assert_eq!(told(&text, "minimal"), "name: \"${key|changed-at-0}\", password: \"${secret|changed-at-0}\"");
    assert_eq!(text.matches("FAIL ayyeka").count(), 2, "the two checks of one case are told: {text}");
    assert!(text.contains("more cases of this property"), "{text}");
    let file = told(&text, "written");
    assert_eq!(file, format!("standin-failures/{STEM}-seed-4-case-0.yaml"));
    let before = fs::read(here.join(PATH)).unwrap();
    fs::copy(here.join(file), here.join(PATH)).unwrap();
    assert_eq!(standin(here, &["lint", "--suite", "suite"]).status.code(), Some(0), "it is a good scenario");
    assert_eq!(check(here, &["-q", PATH]).0, Some(0), "the mock as it is conforms");
    let (code, again) = check(here, &["-q", PATH, "--deviation", "ayyeka=any-secret"]);
    assert_eq!(code, Some(1), "{again}");
    assert_eq!((told(&again, "clause"), told(&again, "expected")), (told(&text, "clause"), told(&text, "expected")));
    fs::write(here.join(PATH), before).unwrap();
    assert_eq!(told(&check(here, &["-q", PATH, "--seed", "4", "--deviation", "ayyeka=any-secret"]).1, "written"), file, "the same is written once");
}

#[test]
fn a_search_ends_with_its_budget_and_without_one_nothing_is_written() {
    let folder = folder();
    let failing = |more: &[&str]| check(folder.path(), &[&["-q", PATH, "--seed", "4", "--deviation", "ayyeka=any-secret"], more].concat()).1;
    let bounded = failing(&["--shrink-calls", "9", "--failures", "found"]);
    assert!(bounded.contains("there may be a simpler one: more calls than `--shrink-calls` allows"), "{bounded}");
    assert!(told(&bounded, "written").starts_with("found/") && told(&bounded, "after").starts_with("2 more plays, 8 calls"), "{bounded}");
    let late = failing(&["--shrink-time", "0s", "--failures", "found-late"]);
    assert!(late.contains("longer than `--shrink-time` allows") && told(&late, "minimal") == told(&late, "drawn"), "{late}");
    assert!(!failing(&["--shrink-calls", "0", "--failures", "none"]).contains("written") && !folder.path().join("none").exists());
}

#[test]
fn a_property_that_took_its_time_is_not_run_to_its_end_and_that_is_no_success() {
    let folder = folder();
    let (code, text) = check(folder.path(), &[PATH, "--property-time", "0s", "--jobs", "1"]);
    assert_eq!(code, Some(5), "{text}");
    assert!(text.contains("more time than `--property-time` allows"), "{text}");
    assert_eq!(check(folder.path(), &["-q", PATH, "--property-time", "1h"]).0, Some(0));
}

#[test]
fn the_cases_of_a_run_are_drawn_again_by_all_who_come_after_it() {
    let folder = folder();
    let here = folder.path();
    let failing = ["-q", PATH, "--seed", "4", "--cases", "6", "--shrink-calls", "0", "--deviation", "ayyeka=any-secret"];
    let code = |arguments: &[&str]| standin(here, arguments).status.code();
    assert_eq!(check(here, &[&failing[..], &["--evidence", "all.json", "--report", "json=last.json"]].concat()).0, Some(1));
    let judged = standin(here, &["judge", "all.json"]);
    assert!(String::from_utf8_lossy(&judged.stdout).contains("nothing differs from the verdicts in the bundle"), "{judged:?}");
    let (rerun, text) = check(here, &["-q", "--rerun", "failed", "--from", "last.json"]);
    assert_eq!(rerun, Some(0), "{text}");
    assert!(text.contains("CONFORMS: 6 cases"), "{text}");
    for part in ["1/2", "2/2"] {
        let file = format!("part-{}.json", &part[..1]);
        check(here, &[&failing[..], &["--partition", part, "--evidence", &file]].concat());
    }
    let merged = standin(here, &["report", "merge", "-q", "part-1.json", "part-2.json"]);
    assert_eq!(merged.status.code(), Some(1), "{merged:?}");
    assert!(String::from_utf8_lossy(&merged.stdout).contains("6 cases"), "{merged:?}");
    assert_eq!(check(here, &["-q", PATH, "--seed", "4", "--cases", "6", "--record", "run.jsonl"]).0, Some(0));
    let whole = fs::read_to_string(here.join("run.jsonl")).unwrap();
    let cut: String = whole.lines().take(3).flat_map(|line| [line, "\n"]).collect();
    fs::write(here.join("run.jsonl"), cut).unwrap();
    let (resumed, text) = check(here, &["-q", PATH, "--seed", "4", "--cases", "6", "--resume", "run.jsonl"]);
    assert_eq!(resumed, Some(0), "{text}");
    assert!(text.contains("2 of 6 cases were played before") && text.contains("CONFORMS: 6 cases"), "{text}");
    assert_eq!(code(&["judge", "all.json", "--suite", "suite"]), Some(1));
}

#[test]
fn properties_notice_a_model_that_deviates_from_what_they_say() {
    let folder = folder();
    // A deviation, and the properties of its API that are about what it breaks.
    let noticed: [(&str, &[&str]); 12] = [
        (
            "hyper=wrong-message-of-wrong",
            &[
                "no-token-near-an-access-token-opens-a-call",
                "eight-wrong-tokens-are-refused-among-eight-right-calls",
                "get-and-post-agree-at-any-moment",
                "two-instances-share-no-token",
            ],
        ),
        ("hyper=expired-without-advice", &["a-token-works-until-its-end-and-never-after-it"]),
        ("hyper=refresh-by-access-token", &["a-refused-refresh-leaves-everything-as-it-is"]),
        (
            "hypertrack=any-token",
            &[
                "no-token-near-one-that-was-issued-opens-a-call",
                "eight-wrong-tokens-are-refused-among-eight-right-calls",
                "two-instances-share-no-token",
            ],
        ),
        ("hypertrack=no-bearer", &["an-authorization-is-read-in-right-forms-and-in-no-wrong-one"]),
        ("hypertrack=endless-tokens", &["a-token-works-until-its-end-and-never-after-it"]),
        ("hypertrack=secret-key-in-any-case", &["no-pair-near-the-accounts-opens-a-call"]),
        ("hyp=session-opens-nothing", &["no-session-near-one-that-was-made-opens-a-command", "a-session-of-one-instance-opens-nothing-at-another"]),
        ("hyp=password-not-compared", &["no-user-or-password-near-the-merchants-makes-a-session"]),
        ("hyp=single-use-session-used-twice", &["a-session-opens-at-most-once"]),
        ("ayyeka=any-secret", &["no-key-or-secret-near-the-clients-fetches-a-token"]),
        (
            "ayyeka=signatures-not-checked",
            &["no-token-near-one-that-was-issued-opens-a-call", "eight-wrong-tokens-are-refused-among-eight-right-calls"],
        ),
    ];
    for (deviation, properties) in noticed {
        let api = deviation.split('=').next().unwrap();
        let folder_of = format!("suite/scenarios/{api}/properties");
        let (_, text) = check(folder.path(), &["-q", &folder_of, "--shrink-calls", "0", "--deviation", deviation]);
        for property in properties {
            let failed = format!("FAIL {api}/properties/{property}@seed-1-case-");
            assert!(text.replace("\n     ", "").contains(&failed), "{property} does not notice {deviation}: {text}");
        }
    }
}
