//! The public key of whoever signs a target's tokens.

use std::str::FromStr;

use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters, UnparsedPublicKey};
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject as _;

/// An RSA key's public half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    pem: String,
    /// RSAPublicKey as DER (RFC 8017 appendix A.1.1).
    der: Vec<u8>,
}

/// A text that is no public key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no RSA public key: it takes a PEM from `-----BEGIN PUBLIC KEY-----` on, as `openssl pkey -pubout` prints it")]
pub struct PublicKeyError;

impl FromStr for PublicKey {
    type Err = PublicKeyError;

    fn from_str(pem: &str) -> Result<Self, PublicKeyError> {
        let info = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).map_err(|_| PublicKeyError)?;
        let der = key_of(&info).ok_or(PublicKeyError)?;
        Ok(Self { pem: pem.to_owned(), der: der.to_vec() })
    }
}

impl PublicKey {
    /// The text that it was read from.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Whether the message's signature by this algorithm (RFC 7518 section 3.1) was made with the private half.
    #[must_use]
    pub fn verifies(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let parameters: &'static RsaParameters = match algorithm {
            "RS256" => &RSA_PKCS1_2048_8192_SHA256,
            "RS384" => &RSA_PKCS1_2048_8192_SHA384,
            "RS512" => &RSA_PKCS1_2048_8192_SHA512,
            _ => return false,
        };
        UnparsedPublicKey::new(parameters, &self.der).verify(message, signature).is_ok()
    }
}

/// The key within a SubjectPublicKeyInfo: a sequence of the algorithm and a bit string without unused bits (RFC 5280 section 4.1).
fn key_of(info: &[u8]) -> Option<&[u8]> {
    const SEQUENCE: u8 = 0x30;
    const BIT_STRING: u8 = 0x03;
    let (info, _) = value(SEQUENCE, info)?;
    let (_, rest) = value(SEQUENCE, info)?;
    value(BIT_STRING, rest)?.0.strip_prefix(&[0])
}

/// The contents of the DER value of this tag at the start, and what follows it (X.690 section 8.1).
fn value(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = der.strip_prefix(&[tag])?.split_first()?;
    let (length, rest) = match first {
        short @ 0..=0x7f => (usize::from(short), rest),
        long => {
            let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7f)).filter(|(bytes, _)| bytes.len() <= 4)?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The public half of the key with which tokens are forged.
    const PEM: &str = include_str!("../play/another-key.pem");

    #[test]
    fn a_pem_is_read_and_checks_by_the_algorithm_that_is_named() {
        let key: PublicKey = PEM.parse().unwrap();
        let signature = crate::play::signed_by_another_key(b"message").unwrap();
        assert!(key.verifies("RS384", b"message", &signature));
        for (algorithm, message) in [("RS384", b"massage"), ("RS256", b"message"), ("none", b"message"), ("HS384", b"message")] {
            assert!(!key.verifies(algorithm, message, &signature), "{algorithm}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_never_panics() {
        for text in ["", "x", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"] {
            assert_eq!(text.parse::<PublicKey>(), Err(PublicKeyError), "{text}");
        }
        for der in
            [&[0x30][..], &[0x30, 0x84], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0x30, 0xff, 0], &[0x30, 2, 0x30, 0], &[0x30, 4, 0x30, 0, 3, 0]]
        {
            assert_eq!(key_of(der), None);
        }
    }
}
