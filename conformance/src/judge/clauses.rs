//! A clause's state is the worst of its checks; it is not verified where an answer stopped the play before some of them.

use providers::{Clause, Ledger};

use crate::transcript::{End, Fault};
use crate::verdict::{CaseVerdict, Check, ClauseState, ClauseVerdict, Verdict};

pub(super) fn judge(ledger: &Ledger, cases: &[CaseVerdict]) -> Vec<ClauseVerdict> {
    ledger.clauses.iter().map(|clause| of(ledger, clause, cases)).collect()
}

fn of(ledger: &Ledger, clause: &Clause, cases: &[CaseVerdict]) -> ClauseVerdict {
    let checks: Vec<&Check> = cases.iter().flat_map(|case| &case.checks).filter(|check| check.clause.as_ref() == Some(&clause.id)).collect();
    let worst = checks.iter().map(|check| check.verdict).max();
    let state = match worst {
        Some(Verdict::Fail) => ClauseState::Failed,
        Some(Verdict::Error) => ClauseState::Error,
        Some(Verdict::Warning) => ClauseState::Warned,
        Some(Verdict::Inconclusive) => ClauseState::Inconclusive,
        Some(Verdict::Observed) => ClauseState::Observed,
        Some(Verdict::Pass) if cases.iter().any(|case| broke_off(case, clause)) => ClauseState::Inconclusive,
        Some(Verdict::Pass) => ClauseState::Verified,
        Some(Verdict::NotRun) => ClauseState::NotCovered(why(&checks)),
        None => match &clause.unobservable {
            Some(reason) => ClauseState::Unobservable(reason.clone()),
            None => ClauseState::NotCovered("no scenario was selected".to_owned()),
        },
    };
    ClauseVerdict {
        provider: ledger.provider.clone(),
        clause: clause.id.clone(),
        state,
        checks: checks.iter().filter(|check| check.verdict.decided()).count(),
        failed: checks.iter().filter(|check| check.verdict == Verdict::Fail).count(),
    }
}

/// Whether an answer that lacked what a later step needs kept checks of this clause from being made.
fn broke_off(case: &CaseVerdict, clause: &Clause) -> bool {
    let for_want_of_an_answer = matches!(case.end, End::Broken { fault: Fault::Answer, .. });
    for_want_of_an_answer && case.checks.iter().any(|check| check.clause.as_ref() == Some(&clause.id) && check.verdict == Verdict::NotRun)
}

/// Of the reasons for which checks were not made, the one that asks for least.
fn why(checks: &[&Check]) -> String {
    let reasons = checks.iter().map(|check| check.got.as_str());
    reasons.min_by_key(|reason| (reason.matches(',').count(), *reason)).unwrap_or_default().to_owned()
}
