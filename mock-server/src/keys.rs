//! The keys that sign tokens: the test key that ships and those that settings give. They are shared by all worlds.

mod signing_key;

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use providers::{Answer, Key, Signer};

pub use signing_key::KeyError;
pub(crate) use signing_key::SigningKey;

/// The keys in use, each read once.
#[derive(Default)]
pub(crate) struct Keys(Mutex<BTreeMap<Key, Weak<SigningKey>>>);

impl Keys {
    /// The key, read if nobody uses it yet.
    pub(crate) fn of(&self, key: &Key) -> Result<Arc<SigningKey>, KeyError> {
        let mut known = self.0.lock();
        if let Some(read) = known.get(key).and_then(Weak::upgrade) {
            return Ok(read);
        }
        let read = Arc::new(SigningKey::read(key)?);
        known.retain(|_, key| key.strong_count() > 0);
        known.insert(key.clone(), Arc::downgrade(&read));
        Ok(read)
    }

    /// Puts in the signature that an answer lacks. Never called under a world's lock: it takes milliseconds.
    pub(crate) fn sign(&self, answer: &mut Answer) -> Result<(), KeyError> {
        let Some(unsigned) = answer.unsigned.take() else { return Ok(()) };
        let signature = self.of(&unsigned.key)?.sign(unsigned.message.as_bytes())?;
        let at = unsigned.at.min(answer.body.len());
        answer.body.splice(at..at, URL_SAFE_NO_PAD.encode(signature).into_bytes());
        Ok(())
    }
}

/// The keys of a host that serves nothing: for a model that is asked beside a server.
#[derive(Default)]
pub struct Keyring {
    keys: Keys,
    /// Keys are forgotten that nobody holds, and reading one takes longer than any other step.
    held: Mutex<BTreeMap<Key, Arc<SigningKey>>>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keyring(..)")
    }
}

impl Keyring {
    fn of(&self, key: &Key) -> Result<Arc<SigningKey>, KeyError> {
        let mut held = self.held.lock();
        if let Some(known) = held.get(key) {
            return Ok(known.clone());
        }
        let read = self.keys.of(key)?;
        held.insert(key.clone(), read.clone());
        Ok(read)
    }

    /// Puts in the signature that an answer lacks.
    ///
    /// # Errors
    /// The key is none; settings are checked for that before.
    pub fn sign(&self, answer: &mut Answer) -> Result<(), KeyError> {
        let Some(key) = answer.unsigned.as_ref().map(|unsigned| unsigned.key.clone()) else { return Ok(()) };
        self.of(&key)?;
        self.keys.sign(answer)
    }

    /// The public half of a key as SubjectPublicKeyInfo in PEM (RFC 7468 section 13).
    ///
    /// # Errors
    /// The key is none.
    pub fn public_pem(&self, key: &Key) -> Result<String, KeyError> {
        Ok(self.of(key)?.public_pem())
    }
}

impl Signer for Keyring {
    fn verifies(&self, key: &Key, message: &[u8], signature: &[u8]) -> bool {
        self.of(key).is_ok_and(|known| known.verifies(key, message, signature))
    }
}

#[cfg(test)]
mod tests {
    use providers::Unsigned;

    use super::*;

    #[test]
    fn a_signature_is_put_where_the_answer_lacks_it_and_verifies() {
        let keys = Keys::default();
        let mut answer = Answer::json(200, br#"{"t":"h.c.","n":1}"#.to_vec(), Vec::new());
        answer.unsigned = Some(Box::new(Unsigned { key: Key::Shipped, message: "h.c".to_owned(), at: 10 }));
        keys.sign(&mut answer).unwrap();
        let body = String::from_utf8(answer.body).unwrap();
        let signature = body.strip_prefix(r#"{"t":"h.c."#).unwrap().strip_suffix(r#"","n":1}"#).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let key = keys.of(&Key::Shipped).unwrap();
        assert!(key.verifies(&Key::Shipped, b"h.c", &signature));
        assert!(!key.verifies(&Key::Shipped, b"h.d", &signature));
        assert!(!key.verifies(&Key::Pem(String::new()), b"h.c", &signature));
    }

    #[test]
    fn a_key_in_use_is_read_once() {
        let keys = Keys::default();
        let first = keys.of(&Key::Shipped).unwrap();
        assert!(Arc::ptr_eq(&first, &keys.of(&Key::Shipped).unwrap()));
    }
}
