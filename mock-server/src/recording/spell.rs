//! Tells how each secret of a text is written there.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use providers::naming::{Naming, Part, Spelling, Text};

use crate::journal::{Masked, Piece};

/// The text with names in the places of its secrets, each with its spelling.
pub(super) fn spell(masked: &Masked, naming: &Naming) -> Text {
    let mut parts: Vec<Part> = Vec::new();
    for piece in &masked.0 {
        match (parts.last_mut(), piece) {
            (Some(Part::Plain(before)), Piece::Plain(text)) => before.push_str(text),
            (_, Piece::Plain(text)) => parts.push(Part::Plain(text.clone())),
            (_, Piece::Named { name, written }) => parts.extend(named(name, written, naming).0),
            (_, Piece::Within { written, text }) => {
                let inner = spell(text, naming);
                let value = inner.fill(&|name| naming.value(name).map(str::to_owned)).unwrap_or_default();
                // Where no spelling gives just what was written, the likeliest is as good as any.
                parts.extend(spelled(&inner, &value, written).unwrap_or_else(|| Text(vec![Part::Spelled(Spelling::Form, inner)])).0);
            }
        }
    }
    Text(parts)
}

fn named(name: &str, written: &str, naming: &Naming) -> Text {
    let whole = Text(vec![Part::Named(name.to_owned())]);
    let value = naming.value(name).unwrap_or_default();
    pair(written, naming).or_else(|| spelled(&whole, value, written)).unwrap_or_else(|| Text(vec![Part::Spelled(Spelling::Form, whole)]))
}

/// Credentials of the Basic scheme whose user and password have names (RFC 7617 section 2).
fn pair(written: &str, naming: &Naming) -> Option<Text> {
    let decoded = STANDARD.decode(written).or_else(|_| STANDARD_NO_PAD.decode(written)).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (user, password) = decoded.split_once(':')?;
    let part = |value: &str| match value {
        "" => Some(Vec::new()),
        _ => naming.known(value).map(|name| vec![Part::Named(name.to_owned())]),
    };
    let parts = [part(user)?, vec![Part::Plain(":".to_owned())], part(password)?].concat();
    spelled(&Text(parts), &decoded, written)
}

/// The text in the spelling that gives just what was written.
fn spelled(text: &Text, value: &str, written: &str) -> Option<Text> {
    if value == written {
        return Some(text.clone());
    }
    let spelling = Spelling::ALL.into_iter().find(|spelling| spelling.of(value) == written)?;
    Some(Text(vec![Part::Spelled(spelling, text.clone())]))
}
