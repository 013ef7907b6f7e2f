//! Queries and forms taken apart into pairs, where a scenario's pairs are sent as the same text.

use std::collections::BTreeMap;

use super::draft::{Draft, Standing, pieces};
use providers::naming::Spelling;

/// The pairs of a query or a form as a scenario says them.
pub(super) type Pairs = BTreeMap<String, String>;

/// How like the pairs are to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// They are sent as the same text.
    Same,
    /// They are sent in another order.
    Reordered,
}

/// The pairs of a text, and how like they are to it; nothing where they would be sent as another text.
pub(super) fn pairs(draft: &Draft<'_>, marked: &str) -> Option<(Pairs, Likeness)> {
    let decoded = marked.split('&').map(decoded).collect::<Option<Vec<_>>>()?;
    let sorted: BTreeMap<&String, &String> = decoded.iter().map(|(name, value)| (name, value)).collect();
    let mut sent: Vec<String> = sorted.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let likeness = if sent.join("&") == marked { Likeness::Same } else { Likeness::Reordered };
    let mut written: Vec<&str> = marked.split('&').collect();
    sent.sort_unstable();
    written.sort_unstable();
    if sent != written {
        return None;
    }
    let said = |text: &str| draft.said(text, |standing| matches!(standing, Standing::Anyhow | Standing::Within(Spelling::Form))).ok();
    let pairs = sorted.into_iter().map(|(name, value)| Some((said(name)?, said(value)?))).collect::<Option<_>>()?;
    Some((pairs, likeness))
}

fn decoded(pair: &str) -> Option<(String, String)> {
    let (name, value) = pair.split_once('=')?;
    Some((plain(name)?, plain(value)?))
}

fn plain(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => u8::from_str_radix(std::str::from_utf8(&[rest.next()?, rest.next()?]).ok()?, 16).ok()?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn encoded(text: &str) -> String {
    pieces(text).map(|piece| piece.map_or_else(String::from, |plain| Spelling::Form.of(plain))).collect()
}
