//! Why something could not be measured.

/// What went wrong, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The machine did not do what was asked of it.
    #[error("{what}: {source}")]
    Machine {
        /// What was being done.
        what: String,
        /// What the machine said.
        source: std::io::Error,
    },
    /// A server or a file is not what it should be.
    #[error("{0}")]
    Told(String),
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// For `map_err`: what was being done.
    pub(crate) fn machine(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Machine { what: what.into(), source }
    }

    pub(crate) fn told(what: impl Into<String>) -> Self {
        Self::Told(what.into())
    }
}
