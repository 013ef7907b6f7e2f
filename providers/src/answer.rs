//! What a model says to a request.

use std::borrow::Cow;

use crate::{ClauseId, Input, Unsigned};

/// A complete answer, byte for byte, with the clauses that decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status, 200 to 599.
    pub status: u16,
    /// The headers in the order in which they are written; the host adds only Content-Length and Date.
    pub headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The body's bytes, but for the signature that they may lack.
    pub body: Vec<u8>,
    /// The signature that the body still lacks.
    pub unsigned: Option<Box<Unsigned>>,
    /// The clauses that decided this answer, the most decisive first.
    pub clauses: Vec<ClauseId>,
}

impl Answer {
    /// An answer with a body of this type.
    #[must_use]
    pub fn of(content_type: impl Into<Cow<'static, str>>, status: u16, body: Vec<u8>, clauses: Vec<ClauseId>) -> Self {
        Self { status, headers: vec![("content-type".into(), content_type.into())], body, unsigned: None, clauses }
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// An answer with a JSON body that was already written.
    #[must_use]
    pub fn json(status: u16, body: Vec<u8>, clauses: Vec<ClauseId>) -> Self {
        Self::of("application/json", status, body, clauses)
    }

    /// Whether the status says that the call succeeded (200 to 299).
    #[must_use]
    pub fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The outcome of a model's step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The model itself answers.
    Answer(Answer),
    /// The caller may go on: the host finds an answer (a user's stub, else the documented one from
    /// [`crate::Instance::stub`]) and hands it to [`crate::Instance::complete`].
    Authorised(Authorised),
}

/// A call that the model let in: this function, this principal, this input.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorised {
    /// The function or path that was called, in the document's own spelling where it is known.
    pub function: String,
    /// On whose behalf, in words that hold no secret.
    pub principal: String,
    /// What it says beside its credentials.
    pub input: Input,
    /// The clauses that let the call in.
    pub clauses: Vec<ClauseId>,
}
