//! Texts of a call as a scenario writes them.
//!
//! While a text is put together, each reference is one character that nobody sends. So texts can be taken apart and compared as
//! if the values were in them.

use super::names::{Encoding, Names, Said};
use crate::scenario::template::REFERENCE_START;
use providers::naming::{Part, Spelling, Text};

/// The first character that stands for a reference, of a plane for private use.
const FIRST: u32 = 0x000f_0000;
/// The last of them.
const LAST: u32 = 0x000f_fffd;

/// Why a call cannot be said in a scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unsaid {
    /// A value that nothing in the scenario makes.
    #[error("it uses {0}, which no step before it is answered with")]
    Unknown(String),
    /// A value in a spelling that scenarios do not have.
    #[error("{0} is written in a way that a scenario cannot")]
    Spelled(String),
    /// Something else that scenarios do not have.
    #[error("{0}")]
    Other(&'static str),
}

/// How a reference stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// In a way that is the same in every spelling.
    Anyhow,
    /// As it is.
    Plain,
    /// In this spelling.
    Within(Spelling),
}

impl Standing {
    /// Whether the value is sent as it is where the text is.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Anyhow | Self::Plain)
    }
}

/// What the texts of one call refer to.
pub(super) struct Draft<'a> {
    names: &'a Names<'a>,
    instance: &'a str,
    references: Vec<(String, Standing)>,
    /// The texts whose Base64 the call's others refer to, by name.
    pub(super) base64: Vec<(String, String)>,
    /// The number of such texts in the steps before.
    pairs: usize,
}

impl<'a> Draft<'a> {
    /// The texts of a call to an instance, in a scenario that has so many texts in Base64 already.
    pub(super) fn new(names: &'a Names<'a>, instance: &'a str, pairs: usize) -> Self {
        Self { names, instance, references: Vec::new(), base64: Vec::new(), pairs }
    }

    /// The text with a character for each reference.
    pub(super) fn marked(&mut self, text: &Text) -> Result<String, Unsaid> {
        text.0.iter().map(|part| self.part(part)).collect()
    }

    fn part(&mut self, part: &Part) -> Result<String, Unsaid> {
        match part {
            Part::Plain(text) if text.chars().any(is_mark) => Err(Unsaid::Other("it has characters for private use")),
            Part::Plain(text) => Ok(text.clone()),
            Part::Named(name) => match self.names.said(self.instance, name).ok_or_else(|| Unsaid::Unknown(name.clone()))? {
                Said::Literal(text) => self.part(&Part::Plain(text)),
                Said::Reference(reference, Encoding::Unreserved) => self.mark(reference, Standing::Anyhow),
                Said::Reference(reference, Encoding::Open) => self.mark(reference, Standing::Plain),
            },
            Part::Spelled(spelling, text) => {
                let marked = self.marked(text)?;
                self.spelled(*spelling, &marked, text)
            }
        }
    }

    fn spelled(&mut self, spelling: Spelling, marked: &str, text: &Text) -> Result<String, Unsaid> {
        match spelling {
            _ if !marked.chars().any(is_mark) => Ok(spelling.of(marked)),
            Spelling::Base64 => {
                let pair = self.said(marked, Standing::is_plain)?;
                let name = format!("base64_{}", self.pairs + self.base64.len() + 1);
                self.base64.push((name.clone(), pair));
                self.mark(name, Standing::Plain)
            }
            _ if spelling.is_by_character() => self.encoded(marked, spelling)?.ok_or_else(|| Unsaid::Spelled(text.shown())),
            _ => Err(Unsaid::Spelled(text.shown())),
        }
    }

    /// The text in a spelling, piece by piece; a reference whose value may change by it stands within it. Nothing where one
    /// stands within another already.
    fn encoded(&mut self, marked: &str, spelling: Spelling) -> Result<Option<String>, Unsaid> {
        let mut encoded = String::new();
        for piece in pieces(marked) {
            match piece {
                Ok(plain) => encoded.push_str(&spelling.of(plain)),
                Err(mark) => match self.reference(mark).cloned() {
                    Some((_, Standing::Anyhow)) => encoded.push(mark),
                    Some((reference, Standing::Plain)) => encoded.push_str(&self.mark(reference, Standing::Within(spelling))?),
                    Some((_, Standing::Within(_))) | None => return Ok(None),
                },
            }
        }
        Ok(Some(encoded))
    }

    /// A text with references written out, each of which must stand in a way that fits.
    pub(super) fn said(&self, marked: &str, fits: impl Fn(Standing) -> bool) -> Result<String, Unsaid> {
        let mut said = String::new();
        for piece in pieces(marked) {
            match piece {
                Ok(plain) => said.push_str(&plain.replace(REFERENCE_START, "$${")),
                Err(_) if said.ends_with('$') => return Err(Unsaid::Other("a dollar sign stands before a secret in it")),
                Err(mark) => match self.reference(mark) {
                    Some((reference, standing)) if fits(*standing) => said.push_str(&format!("${{{reference}}}")),
                    Some((reference, _)) => return Err(Unsaid::Spelled(reference.clone())),
                    None => {}
                },
            }
        }
        Ok(said)
    }

    fn mark(&mut self, reference: String, standing: Standing) -> Result<String, Unsaid> {
        let next = u32::try_from(self.references.len()).ok().map(|number| FIRST + number).filter(|next| *next <= LAST).and_then(char::from_u32);
        self.references.push((reference, standing));
        next.map(String::from).ok_or(Unsaid::Other("too many secrets stand in it"))
    }

    fn reference(&self, mark: char) -> Option<&(String, Standing)> {
        self.references.get(usize::try_from(u32::from(mark) - FIRST).ok()?)
    }
}

/// Whether a character stands for a reference.
pub(super) fn is_mark(c: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(c))
}

/// The texts between references, and the references.
pub(super) fn pieces(marked: &str) -> impl Iterator<Item = Result<&str, char>> {
    let mut rest = marked;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if is_mark(first) { first.len_utf8() } else { rest.find(is_mark).unwrap_or(rest.len()) };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(if is_mark(first) { Err(first) } else { Ok(piece) })
    })
}
