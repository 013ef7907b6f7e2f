//! Texts of which strangers wrote a part, made short and harmless.

/// A longer text is cut.
pub(super) const LONGEST: usize = 4_000;

/// The text, cut where it is too long, with a word of how long it was.
pub(super) fn bounded(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}… (the first {LONGEST} of {} characters)", &text[..at], text.chars().count()),
        None => text.to_owned(),
    }
}

/// The text with its control characters, and whatever else would be no part of what is seen, written out. Line breaks and tabs stay.
pub(super) fn visible(text: &str) -> String {
    text.chars().map(|c| if hidden(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

/// The text in one line, all of it visible.
pub(super) fn line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A control character, a mark that turns the direction of writing, a separator that some take for a line break, or no character.
pub(super) fn hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters_and_says_so() {
        assert_eq!(bounded(&"א".repeat(LONGEST)), "א".repeat(LONGEST));
        let cut = bounded(&"א".repeat(LONGEST + 1));
        assert!(cut.ends_with("א… (the first 4000 of 4001 characters)"), "{cut}");
    }

    #[test]
    fn what_would_command_a_terminal_or_turn_the_writing_is_shown_and_words_are_not() {
        assert_eq!(visible("a\u{1b}[2J\r\0\u{85}\u{202e}\u{ffff}"), "a\\u{1b}[2J\\u{d}\\u{0}\\u{85}\\u{202e}\\u{ffff}");
        assert_eq!(visible("שלום,\n\t\"x\" <y> & 'z' \u{fffd}"), "שלום,\n\t\"x\" <y> & 'z' \u{fffd}");
        assert_eq!(line(" a\n\n ::b\tc "), "a ::b c");
    }
}
