//! What a signature vouches for: an in-toto statement (version 1) whose predicate is the certificate of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::sha256;
use super::{Bundle, Description, Environment, words};
use crate::suite::{Suite, SuiteError};

/// The type of the statement.
const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// The type of the predicate.
pub(super) const CERTIFICATE: &str = "urn:standin:certificate:v1";
/// What the bundle is called in the statement; a file may be renamed.
const SUBJECT: &str = "evidence";

/// A statement about a file of evidence: a bundle, or the record of an exploration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement<Predicate = Certificate> {
    /// What this is.
    #[serde(rename = "_type")]
    pub statement_type: String,
    /// The file.
    pub subject: Vec<StatementSubject>,
    /// What is said of it.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// That.
    pub predicate: Predicate,
}

/// A file that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementSubject {
    /// What it is called.
    pub name: String,
    /// What its bytes are.
    pub digest: DigestSet,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// In one word.
    pub conclusion: String,
    /// Who was asked.
    pub target: Description,
    /// When, for how long, and by what.
    pub environment: Environment,
    /// The suite that asked.
    pub suite: DigestSet,
    /// How many checks have which verdict.
    pub checks: BTreeMap<String, usize>,
    /// Clause by clause.
    pub apis: Vec<CertifiedApi>,
}

/// Digests as in-toto writes them, here one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigestSet {
    /// By SHA-256.
    pub sha256: String,
}

/// An API, as far as it was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedApi {
    /// Its name.
    pub api: String,
    /// The ledger that it was judged by.
    pub ledger: LedgerDigest,
    /// Its profiles, and whether each is verified.
    pub profiles: Vec<CertifiedProfile>,
    /// Its clauses, in the order of the ledger.
    pub clauses: Vec<CertifiedClause>,
}

/// A profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedProfile {
    /// Its name.
    pub profile: String,
    /// `verified`, `not verified` with the worst verdict of its clauses, `asked about in part` or `not chosen`.
    pub state: String,
}

/// A ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerDigest {
    /// Its version.
    pub version: u32,
    /// Its file.
    pub sha256: String,
}

/// A clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedClause {
    /// Its id.
    pub clause: String,
    /// What became of it.
    pub verdict: String,
    /// How many checks of it were made.
    pub checks: usize,
    /// How many of them do not hold.
    pub failed: usize,
}

impl Statement {
    /// The statement about a bundle; these are the file's bytes.
    ///
    /// # Errors
    /// The suite in it cannot be read.
    pub fn about(bundle: &Bundle, bytes: &[u8]) -> Result<Self, SuiteError> {
        Ok(Self::new(bytes, CERTIFICATE, Certificate::of(bundle, &bundle.suite()?)))
    }
}

impl<Predicate: Serialize> Statement<Predicate> {
    pub(super) fn new(bytes: &[u8], predicate_type: &str, predicate: Predicate) -> Self {
        Self {
            statement_type: STATEMENT.to_owned(),
            subject: vec![StatementSubject { name: SUBJECT.to_owned(), digest: DigestSet { sha256: sha256(bytes) } }],
            predicate_type: predicate_type.to_owned(),
            predicate,
        }
    }

    /// Its bytes, which are signed.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        // Texts and numbers alone always are JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Certificate {
    fn of(bundle: &Bundle, suite: &Suite) -> Self {
        let verdicts = &bundle.verdicts;
        let mut checks = BTreeMap::new();
        for check in verdicts.checks() {
            *checks.entry(check.verdict.word().to_owned()).or_default() += 1;
        }
        Self {
            conclusion: words::of_conclusion(verdicts.conclusion()).to_owned(),
            target: bundle.target.clone(),
            environment: bundle.environment.clone(),
            suite: DigestSet { sha256: bundle.suite.sha256.clone() },
            checks,
            apis: suite.ledgers.iter().filter_map(|(api, ledger)| of_api(bundle, suite, api, ledger.version)).collect(),
        }
    }

    /// The members that two certificates have otherwise.
    pub(super) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let members = [
            ("conclusion", self.conclusion != other.conclusion),
            ("target", self.target != other.target),
            ("environment", self.environment != other.environment),
            ("suite", self.suite != other.suite),
            ("checks", self.checks != other.checks),
            ("apis", self.apis != other.apis),
        ];
        members.into_iter().filter_map(|(member, differs)| differs.then_some(member)).collect()
    }
}

fn of_api(bundle: &Bundle, suite: &Suite, api: &str, version: u32) -> Option<CertifiedApi> {
    let clauses: Vec<CertifiedClause> = bundle.verdicts.clauses.iter().filter(|clause| clause.provider == api).map(of_clause).collect();
    let file = suite.files.get(suite.manifest.ledgers.get(api)?).unwrap_or_default();
    let profiles = bundle.verdicts.profiles().into_iter().filter(|profile| profile.provider == api);
    let profiles = profiles.map(|profile| CertifiedProfile { profile: profile.profile.to_string(), state: profile.state.to_string() }).collect();
    let ledger = LedgerDigest { version, sha256: sha256(file) };
    (!clauses.is_empty()).then(|| CertifiedApi { api: api.to_owned(), ledger, profiles, clauses })
}

fn of_clause(clause: &crate::verdict::ClauseVerdict) -> CertifiedClause {
    let verdict = clause.verdict.word().to_owned();
    CertifiedClause { clause: clause.clause.clone(), verdict, checks: clause.checks, failed: clause.failed }
}
