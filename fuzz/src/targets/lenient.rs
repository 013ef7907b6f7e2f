//! Pairs as Hyper's samples print them. Bare values are read as the same when they are written again; JSON of plain
//! texts is read as the JSON reader does.

use providers::Pairs;
use serde_json::{Map, Value};

pub(super) fn read(bytes: &[u8]) {
    let lenient = Pairs::lenient(bytes);
    if let Some(pairs) = &lenient {
        assert!(pairs.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= 3 * bytes.len());
        let is_bare = |value: &str| value.trim() == value && !value.contains([',', '"', '\\', '}']);
        if pairs.iter().all(|(_, value)| is_bare(value)) {
            let written: Vec<String> = pairs.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            assert_eq!(Pairs::lenient(format!("{{{}}}", written.join(",")).as_bytes()).as_ref(), Some(pairs));
        }
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
