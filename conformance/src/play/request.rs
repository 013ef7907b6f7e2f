//! Builds the request of a step, and the same request without its secrets.

use std::collections::BTreeMap;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request, Url};
use serde_json::Value;

use super::fill::{Filled, Stop, Values};
use crate::scenario::Step;
use crate::transcript::{Fault, Sent};

/// The header that carries a client's address to a mock.
pub(super) const CLIENT_ADDRESS: &str = "standin-client-address";

/// A request that is ready to be sent.
pub(super) struct Built {
    pub(super) request: Request,
    pub(super) sent: Sent,
}

/// Puts a step's values in and builds its request.
pub(super) fn build(client: &Client, base_url: &str, instance: &str, step: &Step, values: &mut Values) -> Result<Built, Stop> {
    for (name, text) in &step.base64 {
        let text = values.text(instance, text)?;
        let encoded = Filled { shown: values.names.basic(&text.actual), actual: base64(&text.actual) };
        values.kept.insert(name.clone(), encoded);
    }
    let call = step.call.as_ref().map_or("", |call| call.value.as_str());
    let call = values.text(instance, call)?;
    let (method, path) = split(&call)?;
    let mut sent = Sent { method: method.to_string(), path: path.shown, from: step.from.as_ref().map(|from| from.value), ..Sent::default() };

    let query = pairs(instance, &step.query, values)?;
    let url = url(base_url, &path.actual, &query)?;
    sent.query = shown(&query);

    let mut headers = HeaderMap::new();
    let mut add = |name: &str, value: Filled, sent: &mut Sent| -> Result<(), Stop> {
        headers.append(header_name(name)?, header_value(name, &value.actual)?);
        sent.headers.push((name.to_ascii_lowercase(), value.shown));
        Ok(())
    };
    for (name, value) in &step.headers {
        for one in several(value) {
            add(name, values.text(instance, &one)?, &mut sent)?;
        }
    }
    if let Some(token) = &step.bearer {
        let token = values.text(instance, &token.value)?;
        let value = Filled { actual: format!("Bearer {}", token.actual), shown: format!("Bearer {}", token.shown) };
        add(AUTHORIZATION.as_str(), value, &mut sent)?;
    }
    if let Some(pair) = &step.basic {
        let pair = values.text(instance, &pair.value)?;
        let name = values.names.basic(&pair.actual);
        let value = Filled { actual: format!("Basic {}", base64(&pair.actual)), shown: format!("Basic {name}") };
        add(AUTHORIZATION.as_str(), value, &mut sent)?;
        sent.basic = Some(pair.shown);
    }
    let (kind, body) = body(instance, step, values, &mut sent)?;
    if let Some(kind) = kind.filter(|_| sent.headers.iter().all(|(name, _)| name != CONTENT_TYPE.as_str())) {
        add(CONTENT_TYPE.as_str(), Filled { actual: kind.to_owned(), shown: kind.to_owned() }, &mut sent)?;
    }
    if let Some(from) = &sent.from {
        headers.append(header_name(CLIENT_ADDRESS)?, header_value(CLIENT_ADDRESS, &from.to_string())?);
    }
    let builder = client.request(method, url).headers(headers);
    let builder = match body {
        Some(body) => builder.body(body),
        None => builder,
    };
    let request = builder.build().map_err(|error| cannot("the request", &error.to_string()))?;
    Ok(Built { request, sent })
}

/// The body and the type that goes with it.
fn body(instance: &str, step: &Step, values: &mut Values, sent: &mut Sent) -> Result<(Option<&'static str>, Option<String>), Stop> {
    if let Some(form) = &step.form {
        let form = pairs(instance, form, values)?;
        sent.form = Some(shown(&form));
        return Ok((Some("application/x-www-form-urlencoded"), Some(encode(&form)?)));
    }
    if let Some(json) = &step.json {
        let (actual, renamed) = values.json(instance, json)?;
        sent.body = Some(renamed.to_string());
        return Ok((Some("application/json"), Some(actual.to_string())));
    }
    let Some(text) = &step.body else { return Ok((None, None)) };
    let text = values.text(instance, text)?;
    sent.body = Some(text.shown);
    Ok((None, Some(text.actual)))
}

fn split(call: &Filled) -> Result<(Method, Filled), Stop> {
    let (word, actual) = call.actual.split_once(' ').unwrap_or((&call.actual, ""));
    let shown = call.shown.split_once(' ').map_or("", |(_, path)| path);
    let method = Method::from_bytes(word.as_bytes()).map_err(|_| cannot("the method", word))?;
    Ok((method, Filled { actual: actual.to_owned(), shown: shown.to_owned() }))
}

fn url(base_url: &str, path: &str, query: &[(Filled, Filled)]) -> Result<Url, Stop> {
    let mut text = format!("{base_url}{path}");
    if !query.is_empty() {
        text.push(if path.contains('?') { '&' } else { '?' });
        text.push_str(&encode(query)?);
    }
    Url::parse(&text).map_err(|error| cannot("the URL", &error.to_string()))
}

fn pairs(instance: &str, pairs: &BTreeMap<String, String>, values: &mut Values) -> Result<Vec<(Filled, Filled)>, Stop> {
    pairs.iter().map(|(name, value)| Ok((values.text(instance, name)?, values.text(instance, value)?))).collect()
}

fn encode(pairs: &[(Filled, Filled)]) -> Result<String, Stop> {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&name.actual, &value.actual)).collect();
    serde_urlencoded::to_string(pairs).map_err(|error| cannot("the pairs", &error.to_string()))
}

fn shown(pairs: &[(Filled, Filled)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| (name.shown.clone(), value.shown.clone())).collect()
}

/// A header's values: a list sends the header several times.
fn several(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(several).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

pub(super) fn header_name(name: &str) -> Result<HeaderName, Stop> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| cannot("the header name", name))
}

pub(super) fn header_value(name: &str, value: &str) -> Result<HeaderValue, Stop> {
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| cannot("the value of the header", name))
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn cannot(what: &str, which: &str) -> Stop {
    Stop::new(Fault::Tool, format!("{what} cannot be sent: {which}"))
}
