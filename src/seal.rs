//! A file of evidence and its signature: that they can be written is known before anything is asked, and each is written whole.

use std::error::Error;
use std::path::{Path, PathBuf};

use conformance::evidence::{Envelope, SigningKey, sha256};

use crate::evidence::{key_bytes, signature_of};
use crate::exit::Exit;
use crate::file::{self, Readers};
use crate::print::aside;

/// How evidence is signed, as people say it.
#[derive(clap::Args, Debug)]
pub(crate) struct Signing {
    /// Sign the evidence with this Ed25519 key, PKCS#8, PEM or DER; see docs/evidence.md.
    #[arg(long, value_name = "KEY", requires = "evidence")]
    sign: Option<PathBuf>,
    /// Where the signature is written; else beside the evidence, as FILE.dsse.json.
    #[arg(long, value_name = "FILE", requires = "sign")]
    signature: Option<PathBuf>,
}

/// Evidence that cannot be kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    #[error("{0}")]
    Usage(String),
    #[error("{}: the evidence could not be written: {why}", path.display())]
    Unwritten { path: PathBuf, why: String },
}

impl SealError {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Unwritten { .. } => Exit::Internal,
        }
    }
}

/// Where evidence is written, and how it is signed. Whether it can be is known before the first call.
pub(crate) struct Seal {
    file: PathBuf,
    signature: Option<(PathBuf, SigningKey)>,
}

impl Seal {
    /// Reads the key, and tries whether the files could be written.
    ///
    /// # Errors
    /// They could not, or it is no key.
    pub(crate) fn prepared(file: &Path, signing: &Signing) -> Result<Self, SealError> {
        let signature = signature(file, signing)?;
        for path in std::iter::once(file).chain(signature.iter().map(|(path, _)| path.as_path())) {
            file::try_out(path).map_err(|error| usage(path, &format!("evidence cannot be written there: {error}")))?;
        }
        Ok(Self { file: file.to_owned(), signature })
    }

    /// Writes the evidence, and its signature of what is stated of it. Gives what is to be said of it.
    ///
    /// # Errors
    /// A file cannot be written, or nothing can be stated.
    pub(crate) fn write<E: Error>(&self, bytes: &[u8], statement: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Written, SealError> {
        file::replace(&self.file, bytes, Readers::Any).map_err(|error| self.failed(&error))?;
        let evidence = format!("evidence: {}, SHA-256 {}", self.file.display(), sha256(bytes));
        let Some((path, key)) = &self.signature else { return Ok(Written(vec![evidence])) };
        let statement = statement().map_err(|error| self.failed(&error))?;
        file::replace(path, &Envelope::sign(&statement, key).bytes(), Readers::Any).map_err(|error| self.failed(&error))?;
        Ok(Written(vec![evidence, format!("signed: {}, with the key {}", path.display(), key.verifying().id())]))
    }

    /// Why there is no evidence.
    pub(crate) fn failed(&self, error: &dyn Error) -> SealError {
        SealError::Unwritten { path: self.file.clone(), why: error.to_string() }
    }
}

/// What is said of evidence that was written.
pub(crate) struct Written(Vec<String>);

impl Written {
    /// Says it.
    pub(crate) fn tell(&self) {
        self.0.iter().for_each(|line| aside(line));
    }
}

/// Where the signature goes, and the key.
fn signature(evidence: &Path, signing: &Signing) -> Result<Option<(PathBuf, SigningKey)>, SealError> {
    let Some(path) = signing.sign.as_deref() else { return Ok(None) };
    let key = key_bytes(path).map_err(|error| SealError::Usage(error.to_string()))?;
    let key = SigningKey::read(&key).map_err(|error| usage(path, &error.to_string()))?;
    let signature = signing.signature.clone().unwrap_or_else(|| signature_of(evidence));
    for file in [evidence, path] {
        if file == signature {
            return Err(usage(file, "the signature needs a file of its own"));
        }
    }
    if evidence == path {
        return Err(usage(path, "the evidence would be written over the key"));
    }
    Ok(Some((signature, key)))
}

fn usage(path: &Path, why: &str) -> SealError {
    SealError::Usage(format!("{}: {why}", path.display()))
}
