//! Bodies, and how long they were where that is still known.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::address::pairs;
use super::call::header;
use super::{Answer, Body, Request};
use crate::export::shown::has_name;

const FORM: &str = "application/x-www-form-urlencoded";

/// The length in bytes; -1 where a name stands in a secret's place, or bytes were not kept.
pub(super) fn size(body: &Body) -> i64 {
    let length = match (&body.text, &body.base64) {
        _ if body.cut > 0 => None,
        (Some(text), _) => (!has_name(text)).then_some(text.len()),
        (None, Some(bytes)) => STANDARD.decode(bytes).ok().filter(|bytes| !has_name(&String::from_utf8_lossy(bytes))).map(|bytes| bytes.len()),
        (None, None) => Some(0),
    };
    length.and_then(|length| i64::try_from(length).ok()).unwrap_or(-1)
}

/// What was sent: a form as its pairs, all else as text.
pub(super) fn posted(request: &Request) -> Value {
    let mime_type = header(&request.headers, "content-type").unwrap_or("application/octet-stream");
    let is_form = mime_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM));
    let mut posted = match (&request.body.text, &request.body.base64) {
        (Some(text), _) if is_form && request.body.cut == 0 => json!({"mimeType": mime_type, "params": pairs(text)}),
        (Some(text), _) => json!({"mimeType": mime_type, "text": text}),
        // The format has no word for the encoding of what was posted, so it is one of our own.
        (None, bytes) => json!({"mimeType": mime_type, "text": bytes.as_deref().unwrap_or_default(), "_encoding": "base64"}),
    };
    comment(&mut posted, &request.body);
    posted
}

/// What was answered.
pub(super) fn content(answer: &Answer) -> Value {
    let body = &answer.body;
    let mut content = json!({"size": size(body), "mimeType": header(&answer.headers, "content-type").unwrap_or_default()});
    match (&body.text, &body.base64) {
        (Some(text), _) => content["text"] = json!(text),
        (None, Some(bytes)) => (content["text"], content["encoding"]) = (json!(bytes), json!("base64")),
        (None, None) => {}
    }
    comment(&mut content, body);
    content
}

fn comment(entry: &mut Value, body: &Body) {
    if body.cut > 0 {
        entry["comment"] = json!(format!("{} bytes more there were; they were not kept", body.cut));
    }
}
