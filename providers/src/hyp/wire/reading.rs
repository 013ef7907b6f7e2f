//! The meaning of a reply's body in any of the three encodings.

use serde_json::Value;

use super::{encoding, xml};

/// A reply has so many bytes at most.
const LONGEST: usize = 1_048_576;

/// The reply as one canonical JSON value: its elements by name, all texts (see [`xml::meaning`]).
pub(in crate::hyp) fn read(body: &[u8]) -> Option<Value> {
    if body.len() > LONGEST {
        return None;
    }
    let (root, mut value) = xml::meaning(&encoding::text(body)?, LONGEST)?;
    (root == "ashrait").then(|| value.get_mut("response").map(Value::take))?.filter(Value::is_object)
}
