//! What people read of an exploration.

use std::path::Path;
use std::time::Duration;

use conformance::explore::{Coverage, Explored, Found, Reading, Share, Stretch};
use providers::{Api, Ledger};
use serde_json::Value;

use super::seconds;
use crate::print::tame;

/// A difference: what was done, what must have come, the clause, and how to see it again.
pub(super) fn found(api: &dyn Api, ledger: Option<&Ledger>, seed: u64, found: &Found, file: &Path) -> String {
    let name = api.name();
    let mut text = format!("{name} differs from its model after {} steps\n\n", found.lines.len());
    let last = found.lines.len().saturating_sub(1);
    for (at, line) in found.lines.iter().enumerate() {
        text.push_str(&format!("{} {}  {}\n", if at == last { ">" } else { " " }, at + 1, tame(line)));
    }
    text.push('\n');
    for difference in &found.wrong.differences {
        let (expected, actual) = (shown(difference.expected.as_ref()), shown(difference.actual.as_ref()));
        text.push_str(&format!("    {}: expected {expected}, got {actual}\n", tame(&difference.subject.to_string())));
    }
    if let Some(clause) = &found.wrong.clause {
        let told = ledger.and_then(|ledger| Some((ledger, ledger.clause(clause)?)));
        let told = told.map(|(ledger, clause)| format!(": {} ({})", clause.says, ledger.place(clause))).unwrap_or_default();
        text.push_str(&format!("    decided by {clause}{told}\n"));
    }
    let small = found.stopped.as_ref().map(|why| format!("; fewer may do: {}", tame(why))).unwrap_or_default();
    text.push_str(&format!("\nmade of {} steps in {} tries{small}\n", found.original, found.plays));
    text.push_str(&format!("as a scenario: {}\n", file.display()));
    if let Some(word) = found.word {
        text.push_str(&format!("again: standin explore {name} --seed {seed} --word {word}\n"));
    }
    text + "\n"
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| tame(&value.to_string()))
}

/// What was explored, in a line or a few.
pub(super) fn explored(api: &dyn Api, explored: &Explored, time: Duration) -> String {
    let outcome = if explored.found.is_some() { "a difference" } else { "no difference" };
    let mut text = format!("{}: {} steps in {} sequences, {outcome}, {}\n", api.name(), explored.steps, explored.words, seconds(time));
    if let Some(coverage) = &explored.coverage {
        text.push_str(&format!("    {coverage}\n    {}\n", regions(coverage)));
    }
    text.push_str(&readings(&explored.readings));
    text
}

/// Where in time the transitions begin.
pub(crate) fn regions(coverage: &Coverage) -> String {
    let one = |(stretch, share): (&Stretch, &Share)| format!("{} of {} {stretch}", share.taken, share.transitions);
    coverage.regions.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Which readings of silent points the answers leave open, as far as they are not the defaults.
fn readings(readings: &[Reading]) -> String {
    let line = |reading: &Reading| reading.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ");
    match readings {
        [] => String::new(),
        [one] if one.is_empty() => String::new(),
        [one] => format!("    it reads silent points so: {}\n", tame(&line(one))),
        several => {
            let lines = several.iter().map(|one| if one.is_empty() { "the defaults".to_owned() } else { line(one) });
            format!("    it reads silent points in one of these ways:\n{}", lines.map(|line| format!("      {}\n", tame(&line))).collect::<String>())
        }
    }
}
