//! A call that nobody made, put together as curl would send it.

use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use super::ExplainError;
use super::options::Imagined;

const FORM: &str = "application/x-www-form-urlencoded";

/// The call as the control plane is asked about it.
pub(super) fn call(imagined: &Imagined, method: Option<&str>, path: &str) -> Result<Value, ExplainError> {
    let Some(instance) = &imagined.instance else {
        return Err(ExplainError::Usage(
            "a path is a call to an instance, as in --instance hyper; `standin journal` shows calls by number".to_owned(),
        ));
    };
    if method.is_some_and(|method| Method::from_bytes(method.as_bytes()).is_err()) {
        return Err(ExplainError::Usage("what stands before the path is no method such as GET".to_owned()));
    }
    let headers = headers(imagined)?;
    let body = body(&imagined.data)?;
    let method = method.unwrap_or(if body.is_some() { "POST" } else { "GET" });
    Ok(json!({
        "instance": instance,
        "method": method,
        "path": path,
        "headers": headers,
        "body": body.unwrap_or_default(),
        "client": imagined.client,
    }))
}

/// The parts of a body, as curl joins them.
fn body(data: &[String]) -> Result<Option<String>, ExplainError> {
    let parts: Vec<String> = data.iter().map(|part| read(part)).collect::<Result<_, _>>()?;
    Ok((!parts.is_empty()).then(|| parts.join("&")))
}

fn read(part: &str) -> Result<String, ExplainError> {
    let (from, read) = match part {
        "-" | "@-" => ("standard input".to_owned(), standard_input()),
        _ => match part.strip_prefix('@') {
            Some(file) => (format!("the file {file}"), std::fs::read_to_string(file)),
            None => return Ok(part.to_owned()),
        },
    };
    read.map_err(|error| ExplainError::Usage(format!("-d: {from} cannot be read as text: {error}")))
}

fn standard_input() -> std::io::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    Ok(text)
}

/// The headers that are sent, by name.
fn headers(imagined: &Imagined) -> Result<Map<String, Value>, ExplainError> {
    let mut headers: Vec<(HeaderName, Option<String>)> = Vec::new();
    for (at, text) in imagined.headers.iter().enumerate() {
        headers.push(header(text).ok_or_else(|| no_header(at + 1))?);
    }
    if let Some(pair) = &imagined.user {
        headers.push((HeaderName::from_static("authorization"), Some(basic(pair)?)));
    }
    let typed = headers.iter().any(|(name, _)| name == "content-type");
    if !imagined.data.is_empty() && !typed {
        headers.push((HeaderName::from_static("content-type"), Some(FORM.to_owned())));
    }
    let mut sent = Map::new();
    for (name, value) in headers {
        if let Some(value) = value
            && sent.insert(name.to_string(), value.into()).is_some()
        {
            return Err(ExplainError::Usage(format!("the header {name} is given twice, and a call is explained with one of each name")));
        }
    }
    Ok(sent)
}

/// As curl reads one: `Name: value`; `Name:` sends none of this name, `Name;` an empty one.
fn header(text: &str) -> Option<(HeaderName, Option<String>)> {
    let (name, value) = match text.split_once(':') {
        Some((name, value)) => (name, Some(value.trim().to_owned()).filter(|value| !value.is_empty())),
        None => (text.strip_suffix(';')?, Some(String::new())),
    };
    let sendable = value.as_deref().is_none_or(|value| HeaderValue::from_str(value).is_ok());
    HeaderName::from_bytes(name.trim().as_bytes()).ok().filter(|_| sendable).map(|name| (name, value))
}

fn no_header(number: usize) -> ExplainError {
    ExplainError::Usage(format!("-H number {number} is no header: write it as in -H 'Authorization: Bearer ...'"))
}

fn basic(pair: &str) -> Result<String, ExplainError> {
    if pair.contains(':') {
        return Ok(format!("Basic {}", STANDARD.encode(pair)));
    }
    Err(ExplainError::Usage("-u takes a user and a password with a colon between them".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imagined() -> Imagined {
        Imagined { instance: Some("hyper".to_owned()), headers: Vec::new(), user: None, data: Vec::new(), client: None }
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_body_makes_it_a_post_of_a_form_unless_it_is_said_otherwise() {
        let plain = call(&imagined(), None, "/a").unwrap();
        assert_eq!((&plain["method"], &plain["headers"], &plain["body"]), (&json!("GET"), &json!({}), &json!("")));
        let form = call(&Imagined { data: texts(&["a=b", "c=d"]), ..imagined() }, None, "/a").unwrap();
        assert_eq!((&form["method"], &form["headers"], &form["body"]), (&json!("POST"), &json!({"content-type": FORM}), &json!("a=b&c=d")));
        let said = Imagined { data: texts(&["{}"]), headers: texts(&["Content-Type: application/json"]), ..imagined() };
        let said = call(&said, Some("PUT"), "/a").unwrap();
        assert_eq!((&said["method"], &said["headers"]), (&json!("PUT"), &json!({"content-type": "application/json"})));
    }

    #[test]
    fn headers_are_read_as_curl_reads_them() {
        let given = texts(&["Authorization: Bearer a:b", "X-Empty;", "Content-Type:", "X-None:"]);
        let sent = headers(&Imagined { headers: given, data: texts(&["a"]), ..imagined() }).unwrap();
        assert_eq!(Value::Object(sent), json!({"authorization": "Bearer a:b", "x-empty": ""}));
        let sent = headers(&Imagined { user: Some("Aladdin:open sesame".to_owned()), ..imagined() }).unwrap();
        assert_eq!(Value::Object(sent), json!({"authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}));
    }

    #[test]
    fn what_is_no_header_and_what_is_given_twice_is_refused_without_a_word_of_it() {
        let twice = Imagined { headers: texts(&["Authorization: Bearer secret"]), user: Some("me:secret".to_owned()), ..imagined() };
        for (imagined, says) in [
            (Imagined { headers: texts(&["X-Right: a", "Bearer secret"]), ..imagined() }, "-H number 2"),
            (Imagined { headers: texts(&["Bearer secret: a"]), ..imagined() }, "-H number 1"),
            (Imagined { user: Some("secret".to_owned()), ..imagined() }, "-u takes"),
            (twice, "authorization is given twice"),
        ] {
            let error = headers(&imagined).unwrap_err().to_string();
            assert!(error.contains(says) && !error.contains("secret"), "{error}");
        }
    }
}
