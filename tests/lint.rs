//! The commands that read a suite: `lint`, `suite export`, `schema`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn standin(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(folder).args(arguments).output().expect("the command starts")
}

fn said(output: &Output) -> (Option<i32>, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.code(), String::from_utf8_lossy(&text).trim_end().to_owned())
}

fn last_line(output: &Output) -> (Option<i32>, String) {
    let (code, text) = said(output);
    (code, text.lines().last().unwrap_or_default().to_owned())
}

/// The built-in suite in a folder of its own, with one scenario that has two mistakes.
fn broken_suite() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let exported = standin(folder.path(), &["suite", "export", "suite"]);
    assert_eq!(exported.status.code(), Some(0), "{:?}", said(&exported));
    let file = folder.path().join("suite/scenarios/hyper/grace/broken.yaml");
    let text = "# yaml-language-server: $schema=../../schema.json\ntitle: x\nprovider: hyper\nverifies: [hyper.refusal.wrong]\n\
                steps:\n  - call: GET /x\n    bearer: ${acces_token}\n    expect: [{refusal: non}]\n";
    fs::write(file, text).expect("writable");
    folder
}

#[test]
fn the_shipped_suite_is_linted_from_within_from_outside_and_out_of_the_command() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let within = last_line(&standin(&Path::new(ROOT).join("scenarios/hyper"), &["lint"]));
    assert!(within.1.ends_with("files, no complaint"), "{within:?}");
    assert_eq!(within.0, Some(0));
    assert_eq!(last_line(&standin(elsewhere.path(), &["lint", "--suite", ROOT])), within);
    assert_eq!(last_line(&standin(elsewhere.path(), &["lint"])), within);
}

#[test]
fn complaints_end_with_two_and_only_those_about_the_named_paths_are_told() {
    let folder = broken_suite();
    let suite = folder.path().join("suite");
    assert_eq!(last_line(&standin(&suite, &["lint"])), (Some(2), "2 complaints in 1 file".to_owned()));
    assert_eq!(last_line(&standin(&suite, &["lint", "scenarios/hyper/grace/broken.yaml"])), (Some(2), "2 complaints in 1 file".to_owned()));
    assert_eq!(last_line(&standin(&suite, &["lint", "scenarios/hyper/tokens"])).0, Some(0));
}

#[test]
fn a_suite_in_a_folder_is_played_only_without_a_complaint() {
    let folder = broken_suite();
    let suite = folder.path().join("suite");
    let check = ["check", "--filter", "has-120-characters"];
    let (code, text) = said(&standin(&suite, &check));
    assert!(code == Some(2) && text.contains("scenarios/hyper/grace/broken.yaml:8") && !text.contains("CONFORMS"), "{code:?} {text}");
    fs::remove_file(suite.join("scenarios/hyper/grace/broken.yaml")).expect("removable");
    let (code, text) = said(&standin(&suite, &check));
    assert!(code == Some(0) && text.contains("CONFORMS"), "{code:?} {text}");
}

#[test]
fn a_path_that_is_not_there_or_belongs_to_no_suite_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, text) = said(&standin(folder.path(), &["lint", "nowhere"]));
    assert_eq!(code, Some(2));
    assert!(text.starts_with("standin: nowhere: "), "{text}");
    let (code, text) = said(&standin(folder.path(), &["lint", "."]));
    assert_eq!(code, Some(2));
    assert!(text.contains("there is no suite at"), "{text}");
}

#[test]
fn a_suite_is_not_exported_over_something() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mine.txt"), "mine").expect("writable");
    let (code, text) = said(&standin(folder.path(), &["suite", "export", "."]));
    assert_eq!(code, Some(2));
    assert!(text.contains("is not empty"), "{text}");
    assert_eq!(said(&standin(folder.path(), &["suite", "export", "new"])).0, Some(0));
}

#[test]
fn the_schema_that_is_printed_is_the_one_that_is_committed() {
    let printed = standin(Path::new(ROOT), &["schema"]);
    let committed = fs::read(Path::new(ROOT).join("scenarios/schema.json")).expect("readable");
    assert!(printed.stdout == committed, "renew it: standin schema > scenarios/schema.json");
}
