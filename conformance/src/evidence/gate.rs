//! What keeps a release back: all in which its evidence is worse than that of the last one.

use std::collections::BTreeMap;
use std::fmt;

use super::Bundle;
use super::changes::{checks, told};
use crate::verdict::{ClauseVerdict, Verdict, Verdicts};

/// Something in which a bundle is worse than the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A check fails that did not.
    NewFailure {
        /// Which.
        check: String,
        /// What came.
        got: String,
    },
    /// A clause passed and no longer does.
    LostClause {
        /// Its id.
        clause: String,
        /// What it is now.
        now: &'static str,
    },
    /// Fewer checks were made.
    WeakerCoverage {
        /// Of what.
        about: String,
        /// How many before.
        before: usize,
        /// How many now.
        now: usize,
    },
    /// The suite is another one.
    ChangedSuite {
        /// A file, and what became of it.
        file: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewFailure { check, got } => write!(formatter, "new failure: {check}; it was {got}"),
            Self::LostClause { clause, now } => write!(formatter, "lost clause: {clause} passed, and now it is {now}"),
            Self::WeakerCoverage { about, before, now } => write!(formatter, "weaker coverage: {about}: {now} checks made, {before} before"),
            Self::ChangedSuite { file } => write!(formatter, "changed suite: {file}"),
        }
    }
}

/// All in which `now` is worse than `last`, kind by kind. Waivers are no part of evidence, and so of no comparison.
#[must_use]
pub fn gate(now: &Bundle, last: &Bundle) -> Vec<Finding> {
    let lost = lost_clauses(&now.verdicts, &last.verdicts);
    let kinds = [
        new_failures(&now.verdicts, &last.verdicts),
        lost.iter().map(|(clause, now)| Finding::LostClause { clause: (*clause).to_owned(), now }).collect(),
        weaker_coverage(&now.verdicts, &last.verdicts, &lost),
        now.suite.changes_since(&last.suite).into_iter().map(|file| Finding::ChangedSuite { file }).collect(),
    ];
    kinds.concat()
}

fn new_failures(now: &Verdicts, last: &Verdicts) -> Vec<Finding> {
    let before = checks(last);
    let failed = |verdict: Verdict| verdict == Verdict::Fail;
    let new = checks(now).into_iter().filter(|(key, check)| failed(check.verdict) && before.get(key).is_none_or(|before| !failed(before.verdict)));
    new.map(|(key, check)| Finding::NewFailure { check: told(&key), got: check.got.clone() }).collect()
}

/// The clauses that are lost, and what each is now.
fn lost_clauses<'a>(now: &Verdicts, last: &'a Verdicts) -> BTreeMap<&'a str, &'static str> {
    let now = by_id(now);
    let word = |id: &str| now.get(id).map_or("not there", |clause| clause.verdict.word());
    let verified = last.clauses.iter().filter(|clause| clause.verdict == Verdict::Pass).map(|clause| clause.clause.as_str());
    verified.map(|id| (id, word(id))).filter(|(_, now)| *now != Verdict::Pass.word()).collect()
}

/// Clauses with fewer checks made, of which no more is lost; and cases, for their checks that belong to no clause.
fn weaker_coverage(now: &Verdicts, last: &Verdicts, lost: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let made_now = made(now);
    let fewer = made(last).into_iter().filter_map(|(about, before)| {
        let now = made_now.get(&about).copied().unwrap_or_default();
        let is_lost = matches!(about, About::Clause(id) if lost.contains_key(id));
        (now < before && !is_lost).then(|| Finding::WeakerCoverage { about: about.to_string(), before, now })
    });
    fewer.collect()
}

/// What checks belong to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum About<'a> {
    Clause(&'a str),
    /// To a case alone.
    Case(&'a str),
}

impl fmt::Display for About<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clause(id) => write!(formatter, "clause {id}"),
            Self::Case(id) => write!(formatter, "case {id}, beside its clauses"),
        }
    }
}

/// How many checks were made of what.
fn made(verdicts: &Verdicts) -> BTreeMap<About<'_>, usize> {
    let mut made = BTreeMap::new();
    for case in &verdicts.cases {
        for check in case.checks.iter().filter(|check| check.verdict.decided()) {
            let about = check.clause.as_deref().map_or(About::Case(&case.case), About::Clause);
            *made.entry(about).or_default() += 1;
        }
    }
    made
}

fn by_id(verdicts: &Verdicts) -> BTreeMap<&str, &ClauseVerdict> {
    verdicts.clauses.iter().map(|clause| (clause.clause.as_str(), clause)).collect()
}
