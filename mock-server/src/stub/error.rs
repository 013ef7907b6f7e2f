//! What can go wrong with stubs.

use crate::Flaw;

/// A stub could not be given or taken away. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StubError {
    /// Something in it cannot be taken.
    #[error("a stub cannot be as given: {0}")]
    Flaw(#[from] Flaw),
    /// One of this name is there.
    #[error("there is a stub `{name}` already; remove it first or choose another name")]
    Exists {
        /// The name.
        name: String,
    },
    /// None has this name.
    #[error("there is no stub `{name}`; {suggestion}")]
    Unknown {
        /// The name that was given.
        name: String,
        /// The nearest, or all.
        suggestion: String,
    },
    /// There are as many as there may be.
    #[error("an instance has at most {limit} stubs; remove one")]
    TooMany {
        /// How many may be.
        limit: usize,
    },
}

impl StubError {
    /// A short code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Flaw(_) => "bad_stub",
            Self::Exists { .. } => "stub_exists",
            Self::Unknown { .. } => "unknown_stub",
            Self::TooMany { .. } => "too_many_stubs",
        }
    }
}

/// A template met something in a request that it cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the template of the stub `{stub}` failed: {message}")]
pub(crate) struct TemplateFailure {
    pub(crate) stub: String,
    pub(crate) message: String,
}
