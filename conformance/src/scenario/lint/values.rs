//! The values of a call, a wait and what is kept: method, path, headers, JSON paths.

use serde_json::Value;

use super::Place;
use crate::diagnostic::Diagnostic;
use crate::spanned::Spanned;

pub(super) fn check(place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    let step = &place.step.value;
    if let Some(call) = step.call.as_ref().filter(|call| !is_call(&call.value)) {
        let complaint = Diagnostic::at(place.source, call, format!("`{}` is no method and path", call.value));
        complaints.push(complaint.help("as in `POST /RefreshToken`; a query is written below `query:`, or behind a `?`"));
    }
    if let Some(word) = step.inspect.as_ref().filter(|word| word.value != "record") {
        let complaint = Diagnostic::at(place.source, word, format!("`{}` cannot be inspected", word.value));
        complaints.push(complaint.help("write `inspect: record`"));
    }
    for (name, value) in &step.headers {
        check_header(place, name, value, complaints);
    }
    for path in step.keep.values() {
        check_kept(place, path, complaints);
    }
}

fn is_call(call: &str) -> bool {
    let Some((method, path)) = call.split_once(' ') else { return false };
    let method = !method.is_empty() && method.chars().all(|c| c.is_ascii_uppercase());
    method && path.starts_with('/') && !path.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn check_header(place: &Place<'_>, name: &str, value: &Value, complaints: &mut Vec<Diagnostic>) {
    if !is_header_name(name) {
        complaints.push(place.complain(name, format!("`{name}` cannot be a header's name")));
    }
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.contains(['\r', '\n', '\0']));
    let proper = match value {
        Value::Array(values) => !values.is_empty() && values.iter().all(is_text),
        value => is_text(value),
    };
    if !proper {
        complaints.push(place.complain(name, format!("the header `{name}` is neither a text of one line nor a list of such")).help("quote a number"));
    }
}

pub(super) fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

fn check_kept(place: &Place<'_>, path: &Spanned<String>, complaints: &mut Vec<Diagnostic>) {
    match path.value.strip_prefix("header ") {
        Some(_) if place.step.value.inspect.is_some() => {
            complaints.push(Diagnostic::at(place.source, path, "a record has no headers").help("write a JSON path, as in `$.access_token`"));
        }
        Some(name) if !is_header_name(name) => {
            complaints.push(Diagnostic::at(place.source, path, format!("`{name}` cannot be a header's name")));
        }
        Some(_) => {}
        None => complaints.extend(json_path_complaint(place, path)),
    }
}

pub(super) fn json_path_complaint(place: &Place<'_>, path: &Spanned<String>) -> Option<Diagnostic> {
    let error = serde_json_path::JsonPath::parse(&path.value).err()?;
    let complaint = Diagnostic::at(place.source, path, format!("`{}` is no JSON path", path.value)).label(error.to_string());
    Some(complaint.help("as in `$.access_token` or `$['Life Time']` (RFC 9535)"))
}
