//! SARIF 2.1.0: clauses as rules, checks as results, the scenario's lines as places.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::bounded::{line, visible};
use super::document::{Case, Check, Clause, Conclusion, Level, Report, Spot, Step};
use super::telling;
use super::word::Word;

/// What a check without a clause is reported under.
const SCENARIO: &str = "standin.scenario";
/// What a path of a URI does not hold as it is.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\\')
    .add(b':');

pub(super) fn write(report: &Report) -> String {
    let reported = || report.steps().flat_map(|(case, step)| step.checks.iter().map(move |check| (case, step, check)));
    let results: Vec<Value> = reported().filter_map(|(case, step, check)| result(report, case, step, check)).collect();
    super::json::write(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "standin", "version": report.standin, "rules": rules(report) } },
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation(report)],
            "results": results,
        }],
    }))
}

fn rules(report: &Report) -> Vec<Value> {
    let scenario = json!({
        "id": SCENARIO,
        "shortDescription": { "text": "What a scenario itself needs." },
        "defaultConfiguration": { "level": "error" },
    });
    report.clauses.iter().map(rule).chain([scenario]).collect()
}

fn rule(clause: &Clause) -> Value {
    let level = match (clause.level, clause.advice) {
        (Level::Silent, _) => "none",
        (_, true) => "warning",
        (_, false) => "error",
    };
    json!({
        "id": line(&clause.id),
        "shortDescription": { "text": line(&clause.says) },
        "fullDescription": { "text": line(&format!("{} ({})", clause.says, clause.place)) },
        "defaultConfiguration": { "level": level },
        "properties": { "provider": line(&clause.provider), "level": clause.level, "place": line(&clause.place), "verdict": clause.verdict },
    })
}

/// A check that the tool could not make, or that holds, is no result of the target's.
fn result(report: &Report, case: &Case, step: &Step, check: &Check) -> Option<Value> {
    let (kind, level) = kind(check.verdict)?;
    let rule = check.clause.as_deref().unwrap_or(SCENARIO);
    // A clause that no ledger knows counts as the scenario's own.
    let index = report.clauses.iter().position(|clause| clause.id == rule);
    let mut result = json!({
        "ruleId": index.map_or(SCENARIO.to_owned(), |_| line(rule)),
        "ruleIndex": index.unwrap_or(report.clauses.len()),
        "kind": kind,
        "level": level,
        "message": { "text": message(case, step, check) },
        "locations": [location(&check.at, case, step)],
        "partialFingerprints": { "standin/v1": line(&format!("{} {} {rule} {}", case.id, step.place, check.expected)) },
        "properties": { "verdict": check.verdict, "repeat": visible(&case.repeat) },
    });
    if check.verdict == Word::Waived {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted" }]);
    }
    Some(result)
}

/// What SARIF calls a verdict: only what fails has a level.
fn kind(word: Word) -> Option<(&'static str, &'static str)> {
    match word {
        Word::Fail | Word::StaleWaiver | Word::Waived => Some(("fail", "error")),
        Word::Warning => Some(("fail", "warning")),
        Word::Inconclusive | Word::Blocked => Some(("open", "none")),
        Word::Observed => Some(("informational", "none")),
        Word::Unsupported => Some(("notApplicable", "none")),
        Word::Error | Word::NotRun | Word::Pass => None,
    }
}

fn message(case: &Case, step: &Step, check: &Check) -> String {
    let mut text = format!("{}, {}: {}", case.id, telling::name(step), telling::sentence(check));
    if let Some(repeat) = &check.repeat {
        text.push_str(&format!("\nRepeat the call: {}", repeat.curl));
    }
    plain(&format!("{text}\nRepeat the case: {}", case.repeat))
}

/// A message in which nothing is a link or stands for an argument.
fn plain(text: &str) -> String {
    let mut plain = visible(text).replace("](", r"\](");
    for digit in '0'..='9' {
        plain = plain.replace(&format!("{{{digit}"), &format!("{{{{{digit}"));
    }
    plain
}

fn location(at: &Spot, case: &Case, step: &Step) -> Value {
    let mut location = json!({ "logicalLocations": [{ "fullyQualifiedName": line(&format!("{}, {}", case.id, step.place)) }] });
    if !at.file.is_empty() {
        location["physicalLocation"] = physical(at);
    }
    location
}

fn physical(at: &Spot) -> Value {
    json!({
        "artifactLocation": { "uri": utf8_percent_encode(&at.file, PATH).to_string(), "uriBaseId": "%SRCROOT%" },
        "region": { "startLine": at.line.max(1), "startColumn": at.column.max(1) },
    })
}

/// The run itself, with what it could not do.
fn invocation(report: &Report) -> Value {
    let successful =
        matches!(report.conclusion, Conclusion::Conforms | Conclusion::DoesNotConform | Conclusion::StaleWaiver | Conclusion::Incomplete);
    let stopped = report.steps().filter_map(|(case, step)| notification(case, step));
    json!({
        "executionSuccessful": successful,
        "exitCode": report.exit_code,
        "exitCodeDescription": report.conclusion.text(),
        "toolExecutionNotifications": stopped.collect::<Vec<Value>>(),
    })
}

fn notification(case: &Case, step: &Step) -> Option<Value> {
    let why = match (&step.stopped, step.checks.iter().find(|check| check.verdict == Word::Error)) {
        (Some(why), _) => why,
        (None, Some(check)) => &check.got,
        (None, None) => return None,
    };
    Some(json!({
        "level": if step.verdict == Word::Blocked { "warning" } else { "error" },
        "message": { "text": plain(&format!("{}, {}: {why}", case.id, telling::name(step))) },
        "locations": [location(&step.at, case, step)],
    }))
}
