//! insta's file format: metadata between two lines of `---`, then the contents.

use super::Taken;

const FENCE: &str = "---";

/// A snapshot file's text.
#[must_use]
pub fn write(taken: &Taken) -> String {
    // A JSON text is a YAML text, whatever is in it.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let (source, description) = (quoted(&taken.source), quoted(&taken.description));
    format!("{FENCE}\nsource: {source}\ndescription: {description}\n{FENCE}\n{}\n", taken.contents.trim_end_matches('\n'))
}

/// The contents of a snapshot file's text; `None` where it is none.
#[must_use]
pub fn contents(text: &str) -> Option<String> {
    let mut lines = text.lines();
    lines.next().filter(|first| first.trim_end() == FENCE)?;
    lines.by_ref().find(|line| line.trim_end() == FENCE)?;
    Some(lines.collect::<Vec<_>>().join("\n"))
}
