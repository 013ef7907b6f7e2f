//! Texts in which names and times are only compared by kind: for a subject whose history is not the recorded one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// A name of an opaque value, or a moment.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<(?:(?P<kind>[a-z0-9_]+):(?P<count>\d+)|start[+-]\d+(?:\.\d+)?s)>").ok());

/// The text with its names counted anew in the order in which they appear, and every moment shown as one.
pub(crate) fn by_kind(text: &str) -> String {
    let Some(pattern) = NAME.as_ref() else { return text.to_owned() };
    let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let renumbered = pattern.replace_all(text, |name: &Captures<'_>| {
        let (Some(kind), Some(count)) = (name.name("kind"), name.name("count")) else { return "<moment>".to_owned() };
        let counts = seen.entry(kind.as_str().to_owned()).or_default();
        let at = counts.iter().position(|known| known == count.as_str()).unwrap_or_else(|| {
            counts.push(count.as_str().to_owned());
            counts.len() - 1
        });
        format!("<{}:{}>", kind.as_str(), at + 1)
    });
    renumbered.into_owned()
}

/// The text with its names and moments written as XML writes text, so that XML in which they stand can be read.
pub(crate) fn in_xml(text: &str) -> String {
    let Some(pattern) = NAME.as_ref() else { return text.to_owned() };
    let escaped = pattern.replace_all(text, |name: &Captures<'_>| format!("&lt;{}&gt;", name[0].trim_matches(['<', '>'])));
    escaped.replace("<moment>", "&lt;moment&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_within_the_text_is_kept_and_the_history_before_it_is_not() {
        assert_eq!(by_kind("<t:4> <t:2> <t:4> <start+3.5s>"), "<t:1> <t:2> <t:1> <moment>");
        assert_ne!(by_kind("<t:4> <t:4>"), by_kind("<t:4> <t:2>"));
        assert_eq!(by_kind("plain <b>"), "plain <b>");
    }

    #[test]
    fn a_name_is_text_in_xml_and_an_element_stays_one() {
        assert_eq!(in_xml("<a><t:4></a><b><start+3.5s></b><c><moment></c>"), "<a>&lt;t:4&gt;</a><b>&lt;start+3.5s&gt;</b><c>&lt;moment&gt;</c>");
    }
}
