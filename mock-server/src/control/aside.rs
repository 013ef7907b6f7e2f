//! Work that takes a while, done where it keeps no client waiting.

use http::StatusCode;

use crate::WorldError;
use crate::transport::axum::Refusal;

/// The result of work that may take milliseconds, done beside the threads that serve.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, WorldError> + Send + 'static) -> Result<T, Refusal> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "broken_off", format!("the work broke off: {error}"))),
    }
}
