//! Why there can be no TLS, by file and in words that say what would be right. Never a byte of a key.

use std::io;
use std::path::PathBuf;

/// Why there can be no TLS.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{} cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is broken.
    #[error("{} is broken: {reason}; it takes PEM, that is text between lines of BEGIN and END", file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        reason: &'static str,
    },
    /// A file holds no certificate.
    #[error("{} holds no certificate; it takes PEM that begins with `-----BEGIN CERTIFICATE-----`", file.display())]
    NoCertificate {
        /// The file.
        file: PathBuf,
    },
    /// A file holds no private key.
    #[error(
        "{} holds no private key; it takes PEM that begins with `-----BEGIN PRIVATE KEY-----`, or the same with RSA or EC before PRIVATE; an \
         encrypted key must be decrypted first",
        file.display()
    )]
    NoKey {
        /// The file.
        file: PathBuf,
    },
    /// The key and the certificate do not belong together, or one of them cannot be used.
    #[error("the key in {} cannot serve the certificate in {}: {reason}", key.display(), certificate.display())]
    Mismatch {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What the library says.
        reason: String,
    },
    /// A certificate is no authority's.
    #[error("{} cannot be taken for the clients' authority: {reason}", file.display())]
    Authority {
        /// The file.
        file: PathBuf,
        /// What the library says.
        reason: String,
    },
    /// A name that no certificate can carry.
    #[error("no certificate can be made for {names}: {reason}; it takes host names in ASCII and IP addresses")]
    Names {
        /// The names beyond the local ones.
        names: String,
        /// What the library says.
        reason: String,
    },
    /// No certificate can be made.
    #[error("no certificate can be made: {0}")]
    Generation(String),
    /// The library refuses.
    #[error("TLS cannot be set up: {0}")]
    Library(rustls::Error),
}
