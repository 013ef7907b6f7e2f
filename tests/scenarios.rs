//! The suite that is shipped: whole, readable by editors, and in step with its schema.

use std::path::Path;

use conformance::property::Draws;
use conformance::scenario::lint::{lint, lint_questions};
use conformance::scenario::read::read;
use conformance::scenario::schema::{schema, schema_text};
use conformance::scenario::{Source, load};
use conformance::suite::{Origin, Reading};

fn shipped() -> Reading {
    Reading::open(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the root of this tree is a suite")
}

#[test]
fn the_shipped_suite_gets_no_complaint() {
    assert_eq!(lint(&shipped()).into_iter().map(|complaint| complaint.to_string()).collect::<Vec<_>>(), Vec::<String>::new());
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
        let source = std::sync::Arc::new(Source { path: path.to_owned(), text: text.into() });
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

const DOCS: &str = include_str!("../docs/scenarios.md");

#[test]
fn the_example_in_the_docs_is_a_good_scenario() {
    let path = "scenarios/hyper/grace/the-old-token-works-for-119-s.yaml";
    assert!(DOCS.contains(path), "the docs name the example's file");
    let example = DOCS.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the first block is the example");
    let mut files = shipped().suite.files;
    files.insert(path, example.as_bytes().to_vec());
    let reading = Reading::read(files, Origin::BuiltIn).expect("manifest and ledgers are right");
    let complaints = lint_questions(&reading).into_iter().filter(|complaint| complaint.path() == path);
    assert_eq!(complaints.map(|complaint| complaint.to_string()).collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(reading.suite.cases.iter().filter(|case| case.source.path == path).count(), 2);
}

#[test]
fn the_property_in_the_docs_is_a_good_one() {
    let path = "scenarios/hyper/properties/the-file.yaml";
    let example = DOCS.split("```yaml\n").find(|block| block.contains("\nfor_all:")).and_then(|rest| rest.split("```").next());
    let mut files = shipped().suite.files;
    files.insert(path, example.expect("there is an example").as_bytes().to_vec());
    let reading = Reading::read(files, Origin::BuiltIn).expect("manifest and ledgers are right");
    let complaints = lint_questions(&reading).into_iter().filter(|complaint| complaint.path() == path);
    assert_eq!(complaints.map(|complaint| complaint.to_string()).collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(reading.suite.asked(1, Draws::AsWritten).iter().filter(|case| case.source.path == path).count(), 8);
}

#[test]
fn a_filter_in_the_docs_selects_something() {
    let suite = shipped().suite;
    let docs = [DOCS, include_str!("../docs/check.md"), include_str!("../CONTRIBUTING.md")];
    let texts: Vec<&str> = docs.iter().flat_map(|text| text.split("--filter '*").skip(1)).filter_map(|rest| rest.split("*'").next()).collect();
    assert!(texts.len() > 1, "{texts:?}");
    for text in texts {
        assert!(suite.cases.iter().any(|case| case.id.contains(text)), "--filter '*{text}*' selects nothing");
    }
}

#[test]
fn the_docs_name_every_field_that_the_schema_has() {
    let schema = schema();
    let types = schema["$defs"].as_object().expect("definitions");
    let fields: Vec<&String> = types.values().filter_map(|one| one["properties"].as_object()).flat_map(serde_json::Map::keys).collect();
    assert!(fields.len() > 40, "{fields:?}");
    let missing: Vec<&&String> =
        fields.iter().filter(|field| !DOCS.contains(&format!("`{field}`")) && !DOCS.contains(&format!("`{field}:`"))).collect();
    assert_eq!(missing, Vec::<&&String>::new());
}
