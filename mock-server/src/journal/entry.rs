//! One call as it was, with its secrets: it never leaves the process in this form.

use std::net::IpAddr;
use std::sync::Arc;

use http::request::Parts;
use http::{HeaderName, Method};
use jiff::Timestamp;
use providers::{Answer, Authorization, ClauseId};

use crate::template::Planned;
use crate::transport::axum::Refusal;

/// So many bytes of a body are kept.
pub(crate) const LONGEST_BODY: usize = 16 << 10;
/// What an entry takes beside its texts, about.
const FRAME: usize = 512;

/// A call and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Counted from 1 in each world; never given twice.
    pub(crate) id: u64,
    /// The virtual time.
    pub(crate) at: Timestamp,
    /// The time outside.
    pub(crate) real: Timestamp,
    pub(crate) client: IpAddr,
    /// The instance that was called; none where the path leads to none.
    pub(crate) instance: Option<Arc<Planned>>,
    pub(crate) request: Arc<Sent>,
    pub(crate) answer: Given,
    /// The user's stub that answered.
    pub(crate) stub: Option<String>,
    /// The faults that struck the call.
    pub(crate) faults: Vec<String>,
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    /// The path in the world, percent-encoded as it came.
    pub(crate) path: Box<str>,
    /// Where in it the path below the instance's mount point begins.
    pub(crate) below: usize,
    /// Without its `?`.
    pub(crate) query: Box<str>,
    pub(crate) headers: Vec<(HeaderName, Box<[u8]>)>,
    pub(crate) body: Kept,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(Box<str>, Box<[u8]>)>,
    pub(crate) body: Kept,
    /// The clauses that decided it.
    pub(crate) clauses: Box<[ClauseId]>,
    /// The code of an error that is the host's, not the API's.
    pub(crate) error: Option<&'static str>,
}

/// The beginning of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) bytes: Box<[u8]>,
    /// So many bytes followed.
    pub(crate) cut: usize,
}

impl Sent {
    /// A request to this path of a world, of which `below` is what follows the mount point.
    pub(crate) fn of(parts: &Parts, path: &str, below: &str, body: &[u8]) -> Self {
        Self {
            method: parts.method.clone(),
            path: path.into(),
            below: path.len().saturating_sub(below.len()),
            query: parts.uri.query().unwrap_or_default().into(),
            // Copied, because a header's value is a part of the connection's whole buffer.
            headers: parts.headers.iter().map(|(name, value)| (name.clone(), value.as_bytes().into())).collect(),
            body: Kept::of(body),
        }
    }

    /// The bytes of its texts.
    pub(crate) fn size(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        self.path.len() + self.query.len() + headers + self.body.bytes.len()
    }

    /// The path below the instance's mount point.
    pub(crate) fn below(&self) -> &str {
        self.path.get(self.below..).unwrap_or_default()
    }

    /// The one value of the Authorization header, if it is text.
    pub(crate) fn authorization(&self) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(name, _)| name == http::header::AUTHORIZATION);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => std::str::from_utf8(value).ok(),
            _ => None,
        }
    }

    /// The credentials of its Authorization header, whatever the scheme.
    pub(crate) fn credentials(&self) -> Option<&str> {
        match Authorization::parse(self.authorization()?) {
            Authorization::Credentials { credentials, .. } => Some(credentials),
            _ => None,
        }
    }
}

impl Given {
    /// What a client is given.
    pub(crate) fn of(outcome: &Result<Answer, Refusal>) -> Self {
        match outcome {
            Ok(answer) => Self {
                status: answer.status,
                headers: answer.headers.iter().map(|(name, value)| (name.as_ref().into(), value.as_bytes().into())).collect(),
                body: Kept::of(&answer.body),
                clauses: once_each(&answer.clauses),
                error: None,
            },
            Err(refusal) => Self {
                status: refusal.status.as_u16(),
                headers: vec![("standin-error".into(), refusal.code.as_bytes().into())],
                body: Kept::of(refusal.body().as_bytes()),
                clauses: Box::default(),
                error: Some(refusal.code),
            },
        }
    }
}

impl Kept {
    fn of(bytes: &[u8]) -> Self {
        let kept = &bytes[..bytes.len().min(LONGEST_BODY)];
        Self { bytes: kept.into(), cut: bytes.len() - kept.len() }
    }
}

impl Entry {
    /// The bytes that it takes, about.
    pub(crate) fn size(&self) -> usize {
        let given: usize = self.answer.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        FRAME + self.request.size() + given + self.answer.body.bytes.len()
    }
}

/// Each clause at its first place.
pub(crate) fn once_each(clauses: &[ClauseId]) -> Box<[ClauseId]> {
    let first = |(at, id): &(usize, &ClauseId)| !clauses[..*at].contains(id);
    clauses.iter().enumerate().filter(first).map(|(_, id)| *id).collect()
}
