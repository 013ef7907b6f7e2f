//! TAP 14: a test point a step, with YAML diagnostics where it does not pass.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::bounded::{hidden, line};
use super::document::{Case, Check, Conclusion, Report, Step};
use super::telling;
use super::word::Word;

pub(super) fn write(report: &Report) -> String {
    let mut text = format!("TAP version 14\n1..{}\n", report.steps().count());
    for (index, (case, step)) in report.steps().enumerate() {
        let description = escaped(&format!("{}, {}", case.id, telling::name(step)));
        let _ = writeln!(text, "{} {} - {description}{}", outcome(step.verdict), index + 1, directive(step));
        if step.verdict != Word::Pass {
            text.push_str(&diagnostics(report, case, step));
        }
    }
    if let Conclusion::Unreachable | Conclusion::Interrupted | Conclusion::Broken = report.conclusion {
        let _ = writeln!(text, "Bail out! {}", report.conclusion.text());
    }
    text
}

fn outcome(word: Word) -> &'static str {
    match word {
        Word::Fail | Word::Error | Word::StaleWaiver | Word::Waived => "not ok",
        Word::Inconclusive | Word::Blocked | Word::NotRun | Word::Unsupported => "ok",
        Word::Warning | Word::Observed | Word::Pass => "ok",
    }
}

/// What could not be decided is skipped, and a failure that somebody answers for is one to be mended.
fn directive(step: &Step) -> String {
    let directive = match step.verdict {
        Word::Inconclusive | Word::Blocked | Word::NotRun | Word::Unsupported => "SKIP",
        Word::Waived => "TODO",
        _ => return String::new(),
    };
    format!(" # {directive} {}: {}", step.verdict.text(), escaped(&telling::message(step)))
}

/// A text in one line in which nothing begins a directive.
fn escaped(text: &str) -> String {
    line(text).replace('\\', r"\\").replace('#', r"\#")
}

fn diagnostics(report: &Report, case: &Case, step: &Step) -> String {
    let mut text = "  ---\n".to_owned();
    let mut field = |name: &str, value: Value| {
        let _ = writeln!(text, "  {name}: {}", flow(&value));
    };
    field("message", json!(telling::message(step)));
    field("severity", json!(step.verdict));
    field("at", json!({ "file": step.at.file, "line": step.at.line, "column": step.at.column }));
    field("repeat", json!(case.repeat));
    let told: Vec<Value> = step.checks.iter().filter(|check| check.verdict != Word::Pass).map(|check| told(report, check)).collect();
    text.push_str("  checks:\n");
    for one in told {
        let _ = writeln!(text, "    - {}", flow(&one));
    }
    text.push_str("  ...\n");
    text.replace("  checks:\n  ...\n", "  ...\n")
}

fn told(report: &Report, check: &Check) -> Value {
    let clause = check.clause.as_deref().and_then(|id| report.clause(id));
    let mut value = json!({
        "verdict": check.verdict,
        "clause": check.clause,
        "says": clause.map(|clause| &clause.says),
        "expected": check.expected,
        "got": check.got,
        "line": check.at.line,
        "diff": check.diff,
        "curl": check.repeat.as_ref().map(|repeat| &repeat.curl),
    });
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    value
}

/// JSON in one line is YAML in flow style; what cannot be seen stands as an escape.
fn flow(value: &Value) -> String {
    value.to_string().chars().map(|c| if hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
}
