//! The cookies of a call (RFC 6265).

use serde_json::{Value, json};

/// Those that a client sent.
pub(super) fn sent(headers: &[(String, String)]) -> Value {
    let pairs = values(headers, "cookie").flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.map(|(name, value)| json!({"name": name, "value": value})).collect()
}

/// Those that an answer sets. When they end is left out: the format wants another form of dates than the header has.
pub(super) fn set(headers: &[(String, String)]) -> Value {
    values(headers, "set-cookie").filter_map(cookie).collect()
}

fn cookie(value: &str) -> Option<Value> {
    let mut parts = value.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let mut cookie = json!({"name": name, "value": value});
    for part in parts {
        let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
        match attribute.to_ascii_lowercase().as_str() {
            "path" => cookie["path"] = json!(value),
            "domain" => cookie["domain"] = json!(value),
            "httponly" => cookie["httpOnly"] = json!(true),
            "secure" => cookie["secure"] = json!(true),
            _ => {}
        }
    }
    Some(cookie)
}

fn values<'a>(headers: &'a [(String, String)], name: &'static str) -> impl Iterator<Item = &'a str> {
    headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_taken_apart() {
        let headers =
            [("cookie".to_owned(), "a=<cookie:1>; b=".to_owned()), ("set-cookie".to_owned(), "c=1; Path=/; HttpOnly; Max-Age=3".to_owned())];
        assert_eq!(sent(&headers), json!([{"name": "a", "value": "<cookie:1>"}, {"name": "b", "value": ""}]));
        assert_eq!(set(&headers), json!([{"name": "c", "value": "1", "path": "/", "httpOnly": true}]));
    }
}
