//! One RSA key: it signs, checks, and shows its public half.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use parking_lot::Mutex;
use providers::{Key, Signer};
use ring::rand::SystemRandom;
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_SHA384, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};

/// The test key, PKCS#8 in Base64. It is public knowledge and for tests alone.
const SHIPPED: &str = include_str!("test-key.b64");
const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";
/// So many signatures are remembered. The same claims in the same second are signed once.
const REMEMBERED: usize = 256;
/// The algorithm `rsaEncryption` with no parameters (RFC 8017 appendix A.1), as DER.
const RSA_ENCRYPTION: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// A key that cannot be used. It never shows the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is no PEM.
    #[error("the signing key is no PEM of a PKCS#8 key: it takes a text from `{PEM_BEGIN}` to `{PEM_END}`, with Base64 between")]
    Pem,
    /// It is no RSA key that can sign.
    #[error(
        "the signing key cannot be used ({0}): it takes an RSA key of 2048 to 8192 bits; `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072` makes one"
    )]
    Rsa(String),
}

/// An RSA key that signs RS384 (RFC 7518 section 3.3).
pub(crate) struct SigningKey {
    key: Key,
    pair: RsaKeyPair,
    recent: Mutex<Recent>,
}

/// Signatures that were made of late, by what they sign.
#[derive(Default)]
struct Recent {
    signatures: BTreeMap<Vec<u8>, Vec<u8>>,
    order: VecDeque<Vec<u8>>,
}

impl SigningKey {
    pub(super) fn read(key: &Key) -> Result<Self, KeyError> {
        let text = match key {
            Key::Shipped => SHIPPED,
            Key::Pem(pem) => pem.trim().strip_prefix(PEM_BEGIN).and_then(|rest| rest.strip_suffix(PEM_END)).ok_or(KeyError::Pem)?,
        };
        let base64: String = text.split_whitespace().collect();
        let der = STANDARD.decode(base64).map_err(|_| KeyError::Pem)?;
        let pair = RsaKeyPair::from_pkcs8(&der).map_err(|error| KeyError::Rsa(error.to_string()))?;
        Ok(Self { key: key.clone(), pair, recent: Mutex::default() })
    }

    /// The signature of a message. The scheme leaves nothing to chance, so the same message is signed once.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        if let Some(signature) = self.recent.lock().signatures.get(message) {
            return Ok(signature.clone());
        }
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA384, &SystemRandom::new(), message, &mut signature).map_err(|_| KeyError::Rsa("it does not sign".to_owned()))?;
        self.recent.lock().keep(message, &signature);
        Ok(signature)
    }

    /// The public half as SubjectPublicKeyInfo in PEM (RFC 7468 section 13).
    pub(crate) fn public_pem(&self) -> String {
        let point = self.pair.public().as_ref();
        let bits = der(0x03, &[&[0], point]);
        let info = der(0x30, &[&RSA_ENCRYPTION, &bits]);
        let base64 = STANDARD.encode(info);
        let lines: Vec<&str> = base64.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
    }

    /// The public half as a JWK Set of one key (RFC 7517 section 5). It has no `kid`, because the tokens have none.
    pub(crate) fn jwks(&self) -> Value {
        let parts = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(self.pair.public());
        json!({"keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS384",
            "n": URL_SAFE_NO_PAD.encode(parts.n), "e": URL_SAFE_NO_PAD.encode(parts.e),
        }]})
    }
}

impl Signer for SigningKey {
    fn verifies(&self, key: &Key, message: &[u8], signature: &[u8]) -> bool {
        *key == self.key && UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA384, self.pair.public_key()).verify(message, signature).is_ok()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SigningKey").field(&self.key).finish()
    }
}

impl Recent {
    fn keep(&mut self, message: &[u8], signature: &[u8]) {
        if self.signatures.insert(message.to_vec(), signature.to_vec()).is_some() {
            return;
        }
        self.order.push_back(message.to_vec());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.signatures.remove(&oldest);
        }
    }
}

/// A DER value: tag, length, contents (X.690 section 8.1).
fn der(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let length = contents.len().to_be_bytes();
    let significant = &length[length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1)..];
    let mut value = vec![tag];
    match significant {
        [short @ 0..=0x7f] => value.push(*short),
        long => {
            value.push(0x80 | long.len() as u8);
            value.extend_from_slice(long);
        }
    }
    value.extend(contents);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_key_has_3072_bits() {
        assert_eq!(SigningKey::read(&Key::Shipped).unwrap().pair.public().modulus_len() * 8, 3_072);
    }

    #[test]
    fn a_key_in_pem_signs_as_the_same_key_does_otherwise() {
        let pem = format!("{PEM_BEGIN}\n{SHIPPED}{PEM_END}\n");
        let (shipped, given) = (SigningKey::read(&Key::Shipped).unwrap(), SigningKey::read(&Key::Pem(pem)).unwrap());
        assert_eq!(shipped.sign(b"message").unwrap(), given.sign(b"message").unwrap());
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_shown() {
        for (pem, refused) in [("hunter2-secret", "no PEM"), ("-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----", "2048")] {
            let error = SigningKey::read(&Key::Pem(pem.to_owned())).err().unwrap().to_string();
            assert!(error.contains(refused) && !error.contains("hunter2") && !error.contains("aGVs"), "{error}");
        }
    }

    #[test]
    fn the_public_half_is_a_jwk_without_a_kid_and_a_pem_of_public_lines() {
        let key = SigningKey::read(&Key::Shipped).unwrap();
        let jwks = key.jwks();
        assert_eq!((&jwks["keys"][0]["alg"], &jwks["keys"][0]["e"]), (&json!("RS384"), &json!("AQAB")));
        assert!(jwks["keys"][0].get("kid").is_none());
        assert!(key.public_pem().starts_with("-----BEGIN PUBLIC KEY-----\nMIIB"));
    }

    #[test]
    fn old_signatures_are_forgotten() {
        let mut recent = Recent::default();
        (0..10_000_u32).for_each(|n| recent.keep(&n.to_be_bytes(), b"signature"));
        assert_eq!((recent.signatures.len(), recent.order.len()), (REMEMBERED, REMEMBERED));
    }
}
