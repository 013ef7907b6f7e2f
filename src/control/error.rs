//! Why the control plane told nothing.

use reqwest::StatusCode;
use serde_json::Value;

use crate::exit::Exit;

/// Why the control plane told nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ControlError {
    /// The ready file cannot be used, or the URL or the token are none.
    #[error("{0}")]
    Usage(String),
    /// Nobody answers, or the answer broke off.
    #[error("cannot reach the control plane at {url}: {why}; is `standin serve` running, and is this its control URL?")]
    Unreachable {
        /// Where it should be.
        url: String,
        /// What went wrong.
        why: String,
    },
    /// The control plane refuses.
    #[error("{0}")]
    Refused(String),
    /// The system gives no threads or connections.
    #[error("the system refuses what a client needs: {0}")]
    Runtime(String),
}

impl ControlError {
    /// What went wrong on the way; the innermost reason says most, and holds nothing of what was asked.
    pub(super) fn unanswered(url: &str, error: &reqwest::Error) -> Self {
        let mut reason: &dyn std::error::Error = error;
        while let Some(source) = reason.source() {
            reason = source;
        }
        let (url, why) = (url.to_owned(), reason.to_string());
        if error.is_builder() { Self::Usage(format!("the control plane at {url} cannot be asked so: {why}")) } else { Self::Unreachable { url, why } }
    }

    /// What the control plane says to a question that it does not answer.
    pub(super) fn refused(status: StatusCode, refusal: &Value) -> Self {
        let message = refusal["message"].as_str().map_or_else(|| format!("the control plane answered {status}"), str::to_owned);
        Self::Refused(message)
    }

    /// The code with which a command ends.
    #[must_use]
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Refused(_) => Exit::Usage,
            Self::Unreachable { .. } => Exit::Unreachable,
            Self::Runtime(_) => Exit::Internal,
        }
    }
}
