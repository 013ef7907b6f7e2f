//! Names for opaque values: a token is compared by identity and never shown.
//!
//! The first access token seen is `<access_token:1>` wherever it turns up again. Of the value itself only a closed,
//! versioned list of [`Facts`] is kept, so that it can be judged without being known.

mod forgery;
mod jwt;
mod names;
mod placed;
mod search;
mod spelling;
mod text;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use forgery::{Alteration, Forgery};
pub use jwt::{JwtFacts, Signature};
pub use names::Naming;
pub use placed::{Change, Placed};
pub use search::Stretch;
pub use spelling::Spelling;
pub use text::{NoValue, Part, Text};

/// The version of the list of facts. A reader that needs a fact of a later version cannot decide. Since 3 a value may have been made
/// by a change at one place.
pub const FACTS_VERSION: u32 = 3;
/// The first version that tells of JWTs.
pub const FACTS_WITH_JWT: u32 = 2;

/// Values shorter than this are never searched for in texts: they would be found by accident.
pub const SHORTEST_SEARCHED: usize = 8;

/// What is known of a named value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Its length in characters.
    pub length: usize,
    /// The classes of its characters, of `A-Z`, `a-z`, `0-9`, and each other character by itself, in this order.
    pub alphabet: String,
    /// Whether it is a UUID in its form with hyphens (RFC 9562 section 4).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uuid: bool,
    /// The named value it was derived from, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<Derived>,
    /// What it says of itself, where it is a JWT; known since version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwt: Option<Box<JwtFacts>>,
}

/// How one value came from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// The name of the value it came from.
    pub from: String,
    /// The change.
    pub by: Alteration,
}

/// A small change that makes a value wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Derivation {
    /// The last character is another one.
    Changed,
    /// The last character is missing.
    Cut,
    /// It stands twice.
    Doubled,
    /// One more character stands at the end.
    Longer,
    /// Every letter's case is swapped; where there is no letter, the last character is another one.
    Swapped,
}

impl Derivation {
    /// All of them, by the name that scenarios use.
    pub const ALL: [(&'static str, Self); 5] =
        [("changed", Self::Changed), ("cut", Self::Cut), ("doubled", Self::Doubled), ("longer", Self::Longer), ("swapped", Self::Swapped)];

    /// Applies the change.
    #[must_use]
    pub fn of(self, value: &str) -> String {
        let mut characters: Vec<char> = value.chars().collect();
        match self {
            Self::Changed => {
                if let Some(last) = characters.last_mut() {
                    // Not B: where a text is Base64, A and B may differ in bits alone that say nothing, and 0 never does.
                    *last = if *last == 'A' { '0' } else { 'A' };
                }
            }
            Self::Cut => {
                characters.pop();
            }
            Self::Doubled => characters.extend_from_within(..),
            Self::Longer => characters.push('A'),
            Self::Swapped if !value.contains(|c: char| c.is_ascii_alphabetic()) => return Self::Changed.of(value),
            Self::Swapped => return value.chars().map(swap_case).collect(),
        }
        characters.into_iter().collect()
    }

    /// The change that makes one value of the other, if it is one of these.
    ///
    /// ```
    /// use providers::naming::Derivation;
    /// assert_eq!(Derivation::between("abcdefghi", "abcdefgh"), Some(Derivation::Cut));
    /// assert_eq!(Derivation::between("abcdefghi", "ihgfedcba"), None);
    /// ```
    #[must_use]
    pub fn between(from: &str, to: &str) -> Option<Self> {
        let (from_start, to_start) = (without_last(from)?, without_last(to)?);
        match () {
            () if from == to => None,
            () if from_start == to_start => Some(Self::Changed),
            () if from_start == to => Some(Self::Cut),
            () if from == to_start => Some(Self::Longer),
            () if to.strip_prefix(from) == Some(from) => Some(Self::Doubled),
            () if from.chars().map(swap_case).eq(to.chars()) => Some(Self::Swapped),
            () => None,
        }
    }

    /// The word that scenarios and names use for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("changed", |(word, _)| word)
    }
}

fn without_last(value: &str) -> Option<&str> {
    let (at, _) = value.char_indices().next_back()?;
    Some(&value[..at])
}

fn swap_case(character: char) -> char {
    if character.is_ascii_lowercase() { character.to_ascii_uppercase() } else { character.to_ascii_lowercase() }
}

/// Whether a text is a UUID in its form with hyphens, of any version.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == uuid::fmt::Hyphenated::LENGTH && uuid::Uuid::try_parse(text).is_ok()
}

/// A moment by its distance from the start: `<start+3600s>`, `<start-0.500s>`.
///
/// ```
/// let start = "2026-01-01T00:00:00Z".parse()?;
/// assert_eq!(providers::naming::moment(start, "2026-01-01T01:00:00Z".parse()?), "<start+3600s>");
/// assert_eq!(providers::naming::moment(start, "2025-12-31T23:59:59.500Z".parse()?), "<start-0.500s>");
/// # Ok::<(), jiff::Error>(())
/// ```
#[must_use]
pub fn moment(start: Timestamp, at: Timestamp) -> String {
    let distance = at.duration_since(start);
    let sign = if distance < SignedDuration::ZERO { '-' } else { '+' };
    let milliseconds = distance.as_millis().unsigned_abs();
    match (milliseconds / 1_000, milliseconds % 1_000) {
        (seconds, 0) => format!("<start{sign}{seconds}s>"),
        (seconds, rest) => format!("<start{sign}{seconds}.{rest:03}s>"),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::alphabet::URL_SAFE;
    use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

    use super::*;

    #[test]
    fn facts_of_the_first_version_are_still_read() {
        let first = r#"{"length":6,"alphabet":"a-z","derived":{"from":"<token:1>","by":"cut"}}"#;
        let facts: Facts = serde_json::from_str(first).unwrap();
        assert_eq!((facts.jwt.clone(), facts.derived.clone().map(|derived| derived.by)), (None, Some(Alteration::Text(Derivation::Cut))));
        assert_eq!(serde_json::to_string(&facts).unwrap(), first);
    }

    #[test]
    fn a_uuid_is_known_by_its_form_with_hyphens_alone() {
        assert!(is_uuid("0191b0f0-7c4e-4d3a-9b2a-0a1b2c3d4e5f"));
        assert!(!is_uuid("0191b0f07c4e4d3a9b2a0a1b2c3d4e5f"));
        assert!(!is_uuid("0191b0f0-7c4e-4d3a-9b2a-0a1b2c3d4e5g"));
        assert!(!is_uuid("0191b0f07-c4e-4d3a-9b2a-0a1b2c3d4e5f"));
    }

    #[test]
    fn a_changed_text_of_base64_is_changed_in_the_bytes_that_it_stands_for() {
        let lenient = GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));
        for bytes in (0..=u8::MAX).flat_map(|last| [vec![last], vec![0, last], vec![0, 0, last]]) {
            let changed = Derivation::Changed.of(&lenient.encode(&bytes));
            assert_ne!(lenient.decode(&changed).unwrap(), bytes, "{changed}");
        }
    }

    #[test]
    fn a_text_without_letters_becomes_another_in_another_case_too() {
        assert_eq!(Derivation::Swapped.of("1234-5678a"), "1234-5678A");
        assert_eq!(Derivation::Swapped.of("1234-5678"), "1234-567A");
    }

    #[test]
    fn every_derivation_makes_another_value_and_is_recognised_by_it() {
        for (_, derivation) in Derivation::ALL {
            let made = derivation.of("TokenAbcd");
            assert_ne!(made, "TokenAbcd", "{derivation:?}");
            assert_eq!(Derivation::between("TokenAbcd", &made), Some(derivation));
        }
        for other in ["TokenAbcd", "TokenBbcx", "okenAbcd", "TokenAbcdef", ""] {
            assert_eq!(Derivation::between("TokenAbcd", other), None, "{other}");
        }
    }
}
