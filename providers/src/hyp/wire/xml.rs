//! XML from outside, read within bounds: no DTD, no entities of its own, so many bytes, nodes, attributes and levels.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::map::Entry;
use serde_json::{Map, Value};

/// A document has so many nodes at most.
const MOST_NODES: u32 = 10_000;
/// It has so many attributes at most: a parser compares those of an element with one another.
const MOST_EQUALS_SIGNS: usize = 256;
/// So many levels lie one in another at most.
const DEEPEST: usize = 32;

/// The document that a text of so many bytes at most is; `None` where it is none within the bounds.
pub(super) fn document(text: &str, longest: usize) -> Option<Document<'_>> {
    let attributes = text.bytes().filter(|byte| *byte == b'=').count();
    if text.len() > longest || attributes > MOST_EQUALS_SIGNS {
        return None;
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let text = text.trim_start_matches('\u{feff}').trim();
    Document::parse_with_options(text, options).ok().filter(|document| is_within(document.root_element(), DEEPEST))
}

fn is_within(node: Node<'_, '_>, levels: usize) -> bool {
    node.children().filter(Node::is_element).all(|child| levels.checked_sub(1).is_some_and(|levels| is_within(child, levels)))
}

/// The one element of this name in an element; `None` where there is none, or several.
pub(super) fn only<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    let mut found = named(node, name);
    found.next().filter(|_| found.next().is_none())
}

/// The elements of this name in an element.
pub(super) fn named<'a, 'd>(node: Node<'a, 'd>, name: &str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The text of an element without elements in it.
pub(super) fn text(node: Node<'_, '_>) -> Option<String> {
    let is_plain = !node.children().any(|child| child.is_element());
    is_plain.then(|| node.children().filter(Node::is_text).filter_map(|text| text.text()).collect())
}

/// What is in an element as one canonical JSON value.
///
/// An element with elements in it is an object of theirs by name, one that stands several times an array; any other is
/// its text, and an empty one the empty text. Attributes, namespaces and text beside elements are left out.
pub(super) fn value(node: Node<'_, '_>) -> Value {
    if let Some(text) = text(node) {
        return Value::String(text);
    }
    let mut members = Map::new();
    for child in node.children().filter(Node::is_element) {
        let inner = value(child);
        match members.entry(child.tag_name().name()) {
            Entry::Vacant(place) => {
                place.insert(inner);
            }
            Entry::Occupied(mut place) => match place.get_mut() {
                Value::Array(items) => items.push(inner),
                first => *first = Value::Array(vec![first.take(), inner]),
            },
        }
    }
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(text: &str) -> Option<Value> {
        document(text, 10_000_000).map(|document| value(document.root_element()))
    }

    #[test]
    fn elements_are_members_repeated_ones_arrays_and_an_empty_one_is_an_empty_text() {
        let text = "<?xml version=\"1.0\"?><a><b>1</b><c/><c></c><c> x </c><d><e>&amp;&#65;</e></d></a>";
        assert_eq!(of(text), Some(json!({"b": "1", "c": ["", "", " x "], "d": {"e": "&A"}})));
        assert_eq!(of("<a/>"), Some(json!("")));
    }

    #[test]
    fn a_text_is_whole_though_a_comment_or_a_section_lies_in_it() {
        assert_eq!(of("<a><b>x<!-- y -->z<![CDATA[<&]]></b></a>"), Some(json!({"b": "xz<&"})));
    }

    #[test]
    fn a_dtd_and_an_entity_of_ones_own_are_refused_and_the_same_text_without_them_is_not() {
        assert_eq!(of("<!DOCTYPE a><a>x</a>"), None);
        assert_eq!(of("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), None);
        assert_eq!(of("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a>x</a>"), None);
        assert_eq!(of("<a>&b;</a>"), None);
        assert_eq!(of("<a>x</a>"), Some(json!("x")));
    }

    #[test]
    fn thirty_two_levels_are_read_and_thirty_three_are_not() {
        let nested = |levels: usize| format!("<a>{}x{}</a>", "<b>".repeat(levels), "</b>".repeat(levels));
        assert!(of(&nested(DEEPEST)).is_some());
        assert_eq!(of(&nested(DEEPEST + 1)), None);
    }

    #[test]
    fn two_hundred_thousand_levels_neither_overflow_nor_are_read() {
        assert_eq!(of(&"<a>".repeat(200_000)), None);
        assert_eq!(of(&format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000))), None);
    }

    #[test]
    fn too_many_nodes_or_attributes_or_bytes_are_refused() {
        let nodes = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count));
        assert!(of(&nodes(9_000)).is_some());
        assert_eq!(of(&nodes(11_000)), None);
        let attributes = |count: usize| format!("<a {}/>", (0..count).map(|n| format!("b{n}='' ")).collect::<String>());
        assert!(of(&attributes(256)).is_some());
        assert_eq!(of(&attributes(257)), None);
        assert!(document("<a>12345</a>", 12).is_some() && document("<a>123456</a>", 12).is_none());
    }
}
