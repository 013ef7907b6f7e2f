//! The report that people read: what does not hold first, then the table of clauses, then one line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use providers::Ledger;

use super::bounded::visible;
use super::failure::{failure, heading};
use super::table::table;
use super::wrap::wrap;
use crate::diagnostic::Paint;
use crate::property::Draw;
use crate::transcript::{End, Fault};
use crate::verdict::{CaseVerdict, Check, Conclusion, Verdict, Verdicts};

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All of it.
    Full,
    /// What does not hold, and the last line.
    Brief,
}

/// What is told below the failures of a case, by its id.
pub type Notes = BTreeMap<String, String>;

/// The report. The time that playing took is told in the last line.
#[must_use]
pub fn text(verdicts: &Verdicts, ledgers: &BTreeMap<String, Ledger>, playing: Duration, paint: Paint, detail: Detail) -> String {
    text_with(&Notes::new(), verdicts, ledgers, playing, (paint, detail))
}

/// As [`text`], with notes below failures.
#[must_use]
pub fn text_with(
    notes: &Notes,
    verdicts: &Verdicts,
    ledgers: &BTreeMap<String, Ledger>,
    playing: Duration,
    (paint, detail): (Paint, Detail),
) -> String {
    let mut text = String::new();
    for told in [Verdict::Fail, Verdict::Error, Verdict::StaleWaiver, Verdict::Inconclusive, Verdict::Warning] {
        let told_of = |case: &CaseVerdict, check: &Check| check.verdict == told && !(broken(&case.end) && told == Verdict::Error);
        let cases: Vec<&CaseVerdict> = verdicts.cases.iter().filter(|case| case.checks.iter().any(|check| told_of(case, check))).collect();
        for (at, case) in cases.iter().enumerate() {
            let alike = |other: &&&CaseVerdict| property_of(case).is_some_and(|stem| property_of(other) == Some(stem));
            // Of a property the first case says what is wrong, and the others would say it again.
            if cases[..at].iter().any(|other| alike(&other)) {
                continue;
            }
            let failures = case.checks.iter().filter(|check| told_of(case, check));
            let failures = failures.map(|check| failure(&verdicts.subject, ledgers.get(&case.provider), case, check, paint));
            text.push_str(&failures.collect::<Vec<_>>().join("\n"));
            text.push_str(notes.get(&case.case).filter(|_| told == Verdict::Fail).map_or("", String::as_str));
            text.push('\n');
            let others = cases[at..].iter().filter(alike).count().saturating_sub(1);
            if others > 0 {
                let _ = writeln!(text, "{} also {}\n", heading(told), more_of_it(others));
            }
        }
    }
    text.push_str(&stopped(verdicts));
    text.push_str(&waivers(verdicts, detail));
    if detail == Detail::Full {
        text.push_str(&table(verdicts));
        text.push('\n');
    }
    let _ = writeln!(text, "{}", total(verdicts, playing));
    text
}

/// The property of which a case was drawn.
fn property_of(case: &CaseVerdict) -> Option<&str> {
    let (stem, draw) = case.case.split_once('@')?;
    draw.parse::<Draw>().ok().map(|_| stem)
}

fn more_of_it(cases: usize) -> String {
    if cases == 1 { "one more case of this property".to_owned() } else { format!("{cases} more cases of this property") }
}

fn broken(end: &End) -> bool {
    matches!(end, End::Broken { .. })
}

/// Plays that could not go on, and whose fault that is; the checks that they lack have no other reason.
fn stopped(verdicts: &Verdicts) -> String {
    let mut text = String::new();
    for case in &verdicts.cases {
        let End::Broken { place, fault, why } = &case.end else { continue };
        let whose = match fault {
            Fault::Answer => "could not go on, since an answer lacks what it needs",
            Fault::Target => "could not go on, since no answer came",
            Fault::Limit => "could not go on, since the target's limit turned it away",
            Fault::Given => "could not be begun, since what is given could not be brought about",
            Fault::Hook => "could not go on, since a hook failed",
            Fault::Tool => "could not be played",
        };
        let unmade = case.checks.iter().filter(|check| matches!(check.verdict, Verdict::Blocked | Verdict::Error)).count();
        let _ = writeln!(
            text,
            "{}",
            wrap("STOPPED ", "     ", &visible(&format!("{}, {place}: it {whose}: {why} ({} not made)", case.case, checks(unmade))))
        );
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// What became of the waivers; briefly, of those that are stale.
fn waivers(verdicts: &Verdicts, detail: Detail) -> String {
    let told = verdicts.waivers.iter().filter(|waiver| detail == Detail::Full || waiver.verdict == Verdict::StaleWaiver);
    let mut text: String = told.map(|waiver| wrap(&format!("{} ", heading(waiver.verdict)), "     ", &waiver.to_string()) + "\n").collect();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn checks(count: usize) -> String {
    if count == 1 { "1 check".to_owned() } else { format!("{count} checks") }
}

fn total(verdicts: &Verdicts, playing: Duration) -> String {
    let counts = Verdict::ALL.iter().map(|verdict| (verdicts.count(*verdict), verdict));
    let told = counts.filter(|(count, verdict)| *count > 0 || [Verdict::Pass, Verdict::Fail].contains(verdict));
    let counts: Vec<String> = told.map(|(count, verdict)| format!("{count} {verdict}")).collect();
    let word = match verdicts.conclusion() {
        Conclusion::Conforms => "CONFORMS",
        Conclusion::DoesNot => "DOES NOT CONFORM",
        Conclusion::Stale => "A WAIVER IS STALE",
        Conclusion::Unreachable => "UNREACHABLE",
        Conclusion::Incomplete => "INCOMPLETE",
        Conclusion::Interrupted => "INTERRUPTED",
        Conclusion::Nothing => "NOTHING CHECKED",
        Conclusion::Broken => "BROKEN",
    };
    let cases = if verdicts.cases.len() == 1 { "1 case".to_owned() } else { format!("{} cases", verdicts.cases.len()) };
    let part = verdicts.scope.division.as_ref().map(|division| format!(" in {division}")).unwrap_or_default();
    let seconds = playing.as_secs_f64();
    wrap("", "  ", &format!("{word}{part}: {cases}; checks: {}; played in {seconds:.2} s, seed {}", counts.join(", "), verdicts.seed))
}
