//! What is wrong in a specification, and where.

use std::fmt;

/// Something in a specification that cannot be taken: where it stands, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Flaw {
    /// The way to it, as in `answers[0].template`; empty for the whole.
    pub at: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Flaw {
    /// A flaw at this place.
    pub(crate) fn at(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), message: message.into() }
    }

    /// The same flaw, seen from further out.
    #[must_use]
    pub(crate) fn within(self, outer: &str) -> Self {
        let at = match self.at.as_str() {
            "" => outer.to_owned(),
            at if at.starts_with('[') => format!("{outer}{at}"),
            at => format!("{outer}.{at}"),
        };
        Self { at, ..self }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() { formatter.write_str(&self.message) } else { write!(formatter, "{}: {}", self.at, self.message) }
    }
}
