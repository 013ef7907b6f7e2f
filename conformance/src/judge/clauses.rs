//! A clause's verdict is the worst of its checks.

use std::collections::BTreeMap;

use providers::{Clause, Ledger};

use crate::verdict::{CaseVerdict, Check, ClauseVerdict, Reason, Verdict};

/// The checks of all clauses that have some, by clause.
pub(crate) struct Checks<'a>(BTreeMap<&'a str, Vec<&'a Check>>);

impl<'a> Checks<'a> {
    pub(crate) fn of(cases: &'a [CaseVerdict]) -> Self {
        let mut checks: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
        for check in cases.iter().flat_map(|case| &case.checks) {
            if let Some(clause) = &check.clause {
                checks.entry(clause).or_default().push(check);
            }
        }
        Self(checks)
    }
}

pub(super) fn judge(ledger: &Ledger, checks: &Checks<'_>) -> Vec<ClauseVerdict> {
    ledger.clauses.iter().map(|clause| unjudged(ledger, clause).told_by(checks)).collect()
}

fn unjudged(ledger: &Ledger, clause: &Clause) -> ClauseVerdict {
    ClauseVerdict {
        provider: ledger.provider.clone(),
        clause: clause.id.clone(),
        profile: clause.profile,
        verdict: Verdict::NotRun,
        reason: Some(clause.unobservable.clone().map_or(Reason::Unasked, Reason::Unobservable)),
        checks: 0,
        asked: 0,
        failed: 0,
    }
}

impl ClauseVerdict {
    /// The clause, judged by its checks.
    pub(crate) fn told_by(self, checks: &Checks<'_>) -> Self {
        let Some(checks) = checks.0.get(self.clause.as_str()) else { return self };
        let verdict = Verdict::worst(checks.iter().map(|check| check.verdict));
        Self {
            verdict,
            reason: matches!(verdict, Verdict::NotRun | Verdict::Blocked).then(|| Reason::Unmade(why(checks, verdict))),
            checks: checks.iter().filter(|check| check.verdict.decided()).count(),
            asked: checks.len(),
            failed: checks.iter().filter(|check| check.verdict == Verdict::Fail).count(),
            ..self
        }
    }
}

/// Of the reasons for which checks were not made, the one that asks for least.
fn why(checks: &[&Check], verdict: Verdict) -> String {
    let reasons = checks.iter().filter(|check| check.verdict == verdict).map(|check| check.got.as_str());
    reasons.min_by_key(|reason| (reason.matches(',').count(), *reason)).unwrap_or_default().to_owned()
}
