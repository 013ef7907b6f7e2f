//! The files of a signature: the envelope and the keys.

use conformance::evidence::{Envelope, SigningKey, VerifyingKey, verify};

pub(super) fn read(bytes: &[u8]) {
    if let Ok(envelope) = Envelope::read(bytes) {
        assert_eq!(envelope.bytes(), bytes);
    }
    if let Ok(key) = SigningKey::read(bytes) {
        let (message, verifying) = (b"message", key.verifying());
        assert!(verifying.verifies(message, &key.sign(message)));
        assert_eq!(Envelope::sign(message, &key).payload(&verifying), Ok(message.to_vec()));
        // It is read for the first time here, so no envelope can hold.
        assert!(verify(message, bytes, &verifying).is_err());
    }
    if let Ok(key) = VerifyingKey::read(bytes) {
        assert!(!key.id().is_empty() && !key.verifies(b"message", bytes));
    }
}
