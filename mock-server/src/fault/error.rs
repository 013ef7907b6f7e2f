//! What can go wrong with faults that nobody wanted to go wrong.

use crate::Flaw;

/// A fault could not be planted or removed. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// Something in it cannot be taken.
    #[error("a fault cannot be as given: {0}")]
    Flaw(#[from] Flaw),
    /// One of this name is there.
    #[error("there is a fault `{name}` already; remove it first or choose another name")]
    Exists {
        /// The name.
        name: String,
    },
    /// None has this name.
    #[error("there is no fault `{name}`; {suggestion}")]
    Unknown {
        /// The name that was given.
        name: String,
        /// The nearest, or all.
        suggestion: String,
    },
    /// There are as many as there may be.
    #[error("a world has at most {limit} faults; remove one")]
    TooMany {
        /// How many may be.
        limit: usize,
    },
}

impl FaultError {
    /// A short code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Flaw(_) => "bad_fault",
            Self::Exists { .. } => "fault_exists",
            Self::Unknown { .. } => "unknown_fault",
            Self::TooMany { .. } => "too_many_faults",
        }
    }
}
