//! Checks a signature of evidence: the envelope, the key, the file's digest, and that the certificate says what the file does.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::certificate::{CERTIFICATE, Certificate, Statement};
use super::digest::sha256;
use super::envelope::Envelope;
use super::exploration::{Exploration, ExplorationError};
use super::exploration_certificate::{EXPLORATION, ExplorationCertificate};
use super::key::VerifyingKey;
use super::{Bundle, BundleError};

/// What a signature vouches for.
#[derive(Clone, Debug, PartialEq)]
pub enum Vouched {
    /// A run of the suite.
    Run(Box<Certificate>),
    /// An exploration.
    Exploration(Box<ExplorationCertificate>),
}

/// Why a signature does not vouch for a file of evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The file of the signature is something else.
    #[error("this is no signature of evidence as `--sign KEY` has it written: {0}")]
    Envelope(String),
    /// It says the same, but a byte of it is another.
    #[error("the signature's file is not as it was written: its bytes were changed")]
    Writing,
    /// It signs something else.
    #[error("the signature is about `{0}`, and not about an in-toto statement")]
    Type(String),
    /// It has none, or several.
    #[error("the signature's file holds {0} signatures, and not one")]
    Signatures(usize),
    /// Somebody else signed.
    #[error("it was signed with the key {by}, and the one given is {given}")]
    Key {
        /// The id of the key that signed.
        by: String,
        /// The id of the key that was given.
        given: String,
    },
    /// The key did not sign this.
    #[error("the signature does not hold: what it says was not signed with this key")]
    Signature,
    /// What was signed is no certificate.
    #[error("what was signed is no certificate of this version: {0}")]
    Statement(String),
    /// Another file was signed, or this one was changed.
    #[error("another file was signed, or this one was changed: it has the SHA-256 {is}, and {said} was signed")]
    Digest {
        /// What was signed.
        said: String,
        /// What is there.
        is: String,
    },
    /// The bundle was signed as it is, and cannot be relied on.
    #[error("{0}")]
    Bundle(#[from] BundleError),
    /// The record was signed as it is, and cannot be relied on.
    #[error("{0}")]
    Exploration(#[from] ExplorationError),
    /// The suite in the bundle cannot be read.
    #[error("the suite in this bundle cannot be read: {0}")]
    Suite(String),
    /// The certificate says otherwise than the file.
    #[error("the certificate does not agree with the file in: {}", .0.join(", "))]
    Predicate(Vec<&'static str>),
}

/// The type of what was signed, which says of what the rest is.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "predicateType")]
    predicate_type: String,
}

/// What the signature vouches for, once everything is checked.
///
/// # Errors
/// Something does not agree.
pub fn verify(file: &[u8], envelope: &[u8], key: &VerifyingKey) -> Result<Vouched, VerifyError> {
    let payload = Envelope::read(envelope)?.payload(key)?;
    let head: Head = read(&payload)?;
    match head.predicate_type.as_str() {
        CERTIFICATE => {
            let signed = about::<Certificate>(file, &payload)?;
            let expected = Statement::about(&Bundle::read(file)?, file).map_err(|error| VerifyError::Suite(error.to_string()))?;
            agreed(signed, &expected, Certificate::differences).map(|certificate| Vouched::Run(Box::new(certificate)))
        }
        EXPLORATION => {
            let signed = about::<ExplorationCertificate>(file, &payload)?;
            let expected = Statement::about_exploration(&Exploration::read(file)?, file);
            agreed(signed, &expected, ExplorationCertificate::differences).map(|certificate| Vouched::Exploration(Box::new(certificate)))
        }
        other => Err(VerifyError::Statement(format!("its type is {other}"))),
    }
}

fn read<T: DeserializeOwned>(payload: &[u8]) -> Result<T, VerifyError> {
    serde_json::from_slice(payload).map_err(|error| VerifyError::Statement(error.to_string()))
}

/// What was signed, if it was signed about this file.
fn about<Predicate: DeserializeOwned>(file: &[u8], payload: &[u8]) -> Result<Statement<Predicate>, VerifyError> {
    let signed: Statement<Predicate> = read(payload)?;
    let is = sha256(file);
    let said = signed.subject.first().map(|subject| subject.digest.sha256.clone()).unwrap_or_default();
    if said == is { Ok(signed) } else { Err(VerifyError::Digest { said, is }) }
}

/// The certificate, if it is the one that the file deserves.
fn agreed<Predicate: PartialEq + Serialize>(
    signed: Statement<Predicate>,
    expected: &Statement<Predicate>,
    differences: fn(&Predicate, &Predicate) -> Vec<&'static str>,
) -> Result<Predicate, VerifyError> {
    match differences(&signed.predicate, &expected.predicate) {
        differences if !differences.is_empty() => Err(VerifyError::Predicate(differences)),
        _ if signed != *expected => Err(VerifyError::Statement("its subject is not one file of evidence".to_owned())),
        _ => Ok(signed.predicate),
    }
}
