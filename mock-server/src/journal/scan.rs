//! Finds names and their values in texts: forms, JSON, XML, whole or cut off.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// `name=value&name=value`.
    Form,
    /// `name=value; name=value`.
    Cookie,
    /// JSON, or the near-JSON that some documents print.
    Json,
    /// XML: elements that hold text, and attributes.
    Xml,
}

/// A value and its place in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    /// The value, decoded.
    pub(super) value: String,
    /// Where it stands as it was written.
    pub(super) at: Range<usize>,
}

impl Notation {
    /// The notation in which a body seems to be written.
    pub(super) fn of(text: &str) -> Self {
        match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
            Some('{' | '[') => Self::Json,
            Some('<') => Self::Xml,
            _ => Self::Form,
        }
    }

    /// Every value with a name, in the order in which they stand.
    pub(super) fn find(self, text: &str) -> Vec<Found> {
        match self {
            Self::Form => form(text, ['&', '\n']),
            Self::Cookie => form(text, [';', ',']),
            Self::Json => JSON.captures_iter(text).filter_map(|found| named(&found, &[2, 3], json_text)).collect(),
            Self::Xml => xml(text),
        }
    }
}

/// A name in quotes, a colon, and a text (perhaps cut off) or a bare value.
static JSON: LazyLock<Regex> = LazyLock::new(|| regex(r#""((?:[^"\\]|\\.)*)"\s*:\s*(?:"((?:[^"\\]|\\.)*)\\?(?:"|$)|([^\s",{}\[\]]+))"#));
/// An element's start and the text that follows it, plain or as CDATA.
static ELEMENT: LazyLock<Regex> = LazyLock::new(|| regex(r"<([\p{L}_][\w:.-]*)(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[((?s:.*?))(?:\]\]>|$)|([^<]+))"));
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| regex(r#"\s([\p{L}_][\w:.-]*)\s*=\s*(?:"([^"<>]*)|'([^'<>]*))"#));

#[expect(clippy::expect_used, reason = "these are literals, and tests compile each")]
fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a regular expression")
}

fn form(text: &str, separators: [char; 2]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut start = 0;
    for pair in text.split_inclusive(separators) {
        let bare = pair.trim_end_matches(separators);
        if let Some((name, raw)) = bare.split_once('=') {
            let at = start + name.len() + 1;
            found.push(Found { name: form_text(name.trim()), value: form_text(raw), at: at..at + raw.len() });
        }
        start += pair.len();
    }
    found
}

/// The first group is the name; the value is the first of `values` that is there.
fn named(found: &Captures<'_>, values: &[usize], decode: fn(&str) -> String) -> Option<Found> {
    let value = values.iter().find_map(|group| found.get(*group))?;
    Some(Found { name: decode(found.get(1)?.as_str()), value: decode(value.as_str()), at: value.range() })
}

fn xml(text: &str) -> Vec<Found> {
    let texts = ELEMENT.captures_iter(text).filter_map(|found| {
        let decode = if found.get(2).is_some() { str::to_owned } else { xml_text };
        named(&found, &[2, 3], decode)
    });
    let attributes = ATTRIBUTE.captures_iter(text).filter_map(|found| named(&found, &[2, 3], xml_text));
    let mut all: Vec<Found> = texts.chain(attributes).collect();
    all.iter_mut().for_each(|found| found.name = local(&found.name));
    all.sort_by_key(|found| (found.at.start, found.at.end));
    // What looks like an attribute within a text belongs to the text.
    all.dedup_by(|later, earlier| later.at.start < earlier.at.end);
    all
}

/// A name without its prefix.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn form_text(raw: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("x={raw}")).unwrap_or_default();
    pairs.into_iter().next().map_or_else(|| raw.to_owned(), |(_, value)| value)
}

/// A path's segment, decoded: there a plus is a plus.
pub(super) fn percent_decoded(raw: &str) -> String {
    form_text(&raw.replace('+', "%2B").replace('&', "%26"))
}

fn json_text(raw: &str) -> String {
    serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.to_owned())
}

fn xml_text(raw: &str) -> String {
    let element = format!("<x>{raw}</x>");
    let read = roxmltree::Document::parse(&element).ok().and_then(|document| document.root_element().text().map(str::to_owned));
    read.unwrap_or_else(|| raw.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        let notation = Notation::of(text);
        notation.find(text).into_iter().map(|found| (found.name, found.value)).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn a_form_is_read_pair_by_pair() {
        assert_eq!(pairs("a=1&b%20c=x%2Fy+z&d"), [pair("a", "1"), pair("b c", "x/y z")]);
    }

    #[test]
    fn json_is_read_whole_cut_off_and_bare() {
        assert_eq!(pairs(r#"{"a": "x\/y", "b":12, "c":{"d":"e"}}"#), [pair("a", "x/y"), pair("b", "12"), pair("d", "e")]);
        assert_eq!(pairs(r#"{"a":"begun"#), [pair("a", "begun")]);
        assert_eq!(pairs("{\n  \"access_token\":abc-1,\n  \"n\":1\n}"), [pair("access_token", "abc-1"), pair("n", "1")]);
    }

    #[test]
    fn xml_is_read_by_elements_and_attributes() {
        assert_eq!(pairs("<a><b>x&amp;y</b><p:c>z</p:c></a>"), [pair("b", "x&y"), pair("c", "z")]);
        assert_eq!(pairs("<a><b><![CDATA[x<y]]></b>"), [pair("b", "x<y")]);
        assert_eq!(pairs("<a secret='s'><b c=\"d\">e x='y'</b></a>"), [pair("secret", "s"), pair("c", "d"), pair("b", "e x='y'")]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,80}", near in "[<>{}\"':=&;%\\\\a-c!\\[\\]A]{0,60}") {
            for notation in [Notation::Form, Notation::Cookie, Notation::Json, Notation::Xml] {
                for text in [&text, &near] {
                    for found in notation.find(text) {
                        prop_assert!(text.get(found.at.clone()).is_some());
                    }
                }
            }
        }
    }
}
