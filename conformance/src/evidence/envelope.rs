//! A signature in a DSSE envelope (Dead Simple Signing Envelope, version 1): one payload, one signature, by Ed25519.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::key::{SigningKey, VerifyingKey};
use super::verify::VerifyError;

/// The type of an in-toto statement.
pub(super) const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// No envelope is longer.
pub const LARGEST_ENVELOPE: u64 = 4 * 1024 * 1024;

/// An envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Envelope {
    /// What is signed, in Base64.
    pub payload: String,
    /// What the payload is.
    pub payload_type: String,
    /// By whom.
    pub signatures: Vec<Signature>,
}

/// A signature in an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// [`VerifyingKey::id`].
    pub keyid: String,
    /// The signature, in Base64.
    pub sig: String,
}

impl Envelope {
    /// Signs a payload.
    #[must_use]
    pub fn sign(payload: &[u8], key: &SigningKey) -> Self {
        let signature = Signature { keyid: key.verifying().id(), sig: STANDARD.encode(key.sign(&signed(PAYLOAD_TYPE, payload))) };
        Self { payload: STANDARD.encode(payload), payload_type: PAYLOAD_TYPE.to_owned(), signatures: vec![signature] }
    }

    /// The file's bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        // Texts alone always are JSON.
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads a file's bytes, of which each must be as [`Envelope::bytes`] writes it: so none can be another.
    ///
    /// # Errors
    /// It is no envelope, or is written otherwise.
    pub fn read(bytes: &[u8]) -> Result<Self, VerifyError> {
        let envelope: Self = serde_json::from_slice(bytes).map_err(|error| VerifyError::Envelope(error.to_string()))?;
        if envelope.bytes() == bytes { Ok(envelope) } else { Err(VerifyError::Writing) }
    }

    /// The payload, once it is sure that this key signed it.
    ///
    /// # Errors
    /// It did not.
    pub fn payload(&self, key: &VerifyingKey) -> Result<Vec<u8>, VerifyError> {
        if self.payload_type != PAYLOAD_TYPE {
            return Err(VerifyError::Type(self.payload_type.clone()));
        }
        let [signature] = self.signatures.as_slice() else { return Err(VerifyError::Signatures(self.signatures.len())) };
        if signature.keyid != key.id() {
            return Err(VerifyError::Key { by: signature.keyid.clone(), given: key.id() });
        }
        let decoded = |text: &str| STANDARD.decode(text).map_err(|_| VerifyError::Signature);
        let payload = decoded(&self.payload)?;
        match key.verifies(&signed(&self.payload_type, &payload), &decoded(&signature.sig)?) {
            true => Ok(payload),
            false => Err(VerifyError::Signature),
        }
    }
}

/// The bytes that are signed for a payload: DSSE's pre-authentication encoding.
fn signed(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_what_the_specification_of_dsse_shows() {
        let text = String::from_utf8(signed("http://example.com/HelloWorld", b"hello world")).unwrap();
        assert_eq!(text, "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }
}
