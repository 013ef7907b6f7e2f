//! Checks a bundle's signature: the envelope, the key, the bundle's digest, and that the certificate says what the bundle does.

use super::certificate::{CERTIFICATE, Certificate, Statement};
use super::digest::sha256;
use super::envelope::Envelope;
use super::key::VerifyingKey;
use super::{Bundle, BundleError};

/// Why a signature does not vouch for a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The file of the signature is something else.
    #[error("this is no signature as `standin check --sign KEY` writes it: {0}")]
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
    /// Another bundle was signed, or this one was changed.
    #[error("another bundle was signed, or this one was changed: it has the SHA-256 {is}, and {said} was signed")]
    Digest {
        /// What was signed.
        said: String,
        /// What is there.
        is: String,
    },
    /// The bundle was signed as it is, and cannot be relied on.
    #[error("{0}")]
    Bundle(#[from] BundleError),
    /// The suite in the bundle cannot be read.
    #[error("the suite in this bundle cannot be read: {0}")]
    Suite(String),
    /// The certificate says otherwise than the bundle.
    #[error("the certificate does not agree with the bundle in: {}", .0.join(", "))]
    Predicate(Vec<&'static str>),
}

/// What the signature vouches for, once everything is checked.
///
/// # Errors
/// Something does not agree.
pub fn verify(bundle: &[u8], envelope: &[u8], key: &VerifyingKey) -> Result<Certificate, VerifyError> {
    let payload = Envelope::read(envelope)?.payload(key)?;
    let signed: Statement = serde_json::from_slice(&payload).map_err(|error| VerifyError::Statement(error.to_string()))?;
    if signed.predicate_type != CERTIFICATE {
        return Err(VerifyError::Statement(format!("its type is {}", signed.predicate_type)));
    }
    let is = sha256(bundle);
    let said = signed.subject.first().map(|subject| subject.digest.sha256.clone()).unwrap_or_default();
    if said != is {
        return Err(VerifyError::Digest { said, is });
    }
    let expected = Statement::about(&Bundle::read(bundle)?, bundle).map_err(|error| VerifyError::Suite(error.to_string()))?;
    match signed.predicate.differences(&expected.predicate) {
        differences if !differences.is_empty() => Err(VerifyError::Predicate(differences)),
        _ if signed != expected => Err(VerifyError::Statement("its subject is not one bundle of evidence".to_owned())),
        _ => Ok(signed.predicate),
    }
}
