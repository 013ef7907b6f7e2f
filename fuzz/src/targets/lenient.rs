//! Pairs as Hyper's samples print them. Where they are JSON whose values are plain texts, the JSON reader must agree.

use providers::Pairs;
use serde_json::{Map, Value};

pub(super) fn read(bytes: &[u8]) {
    let lenient = Pairs::lenient(bytes);
    if let Some(pairs) = &lenient {
        assert!(pairs.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= 3 * bytes.len());
    }
    if bytes.contains(&b'\\') || !is_of_texts(bytes) {
        return;
    }
    let lenient = lenient.unwrap_or_default();
    if !lenient.has_a_name_twice() {
        assert_eq!(Pairs::json(bytes), Some(lenient));
    }
}

fn is_of_texts(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(bytes).is_ok_and(|members| members.values().all(Value::is_string))
}
