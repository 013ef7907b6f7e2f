//! A call that is tried on copies of an instance.

use std::net::{IpAddr, Ipv4Addr};

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use providers::{Answer, Change, Changed, Request};

use crate::history::Received;
use crate::host::Host;
use crate::{Question, WorldError};

/// A call with all that it depends on.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) at: Timestamp,
    pub(crate) client: IpAddr,
    pub(crate) method: Method,
    /// Below the mount point.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Attempt {
    /// The call that a question is about.
    pub(crate) fn of(question: &Question, at: Timestamp) -> Result<Self, WorldError> {
        let method = question.method.as_deref().unwrap_or("GET");
        let (path, query) = question.path.split_once('?').unwrap_or((&question.path, ""));
        let mut headers = HeaderMap::new();
        for (name, value) in &question.headers {
            let bad = || WorldError::Question { what: format!("the header `{name}` is none that HTTP can carry") };
            headers.append(HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?, HeaderValue::from_str(value).map_err(|_| bad())?);
        }
        Ok(Self {
            at,
            client: question.client.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |client| client.to_canonical()),
            method: method.parse().map_err(|_| WorldError::Question { what: format!("`{method}` is no method") })?,
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: question.body.clone().into_bytes(),
        })
    }

    /// A call as its instance received it.
    pub(crate) fn again(call: &Received, at: Timestamp) -> Self {
        Self {
            at,
            client: call.client,
            method: call.request.method.clone(),
            path: call.request.below().to_owned(),
            query: call.request.query().to_owned(),
            headers: call.request.header_map(),
            body: call.request.body().bytes.to_vec(),
        }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request { method: &self.method, path: &self.path, query: &self.query, headers: &self.headers, body: &self.body }
    }

    /// What a copy of the instance answers, as the API does by itself.
    pub(crate) fn answer(&self, host: &Host) -> Answer {
        host.fork().ask(&self.request(), self.at, self.client)
    }

    /// What a copy of the instance answers to the changed call; `None` where the change cannot be made.
    pub(crate) fn changed(&self, host: &Host, change: &Change) -> Option<Answer> {
        let mut attempt = self.clone();
        match &change.to {
            Changed::At(moment) => attempt.at = *moment,
            Changed::Client(address) => attempt.client = *address,
            Changed::Method(method) => attempt.method = method.clone(),
            Changed::Path(path) => attempt.path.clone_from(path),
            Changed::Query(query) => attempt.query.clone_from(query),
            Changed::Header(name, None) => drop(attempt.headers.remove(name)),
            Changed::Header(name, Some(value)) => drop(attempt.headers.insert(name, HeaderValue::from_str(value).ok()?)),
            Changed::Body { content_type, bytes } => {
                attempt.headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).ok()?);
                attempt.body.clone_from(bytes);
            }
            Changed::Setting(name, value) => return Some(attempt.answer(&host.with_setting(name, value)?)),
        }
        Some(attempt.answer(host))
    }
}
