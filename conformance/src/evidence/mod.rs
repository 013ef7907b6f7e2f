//! Evidence of a run in one file: whoever has it can judge the run again, without the server and without the suite at hand.
//!
//! The file is one JSON document in UTF-8 with a line feed at its end: members in a fixed order, maps sorted, no blanks.
//! What is signed is the file's bytes, so nobody who checks a signature has to agree with us on how JSON is written.

use serde::{Deserialize, Serialize};

use crate::scope::Breadth;
use crate::suite::{Suite, SuiteError};
use crate::transcript::{self, Transcript};
use crate::verdict::Verdicts;

mod again;
mod bounds;
mod certificate;
mod changes;
mod digest;
mod envelope;
mod environment;
mod exploration;
mod exploration_certificate;
#[cfg(test)]
mod exploration_tests;
mod gate;
mod key;
mod lock;
mod merge;
mod questions;
mod target;
#[cfg(test)]
pub(crate) mod tests;
mod verify;
mod words;

pub use again::Again;
pub use bounds::{Bound, LARGEST};
pub use certificate::{Certificate, CertifiedApi, CertifiedClause, DigestSet, LedgerDigest, Statement};
pub use changes::Change;
pub use digest::sha256;
pub use envelope::{Envelope, LARGEST_ENVELOPE, Signature};
pub use environment::{Environment, Lasted};
pub use exploration::{EXPLORATION_VERSION, Errand, Exploration, ExplorationError, ExploredApi, FoundDifference, OneDifference, Outcome};
pub use exploration_certificate::{CertifiedDifference, CertifiedExploration, ExplorationCertificate};
pub use gate::{Finding, gate};
pub use key::{KeyError, LARGEST_KEY, SigningKey, VerifyingKey};
pub use lock::{Lock, LockError, LockedFile};
pub use merge::{MergeError, Merged, Part, merge};
pub use target::Description;
pub use verify::{VerifyError, Vouched, verify};

/// The version of this form.
pub const VERSION: u32 = 1;

/// A run, and all that its verdicts rest on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`VERSION`]; by this member, the first, a bundle is known.
    pub standin_evidence: u32,
    /// Where and when.
    pub environment: Environment,
    /// Who was asked.
    pub target: Description,
    /// What was said of it.
    pub verdicts: Verdicts,
    /// What happened.
    pub transcript: Transcript,
    /// What was asked, and by what it was judged.
    pub suite: Lock,
}

/// A bundle that cannot be relied on, or not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// It is beyond what is read.
    #[error(transparent)]
    Bound(#[from] Bound),
    /// It is something else.
    #[error("this is no bundle of evidence as `standin check --evidence FILE` writes it: {0}")]
    Other(String),
    /// It is the record of an exploration.
    #[error(
        "this is the record of an exploration, which holds no answers to judge, compare or merge; `standin verify` checks its signature and says how to explore again"
    )]
    Exploration,
    /// It is of another version.
    #[error("this bundle has version {0}, and this program reads version {VERSION}")]
    Version(u32),
    /// Its transcript is of another version.
    #[error("the transcript in this bundle has version {0}, and this program reads version {known}", known = transcript::VERSION)]
    Transcript(u32),
    /// Its form is not that of its version.
    #[error("this bundle is spoilt: {0}")]
    Form(String),
    /// The suite in it is not what it says.
    #[error("the suite in this bundle is spoilt: {0}")]
    Lock(#[from] LockError),
    /// Its parts speak of different targets.
    #[error("this bundle contradicts itself: target, transcript and verdicts do not name the same subject")]
    Subject,
    /// It says of a part of a run that it is the whole, or of parts that there cannot be.
    #[error("this bundle contradicts itself: it names parts of a run that there cannot be")]
    Division,
}

/// All that is read before the version is known.
#[derive(Deserialize)]
struct Head {
    standin_evidence: u32,
}

impl Bundle {
    /// The evidence of a run. What may be known to its users alone is cut from the target's URL wherever it stands.
    ///
    /// # Errors
    /// A file of the suite cannot be written down.
    pub fn new(
        suite: &Suite,
        target: Description,
        environment: Environment,
        transcript: &Transcript,
        verdicts: &Verdicts,
    ) -> Result<Self, LockError> {
        let (mut transcript, mut verdicts) = (transcript.clone(), verdicts.clone());
        transcript.subject = target.subject.clone();
        verdicts.subject = target.subject.clone();
        Ok(Self { standin_evidence: VERSION, environment, target, verdicts, transcript, suite: Lock::of(suite)? })
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// It is larger or deeper than what is read.
    pub fn bytes(&self) -> Result<Vec<u8>, BundleError> {
        let mut bytes = serde_json::to_vec(self).map_err(|error| BundleError::Form(error.to_string()))?;
        bytes.push(b'\n');
        bounds::within(&bytes)?;
        Ok(bytes)
    }

    /// Reads a file's bytes, which may be anybody's.
    ///
    /// # Errors
    /// It is no bundle, beyond the bounds, of another version, or at odds with itself.
    pub fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        bounds::within(bytes)?;
        let head: Head = serde_json::from_slice(bytes).map_err(|error| other(bytes, &error))?;
        if head.standin_evidence != VERSION {
            return Err(BundleError::Version(head.standin_evidence));
        }
        let bundle: Self = serde_json::from_slice(bytes).map_err(|error| BundleError::Form(error.to_string()))?;
        bundle.check()?;
        Ok(bundle)
    }

    /// The suite in it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn suite(&self) -> Result<Suite, SuiteError> {
        self.suite.open()
    }

    fn check(&self) -> Result<(), BundleError> {
        if self.transcript.version != transcript::VERSION {
            return Err(BundleError::Transcript(self.transcript.version));
        }
        let subjects = [&self.target.subject, &self.transcript.subject];
        if subjects.iter().any(|subject| **subject != self.verdicts.subject) {
            return Err(BundleError::Subject);
        }
        let scope = &self.transcript.scope;
        if scope.division.as_ref().is_some_and(|division| scope.breadth == Breadth::Whole || !division.is_sound()) {
            return Err(BundleError::Division);
        }
        Ok(self.suite.check()?)
    }
}

/// What a file is that is no bundle.
fn other(bytes: &[u8], error: &serde_json::Error) -> BundleError {
    match Exploration::is(bytes) {
        true => BundleError::Exploration,
        false => BundleError::Other(error.to_string()),
    }
}
