//! A clause's verdict is the worst of its checks.

use providers::{Clause, Ledger};

use crate::verdict::{CaseVerdict, Check, ClauseVerdict, Reason, Verdict};

pub(super) fn judge(ledger: &Ledger, cases: &[CaseVerdict]) -> Vec<ClauseVerdict> {
    ledger.clauses.iter().map(|clause| of(ledger, clause, cases)).collect()
}

fn of(ledger: &Ledger, clause: &Clause, cases: &[CaseVerdict]) -> ClauseVerdict {
    let unasked = clause.unobservable.clone().map_or(Reason::Unasked, Reason::Unobservable);
    let unjudged = ClauseVerdict {
        provider: ledger.provider.clone(),
        clause: clause.id.clone(),
        profile: clause.profile,
        verdict: Verdict::NotRun,
        reason: Some(unasked),
        checks: 0,
        asked: 0,
        failed: 0,
    };
    unjudged.told_by(cases)
}

impl ClauseVerdict {
    /// The clause, judged by these cases.
    pub(crate) fn told_by(self, cases: &[CaseVerdict]) -> Self {
        let all = cases.iter().flat_map(|case| &case.checks);
        let checks: Vec<&Check> = all.filter(|check| check.clause.as_ref() == Some(&self.clause)).collect();
        if checks.is_empty() {
            return self;
        }
        let verdict = Verdict::worst(checks.iter().map(|check| check.verdict));
        Self {
            verdict,
            reason: matches!(verdict, Verdict::NotRun | Verdict::Blocked).then(|| Reason::Unmade(why(&checks, verdict))),
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
