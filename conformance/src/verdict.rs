//! What the judge says: checks, cases and clauses, each with one word of one vocabulary.

use std::fmt;

use jiff::Timestamp;
use providers::Profile;
use serde::{Deserialize, Serialize};

use crate::compare::Difference;
use crate::scope::{Breadth, Scope};
use crate::transcript::{End, Place, Sent, Subject};
use crate::waiver::WaiverVerdict;

mod conclusion;
mod profile;

pub use conclusion::Conclusion;
pub use profile::{ProfileState, ProfileVerdict};

/// What became of a check, a case, a clause or a waiver, from the best to the worst: of several the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Pass,
    /// The document is silent: this is what the target does.
    Observed,
    /// It does not hold, and that is only worth a warning.
    Warning,
    /// It does not hold, and somebody answers for that until a certain day.
    Waived,
    /// The target declares not to do it, and refused it as a server may.
    Unsupported,
    /// It was not tried; there is a reason.
    NotRun,
    /// It was tried, and what had to come before it could not be brought about.
    Blocked,
    /// It was made, and what is known does not decide.
    Inconclusive,
    /// Somebody answered for that it does not hold, and his day is over or it holds again.
    StaleWaiver,
    /// This program or its suite is at fault.
    Error,
    /// It does not hold.
    Fail,
}

impl Verdict {
    /// All of them, from the best to the worst.
    pub const ALL: [Self; 11] = [
        Self::Pass,
        Self::Observed,
        Self::Warning,
        Self::Waived,
        Self::Unsupported,
        Self::NotRun,
        Self::Blocked,
        Self::Inconclusive,
        Self::StaleWaiver,
        Self::Error,
        Self::Fail,
    ];

    /// The word for it, in reports and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Observed => "observed",
            Self::Warning => "warning",
            Self::Waived => "waived",
            Self::Unsupported => "unsupported",
            Self::NotRun => "not-run",
            Self::Blocked => "blocked",
            Self::Inconclusive => "inconclusive",
            Self::StaleWaiver => "stale-waiver",
            Self::Error => "error",
            Self::Fail => "fail",
        }
    }

    /// The worst of several. Of nothing it is [`Verdict::NotRun`]: what was not executed never passes.
    #[must_use]
    pub fn worst(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max().unwrap_or(Self::NotRun)
    }

    /// Whether something was seen of the target that decides.
    #[must_use]
    pub fn decided(self) -> bool {
        match self {
            Self::Pass | Self::Observed | Self::Warning | Self::Waived | Self::Unsupported | Self::StaleWaiver | Self::Fail => true,
            Self::NotRun | Self::Blocked | Self::Inconclusive | Self::Error => false,
        }
    }

    /// Whether nothing stands against the target, and nothing is missing.
    #[must_use]
    pub fn conforms(self) -> bool {
        self <= Self::Waived
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
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
    /// The worst of its checks and of how its play ended.
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
    /// What it belongs to.
    pub profile: Profile,
    /// The worst of its checks.
    pub verdict: Verdict,
    /// Why it is not run or blocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// How many of its checks decided something.
    pub checks: usize,
    /// How many of its checks there are, made or not.
    pub asked: usize,
    /// How many of its checks do not hold and are not waived.
    pub failed: usize,
}

/// Why a clause is not run or blocked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No client can observe it, and why.
    Unobservable(String),
    /// None of its checks is among the cases.
    Unasked,
    /// Some of its checks were not made, and why.
    Unmade(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unobservable(why) => write!(formatter, "no client can observe it: {why}"),
            Self::Unasked => formatter.write_str("no scenario was selected"),
            Self::Unmade(why) => formatter.write_str(why),
        }
    }
}

/// All that the judge says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdicts {
    /// Who was judged.
    pub subject: Subject,
    /// The seed of the run.
    pub seed: u64,
    /// What the run is to answer for.
    #[serde(default)]
    pub scope: Scope,
    /// The cases in order.
    pub cases: Vec<CaseVerdict>,
    /// The clauses in the order of their ledgers.
    pub clauses: Vec<ClauseVerdict>,
    /// The waivers in the order of their file, once they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverVerdict>,
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

    /// The clauses that count: those of the chosen profiles that a client can observe, and that were asked about where the cases
    /// were selected.
    pub fn counted(&self) -> impl Iterator<Item = &ClauseVerdict> {
        let counts = |clause: &&ClauseVerdict| match clause.reason {
            Some(Reason::Unobservable(_)) => false,
            Some(Reason::Unasked) => self.scope.breadth == Breadth::Whole,
            _ => true,
        };
        self.clauses.iter().filter(|clause| self.scope.profiles.contains(&clause.profile)).filter(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order as people are told it, from the worst to the best.
    const ORDER: &str = "fail, error, stale-waiver, inconclusive, blocked, not-run, unsupported, waived, warning, observed, pass";

    #[test]
    fn the_words_are_in_the_order_that_is_told() {
        let words: Vec<&str> = Verdict::ALL.iter().rev().map(|verdict| verdict.word()).collect();
        assert_eq!(words.join(", "), ORDER);
        assert!(Verdict::ALL.is_sorted());
    }

    #[test]
    fn a_word_is_what_files_hold() {
        for verdict in Verdict::ALL {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.word());
        }
    }

    #[test]
    fn the_worst_is_one_of_them_no_better_than_any_and_the_same_in_any_order() {
        for first in Verdict::ALL {
            assert_eq!(Verdict::worst([first]), first);
            for second in Verdict::ALL {
                let worst = Verdict::worst([first, second]);
                assert!([first, second].contains(&worst) && worst >= first && worst >= second);
                assert_eq!(worst, Verdict::worst([second, first]));
                for third in Verdict::ALL {
                    assert_eq!(Verdict::worst([worst, third]), Verdict::worst([first, Verdict::worst([second, third])]));
                }
            }
        }
    }

    #[test]
    fn nothing_executed_is_never_a_pass() {
        assert_eq!(Verdict::worst([]), Verdict::NotRun);
        for verdict in Verdict::ALL.into_iter().filter(|verdict| !verdict.decided()) {
            assert!(!verdict.conforms() && !Verdict::worst([Verdict::Pass, verdict]).conforms(), "{verdict}");
        }
    }
}
