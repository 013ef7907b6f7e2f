//! The record of an exploration: who was asked, from which seed and how far, what was covered, and what was found.
//!
//! It holds no transcript, so nobody judges it again; it is made again from its seed. Its form is as a bundle's.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::certificate::{DigestSet, LedgerDigest};
use super::digest::sha256;
use super::{Bound, Description, Environment, bounds};
use crate::explore::{Budget, Coverage, Explored, Found, Reach, Silence};
use crate::suite::Suite;

/// The version of this form.
pub const EXPLORATION_VERSION: u32 = 1;

/// An exploration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exploration {
    /// [`EXPLORATION_VERSION`]; by this member, the first, the record is known.
    pub standin_exploration: u32,
    /// Where and when.
    pub environment: Environment,
    /// Who was asked, and as which APIs, in their order.
    pub target: Description,
    /// What was asked.
    pub asked: Errand,
    /// What it came to.
    pub outcome: Outcome,
    /// The APIs that were explored, in the order of the target's.
    pub apis: Vec<ExploredApi>,
}

/// What was asked of an exploration: with the target, all that decides which sequences are played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errand {
    /// The seed of all sequences.
    pub seed: u64,
    /// How far it goes, over all APIs.
    pub reach: Reach,
    /// What is known of how silent points are read.
    pub silence: Silence,
    /// So many sequences are tried at most to make a difference small.
    pub shrink_plays: usize,
    /// So many milliseconds are spent on it at most.
    pub shrink_ms: u64,
}

/// What an exploration came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every API was explored, and nothing differs.
    NoDifference,
    /// Every API was explored, and of one at least something differs.
    Differs,
    /// The target does not answer.
    Unreachable,
    /// Somebody ended it.
    Interrupted,
    /// An API was not explored.
    Incomplete,
    /// An error of our own.
    Broken,
}

/// An API that was explored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExploredApi {
    /// Its name.
    pub api: String,
    /// The ledger whose clauses are named.
    pub ledger: LedgerDigest,
    /// What may be said to it.
    pub alphabet: DigestSet,
    /// The sequences that were played, but for those of shrinking.
    pub words: u64,
    /// The steps in them.
    pub steps: u64,
    /// The transitions taken of those that there are, where all were to be.
    pub coverage: Option<Coverage>,
    /// The readings of silent points that the answers leave, each as it differs from the defaults.
    pub readings: Vec<Map<String, Value>>,
    /// The difference that ended it, if one did.
    pub found: Option<FoundDifference>,
}

/// A difference, as small as it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundDifference {
    /// The number of the sequence that showed it; nothing where no chance made it.
    pub word: Option<u64>,
    /// The clause that decided what must come.
    pub clause: Option<String>,
    /// What was done, one line each.
    pub steps: Vec<String>,
    /// What is other than it must be after the last of them.
    pub differences: Vec<OneDifference>,
    /// The acts of the sequence before it was made small.
    pub original: usize,
    /// The sequences that were tried for it.
    pub plays: usize,
    /// Why a shorter one may exist.
    pub stopped: Option<String>,
    /// The same as a scenario file.
    pub scenario: String,
}

/// One thing that is other than it must be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneDifference {
    /// What it is about.
    pub at: String,
    /// What the model has there; nothing where it has nothing.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "there")]
    pub expected: Option<Value>,
    /// What the target had there.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "there")]
    pub actual: Option<Value>,
}

/// A record that cannot be relied on, or not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExplorationError {
    /// It is beyond what is read.
    #[error(transparent)]
    Bound(#[from] Bound),
    /// It is something else.
    #[error("this is no record of an exploration as `standin explore --evidence FILE` writes it: {0}")]
    Other(String),
    /// It is of another version.
    #[error("this record of an exploration has version {0}, and this program reads version {EXPLORATION_VERSION}")]
    Version(u32),
    /// Its form is not that of its version.
    #[error("this record of an exploration is spoilt: {0}")]
    Form(String),
    /// Its parts do not fit together.
    #[error("this record of an exploration contradicts itself: {0}")]
    Contradiction(&'static str),
}

/// All that is read before the version is known.
#[derive(Deserialize)]
struct Head {
    standin_exploration: u32,
}

impl Exploration {
    /// The record of an exploration.
    #[must_use]
    pub fn new(environment: Environment, target: Description, asked: Errand, outcome: Outcome, apis: Vec<ExploredApi>) -> Self {
        Self { standin_exploration: EXPLORATION_VERSION, environment, target, asked, outcome, apis }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// It is larger or deeper than what is read.
    pub fn bytes(&self) -> Result<Vec<u8>, ExplorationError> {
        let mut bytes = serde_json::to_vec(self).map_err(|error| ExplorationError::Form(error.to_string()))?;
        bytes.push(b'\n');
        bounds::within(&bytes)?;
        Ok(bytes)
    }

    /// Reads a file's bytes, which may be anybody's.
    ///
    /// # Errors
    /// It is no such record, beyond the bounds, of another version, or at odds with itself.
    pub fn read(bytes: &[u8]) -> Result<Self, ExplorationError> {
        bounds::within(bytes)?;
        let head: Head = serde_json::from_slice(bytes).map_err(|error| ExplorationError::Other(error.to_string()))?;
        if head.standin_exploration != EXPLORATION_VERSION {
            return Err(ExplorationError::Version(head.standin_exploration));
        }
        let exploration: Self = serde_json::from_slice(bytes).map_err(|error| ExplorationError::Form(error.to_string()))?;
        exploration.check()?;
        Ok(exploration)
    }

    /// Whether a file says that it is such a record, of whatever version.
    pub(super) fn is(bytes: &[u8]) -> bool {
        serde_json::from_slice::<Head>(bytes).is_ok()
    }

    fn check(&self) -> Result<(), ExplorationError> {
        let explored: Vec<&String> = self.apis.iter().map(|api| &api.api).collect();
        let all: Vec<&String> = self.target.apis.iter().collect();
        let whole = matches!(self.outcome, Outcome::NoDifference | Outcome::Differs);
        let differs = self.apis.iter().any(|api| api.found.is_some());
        let says = if !all.starts_with(&explored) {
            "it is not about the APIs that it was to be about"
        } else if whole && explored != all {
            "it says that it is done, and lacks an API"
        } else if whole && differs != (self.outcome == Outcome::Differs) {
            "its outcome is not that of its APIs"
        } else if self.apis.iter().filter_map(|api| api.coverage.as_ref()).any(|coverage| !coverage.is_sound()) {
            "the numbers of its coverage do not fit together"
        } else {
            return Ok(());
        };
        Err(ExplorationError::Contradiction(says))
    }
}

impl Errand {
    /// What is asked.
    #[must_use]
    pub fn of(seed: u64, reach: Reach, silence: Silence, shrinking: Budget) -> Self {
        let shrink_ms = u64::try_from(shrinking.time.as_millis()).unwrap_or(u64::MAX);
        Self { seed, reach, silence, shrink_plays: shrinking.plays, shrink_ms }
    }
}

impl ExploredApi {
    /// What was explored of an API, with a suite's ledger.
    #[must_use]
    pub fn of(api: &dyn providers::Api, suite: &Suite, explored: &Explored) -> Self {
        let name = api.name();
        let ledger = suite.manifest.ledgers.get(name).and_then(|path| suite.files.get(path)).unwrap_or_default();
        let version = suite.ledgers.get(name).map(|ledger| ledger.version).unwrap_or_default();
        Self {
            api: name.to_owned(),
            ledger: LedgerDigest { version, sha256: sha256(ledger) },
            alphabet: DigestSet { sha256: sha256(api.alphabet().as_bytes()) },
            words: explored.words,
            steps: explored.steps,
            coverage: explored.coverage.clone(),
            readings: explored.readings.clone(),
            found: explored.found.as_ref().map(FoundDifference::of),
        }
    }
}

impl FoundDifference {
    fn of(found: &Found) -> Self {
        let difference = |one: &crate::explore::Difference| OneDifference {
            at: one.subject.to_string(),
            expected: one.expected.clone(),
            actual: one.actual.clone(),
        };
        Self {
            word: found.word,
            clause: found.wrong.clause.clone(),
            steps: found.lines.clone(),
            differences: found.wrong.differences.iter().map(difference).collect(),
            original: found.original,
            plays: found.plays,
            stopped: found.stopped.clone(),
            scenario: found.scenario.clone(),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoDifference => "no difference",
            Self::Differs => "a difference",
            Self::Unreachable => "unreachable",
            Self::Interrupted => "interrupted",
            Self::Incomplete => "incomplete",
            Self::Broken => "broken",
        })
    }
}

/// A null that is there is a value; only a member that is not there is nothing.
fn there<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
