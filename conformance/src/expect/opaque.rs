//! Length and characters, of plain values and of those of which only facts are known.

use providers::naming::Facts;
use serde_json::Value;

use super::{Alphabet, Finding, Holds, Known, facts, show};

/// It has so many characters.
pub(crate) fn length(known: &Known, expected: usize, got: &Value) -> Finding {
    let words = format!("{expected} characters");
    let length = match (facts(known, got), got) {
        (Some(facts), _) => facts.length,
        (None, Value::String(text)) => text.chars().count(),
        (None, other) => return Finding::new(false, words, format!("no text: {}", show(other))),
    };
    Finding::new(length == expected, words, format!("{length} characters: {}", show(got)))
}

/// It is a UUID in its form with hyphens.
pub(crate) fn uuid(known: &Known, got: &Value) -> Finding {
    let is_uuid = match facts(known, got) {
        Some(facts) => facts.uuid,
        None => got.as_str().is_some_and(providers::naming::is_uuid),
    };
    Finding::new(is_uuid, "a UUID", show(got))
}

/// It is made of these characters alone.
pub(crate) fn made_of(known: &Known, expected: &str, got: &Value) -> Finding {
    let words = format!("characters of {expected} alone");
    let alphabet: Alphabet = match expected.parse() {
        Ok(alphabet) => alphabet,
        Err(error) => return Finding::new(Holds::Fault(format!("{error}")), words, show(got)),
    };
    match (facts(known, got), got) {
        (Some(facts), _) => {
            let (holds, why) = classes_within(facts, &alphabet);
            Finding::new(holds, words, format!("{}{why}", show(got)))
        }
        (None, Value::String(text)) => match text.chars().find(|c| !alphabet.has(*c)) {
            None => Finding::new(true, words, show(got)),
            Some(other) => Finding::new(false, words, format!("{other:?} in {}", show(got))),
        },
        (None, other) => Finding::new(false, words, format!("no text: {}", show(other))),
    }
}

/// Of a class of characters it is only known that some of it are there.
fn classes_within(facts: &Facts, alphabet: &Alphabet) -> (Holds, String) {
    let mut rest = facts.alphabet.as_str();
    let mut undecided = None;
    for (class, all) in [("A-Z", 'A'..='Z'), ("a-z", 'a'..='z'), ("0-9", '0'..='9')] {
        let Some(after) = rest.strip_prefix(class) else { continue };
        rest = after;
        match all.clone().filter(|c| alphabet.has(*c)).count() {
            0 => return (Holds::No, format!(", which has characters of {class}")),
            some if some < all.count() => undecided = Some(class),
            _ => {}
        }
    }
    if let Some(other) = rest.chars().find(|c| !alphabet.has(*c)) {
        return (Holds::No, format!(", which has {other:?}"));
    }
    match undecided {
        Some(class) => (Holds::Unknown(format!("which characters of {class} it has is not known")), String::new()),
        None => (Holds::Yes, String::new()),
    }
}
