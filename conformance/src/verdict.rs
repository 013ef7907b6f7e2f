//! What the judge says: checks, their verdicts, and the state of every clause.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::compare::Difference;
use crate::transcript::{End, Fault, Place, Sent, Subject};

/// What became of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It could not be made; the check says what it would need.
    NotRun,
    /// It holds.
    Pass,
    /// The document is silent: this is what the target does.
    Observed,
    /// It cannot be decided by what is known.
    Inconclusive,
    /// It does not hold, and that is only worth a warning.
    Warning,
    /// The tool could not make it.
    Error,
    /// It does not hold.
    Fail,
}

impl Verdict {
    /// Whether something was seen of the target.
    #[must_use]
    pub fn decided(self) -> bool {
        matches!(self, Self::Pass | Self::Observed | Self::Warning | Self::Fail)
    }
}

/// One thing that was to hold, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The step.
    pub place: Place,
    /// The clause that it verifies; one without belongs to the scenario alone.
    pub clause: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// What was expected, in words.
    pub expected: String,
    /// What came, in words; or why nothing can be said.
    pub got: String,
    /// Where it can be read, what was sent and what differs; only of a check that did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Box<Evidence>>,
}

/// All that a reader needs to see a check's verdict for himself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The lines of the scenario.
    pub excerpt: Excerpt,
    /// What differs, place by place.
    pub differences: Vec<Difference>,
    /// What differs as text, as a unified diff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// The instance that was called.
    pub instance: String,
    /// What was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Sent>,
}

/// Some lines of a file, and the part of them that is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excerpt {
    /// The file.
    pub path: String,
    /// The line that is meant, counted from 1.
    pub line: usize,
    /// The column that is meant, counted from 1.
    pub column: usize,
    /// The number of the first line of the text.
    pub first_line: usize,
    /// The lines.
    pub text: String,
    /// The bytes of the text that are meant.
    pub span: (usize, usize),
}

/// One case, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseVerdict {
    /// Its id.
    pub case: String,
    /// Its sentence.
    pub title: String,
    /// Its API.
    pub provider: String,
    /// How its play ended.
    pub end: End,
    /// When its play began.
    pub start: Timestamp,
    /// The worst of its checks.
    pub verdict: Verdict,
    /// All its checks.
    pub checks: Vec<Check>,
}

/// One clause, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseVerdict {
    /// The API.
    pub provider: String,
    /// Its id.
    pub clause: String,
    /// What is known of it now.
    pub state: ClauseState,
    /// How many checks of it were made.
    pub checks: usize,
    /// How many of them do not hold.
    pub failed: usize,
}

/// What is known of a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseState {
    /// Every check holds.
    Verified,
    /// A check does not hold.
    Failed,
    /// A check does not hold, and that is only worth a warning.
    Warned,
    /// The document is silent; what the target does was written down.
    Observed,
    /// No check could be decided by what is known.
    Inconclusive,
    /// A check could not be made; this is a fault of the tool or of the connection.
    Error,
    /// No check was made, and why.
    NotCovered(String),
    /// No client can observe it, and why.
    Unobservable(String),
}

/// All that the judge says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdicts {
    /// Who was judged.
    pub subject: Subject,
    /// The seed of the run.
    pub seed: u64,
    /// The cases in order.
    pub cases: Vec<CaseVerdict>,
    /// The clauses in the order of their ledgers.
    pub clauses: Vec<ClauseVerdict>,
}

/// What a run as a whole comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Something was seen, and all of it holds.
    Conforms,
    /// Something does not hold.
    DoesNot,
    /// The target could not be reached, and nothing that was seen fails.
    Unreachable,
    /// Nothing that was seen fails, but a play that was begun was turned away by the target's own limit.
    Incomplete,
    /// The run was interrupted, and nothing that was seen until then fails.
    Interrupted,
    /// Nothing was seen.
    Nothing,
    /// The tool itself is at fault.
    Broken,
}

impl Verdicts {
    /// All checks of all cases.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.cases.iter().flat_map(|case| &case.checks)
    }

    /// How many checks have this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.checks().filter(|check| check.verdict == verdict).count()
    }

    /// What the run comes to. A run that saw nothing never conforms, nor does one in which a play could not go on.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        let broken = |whose: &[Fault]| self.cases.iter().any(|case| matches!(&case.end, End::Broken { fault, .. } if whose.contains(fault)));
        let embedded = self.subject == Subject::Embedded;
        let unreached = broken(&[Fault::Target]);
        let first_contact = self.cases.iter().all(|case| case.checks.iter().all(|check| !check.verdict.decided()));
        match () {
            () if broken(&[Fault::Tool]) || (embedded && unreached) => Conclusion::Broken,
            () if unreached && first_contact => Conclusion::Unreachable,
            () if self.count(Verdict::Fail) > 0 || broken(&[Fault::Answer]) => Conclusion::DoesNot,
            () if unreached => Conclusion::Unreachable,
            () if self.cases.iter().any(|case| case.end == End::Interrupted) => Conclusion::Interrupted,
            () if broken(&[Fault::Limit]) => Conclusion::Incomplete,
            () if self.count(Verdict::Error) > 0 => Conclusion::Broken,
            () if first_contact => Conclusion::Nothing,
            () => Conclusion::Conforms,
        }
    }
}
