//! Names as they stand in texts that were shown: `<access_token:1>`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

// The pattern is a constant; one that is none would find nothing, which a test rules out.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("<[a-z0-9_]+:[0-9]+>").ok());

/// Whether a name stands in a text, so that its length is not that of what was sent.
pub(super) fn has_name(text: &str) -> bool {
    NAME.as_ref().is_some_and(|name| name.is_match(text))
}

/// The text with something else in the place of each name.
pub(super) fn replace(text: &str, mut other: impl FnMut(&str) -> String) -> String {
    match NAME.as_ref() {
        Some(name) => name.replace_all(text, |found: &Captures<'_>| other(&found[0])).into_owned(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_a_tag() {
        assert!(has_name("<a><session_id:12></a>") && !has_name("<a:b>1</a:b> <Token:1> <a:>"));
        assert_eq!(replace("x <a:1> <b:2>", |name| name.len().to_string()), "x 5 5");
    }
}
