//! Reads bundles of evidence, their signatures and their keys from files, which may be anybody's.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use conformance::evidence::{Again, Bundle, BundleError, KeyError, LARGEST, LARGEST_ENVELOPE, LARGEST_KEY, VerifyingKey};
use conformance::snapshot::SnapshotError;
use conformance::suite::{Suite, SuiteError};

use crate::exit::Exit;
use crate::print::{PrintError, tame};

/// The signature's file is called like the bundle with this behind it.
const SIGNATURE: &str = ".dsse.json";

/// Evidence that cannot be read or not be relied on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EvidenceError {
    #[error("{}: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{}: {}", path.display(), tame(&error.to_string()))]
    Bundle { path: PathBuf, error: BundleError },
    #[error("{}: {error}", path.display())]
    Key { path: PathBuf, error: KeyError },
    #[error("{}: the suite in this bundle cannot be read: {}", path.display(), lines(&error.to_string()))]
    Suite { path: PathBuf, error: SuiteError },
    #[error("{}: a recorded answer in this bundle cannot be read: {}", path.display(), tame(&error.to_string()))]
    Snapshot { path: PathBuf, error: SnapshotError },
    #[error("{}: its verdicts do not follow from its transcript and suite; `standin judge` says where", .0.display())]
    Tampered(PathBuf),
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Chosen(#[from] SuiteError),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl EvidenceError {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Print(_) => PrintError::EXIT,
            _ => Exit::Usage,
        }
    }
}

/// A bundle and the suite in it.
pub(crate) struct Opened {
    pub(crate) path: PathBuf,
    pub(crate) bundle: Bundle,
    pub(crate) suite: Suite,
}

impl Opened {
    /// Reads a bundle; every hash in it is checked.
    ///
    /// # Errors
    /// It is none, or its suite cannot be read.
    pub(crate) fn read(path: &Path) -> Result<Self, EvidenceError> {
        let bundle = Bundle::read(&bundle_bytes(path)?).map_err(|error| EvidenceError::Bundle { path: path.to_owned(), error })?;
        let suite = bundle.suite().map_err(|error| EvidenceError::Suite { path: path.to_owned(), error })?;
        Ok(Self { path: path.to_owned(), bundle, suite })
    }

    /// Reads a bundle whose verdicts follow from what happened: nothing is built on others.
    ///
    /// # Errors
    /// As [`Opened::read`], or its verdicts do not follow.
    pub(crate) fn reliable(path: &Path) -> Result<Self, EvidenceError> {
        let opened = Self::read(path)?;
        let again = opened.judge_again(&opened.suite)?;
        if again.changes.is_empty() { Ok(opened) } else { Err(EvidenceError::Tampered(opened.path)) }
    }

    /// The verdicts of a suite on it.
    ///
    /// # Errors
    /// A recorded answer of the suite is none.
    pub(crate) fn judge_again(&self, by: &Suite) -> Result<Again, EvidenceError> {
        self.bundle.judge_again(&self.suite, by).map_err(|error| EvidenceError::Snapshot { path: self.path.clone(), error })
    }
}

/// A bundle's bytes; of a file that is too long just enough to say so.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn bundle_bytes(path: &Path) -> Result<Vec<u8>, EvidenceError> {
    bytes(path, LARGEST as u64)
}

/// A signature's bytes.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn envelope_bytes(path: &Path) -> Result<Vec<u8>, EvidenceError> {
    bytes(path, LARGEST_ENVELOPE)
}

/// A key's bytes.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn key_bytes(path: &Path) -> Result<Vec<u8>, EvidenceError> {
    bytes(path, LARGEST_KEY)
}

/// A public key.
///
/// # Errors
/// The file cannot be read or holds another thing.
pub(crate) fn verifying_key(path: &Path) -> Result<VerifyingKey, EvidenceError> {
    VerifyingKey::read(&key_bytes(path)?).map_err(|error| EvidenceError::Key { path: path.to_owned(), error })
}

/// Where a bundle's signature lies if nothing else is said.
pub(crate) fn signature_of(bundle: &Path) -> PathBuf {
    let mut path = bundle.as_os_str().to_owned();
    path.push(SIGNATURE);
    path.into()
}

/// A text of which strangers wrote a part, line by line.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(tame).collect::<Vec<_>>().join("\n")
}

fn bytes(path: &Path, longest: u64) -> Result<Vec<u8>, EvidenceError> {
    let unreadable = |error| EvidenceError::Unreadable { path: path.to_owned(), error };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    // Opening a pipe might never end, and a device never does.
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(unreadable(io::Error::other("this is no file")));
    }
    file.take(longest + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}
