//! A call as a step's fields: the readable ones where they are sent as the same bytes.

use std::collections::BTreeMap;
use std::net::IpAddr;

use reqwest::Url;
use serde_json::Value;

use super::draft::{Draft, Standing, Unsaid, is_mark};
use super::pairs::{Likeness, Pairs, pairs};
use super::story::{Body, Call};
use super::yaml;
use providers::naming::{Part, Spelling, Text};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// What every client says of itself or of its connection. Whoever plays the scenario says it of himself.
const OF_THE_CLIENT: [&str; 14] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "standin-client-address",
    "standin-world",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// What is asked, and the step's fields that say so.
pub(super) struct Said {
    /// Method and path, without the query.
    pub(super) target: String,
    /// The fields with their values, in YAML.
    pub(super) fields: Vec<(&'static str, String)>,
}

/// A call as a step says it.
pub(super) fn said(draft: &mut Draft<'_>, call: &Call) -> Result<Said, Unsaid> {
    if call.method.is_empty() || !call.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Unsaid::Other("its method is not written in capital letters"));
    }
    let mut headers = headers(draft, call)?;
    let authorization = authorization(draft, call, &mut headers)?;
    let body = body(draft, call, &mut headers)?;
    let (target, query) = target(draft, call)?;
    let with_query = match &query {
        Query::Raw(raw) => format!("{target}?{raw}"),
        Query::None | Query::Pairs(_) => target.clone(),
    };
    let mut fields = vec![("call", yaml::line(&with_query))];
    fields.extend(from(call));
    if !draft.base64.is_empty() {
        fields.push(("base64", map(draft.base64.iter().map(|pair| (&pair.0, &pair.1)))));
    }
    fields.extend(authorization);
    if !headers.is_empty() {
        let values = headers.iter().map(|(name, values)| (name.as_str(), header(values)));
        fields.push(("headers", yaml::map(values)));
    }
    if let Query::Pairs(pairs) = &query {
        fields.push(("query", map(pairs.iter().map(|pair| (pair.0, pair.1)))));
    }
    fields.extend(body);
    Ok(Said { target, fields })
}

/// The client's address, where it is not the one that a player has.
fn from(call: &Call) -> Option<(&'static str, String)> {
    let here = IpAddr::from([127, 0, 0, 1]);
    let said = match call.client {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("\"{address}\""),
    };
    (call.client != here).then_some(("from", said))
}

type Headers = BTreeMap<String, Vec<String>>;

/// The headers that are no client's own, as texts with marks.
fn headers(draft: &mut Draft<'_>, call: &Call) -> Result<Headers, Unsaid> {
    let mut headers = Headers::new();
    for (name, value) in &call.headers {
        let usual = name == "accept" && value.shown() == "*/*";
        if !usual && !OF_THE_CLIENT.contains(&name.as_str()) && name != "authorization" {
            headers.entry(name.clone()).or_default().push(header_value(draft, value)?);
        }
    }
    Ok(headers)
}

fn header_value(draft: &mut Draft<'_>, value: &Text) -> Result<String, Unsaid> {
    let marked = draft.marked(value)?;
    draft.said(&characters(&marked)?, Standing::is_plain)
}

/// A header's value as the text whose bytes it is.
fn characters(marked: &str) -> Result<String, Unsaid> {
    const NO_TEXT: Unsaid = Unsaid::Other("a header of it is no UTF-8");
    if marked.chars().all(|c| c.is_ascii() || is_mark(c)) {
        return Ok(marked.to_owned());
    }
    let bytes = marked.chars().map(|c| u8::try_from(u32::from(c))).collect::<Result<Vec<u8>, _>>().map_err(|_| NO_TEXT)?;
    String::from_utf8(bytes).map_err(|_| NO_TEXT)
}

/// The lone Authorization header as `bearer` or `basic`; else it stands among the headers.
fn authorization(draft: &mut Draft<'_>, call: &Call, headers: &mut Headers) -> Result<Option<(&'static str, String)>, Unsaid> {
    let values: Vec<&Text> = call.headers.iter().filter(|(name, _)| name == "authorization").map(|(_, value)| value).collect();
    if let [Text(parts)] = values.as_slice()
        && let [Part::Plain(scheme), Part::Spelled(Spelling::Base64, pair)] = parts.as_slice()
        && scheme == "Basic "
    {
        let pair = draft.marked(pair)?;
        return Ok(Some(("basic", yaml::line(&draft.said(&pair, Standing::is_plain)?))));
    }
    let said = values.into_iter().map(|value| header_value(draft, value)).collect::<Result<Vec<_>, _>>()?;
    if let [value] = said.as_slice()
        && let Some(token) = value.strip_prefix("Bearer ").filter(|token| !token.is_empty())
    {
        return Ok(Some(("bearer", yaml::line(token))));
    }
    if !said.is_empty() {
        headers.insert("Authorization".to_owned(), said);
    }
    Ok(None)
}

fn header(values: &[String]) -> String {
    match values {
        [value] => yaml::inner(value),
        several => format!("[{}]", several.iter().map(|value| yaml::inner(value)).collect::<Vec<_>>().join(", ")),
    }
}

fn map<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    yaml::map(pairs.map(|(name, value)| (name.as_str(), yaml::inner(value))))
}

enum Query {
    None,
    Pairs(Pairs),
    Raw(String),
}

/// Method and path, and the query.
fn target(draft: &mut Draft<'_>, call: &Call) -> Result<(String, Query), Unsaid> {
    let (path, query) = (draft.marked(&call.path)?, draft.marked(&call.query)?);
    if !path.starts_with('/') {
        return Err(Unsaid::Other("its path is empty"));
    }
    if !is_sent_as_it_is(&path, &query) {
        return Err(Unsaid::Other("its path or query is one that clients rewrite"));
    }
    let anyhow = |standing| standing == Standing::Anyhow;
    let target = format!("{} {}", call.method, draft.said(&path, anyhow)?);
    let query = match pairs(draft, &query) {
        _ if query.is_empty() => Query::None,
        Some((pairs, Likeness::Same)) => Query::Pairs(pairs),
        reordered => match (draft.said(&query, anyhow), reordered) {
            (Ok(raw), _) => Query::Raw(raw),
            (Err(_), Some((pairs, _))) => Query::Pairs(pairs),
            (Err(unsaid), None) => return Err(unsaid),
        },
    };
    Ok((target, query))
}

/// Whether a client sends path and query as they stand.
fn is_sent_as_it_is(path: &str, query: &str) -> bool {
    let plain = |text: &str| text.chars().map(|c| if is_mark(c) { 'a' } else { c }).collect::<String>();
    let (path, query) = (plain(path), plain(query));
    let behind = if query.is_empty() { String::new() } else { format!("?{query}") };
    let url = Url::parse(&format!("http://a{path}{behind}")).ok();
    url.is_some_and(|url| url.path() == path && url.query().unwrap_or_default() == query && url.fragment().is_none())
}

/// The body, and what it leaves of the headers.
fn body(draft: &mut Draft<'_>, call: &Call, headers: &mut Headers) -> Result<Option<(&'static str, String)>, Unsaid> {
    let text = match &call.body {
        Body::Bytes => return Err(Unsaid::Other("its body is no UTF-8")),
        Body::Text(text) => draft.marked(text)?,
    };
    if text.is_empty() {
        return Ok(None);
    }
    let types = headers.get("content-type").cloned().unwrap_or_default();
    let kind = types.first().map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()).unwrap_or_default();
    let (field, by_itself) = match kind.as_str() {
        FORM => (form(draft, &text)?, FORM),
        JSON => match json(draft, &text) {
            Some(json) => (("json", json), JSON),
            None => (raw(draft, &text)?, ""),
        },
        _ => (raw(draft, &text)?, ""),
    };
    // Such a field brings its type along.
    if field.0 != "body" && types == [by_itself] {
        headers.remove("content-type");
    }
    Ok(Some(field))
}

fn raw(draft: &Draft<'_>, text: &str) -> Result<(&'static str, String), Unsaid> {
    let said = draft.said(text, Standing::is_plain)?;
    Ok(("body", yaml::line(&said)))
}

fn form(draft: &Draft<'_>, text: &str) -> Result<(&'static str, String), Unsaid> {
    let field = |pairs: &Pairs| ("form", map(pairs.iter()));
    match pairs(draft, text) {
        Some((pairs, Likeness::Same)) => Ok(field(&pairs)),
        // Where no other way leads there, the order of the pairs is given up.
        Some((pairs, Likeness::Reordered)) => Ok(raw(draft, text).unwrap_or_else(|_| field(&pairs))),
        None => raw(draft, text),
    }
}

/// The text as a JSON value; nothing where that would be sent as another text.
fn json(draft: &Draft<'_>, text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    let sent = value.to_string();
    (sent == text && is_plain(&value)).then(|| filled(draft, &value).ok()).flatten().map(|value| yaml::value(&value))
}

/// Whether YAML reads the value as the same one, and no name stands where a step puts none in.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_i64(),
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(members) => members.iter().all(|(name, member)| !name.chars().any(is_mark) && is_plain(member)),
        _ => true,
    }
}

fn filled(draft: &Draft<'_>, value: &Value) -> Result<Value, Unsaid> {
    Ok(match value {
        Value::String(text) => draft.said(text, |standing| matches!(standing, Standing::Anyhow | Standing::Within(Spelling::Json)))?.into(),
        Value::Array(items) => items.iter().map(|item| filled(draft, item)).collect::<Result<_, _>>()?,
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| Ok((name.clone(), filled(draft, member)?)));
            Value::Object(members.collect::<Result<_, Unsaid>>()?)
        }
        other => other.clone(),
    })
}
