//! What two judgements of one transcript say otherwise, clause by clause and check by check.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::transcript::Place;
use crate::verdict::{CaseVerdict, Check, ClauseVerdict, Verdicts};

/// Something that is said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub about: String,
    /// What the bundle says.
    pub was: String,
    /// What is said now.
    pub now: String,
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} in the bundle, {} now", self.about, self.was, self.now)
    }
}

/// By what a check is known: its case, step, clause and expectation, and which of several alike it is.
pub(super) type Key<'a> = (&'a str, Place, Option<&'a str>, &'a str, usize);

/// The checks of some verdicts.
pub(super) fn checks(verdicts: &Verdicts) -> BTreeMap<Key<'_>, &Check> {
    let (mut checks, mut alike) = (BTreeMap::new(), BTreeMap::new());
    for case in &verdicts.cases {
        for check in &case.checks {
            let (clause, expected) = (check.clause.as_deref(), check.expected.as_str());
            let nth: &mut usize = alike.entry((case.case.as_str(), check.place, clause, expected)).or_default();
            checks.insert((case.case.as_str(), check.place, clause, expected, *nth), check);
            *nth += 1;
        }
    }
    checks
}

/// What a key means, in words.
pub(super) fn told((case, place, clause, expected, _): &Key<'_>) -> String {
    let clause = clause.map(|clause| format!(" of {clause}")).unwrap_or_default();
    format!("check{clause} in {case}, {place}: {expected}")
}

/// All that is said otherwise; nothing exactly where the two are the same.
pub(super) fn between(was: &Verdicts, now: &Verdicts) -> Vec<Change> {
    if alike(was, now) {
        return Vec::new();
    }
    let mut changes = of_clauses(was, now);
    changes.extend(of_checks(was, now));
    changes.extend(of_cases(was, now));
    if changes.is_empty() {
        changes.push(change("the verdicts".to_owned(), "in one order", "in another, or of another subject or seed"));
    }
    changes
}

/// Whether two values are written alike; a null and nothing are, since a file cannot tell them apart.
fn alike<T: Serialize>(one: &T, other: &T) -> bool {
    serde_json::to_vec(one).ok() == serde_json::to_vec(other).ok()
}

fn change(about: String, was: impl Into<String>, now: impl Into<String>) -> Change {
    Change { about, was: was.into(), now: now.into() }
}

/// The keys of both.
fn union<'a, K: Ord + Clone, V>(one: &'a BTreeMap<K, V>, other: &'a BTreeMap<K, V>) -> Vec<K> {
    let mut keys: Vec<K> = one.keys().chain(other.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    keys
}

fn of_clauses(was: &Verdicts, now: &Verdicts) -> Vec<Change> {
    let by_id = |verdicts: &'_ Verdicts| -> BTreeMap<String, ClauseVerdict> {
        verdicts.clauses.iter().map(|clause| (clause.clause.clone(), clause.clone())).collect()
    };
    let (was, now) = (by_id(was), by_id(now));
    let of = |id: String| {
        let (before, after) = (was.get(&id), now.get(&id));
        let differ = !before.zip(after).is_some_and(|(before, after)| alike(before, after));
        differ.then(|| change(format!("clause {id}"), clause(before), clause(after)))
    };
    union(&was, &now).into_iter().filter_map(of).collect()
}

fn clause(verdict: Option<&ClauseVerdict>) -> String {
    match verdict {
        Some(clause) => format!("{} ({} checks made, {} failed)", clause.verdict.word(), clause.checks, clause.failed),
        None => "not there".to_owned(),
    }
}

fn of_checks(was: &Verdicts, now: &Verdicts) -> Vec<Change> {
    let (was, now) = (checks(was), checks(now));
    let of = |key: Key<'_>| match (was.get(&key), now.get(&key)) {
        (Some(before), Some(after)) if alike(before, after) => None,
        (Some(before), Some(after)) if before.verdict == after.verdict => {
            Some(change(told(&key), format!("{} ({})", before.verdict.word(), before.got), format!("told as {}", after.got)))
        }
        (before, after) => Some(change(told(&key), check(before.copied()), check(after.copied()))),
    };
    union(&was, &now).into_iter().filter_map(of).collect()
}

fn check(check: Option<&Check>) -> &'static str {
    check.map_or("not there", |check| check.verdict.word())
}

/// Cases of which something else than their checks is said otherwise.
fn of_cases(was: &Verdicts, now: &Verdicts) -> Vec<Change> {
    let by_id = |verdicts: &Verdicts| -> BTreeMap<String, CaseVerdict> {
        verdicts.cases.iter().map(|case| (case.case.clone(), CaseVerdict { checks: Vec::new(), ..case.clone() })).collect()
    };
    let (was, now) = (by_id(was), by_id(now));
    let of = |id: String| match (was.get(&id), now.get(&id)) {
        (Some(before), Some(after)) if alike(before, after) => None,
        (before, after) => Some(change(format!("case {id}"), case(before), case(after))),
    };
    union(&was, &now).into_iter().filter_map(of).collect()
}

fn case(verdict: Option<&CaseVerdict>) -> String {
    match verdict {
        Some(case) => format!("{} (\"{}\", begun {})", case.verdict.word(), case.title, case.start),
        None => "not there".to_owned(),
    }
}
