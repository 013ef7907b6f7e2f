//! The spellings in which one value can stand in a message.

use serde_json::Value;

/// The value as it is, and as JSON, a form, a path or XML write it.
pub(super) fn spellings(value: &str) -> Vec<String> {
    let mut all = vec![value.to_owned()];
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return all;
    }
    let json = Value::from(value).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let form = serde_urlencoded::to_string([("", value)]).unwrap_or_default().trim_start_matches('=').to_owned();
    let percent = form.replace('+', "%20");
    let xml = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    for spelling in [json.replace('/', "\\/"), json, form, percent, xml.replace('"', "&quot;"), xml] {
        if !all.contains(&spelling) {
            all.push(spelling);
        }
    }
    all
}
