//! Hides what might be a secret in a target file's text, byte for byte, so that a message can show its lines.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// The blocks in which somebody may have written a secret down.
const BLOCKS: [&str; 3] = ["credentials", "headers", "proxy"];
/// What stands behind these says where a secret is, and is none; a command's arguments may be some.
const PLACES: [&str; 3] = ["env", "file", "timeout"];

#[expect(clippy::expect_used, reason = "the pattern is fixed, and a test matches it")]
static PAIR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"([\w-]+)("?\s*:\s+)("[^"]*"?|'[^']*'?|\[[^\]]*\]?|[^\s{\[][^,}\n]*)"#).expect("a pattern"));

/// The text with each value in those blocks masked that does not say where a secret stands.
pub(super) fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut block: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        if !line.trim().is_empty() && block.is_some_and(|outer| indent <= outer) {
            block = None;
        }
        let opens = BLOCKS.iter().any(|name| line.contains(&format!("{name}:")) || line.contains(&format!("{name}\"")));
        match block {
            Some(_) if !line.contains(": ") => masked.push_str(&hide_loose(line)),
            Some(_) => masked.push_str(&hide(line)),
            None if opens => {
                block = Some(indent);
                masked.push_str(&hide(line));
            }
            None => masked.push_str(line),
        }
    }
    masked
}

fn hide(line: &str) -> String {
    let hidden = |found: &Captures<'_>| {
        let (name, between, value) = (&found[1], &found[2], &found[3]);
        let shown = if PLACES.contains(&name) { value.to_owned() } else { "*".repeat(value.len()) };
        format!("{name}{between}{shown}")
    };
    PAIR.replace_all(line, hidden).into_owned()
}

/// A line of a text over several: all of it is hidden but a name with nothing behind it.
fn hide_loose(line: &str) -> String {
    let text = line.trim();
    if text.is_empty() || text.ends_with(':') || text.starts_with('#') {
        return line.to_owned();
    }
    line.replace(text, &"*".repeat(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_might_be_a_secret_is_hidden_and_nothing_moves() {
        let text = "api: hyper\nproxy: http://u:hidden1@p\ninstances:\n  main:\n    base_url: http://shown\n    credentials:\n      a: hidden2 hidden2\n      \
                    b: \"hidden3\"\n      c: {env: SHOWN}\n      f: {command: [tool, hidden8], timeout: 2s}\n      g:\n        command:\n          - tool\n          - hidden9\n      d:\n        hidden4\n      e: >-\n        hidden5\n    settings: {x: shown}\n  \
                    two: {credentials: {a: hidden6, b: {file: shown}}, base_url: y}\nheaders: {X: hidden7}\npace: 10\n";
        let masked = mask(text);
        assert_eq!(masked.len(), text.len());
        assert!(!masked.contains("hidden"), "{masked}");
        assert_eq!(masked.matches("shown").count() + masked.matches("SHOWN").count(), 4, "{masked}");
        assert!(masked.contains("api: hyper\n") && masked.ends_with("pace: 10\n"), "{masked}");
    }
}
