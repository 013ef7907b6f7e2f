//! Applies waivers to verdicts. Pure: the day by which they expire is an argument.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Waiver, WaiverVerdict, Waivers};
use crate::judge::Checks;
use crate::scope::Breadth;
use crate::verdict::{CaseVerdict, Check, Verdict, Verdicts};

/// A check, by the number of its case and its own.
type At = (usize, usize);

impl Waivers {
    /// The verdicts, with the failures that a waiver covers as waived, or as stale where its day is over. A waiver whose failure
    /// happens no longer is stale itself. `names` are those by which the target is known.
    #[must_use]
    pub fn apply(&self, mut verdicts: Verdicts, names: &[&str], today: Date) -> Verdicts {
        let mut marks: BTreeMap<At, Verdict> = BTreeMap::new();
        for waiver in &self.0 {
            let (judged, covered) = waiver.judge(&verdicts, names, today);
            for at in covered {
                // Where one waiver is stale and another is not, that one covers the failure.
                marks.entry(at).and_modify(|mark| *mark = judged.verdict.min(*mark)).or_insert(judged.verdict);
            }
            verdicts.waivers.push(judged);
        }
        for ((case, check), mark) in marks {
            verdicts.cases[case].checks[check].verdict = mark;
        }
        retold(verdicts)
    }
}

/// The verdicts of cases and clauses, as their checks and waivers now say.
fn retold(mut verdicts: Verdicts) -> Verdicts {
    let subject = verdicts.subject.clone();
    verdicts.cases = verdicts.cases.into_iter().map(|case| case.told_by_checks(&subject)).collect();
    let (checks, waivers) = (Checks::of(&verdicts.cases), &verdicts.waivers);
    for clause in &mut verdicts.clauses {
        *clause = clause.clone().told_by(&checks);
        let stale = waivers.iter().any(|waiver| waiver.clause == clause.clause && waiver.verdict == Verdict::StaleWaiver);
        if stale && clause.verdict < Verdict::StaleWaiver {
            clause.verdict = Verdict::StaleWaiver;
            clause.reason = None;
        }
    }
    verdicts
}

impl Waiver {
    /// What the waiver comes to, and the failures that it covers.
    fn judge(&self, verdicts: &Verdicts, names: &[&str], today: Date) -> (WaiverVerdict, Vec<At>) {
        let checks = self.checks(verdicts);
        let failures: Vec<At> =
            checks.iter().chain(&self.own(verdicts)).filter(|(_, check)| check.verdict == Verdict::Fail).map(|(at, _)| *at).collect();
        let executed = checks.iter().all(|(_, check)| check.verdict.decided());
        let (verdict, why) = match () {
            () if !names.iter().any(|name| self.target.matches(name)) => (Verdict::NotRun, format!("it is for the target {}", self.target)),
            () if checks.is_empty() => (Verdict::NotRun, "nothing was asked about it".to_owned()),
            () if today > self.expiry => (Verdict::StaleWaiver, format!("it expired with {}", self.expiry)),
            () if !failures.is_empty() => (Verdict::Waived, format!("{} until {}", counted(failures.len()), self.expiry)),
            () if executed && self.all_asked(verdicts) => (Verdict::StaleWaiver, format!("nothing fails any longer; {} made", counted(checks.len()))),
            () => (Verdict::NotRun, "nothing failed, but not all of its checks were made".to_owned()),
        };
        let covered = if verdict == Verdict::NotRun { Vec::new() } else { failures };
        (self.told(verdict, why, covered.len()), covered)
    }

    /// The checks of its clause in its cases.
    fn checks<'a>(&self, verdicts: &'a Verdicts) -> Vec<(At, &'a Check)> {
        let of_clause = |check: &Check| check.clause.as_ref() == Some(&self.clause);
        self.cases(verdicts).flat_map(|(case, judged)| numbered(case, judged)).filter(|(_, check)| of_clause(check)).collect()
    }

    /// The checks that a named case makes for itself, where it asks about the clause: what it needs to go on.
    fn own<'a>(&self, verdicts: &'a Verdicts) -> Vec<(At, &'a Check)> {
        let asks = |judged: &CaseVerdict| judged.checks.iter().any(|check| check.clause.as_ref() == Some(&self.clause));
        let named = self.cases(verdicts).filter(|(_, judged)| self.check.is_some() && asks(judged));
        named.flat_map(|(case, judged)| numbered(case, judged)).filter(|(_, check)| check.clause.is_none()).collect()
    }

    fn cases<'a>(&self, verdicts: &'a Verdicts) -> impl Iterator<Item = (usize, &'a CaseVerdict)> {
        let means = |id: &str| self.check.as_ref().is_none_or(|check| check.matches(id));
        verdicts.cases.iter().enumerate().filter(move |(_, case)| means(&case.case))
    }

    /// Whether everything that the waiver is about was asked: the chosen profiles as a whole, or the one case that it names.
    fn all_asked(&self, verdicts: &Verdicts) -> bool {
        let one_case = self.check.as_ref().is_some_and(|check| !check.as_str().contains(['*', '?', '[']));
        let clause = verdicts.clauses.iter().find(|clause| clause.clause == self.clause);
        let chosen = clause.is_some_and(|clause| verdicts.scope.profiles.contains(&clause.profile));
        one_case || (chosen && verdicts.scope.breadth == Breadth::Whole)
    }

    fn told(&self, verdict: Verdict, why: String, checks: usize) -> WaiverVerdict {
        WaiverVerdict {
            clause: self.clause.clone(),
            check: self.check.as_ref().map(ToString::to_string),
            target: self.target.to_string(),
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            expiry: self.expiry,
            verdict,
            why,
            checks,
        }
    }
}

fn numbered(case: usize, judged: &CaseVerdict) -> impl Iterator<Item = (At, &Check)> {
    judged.checks.iter().enumerate().map(move |(check, made)| ((case, check), made))
}

fn counted(checks: usize) -> String {
    if checks == 1 { "1 check".to_owned() } else { format!("{checks} checks") }
}
