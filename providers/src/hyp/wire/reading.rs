//! The meaning of a reply's body in any of the three encodings.

use serde_json::Value;

use super::{encoding, xml};

/// A reply has so many bytes at most.
const LONGEST: usize = 1_048_576;

/// The reply as one canonical JSON value: its elements by name, all texts (see [`xml::value`]).
pub(in crate::hyp) fn read(body: &[u8]) -> Option<Value> {
    if body.len() > LONGEST {
        return None;
    }
    let text = encoding::text(body)?;
    let document = xml::document(&text, LONGEST)?;
    let root = Some(document.root_element()).filter(|root| root.tag_name().name() == "ashrait")?;
    xml::only(root, "response").map(xml::value).filter(Value::is_object)
}
