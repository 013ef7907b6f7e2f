//! A check that does not pass, told in lines of text; what the forms for programs show to people.

use std::fmt::Write as _;

use super::bounded::visible;
use super::document::{Case, Check, Report, Step};
use super::word::Word;

/// What people call a step: `step 2: GET /TokenValidity`.
pub(super) fn name(step: &Step) -> String {
    if step.does.is_empty() { step.place.clone() } else { format!("{}: {}", step.place, step.does) }
}

/// In one sentence what is the matter with a check.
pub(super) fn sentence(check: &Check) -> String {
    match (check.expected.is_empty(), check.verdict) {
        (true, _) => check.got.clone(),
        (false, Word::Observed) => format!("seen: {}", check.got),
        (false, _) => format!("expected {}; got {}", check.expected, check.got),
    }
}

/// What is the matter with a step, by the worst of its checks.
pub(super) fn message(step: &Step) -> String {
    let worst = step.checks.iter().find(|check| check.verdict == step.verdict);
    match (worst, &step.stopped) {
        (Some(check), _) => sentence(check),
        (None, Some(why)) => format!("the play could not go on: {why}"),
        (None, None) => step.verdict.text().to_owned(),
    }
}

/// All that there is to be said of the step's checks that do not pass, and how to repeat them.
pub(super) fn step(report: &Report, case: &Case, step: &Step) -> String {
    let mut text = String::new();
    if let Some(why) = &step.stopped {
        let _ = writeln!(text, "the play could not go on: {why}");
    }
    for one in step.checks.iter().filter(|one| one.verdict != Word::Pass) {
        text.push_str(&check(report, one));
    }
    let _ = writeln!(text, "repeat: {}", case.repeat);
    visible(&text)
}

/// All that there is to be said of a check.
pub(super) fn check(report: &Report, check: &Check) -> String {
    let clause = check.clause.as_deref();
    let mut text = format!("{}: {}\n", check.verdict.text(), clause.unwrap_or("the scenario itself needs it"));
    if let Some(clause) = clause.and_then(|id| report.clause(id)) {
        let _ = writeln!(text, "  {}\n  {}", clause.says, clause.place);
    }
    let _ = writeln!(text, "  at: {}:{}:{}", check.at.file, check.at.line, check.at.column);
    if !check.expected.is_empty() {
        let _ = writeln!(text, "  expected: {}", check.expected);
    }
    let _ = writeln!(text, "  got: {}", check.got);
    text.push_str(&differences(check));
    for line in check.diff.iter().flat_map(|diff| diff.lines()) {
        let _ = writeln!(text, "    {line}");
    }
    if let Some(repeat) = &check.repeat {
        let _ = writeln!(text, "  repeat: {}", repeat.curl);
        for (variable, meaning) in &repeat.variables {
            let _ = writeln!(text, "    ${variable} is {meaning}");
        }
    }
    visible(&text)
}

fn differences(check: &Check) -> String {
    let mut text = String::new();
    // A difference of the whole value says what `expected` and `got` say already.
    for one in check.differences.iter().filter(|one| one.at != "$") {
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        let _ = writeln!(text, "    {}: expected {}, got {}", one.at, side(&one.expected), side(&one.got));
    }
    if check.more_differences > 0 {
        let _ = writeln!(text, "    and {} more", check.more_differences);
    }
    text
}
