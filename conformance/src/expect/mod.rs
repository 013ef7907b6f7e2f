//! The relations: what an expectation says of a value, decided by the value or by what is known of it.

use std::collections::BTreeMap;

use providers::naming::Facts;
use serde_json::Value;

use crate::compare::{Difference, differences};

mod alphabet;
mod jwt;
mod kinds;
mod opaque;
mod schema;
mod time;

pub use alphabet::{Alphabet, AlphabetError};
pub(crate) use jwt::{Asked, is_jwt};
pub(crate) use kinds::{by_kind, in_xml};
pub(crate) use opaque::{length, made_of, uuid};
pub(crate) use schema::valid_by;
pub(crate) use time::{Expected, Resolution, Teller, is_moment, read_moment};

/// Whether something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Yes,
    No,
    /// It is only written down.
    Seen,
    /// It cannot be decided; the reason.
    Unknown(String),
    /// The expectation itself cannot be judged; the reason.
    Fault(String),
}

impl From<bool> for Holds {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl Holds {
    /// Of several findings the heaviest counts.
    pub(crate) fn weight(&self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::Seen => 1,
            Self::Unknown(_) => 2,
            Self::No => 3,
            Self::Fault(_) => 4,
        }
    }
}

/// What was found about one expectation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) holds: Holds,
    pub(crate) expected: String,
    pub(crate) got: String,
    pub(crate) differences: Vec<Difference>,
    pub(crate) diff: Option<String>,
}

impl Finding {
    pub(crate) fn new(holds: impl Into<Holds>, expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self { holds: holds.into(), expected: expected.into(), got: got.into(), differences: Vec::new(), diff: None }
    }

    pub(crate) fn with_differences(mut self, differences: Vec<Difference>) -> Self {
        self.differences = differences;
        self
    }
}

/// What is known of the named values of a play.
pub(crate) type Known = BTreeMap<String, Facts>;

/// What is known of a value that is nothing but a name.
pub(crate) fn facts<'k>(known: &'k Known, value: &Value) -> Option<&'k Facts> {
    value.as_str().and_then(|text| known.get(text))
}

/// A value in a message: as JSON, cut where it is long.
pub(crate) fn show(value: &Value) -> String {
    const LONGEST: usize = 120;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// It is this value. A named value is only known to be equal to its own name.
pub(crate) fn equals(known: &Known, expected: &Value, got: &Value) -> Finding {
    let differing = differences(expected, got);
    let undecided = differing.iter().find(|one| one.got.as_ref().is_some_and(|got| may_equal(known, one.expected.as_ref(), got)));
    let holds = match (differing.is_empty(), undecided) {
        (true, _) => Holds::Yes,
        (false, Some(one)) if differing.iter().all(|other| other == one) => Holds::Unknown(format!("only facts are known of {}", one.at)),
        (false, _) => Holds::No,
    };
    Finding::new(holds, show(expected), show(got)).with_differences(differing)
}

/// Whether a named value might be the expected text after all.
fn may_equal(known: &Known, expected: Option<&Value>, got: &Value) -> bool {
    let Some(facts) = facts(known, got) else { return false };
    match expected {
        Some(expected) if known.contains_key(expected.as_str().unwrap_or_default()) => false,
        Some(Value::String(text)) => text.chars().count() == facts.length,
        _ => false,
    }
}

/// It is one of these values.
pub(crate) fn one_of(known: &Known, expected: &[Value], got: &Value) -> Finding {
    let all: Vec<Holds> = expected.iter().map(|one| equals(known, one, got).holds).collect();
    let holds = all.iter().find(|holds| **holds == Holds::Yes).or_else(|| all.iter().find(|holds| **holds != Holds::No));
    let words: Vec<String> = expected.iter().map(show).collect();
    Finding::new(holds.cloned().unwrap_or(Holds::No), format!("one of {}", words.join(", ")), show(got))
}

/// Its text matches, somewhere.
pub(crate) fn matches(known: &Known, pattern: &str, got: &Value) -> Finding {
    let expected = format!("a text that matches /{pattern}/");
    if facts(known, got).is_some() {
        let why = "the text of an opaque value is not known".to_owned();
        return Finding::new(Holds::Unknown(why), expected, show(got));
    }
    let text = got.as_str().map_or_else(|| got.to_string(), str::to_owned);
    match regex::Regex::new(pattern) {
        Ok(regex) => Finding::new(regex.is_match(&text), expected, show(got)),
        Err(error) => Finding::new(Holds::Fault(format!("no regular expression: {error}")), expected, show(got)),
    }
}

/// The object has exactly these members, in any order.
pub(crate) fn members(expected: &[String], got: &Value) -> Finding {
    let words = format!("exactly the members {}", expected.join(", "));
    let Some(object) = got.as_object() else { return Finding::new(false, words, show(got)) };
    let missing: Vec<&str> = expected.iter().filter(|name| !object.contains_key(*name)).map(String::as_str).collect();
    let more: Vec<&str> = object.keys().filter(|name| !expected.contains(name)).map(String::as_str).collect();
    let names: Vec<&str> = object.keys().map(String::as_str).collect();
    let got = match (missing.as_slice(), more.as_slice()) {
        ([], []) => names.join(", "),
        (missing, []) => format!("{} (without {})", names.join(", "), missing.join(", ")),
        ([], more) => format!("{} (with {} besides)", names.join(", "), more.join(", ")),
        (missing, more) => format!("{} (without {}, with {} besides)", names.join(", "), missing.join(", "), more.join(", ")),
    };
    Finding::new(missing.is_empty() && more.is_empty(), words, got)
}

#[cfg(test)]
mod tests;
