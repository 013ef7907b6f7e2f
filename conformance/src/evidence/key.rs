//! Ed25519 keys as `openssl genpkey -algorithm ed25519` writes them: PKCS#8 and SubjectPublicKeyInfo, PEM or DER.

use std::fmt;

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};

use super::digest::sha256;

/// No file of a key is longer.
pub const LARGEST_KEY: u64 = 64 * 1024;

/// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 section 4).
const PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// A key with which bundles are signed.
pub struct SigningKey(Ed25519KeyPair);

/// A key by which signatures are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey(Vec<u8>);

/// A file that is not the key that is needed. No message repeats a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It cannot be used without its pass phrase.
    #[error("this private key is encrypted; write it out for signing with `openssl pkey -in FILE -out PLAIN.pem`")]
    Encrypted,
    /// The other half is needed.
    #[error("this is a public key, and signing takes the private one")]
    Public,
    /// The other half is needed.
    #[error(
        "this is a private key, and checking takes the public one: `openssl pkey -in FILE -pubout -out PUBLIC.pem`; never hand out the private one"
    )]
    Private,
    /// It is no private key of this kind.
    #[error("this is no Ed25519 private key in PKCS#8, PEM or DER; `openssl genpkey -algorithm ed25519 -out KEY.pem` makes one")]
    NotSigning,
    /// It is no public key of this kind.
    #[error("this is no Ed25519 public key, PEM or DER; `openssl pkey -in KEY.pem -pubout -out PUBLIC.pem` prints that of a private one")]
    NotVerifying,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SigningKey").finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Reads a file.
    ///
    /// # Errors
    /// It is no such key.
    pub fn read(file: &[u8]) -> Result<Self, KeyError> {
        let holds = |label: &str| contains(file, format!("-----BEGIN {label}-----").as_bytes());
        let der = match PrivatePkcs8KeyDer::from_pem_slice(file) {
            Ok(key) => key.secret_pkcs8_der().to_vec(),
            Err(_) if holds("ENCRYPTED PRIVATE KEY") => return Err(KeyError::Encrypted),
            Err(_) if holds("PUBLIC KEY") => return Err(KeyError::Public),
            Err(_) => file.to_vec(),
        };
        // OpenSSL writes the private half alone, so there is no public one to compare with.
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map(Self).map_err(|_| KeyError::NotSigning)
    }

    /// The public half.
    #[must_use]
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey(self.0.public_key().as_ref().to_vec())
    }

    /// The signature of a message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

impl VerifyingKey {
    /// Reads a file.
    ///
    /// # Errors
    /// It is no such key.
    pub fn read(file: &[u8]) -> Result<Self, KeyError> {
        let der = match SubjectPublicKeyInfoDer::from_pem_slice(file) {
            Ok(key) => key.to_vec(),
            Err(_) if contains(file, b"PRIVATE KEY-----") || SigningKey::read(file).is_ok() => return Err(KeyError::Private),
            Err(_) => file.to_vec(),
        };
        match der.strip_prefix(&PREFIX) {
            Some(key) if key.len() == 32 => Ok(Self(key.to_vec())),
            _ => Err(KeyError::NotVerifying),
        }
    }

    /// The SHA-256 of the key as SubjectPublicKeyInfo in DER: `openssl pkey -pubin -in FILE -outform DER | sha256sum`.
    #[must_use]
    pub fn id(&self) -> String {
        sha256(&[PREFIX.as_slice(), &self.0].concat())
    }

    /// Whether the signature of a message was made with the private half.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, signature).is_ok()
    }
}

fn contains(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use ring::rand::SystemRandom;

    use super::*;

    fn pem(label: &str, der: &[u8]) -> Vec<u8> {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der)).into_bytes()
    }

    /// A key of version 1, as OpenSSL writes them: the seed alone.
    fn version_1(seed: u8) -> Vec<u8> {
        [[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20].as_slice(), &[seed; 32]].concat()
    }

    #[test]
    fn a_key_is_read_from_pem_and_der_and_from_both_versions() {
        let generated = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        for der in [generated.as_ref(), &version_1(7)] {
            let key = SigningKey::read(der).unwrap();
            let signature = key.sign(b"message");
            assert_eq!(SigningKey::read(&pem("PRIVATE KEY", der)).unwrap().sign(b"message"), signature);
            let info = [PREFIX.as_slice(), &key.verifying().0].concat();
            for file in [info.clone(), pem("PUBLIC KEY", &info)] {
                let public = VerifyingKey::read(&file).unwrap();
                assert!(public.verifies(b"message", &signature) && !public.verifies(b"massage", &signature));
                assert_eq!(public.id(), sha256(&info));
            }
        }
    }

    #[test]
    fn a_file_that_is_not_the_key_that_is_needed_is_told_by_what_it_is() {
        let private = version_1(7);
        let public = [PREFIX.as_slice(), &SigningKey::read(&private).unwrap().verifying().0].concat();
        let told = |file: &[u8]| SigningKey::read(file).unwrap_err();
        assert_eq!(told(&pem("ENCRYPTED PRIVATE KEY", &private)), KeyError::Encrypted);
        assert_eq!(told(&pem("PUBLIC KEY", &public)), KeyError::Public);
        assert_eq!(told(include_bytes!("../play/another-key.pem")), KeyError::Public);
        assert_eq!((told(b""), told(b"x"), told(&private[..40])), (KeyError::NotSigning, KeyError::NotSigning, KeyError::NotSigning));
        let told = |file: &[u8]| VerifyingKey::read(file).unwrap_err();
        assert_eq!((told(&pem("PRIVATE KEY", &private)), told(&private)), (KeyError::Private, KeyError::Private));
        assert_eq!(told(include_bytes!("../play/another-key.pem")), KeyError::NotVerifying, "a key of RSA is another kind");
        assert_eq!((told(b""), told(&public[..43])), (KeyError::NotVerifying, KeyError::NotVerifying));
    }
}
