//! A normalised answer as text: status line, headers, a blank line, the body.

use crate::transcript::{Body, Received};

/// What stands in place of a body that is no text.
const BASE64: &str = "(base64) ";

/// What stands in place of a status where an administrator's view was recorded.
const RECORD: &str = "record";

/// An answer as it is recorded. Control characters are shown as pictures of themselves, so that a line is a line.
#[must_use]
pub fn normalised(answer: &Received) -> String {
    let reason = reqwest::StatusCode::from_u16(answer.status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
    let mut text = format!("{} {reason}", answer.status).trim_end().to_owned();
    text.push('\n');
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    match &answer.body {
        Body::Text(body) => text.push_str(&pictured(body)),
        Body::Base64(body) => text.push_str(&format!("{BASE64}{body}")),
    }
    text
}

/// What an administrator saw, as it is recorded.
#[must_use]
pub fn of_record(record: &serde_json::Value) -> String {
    format!("{RECORD}\n\n{record:#}")
}

/// A line feed at the very end is shown too, since files end with one anyhow.
fn pictured(body: &str) -> String {
    let (body, end) = body.strip_suffix('\n').map_or((body, ""), |body| (body, "␊"));
    let picture = |c: char| match c {
        '\n' | '\t' => c,
        '\u{7f}' => '␡',
        c if u32::from(c) < 0x20 => char::from_u32(0x2400 + u32::from(c)).unwrap_or(c),
        c => c,
    };
    body.chars().map(picture).chain(end.chars()).collect()
}

/// A recorded answer, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<'a> {
    /// The status line.
    pub status: &'a str,
    /// The headers in order.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The body as it is shown.
    pub body: &'a str,
}

/// Takes a recorded answer apart.
#[must_use]
pub fn take_apart(text: &str) -> Recorded<'_> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end_matches('\n'), ""));
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    let headers = lines.map(|line| line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""))).collect();
    Recorded { status, headers, body: body.trim_end_matches('\n') }
}
