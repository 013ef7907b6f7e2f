//! Hides what might be a secret in a target file's text, byte for byte, so that a message can show its lines.

use std::sync::LazyLock;

use regex::Regex;

/// What stands behind these names is no secret, unless it holds more than a plain text.
const PLAIN: [&str; 11] = ["api", "base_url", "pace", "allow", "ca", "certificate", "tls", "clock", "rate", "source", "seen_as"];

#[expect(clippy::expect_used, reason = "the pattern is fixed, and a test matches it")]
static NAMED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"^(\s*["']?([\w.-]+)["']?\s*:)(\s.*)$"#).expect("a pattern"));

/// Where a secret stands, and a clock's rate: they are none.
#[expect(clippy::expect_used, reason = "the pattern is fixed, and a test matches it")]
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*\{\s*(?:(?:env|file)\s*:\s*[\w./-]+|rate\s*:\s*[\d.-]+)\s*\}\s*$").expect("a pattern"));

/// The text with all masked but names, references and what is known to be plain. Each line is judged by itself: a file that
/// cannot be read has no structure that could be relied on.
pub(super) fn mask(text: &str) -> String {
    text.split_inclusive('\n').map(mask_line).collect()
}

fn mask_line(line: &str) -> String {
    let text = line.trim_end();
    let end = &line[text.len()..];
    match NAMED.captures(line.trim_end_matches('\n')) {
        Some(named) if REFERENCE.is_match(&named[3]) || (PLAIN.contains(&&named[2]) && is_plain(&named[3])) => line.to_owned(),
        Some(named) => format!("{}{}{end}", &named[1], stars(&text[named[1].len().min(text.len())..])),
        None if text.ends_with(':') && text.trim_end_matches(':').trim().chars().all(|c| c.is_ascii_alphanumeric() || "_.-\"'".contains(c)) => {
            line.to_owned()
        }
        None => format!("{}{end}", stars(text)),
    }
}

/// Whether it can neither hold another name nor a URL's user, query or fragment.
fn is_plain(value: &str) -> bool {
    !value.contains(['{', '[', '@', '?', '#', ','])
}

/// As many bytes; blanks stay.
fn stars(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { c.to_string() } else { "*".repeat(c.len_utf8()) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_might_be_a_secret_is_hidden_and_nothing_moves() {
        let text = "api: hyper\nproxy: http://u:hidden1@p\ninstances:\n  main:\n    base_url: http://shown\n    credentials:\n      a: hidden2 hidden2\n      \
                    b: \"hidden3\"\n      c: {env: SHOWN}\n      f: {command: [tool, hidden8], timeout: 2s}\n      g:\n        command:\n          - tool\n          - hidden9\n      d:\n        hidden4\n      e: >-\n        hidden5\n    settings: {x: hidden10}\n  \
                    two: {credentials: {a: hidden6, b: {file: x}}, base_url: y}\nheaders: {X: hidden7}\npace: 10\n";
        let masked = mask(text);
        assert_eq!(masked.len(), text.len());
        assert!(!masked.contains("hidden"), "{masked}");
        assert_eq!(masked.matches("shown").count() + masked.matches("SHOWN").count(), 2, "{masked}");
        assert!(masked.contains("api: hyper\n") && masked.ends_with("pace: 10\n"), "{masked}");
    }

    #[test]
    fn no_way_to_write_a_secret_shows_a_part_of_it() {
        for line in [
            "'access_token': hidden",
            "password: s3,hidden",
            "password: \"a\\\"hidden\"",
            "password: 'it''hidden'",
            "f: {command: [tool, 'x]hidden', hidden]}",
            "base_url: https://anna:hidden@host",
            "base_url: https://host/?key=hidden",
            "settings: {accounts: [{password: hidden}]}",
            "{api: hyper, instances: {main: {credentials: {a: hidden}}}}",
            "  # a: hidden",
            "    hidden",
            "tökén: hidden",
            "a: hidden\r",
            "api: hyper, x: hidden",
        ] {
            let masked = mask(line);
            assert!(masked.len() == line.len() && !masked.contains("hidden"), "{line} became {masked}");
        }
        for line in ["base_url: https://host/v1\r\n", "clock: {rate: 60}", "clock: real", "  192.0.2.1:\n    source: 127.0.0.2"] {
            assert_eq!(mask(line), line);
        }
        assert!(!mask("clock: {rate: 60, x: hidden}").contains("hidden"));
    }
}
