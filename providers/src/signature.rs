//! Signatures that the host makes and checks: keys never stand in a model's settings of its own or in its state.

use std::fmt::Debug;

/// The private key that signs an instance's tokens; both kinds sign RS384 (RFC 7518 section 3.3).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The test key that the host ships, which is public knowledge.
    Shipped,
    /// An RSA key of 2048 bits at least as PKCS#8 in PEM.
    Pem(String),
}

impl Debug for Key {
    /// Tells which kind it is, never the key.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Shipped => "Shipped",
            Self::Pem(_) => "Pem(..)",
        })
    }
}

/// A signature that an answer still lacks. The host makes it once the world's lock is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned {
    /// The key that signs.
    pub key: Key,
    /// What is signed, as in `HEADER.CLAIMS` of a JWT (RFC 7515 section 5.1).
    pub message: String,
    /// Where in the body the signature goes, as Base64url without padding: a count of bytes from its start.
    pub at: usize,
}

/// The host's keys, as far as a step may use them.
pub trait Signer: Debug {
    /// Whether the signature of the message was made with the private half of this key.
    fn verifies(&self, key: &Key, message: &[u8], signature: &[u8]) -> bool;
}

/// A host without keys: no signature holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKeys;

impl Signer for NoKeys {
    fn verifies(&self, _: &Key, _: &[u8], _: &[u8]) -> bool {
        false
    }
}
