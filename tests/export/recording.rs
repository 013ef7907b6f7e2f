//! The calls of a journal as a recording tells them.

use serde_json::{Value, json};

/// An entry of the journal as an event.
pub(crate) fn call(entry: &Value) -> Value {
    let (request, answer) = (&entry["request"], &entry["answer"]);
    let instance = entry["instance"].as_str().unwrap_or_default();
    let path = request["path"].as_str().unwrap().strip_prefix(&format!("/{instance}")).unwrap_or_default();
    let headers = request["headers"].as_array().unwrap();
    let kind = headers.iter().find(|pair| pair[0] == "content-type").and_then(|pair| pair[1].as_str()).unwrap_or_default();
    let spelling = match kind {
        kind if kind.contains("form") => Some("form"),
        kind if kind.contains("json") => Some("json"),
        _ => None,
    };
    let basic = request["basic"].as_str();
    let headers: Vec<Value> = headers.iter().map(|pair| json!([pair[0], header(pair, basic)])).collect();
    let told = json!({
        "instance": instance,
        "client": entry["client"],
        "method": request["method"],
        "path": parts(path, None),
        "query": parts(request["query"].as_str().unwrap_or_default(), Some("form")),
        "headers": headers,
        "body": {"text": parts(request["body"]["text"].as_str().unwrap_or_default(), spelling)},
    });
    let body = answer["body"]["text"].as_str().or(answer["body"]["base64"].as_str()).unwrap_or_default();
    let answer = json!({"status": answer["status"], "headers": answer["headers"], "body": body, "clauses": entry["clauses"], "digest": ""});
    json!({"at": entry["at"], "what": {"call": {"id": entry["id"], "request": told, "answer": answer}}})
}

fn header(pair: &Value, basic: Option<&str>) -> Value {
    match (pair[0].as_str(), pair[1].as_str(), basic) {
        (Some("authorization"), Some(value), Some(basic)) if value.starts_with("Basic <") => {
            json!(["Basic ", {"spelled": "base64", "text": parts(basic, None)}])
        }
        (_, value, _) => parts(value.unwrap_or_default(), None),
    }
}

/// A text with names as its parts, the names within a spelling where one is told.
pub(crate) fn parts(shown: &str, spelling: Option<&str>) -> Value {
    let mut parts = Vec::new();
    let mut rest = shown;
    while let Some((before, name, after)) = next(rest) {
        parts.extend((!before.is_empty()).then(|| json!(before)));
        parts.push(match spelling {
            Some(spelling) => json!({"spelled": spelling, "text": [{"named": name}]}),
            None => json!({"named": name}),
        });
        rest = after;
    }
    parts.extend((!rest.is_empty()).then(|| json!(rest)));
    if parts.iter().all(Value::is_string) { json!(shown) } else { parts.into() }
}

/// The first name in a text, and what stands before and after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let is_name = |name: &str| {
        let (kind, number) = name.split_once(':').unwrap_or_default();
        !kind.is_empty() && kind.chars().all(|c| c.is_ascii_lowercase() || c == '_') && number.parse::<u32>().is_ok()
    };
    for (start, _) in text.match_indices('<') {
        let end = start + text[start..].find('>')?;
        if is_name(&text[start + 1..end]) {
            return Some((&text[..start], &text[start..=end], &text[end + 1..]));
        }
    }
    None
}
