//! What a signature vouches for: an in-toto statement (version 1) whose predicate is the certificate of an exploration.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::certificate::{DigestSet, LedgerDigest, Statement};
use super::exploration::{Errand, Exploration, ExploredApi, Outcome};
use super::{Description, Environment};
use crate::explore::Coverage;

/// The type of the predicate.
pub(super) const EXPLORATION: &str = "urn:standin:exploration:v1";

/// What an exploration came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplorationCertificate {
    /// In one word.
    pub outcome: Outcome,
    /// Who was asked.
    pub target: Description,
    /// When, for how long, and by what.
    pub environment: Environment,
    /// What was asked.
    pub asked: Errand,
    /// API by API.
    pub apis: Vec<CertifiedExploration>,
}

/// An API that was explored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedExploration {
    /// Its name.
    pub api: String,
    /// The ledger whose clauses are named.
    pub ledger: LedgerDigest,
    /// What may be said to it.
    pub alphabet: DigestSet,
    /// The sequences that were played.
    pub words: u64,
    /// The steps in them.
    pub steps: u64,
    /// The transitions taken of those that there are.
    pub coverage: Option<Coverage>,
    /// The readings of silent points that are left.
    pub readings: Vec<Map<String, Value>>,
    /// The difference, if there is one.
    pub found: Option<CertifiedDifference>,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedDifference {
    /// The number of the sequence that showed it.
    pub word: Option<u64>,
    /// The clause that decided what must come.
    pub clause: Option<String>,
    /// After how many steps it shows.
    pub steps: usize,
}

impl Statement<ExplorationCertificate> {
    /// The statement about a record; these are the file's bytes.
    #[must_use]
    pub fn about_exploration(exploration: &Exploration, bytes: &[u8]) -> Self {
        Self::new(bytes, EXPLORATION, ExplorationCertificate::of(exploration))
    }
}

impl ExplorationCertificate {
    fn of(exploration: &Exploration) -> Self {
        Self {
            outcome: exploration.outcome,
            target: exploration.target.clone(),
            environment: exploration.environment.clone(),
            asked: exploration.asked.clone(),
            apis: exploration.apis.iter().map(of_api).collect(),
        }
    }

    /// The members that two certificates have otherwise.
    pub(super) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let members = [
            ("outcome", self.outcome != other.outcome),
            ("target", self.target != other.target),
            ("environment", self.environment != other.environment),
            ("asked", self.asked != other.asked),
            ("apis", self.apis != other.apis),
        ];
        members.into_iter().filter_map(|(member, differs)| differs.then_some(member)).collect()
    }
}

fn of_api(explored: &ExploredApi) -> CertifiedExploration {
    let found = explored.found.as_ref();
    CertifiedExploration {
        api: explored.api.clone(),
        ledger: explored.ledger.clone(),
        alphabet: explored.alphabet.clone(),
        words: explored.words,
        steps: explored.steps,
        coverage: explored.coverage.clone(),
        readings: explored.readings.clone(),
        found: found.map(|found| CertifiedDifference { word: found.word, clause: found.clause.clone(), steps: found.steps.len() }),
    }
}
