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
    /// The control plane does not know any more what it was asked.
    #[error("{0}")]
    CannotTell(String),
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
        match refusal["error"].as_str() {
            Some("cannot_tell") => Self::CannotTell(message),
            _ => Self::Refused(message),
        }
    }

    /// The code with which a command ends.
    #[must_use]
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Refused(_) => Exit::Usage,
            Self::Unreachable { .. } => Exit::Unreachable,
            Self::CannotTell(_) => Exit::Nothing,
            Self::Runtime(_) => Exit::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_known_any_more_is_no_wrong_usage() {
        for (code, exit) in [("cannot_tell", Exit::Nothing), ("unknown_call", Exit::Usage)] {
            let refused = ControlError::refused(StatusCode::CONFLICT, &json!({"error": code, "message": "call 7 is gone"}));
            assert_eq!((refused.exit(), refused.to_string().as_str()), (exit, "call 7 is gone"));
        }
    }
}
