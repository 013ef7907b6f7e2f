//! Text in lines of at most a hundred characters.

/// The longest line of a report.
pub(super) const WIDTH: usize = 100;

/// A text broken between words; the first line begins with `first`, every other with `indent`.
pub(crate) fn wrap(first: &str, indent: &str, text: &str) -> String {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines.join("\n")
}

/// A line that is not broken but cut where it is too long.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDTH) {
        Some(_) => text.chars().take(WIDTH - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_the_width_unless_a_single_word_is() {
        let text = wrap("a: ", "   ", &"word ".repeat(60));
        assert!(text.lines().count() > 1 && text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("   w")), "{text}");
        assert_eq!(wrap("a: ", "   ", "x"), "a: x");
        assert_eq!(cut(&"x".repeat(200)).chars().count(), WIDTH);
    }
}
