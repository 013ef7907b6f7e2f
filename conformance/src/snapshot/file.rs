//! insta's file format: metadata between two lines of `---`, then the contents.

use super::Taken;

const FENCE: &str = "---";

/// A snapshot file's text.
#[must_use]
pub fn write(taken: &Taken) -> String {
    let (source, description) = (scalar(&taken.source), scalar(&taken.description));
    format!("{FENCE}\nsource: {source}\ndescription: {description}\n{FENCE}\n{}\n", taken.contents.trim_end_matches('\n'))
}

/// A YAML scalar: plain where nothing in it could mean more, as insta writes it too, else a JSON text, which always is one.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " _-./".contains(c);
    let begins_plainly = text.starts_with(|c: char| c.is_ascii_alphabetic()) && !text.ends_with(' ');
    if begins_plainly && text.chars().all(plain) { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// The contents of a snapshot file's text; `None` where it is none.
#[must_use]
pub fn contents(text: &str) -> Option<String> {
    let mut lines = text.lines();
    lines.next().filter(|first| first.trim_end() == FENCE)?;
    lines.by_ref().find(|line| line.trim_end() == FENCE)?;
    Some(lines.collect::<Vec<_>>().join("\n"))
}
