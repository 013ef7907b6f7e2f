//! Asks the control plane of a serving Standin about one of its worlds.

mod error;
mod options;

pub(crate) use error::ControlError;
pub(crate) use options::ControlOptions;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, Url};
use serde_json::Value;
use tokio::runtime::Runtime;

/// A world of a serving Standin, and what its control plane demands of who asks.
pub(crate) struct Control {
    client: Client,
    world: Url,
    token: Option<String>,
    /// Where the control plane is, as people may see it.
    shown: String,
}

/// What it answered. A refusal is none: that is an error.
pub(crate) struct Reply {
    response: Response,
    shown: String,
}

/// What asking needs of the system.
///
/// # Errors
/// The system does not give it.
pub(crate) fn runtime() -> Result<Runtime, ControlError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| ControlError::Runtime(error.to_string()))
}

impl Control {
    fn new(world: Url, token: Option<String>, shown: String) -> Result<Self, ControlError> {
        // Only the first call in a process does anything.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // What is asked may hold secrets: it goes where it was meant to go and nowhere else.
        let client = Client::builder().no_proxy().redirect(Policy::none()).build();
        let client = client.map_err(|error| ControlError::Runtime(error.to_string()))?;
        Ok(Self { client, world, token, shown })
    }

    /// Asks what there is of the world, of the world itself if nothing else is said, by these pairs of a query.
    ///
    /// # Errors
    /// Nobody answers, or the control plane refuses.
    pub(crate) async fn get(&self, what: &str, query: &[(&str, String)]) -> Result<Reply, ControlError> {
        let mut url = self.url(what);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.ask(self.client.get(url)).await
    }

    /// Asks a question that is written in JSON.
    ///
    /// # Errors
    /// Nobody answers, or the control plane refuses.
    pub(crate) async fn post(&self, what: &str, question: &Value) -> Result<Reply, ControlError> {
        self.ask(self.client.post(self.url(what)).json(question)).await
    }

    fn url(&self, what: &str) -> Url {
        let mut url = self.world.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.extend(Some(what).filter(|what| !what.is_empty()));
        }
        url
    }

    async fn ask(&self, mut request: RequestBuilder) -> Result<Reply, ControlError> {
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.map_err(|error| ControlError::unanswered(&self.shown, &error))?;
        if response.status().is_success() {
            return Ok(Reply { response, shown: self.shown.clone() });
        }
        let status = response.status();
        Err(ControlError::refused(status, &response.json().await.unwrap_or_default()))
    }
}

impl Reply {
    /// All of it.
    ///
    /// # Errors
    /// It broke off, or is no JSON.
    pub(crate) async fn json(self) -> Result<Value, ControlError> {
        self.response.json().await.map_err(|error| ControlError::unanswered(&self.shown, &error))
    }

    /// Its next bytes as they come; none at its end.
    ///
    /// # Errors
    /// It broke off.
    pub(crate) async fn chunk(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, ControlError> {
        self.response.chunk().await.map_err(|error| ControlError::unanswered(&self.shown, &error))
    }
}
