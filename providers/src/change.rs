//! Changes to a call that might have turned its answer.

use http::HeaderName;
use jiff::Timestamp;

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
    /// A setting of the instance, and the value that it would have to have.
    Setting(&'static str, String),
}
