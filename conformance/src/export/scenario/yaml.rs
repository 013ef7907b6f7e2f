//! Values as YAML writes them, so that each is read as what it is.

use serde_json::Value;

use crate::scenario::template::REFERENCE_START;

/// A text on a line of its own: bare where nothing in it could mean something else.
pub(crate) fn line(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-./$|{}?=&%".contains(c);
    let bare = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') || text.starts_with(REFERENCE_START);
    let said = text.chars().all(|c| fits(c) || c == ':' || c == ' ') && !text.contains(": ") && !text.ends_with([':', ' ']);
    if bare && said && !is_a_word_of_yaml(text) { text.to_owned() } else { quoted(text) }
}

/// A text between braces or brackets.
pub(crate) fn inner(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let rest = text.strip_prefix("$.").unwrap_or(text);
    let bare = rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.chars().all(fits) && !is_a_word_of_yaml(text);
    if bare { text.to_owned() } else { quoted(text) }
}

/// Pairs between braces.
pub(crate) fn map<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{}: {value}", inner(name))).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// A JSON value between braces or alone.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => inner(text),
        Value::Array(items) => format!("[{}]", items.iter().map(self::value).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => map(members.iter().map(|(name, member)| (name.as_str(), self::value(member)))),
        other => other.to_string(),
    }
}

/// A text that people may read after a `#`: it ends with its line.
pub(crate) fn comment(text: &str) -> String {
    text.chars().map(|c| if is_printable(c) { c } else { '?' }).collect()
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            _ if is_printable(c) => quoted.push(c),
            _ => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether YAML and a terminal take the character as it is.
fn is_printable(c: char) -> bool {
    let unseen = ['\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}'];
    let turns = ('\u{200e}'..='\u{200f}').contains(&c) || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    !c.is_control() && !unseen.contains(&c) && !turns
}

fn is_a_word_of_yaml(text: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_the_text_that_was_written() {
        for text in [
            "GET /a?b=c",
            "${access_token}",
            "a: b",
            "a:",
            "a #b",
            "# a",
            "",
            " a",
            "true",
            "Off",
            "017",
            "1e3",
            "-",
            "~",
            "{a}",
            "[a]",
            "a, b",
            "'",
            "\"",
            "\\",
            "a\nb",
            "a\tb\r",
            "\u{0}",
            "\u{7f}\u{85}",
            "\u{2028}",
            "\u{feff}",
            "שלום",
            "\u{f0000}",
            "null",
            "a}",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "a:b",
            "${a}:${b}",
            "- a",
            "? a",
            "\u{202e}",
            "$.a",
            "$.",
            "$",
            "$.a['b']",
        ] {
            for written in [format!("a: {}", line(text)), format!("a: {{b: {}, c: d}}", inner(text)), format!("- {}", value(&Value::from(text)))] {
                let read: Value = serde_saphyr::from_str(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
                let found = read.pointer("/a/b").or(read.pointer("/a")).or(read.pointer("/0"));
                assert_eq!(found, Some(&Value::from(text)), "{written}");
            }
        }
    }

    #[test]
    fn a_value_is_read_as_the_value_that_was_written() {
        let given = serde_json::json!({"a b": [1, -2.5, true, null, "x: y", {}], "off": "off", "": []});
        let read: Value = serde_saphyr::from_str(&value(&given)).unwrap();
        assert_eq!(read, given);
    }

    #[test]
    fn a_comment_has_one_line() {
        assert_eq!(comment("a\nb\u{202e}c"), "a?b?c");
    }
}
