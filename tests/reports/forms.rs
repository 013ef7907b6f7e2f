//! Each form of a run that passes, and of one in which the mock breaks a clause.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::running::{CASE, DEVIATION, printed};

const CLAUSE: &str = "hyper.refusal.wrong";
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn errors(schema: &str, value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn json(deviation: Option<&str>) -> Value {
    let report: Value = serde_json::from_str(&printed("json", deviation)).unwrap();
    let schema = fs::read_to_string(Path::new(ROOT).join("docs/report.schema.json")).unwrap();
    assert_eq!(errors(&schema, &report), Vec::<String>::new());
    report
}

/// The checks of the case that do not pass.
fn failing(report: &Value) -> Vec<&Value> {
    let steps = report["cases"][0]["steps"].as_array().unwrap();
    steps.iter().flat_map(|step| step["checks"].as_array().unwrap()).filter(|check| check["verdict"] != "pass").collect()
}

fn clause<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["clauses"].as_array().unwrap().iter().find(|clause| clause["id"] == id).unwrap()
}

#[test]
fn the_schema_that_is_printed_is_the_one_that_is_committed() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_standin")).args(["schema", "report"]).output().unwrap();
    let committed = fs::read(Path::new(ROOT).join("docs/report.schema.json")).unwrap_or_default();
    assert!(output.status.success() && output.stdout == committed, "renew it: standin schema report > docs/report.schema.json");
}

#[test]
fn json_tells_of_a_run_that_passes() {
    let report = json(None);
    assert_eq!((&report["version"], &report["conclusion"], &report["exit_code"]), (&1.into(), &"conforms".into(), &0.into()));
    assert_eq!((&report["subject"]["kind"], &report["suite"]["origin"], &report["seed"]), (&"embedded".into(), &"built-in".into(), &1.into()));
    assert_eq!((&report["cases"][0]["id"], &report["cases"][0]["verdict"]), (&CASE.into(), &"pass".into()));
    assert_eq!(clause(&report, CLAUSE)["verdict"], "pass");
    assert_eq!((report["counts"]["checks"]["fail"].as_u64(), failing(&report).len()), (Some(0), 0));
}

#[test]
fn json_tells_of_a_run_that_fails_with_all_that_is_needed_to_see_it_for_oneself() {
    let report = json(Some(DEVIATION));
    assert_eq!((&report["conclusion"], &report["exit_code"]), (&"does-not-conform".into(), &1.into()));
    assert_eq!((&report["cases"][0]["verdict"], &clause(&report, CLAUSE)["verdict"]), (&"fail".into(), &"fail".into()));
    let failing = failing(&report);
    assert_eq!(report["counts"]["checks"]["fail"].as_u64(), Some(failing.len() as u64));
    let check = failing.iter().find(|check| check["clause"] == CLAUSE).unwrap();
    let file = check["at"]["file"].as_str().unwrap();
    let text = fs::read_to_string(Path::new(ROOT).join(file)).unwrap();
    let line = text.lines().nth(usize::try_from(check["at"]["line"].as_u64().unwrap()).unwrap() - 1).unwrap();
    assert!(line.contains("refusal: wrong"), "{line}");
    assert!(check["expected"].as_str().unwrap().contains("the refusal `wrong`"), "{check:#}");
    assert!(check["request"]["headers"][0]["value"].as_str().unwrap().starts_with("Bearer <"), "{check:#}");
    assert!(check["repeat"]["curl"].as_str().unwrap().contains("\"$HYPER_URL\"/"), "{check:#}");
    assert_eq!(report["cases"][0]["repeat"], format!("standin check --only {CASE} --deviation {DEVIATION}"));
}

#[test]
fn the_same_run_is_told_in_the_same_bytes() {
    for form in ["json", "junit", "sarif", "github", "tap", "html"] {
        let told = |text: String| text.lines().filter(|line| form != "github" || line.starts_with("::error ")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(told(printed(form, Some(DEVIATION))), told(printed(form, Some(DEVIATION))), "{form}");
    }
}

#[test]
fn junit_has_a_test_case_a_step_which_fails_where_the_step_does() {
    let (good, bad) = (printed("junit", None), printed("junit", Some(DEVIATION)));
    let (good, bad) = (roxmltree::Document::parse(&good).unwrap(), roxmltree::Document::parse(&bad).unwrap());
    let count = |document: &roxmltree::Document<'_>, name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert!(count(&good, "testcase") > 0);
    assert_eq!(count(&good, "testcase"), count(&bad, "testcase"));
    assert_eq!(count(&good, "failure"), 0);
    let failure = bad.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    let test = failure.parent().unwrap();
    assert_eq!(test.attribute("classname"), Some(CASE));
    assert!(test.attribute("file").unwrap().ends_with(".yaml") && test.attribute("line").unwrap().parse::<usize>().unwrap() > 1);
    assert!(test.descendants().any(|node| node.attribute("value") == Some(CLAUSE)), "the clause is a property");
    assert!(failure.text().unwrap().contains("repeat: curl "), "{:?}", failure.text());
}

#[test]
fn sarif_has_the_clauses_as_rules_and_the_scenarios_lines_as_places() {
    let schema = include_str!("../../conformance/src/report/sarif.schema.json");
    let read = |deviation| {
        let sarif: Value = serde_json::from_str(&printed("sarif", deviation)).unwrap();
        assert_eq!(errors(schema, &sarif), Vec::<String>::new());
        sarif["runs"][0].clone()
    };
    let (good, bad) = (read(None), read(Some(DEVIATION)));
    assert_eq!((good["results"].as_array().unwrap().len(), &good["invocations"][0]["exitCode"]), (0, &0.into()));
    let rule = good["tool"]["driver"]["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == CLAUSE).unwrap();
    assert!(rule["fullDescription"]["text"].as_str().unwrap().contains("section"), "{rule:#}");
    let result = bad["results"].as_array().unwrap().iter().find(|result| result["ruleId"] == CLAUSE).unwrap();
    assert_eq!((&result["kind"], &result["level"]), (&"fail".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().starts_with("scenarios/hyper/"), "{place:#}");
    assert!(place["region"]["startLine"].as_u64().unwrap() > 1);
}

#[test]
fn github_gets_an_annotation_for_what_fails_and_none_for_what_passes() {
    let annotations = |text: String| text.lines().filter(|line| line.starts_with("::error ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(annotations(printed("github", None)), Vec::<String>::new());
    let failed = annotations(printed("github", Some(DEVIATION)));
    let of_clause = failed.iter().find(|line| line.contains("title=hyper.refusal.wrong%3A fail::")).unwrap();
    assert!(of_clause.starts_with("::error file=scenarios/hyper/refusals/"), "{of_clause}");
}

#[test]
fn tap_has_a_point_a_step_and_says_why_one_is_not_ok() {
    let points = |text: &str, start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    let (good, bad) = (printed("tap", None), printed("tap", Some(DEVIATION)));
    let all = points(&good, "ok ");
    assert!(good.starts_with(&format!("TAP version 14\n1..{all}\n")) && points(&good, "not ok ") == 0, "{good}");
    assert_eq!(points(&bad, "ok ") + points(&bad, "not ok "), all);
    let yaml = bad.split("  ---\n").nth(1).unwrap().split("\n  ...\n").next().unwrap();
    let value: Value = serde_saphyr::from_str(yaml).unwrap();
    assert_eq!(value["checks"][0]["clause"], CLAUSE, "{yaml}");
}

/// The page, which is XML too.
fn page(text: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(text, options).unwrap()
}

fn all_text(node: roxmltree::Node<'_, '_>) -> String {
    node.descendants().filter(roxmltree::Node::is_text).filter_map(|text| text.text()).collect()
}

#[test]
fn html_has_a_row_a_clause_and_draws_each_case() {
    let text = printed("html", None);
    let document = page(&text);
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    let rows = document.descendants().filter(|node| node.has_tag_name("tr") && node.attribute("id").is_some()).count();
    assert_eq!(rows, json(None)["clauses"].as_array().unwrap().len());
    assert_eq!((count("svg"), count("h1"), count("main"), count("article")), (1, 1, 1, 0));
    let headline = document.descendants().find(|node| node.has_tag_name("h1")).unwrap();
    assert!(all_text(headline).ends_with("Conforms"), "{}", all_text(headline));
}

#[test]
fn html_shows_a_failure_with_its_clause_its_line_and_the_commands_that_repeat_it() {
    let text = printed("html", Some(DEVIATION));
    let document = page(&text);
    let failures: Vec<String> = document.descendants().filter(|node| node.has_tag_name("article")).map(all_text).collect();
    let failure = failures.iter().find(|text| text.contains(CLAUSE)).unwrap();
    for part in ["fail", "the refusal `wrong`", "refusal: wrong", "^^^", "curl -i"] {
        assert!(failure.contains(part), "{part} in:\n{failure}");
    }
    let case = document.descendants().find(|node| node.has_tag_name("details") && node.attribute("data-v") == Some("fail")).unwrap();
    assert!(case.attribute("open").is_some() && all_text(case).contains(&format!("standin check --only {CASE} --deviation {DEVIATION}")));
}
