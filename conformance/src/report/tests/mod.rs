//! Every form, of a report that is all right, of one in which strangers had their say everywhere, and of every verdict.

mod examples;
mod hostile;

use serde_json::Value;

use super::document::Report;
use super::{Form, Word};
use examples::{report, with_verdict};

/// The errors that JSON has by a JSON Schema.
fn errors(schema: &str, value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn read(form: Form, report: &Report) -> Value {
    serde_json::from_str(&form.write(report)).unwrap()
}

fn valid_sarif(report: &Report) -> Value {
    let sarif = read(Form::Sarif, report);
    assert_eq!(errors(include_str!("../sarif.schema.json"), &sarif), Vec::<String>::new());
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"], "a result names its rule twice, and both must be the same");
    }
    sarif
}

fn valid_json(report: &Report) -> Value {
    let json = read(Form::Json, report);
    assert_eq!(errors(&super::document::schema_text(), &json), Vec::<String>::new());
    json
}

#[test]
fn a_report_is_valid_by_its_schema_and_one_without_a_verdict_is_not() {
    let mut json = valid_json(&report("x"));
    json["cases"][0].as_object_mut().unwrap().remove("verdict");
    assert_eq!(errors(&super::document::schema_text(), &json).len(), 1);
}

#[test]
fn the_form_of_a_failing_check_in_junit() {
    insta::assert_snapshot!(Form::Junit.write(&report("the text")), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="standin check" tests="2" skipped="0" failures="1" errors="0">
        <testsuite name="hyper/flow/it-is-so" tests="2" skipped="0" errors="0" failures="1">
            <properties>
                <property name="title" value="It is so"/>
                <property name="provider" value="hyper"/>
                <property name="start" value="2026-03-02T10:20:30Z"/>
                <property name="repeat" value="standin check --only hyper/flow/it-is-so --target http://127.0.0.1:1"/>
            </properties>
            <testcase name="step 1: GET /x" classname="hyper/flow/it-is-so" assertions="1" file="theirs/scenarios/hyper/flow/it-is-so.yaml" line="5">
                <properties>
                    <property name="clause" value="hyper.stated"/>
                    <property name="verdict" value="pass"/>
                </properties>
            </testcase>
            <testcase name="step 2: GET /y" classname="hyper/flow/it-is-so" assertions="1" file="theirs/scenarios/hyper/flow/it-is-so.yaml" line="7">
                <properties>
                    <property name="clause" value="hyper.stated"/>
                    <property name="verdict" value="fail"/>
                </properties>
                <failure message="expected $.a: &quot;b&quot;; got &quot;the text&quot;" type="fail">fail: hyper.stated
      It is so.
      &quot;The document&quot;, section &quot;A&quot;
      at: theirs/scenarios/hyper/flow/it-is-so.yaml:8:14
      expected: $.a: &quot;b&quot;
      got: &quot;the text&quot;
      repeat: curl -i http://127.0.0.1:1/x
    repeat: standin check --only hyper/flow/it-is-so --target http://127.0.0.1:1
    </failure>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn the_form_of_a_failing_check_in_tap() {
    insta::assert_snapshot!(Form::Tap.write(&report("the text")), @r#"
    TAP version 14
    1..2
    ok 1 - hyper/flow/it-is-so, step 1: GET /x
    not ok 2 - hyper/flow/it-is-so, step 2: GET /y
      ---
      message: "expected $.a: \"b\"; got \"the text\""
      severity: "fail"
      at: {"file":"theirs/scenarios/hyper/flow/it-is-so.yaml","line":7,"column":5}
      repeat: "standin check --only hyper/flow/it-is-so --target http://127.0.0.1:1"
      checks:
        - {"verdict":"fail","clause":"hyper.stated","says":"It is so.","expected":"$.a: \"b\"","got":"\"the text\"","line":8,"curl":"curl -i http://127.0.0.1:1/x"}
      ...
    "#);
}

#[test]
fn the_form_of_a_failing_check_in_github() {
    insta::assert_snapshot!(Form::Github.write(&report("the text")), @r#"::error file=theirs/scenarios/hyper/flow/it-is-so.yaml,line=8,col=14,title=hyper.stated%3A fail::hyper/flow/it-is-so, step 2: GET /y%0Afail: hyper.stated%0A  It is so.%0A  "The document", section "A"%0A  at: theirs/scenarios/hyper/flow/it-is-so.yaml:8:14%0A  expected: $.a: "b"%0A  got: "the text"%0A  repeat: curl -i http://127.0.0.1:1/x%0Arepeat: standin check --only hyper/flow/it-is-so --target http://127.0.0.1:1"#);
}

#[test]
fn the_form_of_a_failing_check_in_a_summary() {
    insta::assert_snapshot!(super::summary(&report("the text")), @r#"
    ## Standin: does not conform

    http&#58;//127&#46;0&#46;0&#46;1&#58;1, seed 1, exit code 1

    | | |
    | --- | --- |
    | cases | 1 |
    | clauses | 1 fail, 4 not-run |
    | checks | 1 fail, 1 pass |

    | clause | verdict | what it says | checks |
    | --- | --- | --- | --- |
    | hyper&#46;stated | fail | It is so&#46; | 2 |

    | not run because | clauses |
    | --- | --- |
    | no client can observe it&#58; It is inside&#46; | hyper&#46;hidden |
    | no scenario was selected | hyper&#46;advice, hyper&#46;silent, hyper&#46;untouched |

    ### hyper/flow/it-is-so

    step 2&#58; GET /y

    ```text
    fail: hyper.stated
      It is so.
      "The document", section "A"
      at: theirs/scenarios/hyper/flow/it-is-so.yaml:8:14
      expected: $.a: "b"
      got: "the text"
      repeat: curl -i http://127.0.0.1:1/x
    repeat: standin check --only hyper/flow/it-is-so --target http://127.0.0.1:1
    ```
    "#);
}

/// What each form makes of a verdict: JUnit's status, SARIF's kind and level, GitHub's command, TAP's point.
fn as_forms(word: Word) -> [String; 4] {
    let report = with_verdict(word);
    let junit = Form::Junit.write(&report);
    let status = ["failure", "error", "skipped"].into_iter().find(|status| junit.contains(&format!("<{status} "))).unwrap_or("success");
    let sarif = valid_sarif(&report);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let sarif =
        results.first().map_or("none".to_owned(), |result| format!("{} {}", result["kind"].as_str().unwrap(), result["level"].as_str().unwrap()));
    let github = Form::Github.write(&report);
    let github = github.split([' ', '\n']).next().unwrap().trim_start_matches(':').to_owned();
    let tap = Form::Tap.write(&report);
    let point = tap.lines().nth(2).unwrap();
    let directive = ["# SKIP", "# TODO"].into_iter().find(|directive| point.contains(directive)).unwrap_or_default();
    [status.to_owned(), sarif, github, format!("{} {directive}", point.split(" 1").next().unwrap()).trim_end().to_owned()]
}

#[test]
fn every_verdict_has_its_place_in_every_form() {
    let expected: [(Word, [&str; 4]); 11] = [
        (Word::Fail, ["failure", "fail error", "error", "not ok"]),
        (Word::Error, ["error", "none", "error", "not ok"]),
        (Word::StaleWaiver, ["failure", "fail error", "error", "not ok"]),
        (Word::Inconclusive, ["skipped", "open none", "warning", "ok # SKIP"]),
        (Word::Blocked, ["skipped", "open none", "warning", "ok # SKIP"]),
        (Word::NotRun, ["skipped", "none", "", "ok # SKIP"]),
        (Word::Unsupported, ["skipped", "notApplicable none", "notice", "ok # SKIP"]),
        (Word::Waived, ["skipped", "fail error", "notice", "not ok # TODO"]),
        (Word::Warning, ["success", "fail warning", "warning", "ok"]),
        (Word::Observed, ["success", "informational none", "notice", "ok"]),
        (Word::Pass, ["success", "none", "", "ok"]),
    ];
    for (word, forms) in expected {
        assert_eq!(as_forms(word), forms, "{word:?}");
        let (page, badge) = (Form::Html.write(&with_verdict(word)), format!("<span class=\"v {}\">", word.text()));
        assert!(page.contains(&badge) && page.contains(&format!("</span> {}</span>", word.text())), "{word:?}");
        valid_json(&with_verdict(word));
    }
}

#[test]
fn a_page_with_very_many_failures_tells_the_later_ones_in_a_line_each() {
    let mut report = report("x");
    report.cases = vec![report.cases[0].clone(); 1000];
    let page = Form::Html.write(&report);
    assert_eq!((page.matches("<article").count(), page.matches("class=\"brief\"").count()), (200, 800));
    assert_eq!(page.matches("id=\"case-").count(), 1000);
    assert!(page.len() < 5_000_000, "{}", page.len());
}

#[test]
fn what_is_waived_is_suppressed_in_sarif_and_what_fails_is_not() {
    let suppressions = |word| valid_sarif(&with_verdict(word))["runs"][0]["results"][0]["suppressions"].clone();
    assert_eq!(suppressions(Word::Waived)[0]["status"], "accepted");
    assert_eq!(suppressions(Word::Fail), Value::Null);
}

#[test]
fn an_unknown_form_is_told_with_the_nearest() {
    assert_eq!("sarf".parse::<Form>(), Err("there is no form `sarf`; did you mean `sarif`?".to_owned()));
    assert_eq!("tap".parse::<Form>(), Ok(Form::Tap));
}
