//! JSON: all of a report, and how SARIF is written too.

use serde::Serialize;

use super::bounded::hidden;

/// The value as JSON that is safe to look at: what cannot be seen stands as an escape.
pub(super) fn write(value: &impl Serialize) -> String {
    // A value with text keys can always be written.
    let text = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    // Outside of its texts JSON has no such characters, and all of them have four digits.
    text.chars().map(|c| if hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_written_is_seen_whole_and_read_back_as_it_was() {
        let value = serde_json::json!({"a": "\u{1b}[2J\u{9b}\u{202e}\u{ffff}\n\t\"שלום\u{10ffff}"});
        let text = super::write(&value);
        assert!(text.contains(r"\u001b[2J\u009b\u202e\uffff\n\t"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
