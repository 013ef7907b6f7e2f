//! Changes to a call that might have turned its answer.

use std::net::IpAddr;

use http::HeaderName;
use jiff::{SignedDuration, Timestamp};

/// One change to a refused call. Whether it turns the answer is for the host to try, on a copy of the instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What would have to be different, in one sentence for the caller; it holds no secret.
    pub says: String,
    /// The change itself.
    pub to: Changed,
}

/// What a change changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The moment, earlier or later.
    At(Timestamp),
    /// A header: its one value, or none at all.
    Header(HeaderName, Option<String>),
    /// The query, without its `?`.
    Query(String),
    /// The method.
    Method(http::Method),
    /// The path below the mount point.
    Path(String),
    /// The body, with its Content-Type.
    Body {
        /// The Content-Type.
        content_type: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// The client's address.
    Client(IpAddr),
    /// A setting of the instance, and the value that it would have to have.
    Setting(&'static str, String),
}

impl Change {
    /// Another moment.
    #[must_use]
    pub fn at(moment: Timestamp, says: impl Into<String>) -> Self {
        Self { says: says.into(), to: Changed::At(moment) }
    }

    /// Another Authorization header, the only one.
    #[must_use]
    pub fn authorization(value: impl Into<String>, says: impl Into<String>) -> Self {
        Self { says: says.into(), to: Changed::Header(http::header::AUTHORIZATION, Some(value.into())) }
    }
}

/// How long something has been over, and until when it was good: `expired 3.2 s ago; it was good until 12:00:03`.
///
/// ```
/// let text = providers::expired("2026-01-01T12:00:03Z".parse()?, "2026-01-01T12:00:06.200Z".parse()?);
/// assert_eq!(text, "expired 3.2 s ago; it was good until 12:00:03");
/// let text = providers::expired("2026-01-01T12:00:03Z".parse()?, "2026-01-01T12:00:03Z".parse()?);
/// assert_eq!(text, "expired just now; it was good until 12:00:03");
/// # Ok::<(), jiff::Error>(())
/// ```
#[must_use]
pub fn expired(end: Timestamp, now: Timestamp) -> String {
    let format = if now.duration_since(end) < SignedDuration::from_hours(12) { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
    let ago = if now == end { "just now".to_owned() } else { format!("{} ago", span(now.duration_since(end))) };
    format!("expired {ago}; it was good until {}", end.strftime(format))
}

fn span(span: SignedDuration) -> String {
    let milliseconds = span.as_millis().max(0);
    match milliseconds / 1_000 {
        _ if milliseconds < 100 => format!("{milliseconds} ms"),
        0..60 => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
        seconds @ 60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds @ 3_600..172_800 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        seconds => format!("{} days", seconds / 86_400),
    }
}
