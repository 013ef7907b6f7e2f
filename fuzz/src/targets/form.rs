//! Pairs of a form or a query.

use std::fmt::Write as _;

use providers::Pairs;

pub(super) fn read(bytes: &[u8]) {
    let pairs = Pairs::urlencoded(bytes);
    // A byte that is no UTF-8 becomes a character of three.
    assert!(pairs.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= 3 * bytes.len());
    let written: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    assert_eq!(Pairs::urlencoded(written.join("&").as_bytes()), pairs);
    for (name, value) in pairs.iter() {
        let first = pairs.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        assert_eq!(pairs.get(name), first.or(Some(value)));
    }
    let twice = pairs.clone().and(pairs.clone());
    assert_eq!(twice.has_a_name_twice(), pairs.iter().next().is_some());
    let _ = Pairs::json(bytes);
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02x}");
        encoded
    })
}
