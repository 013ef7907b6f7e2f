//! Waivers: failures that somebody answers for until a certain day.

use std::fmt;

use glob::Pattern;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;

mod apply;
mod read;
mod schema;
#[cfg(test)]
mod tests;

pub use schema::schema_text;

/// One waiver: who answers for the failures of a clause, why, where, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The clause that does not hold.
    pub clause: String,
    /// The cases in which it does not; all, where none are named.
    pub check: Option<Pattern>,
    /// The target, by its URL or its name.
    pub target: Pattern,
    /// Why that is borne.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expiry: Date,
}

/// A file of waivers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waivers(pub Vec<Waiver>);

/// One waiver, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiverVerdict {
    /// The clause.
    pub clause: String,
    /// The cases, where they are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// The target.
    pub target: String,
    /// Why it is borne.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expiry: Date,
    /// Waived, stale, or not run where this run says nothing of it.
    pub verdict: Verdict,
    /// Why.
    pub why: String,
    /// How many checks it covers.
    pub checks: usize,
}

impl fmt::Display for WaiverVerdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cases = self.check.as_ref().map(|check| format!(" in {check}")).unwrap_or_default();
        let Self { clause, why, owner, reason, .. } = self;
        write!(formatter, "{clause}{cases}: {why} ({owner}: {reason})")
    }
}
