//! What becomes of the checks that a play never came to, by how it ended.

use crate::transcript::{End, Fault, Subject};
use crate::verdict::Verdict;

/// The verdict on what was not reached; nothing where the play came to its end.
pub(crate) fn verdict(end: &End, subject: &Subject) -> Option<Verdict> {
    match end {
        End::Finished => None,
        End::NotRun { .. } | End::Interrupted => Some(Verdict::NotRun),
        End::Broken { fault, .. } => Some(of_fault(*fault, subject)),
    }
}

fn of_fault(fault: Fault, subject: &Subject) -> Verdict {
    match fault {
        Fault::Answer | Fault::Limit | Fault::Given | Fault::Hook => Verdict::Blocked,
        // The mock that does not answer is our own.
        Fault::Target if *subject == Subject::Embedded => Verdict::Error,
        Fault::Target => Verdict::Blocked,
        Fault::Tool => Verdict::Error,
    }
}

/// Why it was not reached.
pub(super) fn why(end: &End) -> String {
    match end {
        End::Finished => "the transcript does not tell of it".to_owned(),
        End::Interrupted => "the run was interrupted".to_owned(),
        End::NotRun { needs } => format!("needs {needs}"),
        End::Broken { fault: Fault::Given, why, .. } => format!("what is given could not be brought about: {why}"),
        End::Broken { place, why, .. } => format!("{place} could not be done: {why}"),
    }
}
