//! Names for opaque values: a token is compared by identity and never shown.
//!
//! The first access token seen is `<access_token:1>` wherever it turns up again. Of the value itself only a closed,
//! versioned list of [`Facts`] is kept, so that it can be judged without being known.

mod forgery;
mod jwt;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use forgery::{Alteration, Forgery};
pub use jwt::{JwtFacts, Signature};

/// The version of the list of facts. A reader that needs a fact of a later version cannot decide.
pub const FACTS_VERSION: u32 = 2;
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
    pub jwt: Option<JwtFacts>,
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
    /// Every letter's case is swapped.
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
                    *last = if *last == 'A' { 'B' } else { 'A' };
                }
            }
            Self::Cut => {
                characters.pop();
            }
            Self::Doubled => characters.extend_from_within(..),
            Self::Longer => characters.push('A'),
            Self::Swapped => return value.chars().map(swap_case).collect(),
        }
        characters.into_iter().collect()
    }
}

fn swap_case(character: char) -> char {
    if character.is_ascii_lowercase() { character.to_ascii_uppercase() } else { character.to_ascii_lowercase() }
}

/// The named values of one play.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    counts: BTreeMap<String, usize>,
    names: BTreeMap<String, String>,
    facts: BTreeMap<String, Facts>,
}

impl Naming {
    /// The value's name; a value not seen before gets the next name of its kind.
    pub fn name(&mut self, kind: &str, value: &str) -> String {
        self.name_derived(kind, value, None)
    }

    /// The name of a value that was made from another.
    pub fn name_derived(&mut self, kind: &str, value: &str, derived: Option<Derived>) -> String {
        if let Some(name) = self.names.get(value) {
            return name.clone();
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let name = format!("<{kind}:{count}>");
        self.names.insert(value.to_owned(), name.clone());
        let facts = Facts { length: value.chars().count(), alphabet: alphabet(value), uuid: is_uuid(value), derived, jwt: None };
        self.facts.insert(name.clone(), facts);
        name
    }

    /// Takes up what a named value says of itself as a JWT.
    pub fn learn(&mut self, name: &str, jwt: JwtFacts) {
        if let Some(facts) = self.facts.get_mut(name) {
            facts.jwt = Some(jwt);
        }
    }

    /// The text with every known value replaced by its name, longer values first.
    #[must_use]
    pub fn rename(&self, text: &str) -> String {
        let mut known: Vec<_> = self.names.iter().filter(|(value, _)| value.len() >= SHORTEST_SEARCHED).collect();
        known.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        known.into_iter().fold(text.to_owned(), |text, (value, name)| if text.contains(value) { text.replace(value, name) } else { text })
    }

    /// What is known of every named value, by name.
    #[must_use]
    pub fn facts(&self) -> &BTreeMap<String, Facts> {
        &self.facts
    }
}

/// Whether a text is a UUID in its form with hyphens, of any version.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == uuid::fmt::Hyphenated::LENGTH && uuid::Uuid::try_parse(text).is_ok()
}

fn alphabet(value: &str) -> String {
    let mut alphabet = String::new();
    for (class, first, last) in [("A-Z", 'A', 'Z'), ("a-z", 'a', 'z'), ("0-9", '0', '9')] {
        if value.chars().any(|c| (first..=last).contains(&c)) {
            alphabet.push_str(class);
        }
    }
    let others: std::collections::BTreeSet<char> = value.chars().filter(|c| !c.is_ascii_alphanumeric()).collect();
    alphabet.extend(others);
    alphabet
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
    use super::*;

    #[test]
    fn a_value_keeps_its_name_and_another_gets_the_next() {
        let mut naming = Naming::default();
        assert_eq!(naming.name("access_token", "aaaaaaaaaa"), "<access_token:1>");
        assert_eq!(naming.name("access_token", "bbbbbbbbbb"), "<access_token:2>");
        assert_eq!(naming.name("access_token", "aaaaaaaaaa"), "<access_token:1>");
        assert_eq!(naming.rename("x aaaaaaaaaa y bbbbbbbbbb"), "x <access_token:1> y <access_token:2>");
    }

    #[test]
    fn a_short_value_is_named_but_never_searched_for() {
        let mut naming = Naming::default();
        assert_eq!(naming.name("terminal", "1234567"), "<terminal:1>");
        assert_eq!(naming.rename("1234567"), "1234567");
    }

    #[test]
    fn the_longer_of_two_values_is_replaced_first() {
        let mut naming = Naming::default();
        naming.name("token", "abcdefgh");
        naming.name("token", "abcdefghabcdefgh");
        assert_eq!(naming.rename("abcdefghabcdefgh"), "<token:2>");
    }

    #[test]
    fn facts_tell_length_and_alphabet() {
        let mut naming = Naming::default();
        let name = naming.name("token", "Ab9-_-");
        assert_eq!(naming.facts()[&name], Facts { length: 6, alphabet: "A-Za-z0-9-_".to_owned(), uuid: false, derived: None, jwt: None });
    }

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
    fn every_derivation_makes_another_value() {
        for (_, derivation) in Derivation::ALL {
            assert_ne!(derivation.of("TokenA"), "TokenA", "{derivation:?}");
        }
    }
}
