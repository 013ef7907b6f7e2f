//! The words for verdicts, states and conclusions, as bundles, certificates and commands say them.

use crate::verdict::{ClauseState, Conclusion, Verdict};

pub(super) fn of_verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotRun => "not-run",
        Verdict::Pass => "pass",
        Verdict::Observed => "observed",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Warning => "warning",
        Verdict::Error => "error",
        Verdict::Fail => "fail",
    }
}

pub(super) fn of_clause(state: &ClauseState) -> &'static str {
    match state {
        ClauseState::Verified => "verified",
        ClauseState::Failed => "failed",
        ClauseState::Warned => "warned",
        ClauseState::Observed => "observed",
        ClauseState::Inconclusive => "inconclusive",
        ClauseState::Error => "error",
        ClauseState::NotCovered(_) => "not-covered",
        ClauseState::Unobservable(_) => "unobservable",
    }
}

pub(super) fn of_conclusion(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Conforms => "conforms",
        Conclusion::DoesNot => "does-not-conform",
        Conclusion::Unreachable => "unreachable",
        Conclusion::Incomplete => "incomplete",
        Conclusion::Interrupted => "interrupted",
        Conclusion::Nothing => "nothing-checked",
        Conclusion::Broken => "broken",
    }
}
