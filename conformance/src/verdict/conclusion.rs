//! What a run as a whole comes to.

use super::{Verdict, Verdicts};
use crate::transcript::{End, Fault, Subject};

/// What a run as a whole comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Every clause that counts passed, was observed, only warns, or is validly waived.
    Conforms,
    /// Something does not hold.
    DoesNot,
    /// Nothing that was seen fails, and a waiver is stale.
    Stale,
    /// Nothing that was seen fails, and the target could not be reached or stopped answering.
    Unreachable,
    /// Nothing that was seen fails, and a clause that counts is not decided.
    Incomplete,
    /// The run was interrupted.
    Interrupted,
    /// Nothing was asked.
    Nothing,
    /// This program or its suite is at fault, and nothing that was seen fails.
    Broken,
}

impl Verdicts {
    /// What the run comes to. A run that saw nothing never conforms, nor does one that lacks something.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        let any = |verdict| self.cases.iter().any(|case| case.verdict == verdict) || self.count(verdict) > 0;
        match () {
            () if self.cases.iter().any(|case| case.end == End::Interrupted) => Conclusion::Interrupted,
            () if any(Verdict::Fail) => Conclusion::DoesNot,
            () if any(Verdict::Error) => Conclusion::Broken,
            () if self.waivers.iter().any(|waiver| waiver.verdict == Verdict::StaleWaiver) => Conclusion::Stale,
            () if self.unreached() => Conclusion::Unreachable,
            () if self.checks().next().is_none() => Conclusion::Nothing,
            () if self.complete() => Conclusion::Conforms,
            () => Conclusion::Incomplete,
        }
    }

    /// Whether the target left a call without an answer.
    fn unreached(&self) -> bool {
        let unanswered = |end: &End| matches!(end, End::Broken { fault: Fault::Target, .. });
        self.subject != Subject::Embedded && self.cases.iter().any(|case| unanswered(&case.end))
    }

    /// Whether every play that was begun came to its end, and every clause that counts is decided, and every check that a scenario
    /// makes for itself. A single part answers for itself; several that were merged are the whole or lack something.
    fn complete(&self) -> bool {
        if self.cases.iter().any(|case| matches!(case.end, End::Broken { .. })) {
            return false;
        }
        if self.scope.division.as_ref().is_some_and(|division| division.parts.len() > 1) {
            return false;
        }
        let own = self.checks().filter(|check| check.clause.is_none()).map(|check| check.verdict);
        let clauses = self.counted().map(|clause| clause.verdict);
        own.chain(clauses).all(Verdict::conforms)
    }
}
