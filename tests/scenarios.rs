//! The suite that is shipped: whole, readable by editors, and in step with its schema.

use std::path::Path;

use conformance::scenario::lint::lint;
use conformance::scenario::read::read;
use conformance::scenario::schema::{schema, schema_text};
use conformance::scenario::{Source, load};
use conformance::suite::Reading;

fn shipped() -> Reading {
    Reading::open(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the root of this tree is a suite")
}

#[test]
fn the_shipped_suite_gets_no_complaint() {
    let reading = shipped();
    // As long as nothing is recorded at all, nothing in particular is missing.
    let unrecorded = reading.suite.snapshots.is_empty();
    let complaints = lint(&reading).into_iter().filter(|one| !(unrecorded && one.what.starts_with("there is no recorded answer")));
    assert_eq!(complaints.map(|complaint| complaint.to_string()).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn the_schema_for_editors_is_the_one_that_the_types_give() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/schema.json");
    let committed = std::fs::read_to_string(path).expect("readable");
    assert!(committed == schema_text(), "renew it: standin schema > scenarios/schema.json");
}

#[test]
fn every_shipped_file_is_valid_by_the_schema_for_editors() {
    let schema = jsonschema::validator_for(&schema()).expect("a JSON Schema");
    let suite = shipped().suite;
    let mut checked = 0;
    for (path, bytes) in suite.files.iter().filter(|(path, _)| path.starts_with("scenarios/") && path.ends_with(".yaml")) {
        let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let source = std::sync::Arc::new(Source { path: path.to_owned(), text });
        let value: serde_json::Value = read(&source).expect("YAML");
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{path}");
        checked += 1;
    }
    assert!(checked > 0, "there are scenarios");
    let broken = serde_json::json!({"title": "x", "provider": "hyper", "verifies": [], "steps": [], "more": 1});
    assert!(!schema.is_valid(&broken));
}

#[test]
fn a_fragment_is_no_scenario() {
    let suite = shipped().suite;
    assert!(suite.scenario_files().all(|path| !path.contains(load::FRAGMENTS)));
    assert!(suite.scenario_files().count() > 0);
}
