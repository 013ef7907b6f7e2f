//! Suites: read from a folder and from memory, found, written out, and what is said of them as a whole.

use std::fs;
use std::path::Path;

use conformance::scenario::lint::lint;
use conformance::suite::{ExportError, Files, MANIFEST, Origin, Reading, Suite, SuiteError};

const MANIFEST_TEXT: &str = "format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: ledgers/hyper.yaml}\n";
const LEDGER: &str = "\
provider: hyper
version: 1
documents: {tokens: {title: Tokens}}
refusals: {wrong: {clause: hyper.refusal.wrong, body: {Authorization: false}}}
clauses:
  - {id: hyper.refusal.wrong, level: stated, profile: core, document: tokens, section: Wrong, says: A wrong token is refused.}
  - {id: hyper.silent, level: silent, profile: core, document: tokens, section: Wrong, says: Nobody knows.}
  - {id: hyper.hidden, level: stated, profile: core, document: tokens, section: Wrong, says: Nobody sees it., unobservable: Nobody can.}
";
const SCENARIO: &str = "\
# yaml-language-server: $schema=../../schema.json
title: A call without a token is refused
provider: hyper
verifies: [hyper.refusal.wrong]
matrix:
  - {case: get, method: GET}
  - {case: post, method: POST}
steps:
  - use: served
    with: {method: \"${method}\"}
  - call: ${method} /TokenValidity
    expect:
      - refusal: wrong
      - snapshot: refused
";
const FRAGMENT: &str = "\
# yaml-language-server: $schema=../../schema.json
title: A call is served
parameters: [method]
steps:
  - call: ${method} /TokenValidity
    bearer: ${access_token}
    expect: [{refusal: none}]
";
const SCENARIO_PATH: &str = "scenarios/hyper/refusals/no-token.yaml";

fn parts() -> Vec<(&'static str, &'static str)> {
    vec![
        (MANIFEST, MANIFEST_TEXT),
        ("ledgers/hyper.yaml", LEDGER),
        (SCENARIO_PATH, SCENARIO),
        ("scenarios/fragments/hyper/served.yaml", FRAGMENT),
        ("scenarios/schema.json", "{}"),
        ("snapshots/hyper/refusals/no-token/get.refused.snap", "---\n---\n401\n"),
        ("snapshots/hyper/refusals/no-token/post.refused.snap", "---\n---\n401\n"),
    ]
}

fn in_memory(parts: &[(&'static str, &'static str)]) -> Files {
    let mut files = Files::default();
    parts.iter().for_each(|(path, text)| files.insert(*path, text.as_bytes()));
    files
}

fn on_disk(root: &Path, parts: &[(&str, &str)]) {
    for (path, text) in parts {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("below the root")).expect("writable");
        fs::write(file, text).expect("writable");
    }
}

/// What lint says of a suite in which one file is another, is more, or (with no text) is missing.
fn said_with(path: &'static str, text: Option<&'static str>) -> Vec<String> {
    let mut parts = parts();
    parts.retain(|(known, _)| *known != path);
    parts.extend(text.map(|text| (path, text)));
    let reading = Reading::read(in_memory(&parts), Origin::BuiltIn).expect("manifest and ledger are right");
    lint(&reading).into_iter().map(|complaint| complaint.what).collect()
}

#[test]
fn a_suite_reads_the_same_from_a_folder_and_from_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    on_disk(folder.path(), &parts());
    on_disk(folder.path(), &[("scenarios/.hidden.yaml", "x"), ("unrelated.yaml", "x"), ("snapshots/hyper/a.snap.new", "x")]);
    let opened = Suite::open(folder.path()).expect("readable");
    let read = Suite::read(in_memory(&parts()), Origin::BuiltIn).expect("readable");
    let ids = |suite: &Suite| suite.cases.iter().map(|case| case.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&opened), ["hyper/refusals/no-token@get", "hyper/refusals/no-token@post"]);
    assert_eq!(ids(&opened), ids(&read));
    assert_eq!(opened.snapshots, read.snapshots);
    assert_eq!(opened.files.iter().count(), read.files.iter().count());
    assert_eq!(opened.snapshot(&opened.cases[0].snapshot_path("refused")), Some("---\n---\n401\n"));
    assert_eq!(opened.snapshot_folder(), Some(folder.path().join("snapshots")));
    assert_eq!(read.snapshot_folder(), None);
}

#[test]
fn a_row_and_a_fragment_are_put_into_the_steps_and_lines_stay_where_they_are() {
    let suite = Suite::read(in_memory(&parts()), Origin::BuiltIn).expect("readable");
    let steps = &suite.cases[1].steps;
    assert_eq!(steps[0].step.value.call.as_ref().map(|call| call.value.as_str()), Some("POST /TokenValidity"));
    assert_eq!(steps[0].source.path, "scenarios/fragments/hyper/served.yaml");
    let call = steps[1].step.value.call.as_ref().expect("a call");
    assert_eq!((call.value.as_str(), call.span.line), ("POST /TokenValidity", 11));
}

#[test]
fn a_fragment_is_done_on_the_instance_on_which_it_is_used() {
    let mut parts = parts();
    let two = SCENARIO.replace("matrix:", "instances: {a: {}, b: {}}\nmatrix:").replace("- use: served\n", "- use: served\n    on: b\n");
    let mut files = in_memory(&parts.split_off(0));
    files.insert(SCENARIO_PATH, two.into_bytes());
    let suite = Suite::read(files, Origin::BuiltIn).expect("readable");
    let case = &suite.cases[0];
    assert_eq!(case.instance(&case.steps[0].step.value), "b");
    assert_eq!(case.instance(&case.steps[1].step.value), "a");
}

#[test]
fn the_suite_is_found_from_any_folder_in_it_and_not_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    on_disk(folder.path(), &parts());
    let inner = folder.path().join("scenarios/hyper");
    assert_eq!(Suite::find(&inner).expect("found"), folder.path());
    let outside = tempfile::tempdir().expect("a folder");
    assert!(matches!(Suite::find(outside.path()), Err(SuiteError::NotFound(_))));
}

#[test]
fn an_exported_suite_is_complete_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("a/b");
    let suite = Suite::read(in_memory(&parts()), Origin::BuiltIn).expect("readable");
    let exported = suite.export(&target).expect("writable");
    assert_eq!(exported.files, parts().len());
    let reading = Reading::open(&target).expect("readable");
    assert_eq!(lint(&reading), []);
    assert_eq!(reading.suite.snapshots, suite.snapshots);
    assert_eq!(fs::read_dir(folder.path().join("a")).expect("readable").count(), 1, "nothing is left beside it");
}

#[test]
fn a_suite_is_exported_into_an_empty_folder_and_never_over_something() {
    let suite = Suite::read(in_memory(&parts()), Origin::BuiltIn).expect("readable");
    let folder = tempfile::tempdir().expect("a folder");
    let (empty, full) = (folder.path().join("empty"), folder.path().join("full"));
    fs::create_dir(&empty).expect("writable");
    on_disk(&full, &[("mine.txt", "mine")]);
    assert!(suite.export(&empty).is_ok());
    assert!(matches!(suite.export(&full), Err(ExportError::NotEmpty(_))));
    assert_eq!(fs::read_dir(&full).expect("readable").count(), 1);
}

#[test]
fn a_manifest_that_leads_outside_or_has_another_format_is_refused() {
    let read = |manifest: String| {
        let mut files = in_memory(&parts());
        files.insert(MANIFEST, manifest.into_bytes());
        Suite::read(files, Origin::BuiltIn).map(|_| ()).map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned())
    };
    assert_eq!(read(MANIFEST_TEXT.to_owned()), Ok(()));
    assert_eq!(read(MANIFEST_TEXT.replace("format: 1", "format: 2")), Err("error: this suite has format 2".to_owned()));
    for outside in ["../scenarios", "/scenarios", "a/../../b", "c:\\x", "''"] {
        let manifest = MANIFEST_TEXT.replace("scenarios: scenarios", &format!("scenarios: {outside}"));
        assert_eq!(read(manifest), Err("error: this is no place below the suite's folder".to_owned()), "{outside}");
    }
}

#[test]
fn a_ledger_that_cannot_be_read_is_named() {
    let mut files = in_memory(&parts());
    files.insert("ledgers/hyper.yaml", b"clauses: 3".as_slice());
    let error = Suite::read(files, Origin::BuiltIn).map(|_| ()).expect_err("no ledger").to_string();
    assert!(error.starts_with("ledgers/hyper.yaml: "), "{error}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_named_and_never_waited_for() {
    use std::os::unix::fs::symlink;
    let odd: [fn(&Path); 3] = [
        |path| assert!(std::process::Command::new("mkfifo").arg(path).status().expect("it starts").success()),
        |path| symlink("..", path).expect("writable"),
        |path| symlink("odd.yaml", path).expect("writable"),
    ];
    for make in odd {
        let folder = tempfile::tempdir().expect("a folder");
        on_disk(folder.path(), &parts());
        assert!(Reading::open(folder.path()).is_ok());
        let place = folder.path().join("scenarios/hyper/refusals/odd.yaml");
        make(&place);
        let error = Reading::open(folder.path()).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.starts_with(&format!("{}: ", place.display())), "{error}");
    }
}

#[test]
fn a_whole_suite_gets_no_complaint() {
    assert_eq!(said_with("scenarios/schema.json", Some("{}")), Vec::<String>::new());
}

#[test]
fn a_binding_clause_that_no_scenario_verifies_is_told() {
    let more = "\
provider: hyper
version: 1
documents: {tokens: {title: Tokens}}
refusals: {wrong: {clause: hyper.refusal.wrong, body: {Authorization: false}}}
clauses:
  - {id: hyper.refusal.wrong, level: stated, profile: core, document: tokens, section: Wrong, says: A wrong token is refused.}
  - {id: hyper.more, level: sample, profile: core, document: tokens, section: Wrong, says: More.}
";
    assert_eq!(said_with("ledgers/hyper.yaml", Some(more)), ["no scenario verifies the clause `hyper.more`"]);
}

#[test]
fn a_recorded_answer_and_the_scenario_that_names_it_need_each_other() {
    let path = "snapshots/hyper/refusals/no-token/get.refused.snap";
    assert_eq!(said_with(path, None), [format!("there is no recorded answer {path}")]);
    assert_eq!(said_with("snapshots/hyper/refusals/no-token/get.other.snap", Some("x")), ["no scenario names this recorded answer"]);
}

#[test]
fn a_fragment_that_nothing_uses_is_told() {
    assert_eq!(said_with("scenarios/fragments/hyper/unused.yaml", Some(FRAGMENT)), ["no scenario uses this fragment"]);
}

#[test]
fn a_file_in_the_wrong_place_or_with_the_wrong_name_is_told() {
    let second = "\
# yaml-language-server: $schema=../../schema.json
title: x
provider: hyper
verifies: [hyper.refusal.wrong]
steps: [{call: GET /x, expect: [{refusal: none}]}]
";
    assert_eq!(said_with("scenarios/hyper/flow/good-name.yaml", Some(second)), Vec::<String>::new());
    assert_eq!(said_with("scenarios/other/flow/good-name.yaml", Some(second)), ["a scenario of `hyper` lies below scenarios/hyper/"]);
    assert_eq!(said_with("scenarios/hyper/flow/Bad_name.yaml", Some(second)), ["`Bad_name` is no file or folder name for a scenario"]);
    assert_eq!(said_with("scenarios/hyper/flow/name.yml", Some(second)), ["a scenario file's name ends in .yaml"]);
}

#[test]
fn the_text_of_an_opaque_header_cannot_be_expected_and_that_of_another_can() {
    const OPAQUE: &str = "opaque: [{name: trace, at: header X-Trace}]\nrefusals:";
    let said = |header: &str| {
        let scenario = SCENARIO.replace("- snapshot: refused", &format!("- {{header: {header}, equals: abc}}"));
        let ledger = LEDGER.replace("refusals:", OPAQUE);
        let mut files = in_memory(&parts());
        files.insert("ledgers/hyper.yaml", ledger.into_bytes());
        files.insert(SCENARIO_PATH, scenario.into_bytes());
        let reading = Reading::read(files, Origin::BuiltIn).expect("manifest and ledger are right");
        let complaints: Vec<String> = lint(&reading).into_iter().map(|complaint| complaint.what).collect();
        complaints.into_iter().filter(|what| what.contains("opaque value")).collect::<Vec<_>>()
    };
    assert_eq!(said("x-trace"), ["`equals` cannot be said of an opaque value: no transcript keeps the text of `trace`"]);
    assert_eq!(said("x-other"), Vec::<String>::new());
}
