//! The words for what became of a check or a clause. Every form of report has a place for each of them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::verdict::Verdict;

/// What became of something; of two the worse stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// It does not hold.
    Fail,
    /// It could not be checked, and that is a fault of the tool or of the connection.
    Error,
    /// It was to be waived, and there is nothing left to waive.
    StaleWaiver,
    /// What is known does not decide.
    Inconclusive,
    /// What had to come before it could not be done.
    Blocked,
    /// It was not checked.
    NotRun,
    /// The target says that it does not do it.
    Unsupported,
    /// It does not hold, and somebody answers for that.
    Waived,
    /// It does not hold, and that is only worth a warning.
    Warning,
    /// The document is silent; what the target does was seen.
    Observed,
    /// It holds.
    Pass,
}

impl Word {
    /// All of them, the worst first.
    pub const ALL: [Self; 11] = [
        Self::Fail,
        Self::Error,
        Self::StaleWaiver,
        Self::Inconclusive,
        Self::Blocked,
        Self::NotRun,
        Self::Unsupported,
        Self::Waived,
        Self::Warning,
        Self::Observed,
        Self::Pass,
    ];

    /// The word as the reports write it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Error => "error",
            Self::StaleWaiver => "stale-waiver",
            Self::Inconclusive => "inconclusive",
            Self::Blocked => "blocked",
            Self::NotRun => "not-run",
            Self::Unsupported => "unsupported",
            Self::Waived => "waived",
            Self::Warning => "warning",
            Self::Observed => "observed",
            Self::Pass => "pass",
        }
    }
}

impl From<Verdict> for Word {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Fail => Self::Fail,
            Verdict::Error => Self::Error,
            Verdict::StaleWaiver => Self::StaleWaiver,
            Verdict::Inconclusive => Self::Inconclusive,
            Verdict::Blocked => Self::Blocked,
            Verdict::NotRun => Self::NotRun,
            Verdict::Unsupported => Self::Unsupported,
            Verdict::Waived => Self::Waived,
            Verdict::Warning => Self::Warning,
            Verdict::Observed => Self::Observed,
            Verdict::Pass => Self::Pass,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_written_as_json_writes_it_and_the_worst_stands_first() {
        for word in Word::ALL {
            assert_eq!(serde_json::to_value(word).unwrap(), word.text());
        }
        assert!(Word::ALL.is_sorted());
        let words: Vec<Word> = Verdict::ALL.into_iter().rev().map(Word::from).collect();
        assert_eq!(words, Word::ALL);
    }
}
