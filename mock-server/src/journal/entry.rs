//! One call as it was, with its secrets: it never leaves the process in this form.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, HeaderName, Method};
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

/// A request. All its texts are one piece of memory.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    /// Where the path below the instance's mount point begins.
    below: usize,
    /// Where the query begins, behind the path.
    query: usize,
    texts: Texts<HeaderName>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) status: u16,
    texts: Texts<Cow<'static, str>>,
    /// The clauses that decided it.
    pub(crate) clauses: Box<[ClauseId]>,
    /// The code of an error that is the host's, not the API's.
    pub(crate) error: Option<&'static str>,
}

/// The beginning of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kept<'a> {
    pub(crate) bytes: &'a [u8],
    /// So many bytes followed.
    pub(crate) cut: usize,
}

/// What stands before them, headers and a body, copied into one piece of memory: what came is a part of its connection's whole
/// buffer.
#[derive(Clone, Debug)]
struct Texts<Name> {
    /// What stands before the headers has so many bytes.
    lead: usize,
    /// The headers' names, and where their values end.
    names: Box<[(Name, usize)]>,
    /// The lead, the headers' values one behind another, and behind them the beginning of the body.
    bytes: Box<[u8]>,
    /// So many bytes of the body followed.
    cut: usize,
}

impl<Name: AsRef<str>> Texts<Name> {
    fn of<'a, Headers: Iterator<Item = (Name, &'a [u8])>>(lead: [&str; 2], headers: impl Fn() -> Headers, body: &[u8]) -> Self {
        let kept = &body[..body.len().min(LONGEST_BODY)];
        let before = lead.iter().map(|text| text.len()).sum();
        let (count, length) = headers().fold((0, before), |(count, length), (_, value)| (count + 1, length + value.len()));
        let (mut bytes, mut names) = (Vec::with_capacity(length + kept.len()), Vec::with_capacity(count));
        lead.iter().for_each(|text| bytes.extend_from_slice(text.as_bytes()));
        for (name, value) in headers() {
            bytes.extend_from_slice(value);
            names.push((name, bytes.len()));
        }
        bytes.extend_from_slice(kept);
        Self { lead: before, names: names.into(), bytes: bytes.into(), cut: body.len() - kept.len() }
    }

    fn headers(&self) -> impl Iterator<Item = (&Name, &[u8])> {
        let mut begins = self.lead;
        self.names.iter().map(move |(name, ends)| (name, &self.bytes[std::mem::replace(&mut begins, *ends)..*ends]))
    }

    fn lead(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.lead]).unwrap_or_default()
    }

    fn body(&self) -> Kept<'_> {
        Kept { bytes: &self.bytes[self.names.last().map_or(self.lead, |(_, ends)| *ends)..], cut: self.cut }
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.names.iter().map(|(name, _)| name.as_ref().len()).sum::<usize>()
    }
}

impl Sent {
    /// A request to this path of a world, of which `below` is what follows the mount point.
    pub(crate) fn of(parts: &Parts, path: &str, below: &str, body: &[u8]) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        // A clone of a name that is known to HTTP takes no memory.
        Self::new(parts.method.clone(), (path, below), query, (&parts.headers, body))
    }

    pub(crate) fn new(method: Method, (path, below): (&str, &str), query: &str, (headers, body): (&HeaderMap, &[u8])) -> Self {
        Self {
            method,
            below: path.len().saturating_sub(below.len()),
            query: path.len(),
            texts: Texts::of([path, query], || headers.iter().map(|(name, value)| (name.clone(), value.as_bytes())), body),
        }
    }

    /// The bytes of its texts.
    pub(crate) fn size(&self) -> usize {
        self.texts.size()
    }

    /// The path in the world, percent-encoded as it came.
    pub(crate) fn path(&self) -> &str {
        self.texts.lead().get(..self.query).unwrap_or_default()
    }

    /// The path below the instance's mount point.
    pub(crate) fn below(&self) -> &str {
        self.path().get(self.below..).unwrap_or_default()
    }

    /// Without its `?`.
    pub(crate) fn query(&self) -> &str {
        self.texts.lead().get(self.query..).unwrap_or_default()
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&HeaderName, &[u8])> {
        self.texts.headers()
    }

    pub(crate) fn body(&self) -> Kept<'_> {
        self.texts.body()
    }

    /// The one value of the Authorization header, if it is text.
    pub(crate) fn authorization(&self) -> Option<&str> {
        let mut values = self.headers().filter(|(name, _)| **name == http::header::AUTHORIZATION);
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
                texts: Texts::of(["", ""], || answer.headers.iter().map(|(name, value)| (name.clone(), value.as_bytes())), &answer.body),
                clauses: once_each(&answer.clauses),
                error: None,
            },
            Err(refusal) => Self {
                status: refusal.status.as_u16(),
                texts: Texts::of(["", ""], || std::iter::once((Cow::Borrowed("standin-error"), refusal.code.as_bytes())), refusal.body().as_bytes()),
                clauses: Box::default(),
                error: Some(refusal.code),
            },
        }
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.texts.headers().map(|(name, value)| (name.as_ref(), value))
    }

    pub(crate) fn body(&self) -> Kept<'_> {
        self.texts.body()
    }
}

impl Entry {
    /// The bytes that it takes, about.
    pub(crate) fn size(&self) -> usize {
        FRAME + self.request.size() + self.answer.texts.size()
    }
}

/// Each clause at its first place.
pub(crate) fn once_each(clauses: &[ClauseId]) -> Box<[ClauseId]> {
    let mut once = Vec::with_capacity(clauses.len());
    for id in clauses {
        if !once.contains(id) {
            once.push(*id);
        }
    }
    once.into()
}
