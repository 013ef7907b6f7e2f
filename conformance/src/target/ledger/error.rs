//! Why a ledger cannot be used, and what to do about it. No message shows what is in it.

use std::io;
use std::path::{Path, PathBuf};

/// A ledger that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another run has it.
    #[error("{}: another run holds this ledger; wait until it has ended, or name another one with --ledger", .0.display())]
    Taken(PathBuf),
    /// Others could read the tokens.
    #[error("{}: others than its owner can use this ledger (mode {mode:o}), and it holds tokens; `chmod 600` it", path.display())]
    Open {
        /// The ledger.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// New tokens could not be kept there.
    #[error("{}: new tokens cannot be written there: {error}", path.display())]
    Unwritable {
        /// The ledger.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is there and cannot be read.
    #[error("{}: the ledger cannot be read: {error}", path.display())]
    Unreadable {
        /// The ledger.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is something else.
    #[error("{}: this is no ledger of Standin's (line {line}, column {column}); name another file with --ledger", path.display())]
    NoLedger {
        /// The file.
        path: PathBuf,
        /// Where it stops being one.
        line: usize,
        /// Where in the line.
        column: usize,
    },
    /// It is of another version.
    #[error("{}: this ledger has the form {version}, and this program knows form 1 alone; use the program that wrote it", path.display())]
    Version {
        /// The ledger.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// Its tokens must not be sent to this server.
    #[error(
        "{}: this ledger holds tokens of {held}, and `{instance}` is {meant} now; name another one with --ledger, or move this one away",
        path.display()
    )]
    Elsewhere {
        /// The ledger.
        path: PathBuf,
        /// The instance.
        instance: String,
        /// Where its tokens were given out.
        held: String,
        /// Where they would go.
        meant: String,
    },
}

impl LedgerError {
    /// The place alone is told: what stands there may be a token.
    pub(super) fn no_ledger(path: &Path, error: &serde_json::Error) -> Self {
        Self::NoLedger { path: path.to_owned(), line: error.line(), column: error.column() }
    }
}
