//! A text whose secrets are known: it is shown with names in their places, and still tells how each was written.

use providers::naming::Naming;
use providers::naming::Stretch;

/// A text in pieces. It holds the secrets; only what [`Masked::shown`] gives may be seen.
#[derive(Clone, Default)]
pub(crate) struct Masked(pub(crate) Vec<Piece>);

/// A piece of a text.
#[derive(Clone)]
pub(crate) enum Piece {
    /// Itself.
    Plain(String),
    /// The value of this name, as it was written.
    Named { name: String, written: String },
    /// Another text, which was written in this way: XML in a form, say.
    Within { written: String, text: Masked },
}

impl Masked {
    pub(crate) fn plain(text: &str) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Piece::Plain(text.to_owned())] })
    }

    pub(super) fn named(name: String, written: &str) -> Self {
        Self(vec![Piece::Named { name, written: written.to_owned() }])
    }

    /// The text with every value that is known in it.
    pub(super) fn search(text: &str, naming: &Naming) -> Self {
        Self::plain(text).searched(naming)
    }

    /// The same with the values that are known in its plain pieces.
    pub(super) fn searched(self, naming: &Naming) -> Self {
        let searched = |piece| match piece {
            Piece::Plain(text) => naming.stretches(&text).into_iter().map(Piece::of).collect(),
            known => vec![known],
        };
        Self(self.0.into_iter().flat_map(searched).collect())
    }

    /// One text after another.
    pub(super) fn then(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// The text with names in the places of its secrets.
    pub(crate) fn shown(&self) -> String {
        let shown = |piece: &Piece| match piece {
            Piece::Plain(text) | Piece::Named { name: text, .. } => text.clone(),
            Piece::Within { text, .. } => text.shown(),
        };
        self.0.iter().map(shown).collect()
    }

    /// Whether there is a name in it.
    pub(super) fn has_names(&self) -> bool {
        self.0.iter().any(|piece| !matches!(piece, Piece::Plain(_)))
    }
}

impl Piece {
    fn of(stretch: Stretch<'_>) -> Self {
        match stretch {
            Stretch::Plain(text) => Self::Plain(text.to_owned()),
            Stretch::Value { name, written } => Self::Named { name: name.to_owned(), written: written.to_owned() },
        }
    }
}
