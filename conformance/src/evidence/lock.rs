//! The suite that a run was made with: each file with its SHA-256, and one over all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::sha256;
use crate::suite::{Files, Origin, Suite, SuiteError};

/// No suite in a bundle has more files.
const MOST_FILES: usize = 4096;

/// The files of a suite, as `standin suite export` lays them out: so the same suite has the same hash wherever it lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The SHA-256 of the list of files as `sha256sum` prints it, sorted by path.
    pub sha256: String,
    /// The files in the order of their paths.
    pub files: Vec<LockedFile>,
}

/// A file of a suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedFile {
    /// Its path below the suite's folder.
    pub path: String,
    /// The SHA-256 of its text.
    pub sha256: String,
    /// What is in it.
    pub text: String,
}

/// A suite that cannot be locked, or is not what its lock says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// A file is no text.
    #[error("{0} is not UTF-8")]
    Text(String),
    /// A path could be mistaken for another line of the list.
    #[error("the path {0:?} holds a control character or a backslash")]
    Path(String),
    /// A file twice, or out of order.
    #[error("{0:?} is not in its place: the files stand in the order of their paths, each once")]
    Order(String),
    /// More files than any suite has.
    #[error("it has more than {MOST_FILES} files")]
    Files,
    /// A file is not what was locked.
    #[error("{0} is not what its hash says")]
    File(String),
    /// The files are not those that were locked.
    #[error("its files are not what the hash over all of them says")]
    Sum,
}

impl Lock {
    /// The lock of a suite.
    ///
    /// # Errors
    /// A file is no text, or has a name that no list can hold.
    pub fn of(suite: &Suite) -> Result<Self, LockError> {
        let file = |(path, bytes): (String, Vec<u8>)| match String::from_utf8(bytes) {
            Ok(text) => Ok(LockedFile { sha256: sha256(text.as_bytes()), path, text }),
            Err(_) => Err(LockError::Text(path)),
        };
        let files: Vec<LockedFile> = suite.read_files().into_iter().map(file).collect::<Result<_, _>>()?;
        let lock = Self { sha256: sum(&files), files };
        lock.check()?;
        Ok(lock)
    }

    /// Whether all files are what they are said to be.
    ///
    /// # Errors
    /// One is not.
    pub fn check(&self) -> Result<(), LockError> {
        if self.files.len() > MOST_FILES {
            return Err(LockError::Files);
        }
        if let Some(file) = self.files.iter().find(|file| file.path.contains(|c: char| c.is_control() || c == '\\')) {
            return Err(LockError::Path(file.path.clone()));
        }
        if let Some(pair) = self.files.windows(2).find(|pair| pair[0].path >= pair[1].path) {
            return Err(LockError::Order(pair[1].path.clone()));
        }
        if let Some(file) = self.files.iter().find(|file| file.sha256 != sha256(file.text.as_bytes())) {
            return Err(LockError::File(file.path.clone()));
        }
        if self.sha256 == sum(&self.files) { Ok(()) } else { Err(LockError::Sum) }
    }

    /// The suite.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(&self) -> Result<Suite, SuiteError> {
        let mut files = Files::default();
        for file in &self.files {
            files.insert(file.path.as_str(), file.text.clone().into_bytes());
        }
        Suite::read(files, Origin::Bundle)
    }

    /// What is otherwise than in an earlier lock, file by file.
    #[must_use]
    pub fn changes_since(&self, then: &Self) -> Vec<String> {
        let (now, then) = (self.by_path(), then.by_path());
        let new = now.iter().filter_map(|(path, hash)| match then.get(path) {
            None => Some(format!("{path} is new")),
            Some(before) if before != hash => Some(format!("{path} has changed")),
            Some(_) => None,
        });
        let gone = then.keys().filter(|path| !now.contains_key(*path)).map(|path| format!("{path} is gone"));
        new.chain(gone).collect()
    }

    fn by_path(&self) -> BTreeMap<&str, &str> {
        self.files.iter().map(|file| (file.path.as_str(), file.sha256.as_str())).collect()
    }
}

fn sum(files: &[LockedFile]) -> String {
    let list: String = files.iter().map(|file| format!("{}  {}\n", file.sha256, file.path)).collect();
    sha256(list.as_bytes())
}
