//! A path to values in an XML document: elements by name from the root, and perhaps an attribute.

use roxmltree::{Document, Node};

#[derive(Debug, PartialEq)]
pub(super) struct XmlPath {
    elements: Vec<String>,
    attribute: Option<String>,
}

impl XmlPath {
    /// Reads `/order/item`, `/order/*/@id`; `*` is any element.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "this is no XML path; write one such as /order/item or /order/item/@id, with * for any element".to_owned();
        let mut elements: Vec<String> = text.strip_prefix('/').ok_or_else(wrong)?.split('/').map(str::to_owned).collect();
        let attribute = elements.pop_if(|last| last.starts_with('@')).map(|last| last[1..].to_owned());
        let name = |name: &String| name == "*" || (!name.is_empty() && !name.contains(['@', '[', ']', '*', '(', ')', ':']));
        (!elements.is_empty() && elements.iter().chain(&attribute).all(name)).then_some(Self { elements, attribute }).ok_or_else(wrong)
    }

    /// The texts of the elements or attributes there, white space at their ends cut off.
    pub(super) fn values(&self, document: &Document<'_>) -> Vec<String> {
        let mut found = vec![document.root()];
        for name in &self.elements {
            let named = |node: &Node<'_, '_>| node.is_element() && (name == "*" || node.tag_name().name() == name);
            found = found.iter().flat_map(|node| node.children().filter(named)).collect();
        }
        match &self.attribute {
            Some(attribute) => found.iter().filter_map(|node| node.attribute(attribute.as_str())).map(str::to_owned).collect(),
            None => found.iter().map(text).collect(),
        }
    }
}

fn text(node: &Node<'_, '_>) -> String {
    let all: String = node.children().filter(Node::is_text).filter_map(|child| child.text()).collect();
    all.trim().to_owned()
}
