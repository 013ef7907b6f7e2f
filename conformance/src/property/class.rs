//! What kind of failure one is. While a case is made simpler its failure must stay of one kind, or another is found in its place.

use crate::verdict::{CaseVerdict, Check, Verdict};

/// The clause, and the kind of check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class {
    clause: Option<String>,
    kind: String,
}

impl Class {
    /// The class of the first check that failed; nothing where none did.
    #[must_use]
    pub fn of(case: &CaseVerdict) -> Option<Self> {
        Self::all(case).next()
    }

    /// Whether a case failed in this class, be it first or after another.
    #[must_use]
    pub fn is_of(&self, case: &CaseVerdict) -> bool {
        Self::all(case).any(|class| class == *self)
    }

    fn all(case: &CaseVerdict) -> impl Iterator<Item = Self> {
        let failed = case.checks.iter().filter(|check| check.verdict == Verdict::Fail);
        failed.map(|check| Self { clause: check.clause.clone(), kind: kind(check) })
    }
}

/// What is looked at: what comes behind a colon may hold what was drawn.
fn kind(check: &Check) -> String {
    check.expected.split(':').next().unwrap_or_default().to_owned()
}
