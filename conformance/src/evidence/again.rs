//! Judges a bundle again, by its own suite or by another.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{self, Change};
use super::{Bundle, questions};
use crate::judge::judge;
use crate::scenario::Case;
use crate::snapshot::{SnapshotError, Snapshots};
use crate::suite::Suite;
use crate::verdict::Verdicts;

/// What the same transcript comes to now.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// The verdicts now.
    pub verdicts: Verdicts,
    /// What they say otherwise than those in the bundle.
    pub changes: Vec<Change>,
    /// The cases that the other suite asks otherwise or no longer, so that the answers cannot be judged by it.
    pub left_out: Vec<String>,
}

impl Bundle {
    /// The verdicts of this suite on the transcript; `own` is the bundle's.
    ///
    /// # Errors
    /// A recorded answer of the suite is none.
    pub fn judge_again(&self, own: &Suite, by: &Suite) -> Result<Again, SnapshotError> {
        let played: BTreeSet<&str> = self.transcript.plays.iter().map(|play| play.case.as_str()).collect();
        let owned = own.cases_of(played.iter().copied());
        let owned: BTreeMap<&str, &Case> = owned.iter().map(|case| (case.id.as_str(), case)).collect();
        let is_asked_the_same = |case: &Case| owned.get(case.id.as_str()).is_some_and(|owned| questions::same(owned, case));
        let cases: Vec<Case> = by.cases_of(played.iter().copied()).into_iter().filter(is_asked_the_same).collect();
        let judged: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        let left_out = played.difference(&judged).map(|id| (*id).to_owned()).collect();
        let verdicts = judge(&cases, &by.ledgers_of(&cases), &Snapshots::of(by)?, &self.transcript);
        let changes = changes::between(&self.verdicts, &verdicts);
        Ok(Again { verdicts, changes, left_out })
    }
}
