//! Requests that are written before they are sent, and the traffics that are measured.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::limit::BEARER;

/// A request as it goes over the wire, and the status with which it must be answered.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) bytes: Vec<u8>,
    pub(crate) status: u16,
}

/// The kinds of calls that are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Traffic {
    Call,
    Refusal,
    Refresh,
    Relay,
    Token,
}

impl Traffic {
    pub(crate) const ALL: [Self; 5] = [Self::Call, Self::Refusal, Self::Refresh, Self::Relay, Self::Token];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Call => "authenticated call",
            Self::Refusal => "refusal",
            Self::Refresh => "RefreshToken",
            Self::Relay => "Hyp relay",
            Self::Token => "Ayyeka token",
        }
    }

    /// The request of this kind, to instances as a ready file or the control plane tells of them.
    pub(crate) fn message(self, instances: &Value) -> Result<Message> {
        match self {
            Self::Call => call(instances),
            Self::Refusal => Ok(call_with(&path(instances, "call")?, &format!("Bearer {}", "w".repeat(120)), 401)),
            Self::Refresh => {
                let bearer = format!("Bearer {}", credential(instances, "refresh", "refresh_token")?);
                Ok(post(&format!("{}/RefreshToken", path(instances, "refresh")?), &[("authorization", &bearer)], "", 200))
            }
            Self::Relay => relay(instances),
            Self::Token => token(instances),
        }
    }
}

/// The authenticated call of Standin.
fn call(instances: &Value) -> Result<Message> {
    Ok(call_with(&path(instances, "call")?, &format!("Bearer {}", credential(instances, "call", "access_token")?), 200))
}

/// The authenticated call of a server that knows the limit's token.
pub(crate) fn limit_call() -> Message {
    call_with("/call", BEARER, 200)
}

fn call_with(mount: &str, authorization: &str, status: u16) -> Message {
    let headers = [("authorization", authorization), ("content-type", "application/json")];
    post(&format!("{mount}/Get_Order"), &headers, r#"{"order":7,"with":["lines","customer"]}"#, status)
}

fn relay(instances: &Value) -> Result<Message> {
    let of = |name| credential(instances, "hyp", name);
    let command = format!(
        "<ashrait><request><version>2000</version><language>ENG</language><command>getSessionId</command>\
         <getSessionId><terminalNumber>{}</terminalNumber></getSessionId></request></ashrait>",
        of("terminal")?
    );
    let form = [("user", of("user")?), ("password", of("password")?), ("int_in", &command)];
    let body = serde_urlencoded::to_string(form).map_err(|error| Failure::told(format!("the form of Hyp cannot be written: {error}")))?;
    Ok(post(&format!("{}/xpo/Relay", path(instances, "hyp")?), &[FORM], &body, 200))
}

fn token(instances: &Value) -> Result<Message> {
    let of = |name| credential(instances, "ayyeka", name);
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", of("key")?, of("secret")?)));
    let path = format!("{}/auth/token", path(instances, "ayyeka")?);
    Ok(post(&path, &[("authorization", &basic), FORM], "grant_type=client_credentials", 200))
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A POST.
pub(crate) fn post(path: &str, headers: &[(&str, &str)], body: &str, status: u16) -> Message {
    request("POST", path, headers, body, status)
}

/// A request of any method.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str, status: u16) -> Message {
    use std::fmt::Write as _;
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\n");
    for (name, value) in headers {
        // Writing into a text cannot fail.
        let _ = write!(text, "{name}: {value}\r\n");
    }
    let _ = write!(text, "content-length: {}\r\n\r\n{body}", body.len());
    Message { bytes: text.into_bytes(), status }
}

/// Where an instance is mounted, without the server's address.
fn path(instances: &Value, instance: &str) -> Result<String> {
    let path = url(instances, instance)?.strip_prefix("http://").and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned()));
    path.ok_or_else(|| Failure::told(format!("the instance `{instance}` has no path of its own")))
}

/// Where an instance is reached.
pub(crate) fn url<'a>(instances: &'a Value, instance: &str) -> Result<&'a str> {
    instances[instance]["base_url"].as_str().ok_or_else(|| Failure::told(format!("there is no instance `{instance}`")))
}

/// What a client of an instance was given.
pub(crate) fn credential<'a>(instances: &'a Value, instance: &str, name: &str) -> Result<&'a str> {
    let found = instances[instance]["credentials"][name].as_str();
    found.ok_or_else(|| Failure::told(format!("the instance `{instance}` has no {name}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_call_goes_to_the_mount_with_the_token() {
        let instances = json!({"call": {"base_url": "http://127.0.0.1:1/w/a/call", "credentials": {"access_token": "secret"}}});
        let text = String::from_utf8(Traffic::Call.message(&instances).unwrap().bytes).unwrap();
        assert!(text.starts_with("POST /w/a/call/Get_Order HTTP/1.1\r\n"), "{text}");
        assert!(text.contains("\r\nauthorization: Bearer secret\r\n"), "{text}");
        assert!(text.ends_with("\r\ncontent-length: 39\r\n\r\n{\"order\":7,\"with\":[\"lines\",\"customer\"]}"), "{text}");
    }

    #[test]
    fn an_instance_that_is_not_there_is_named() {
        assert_eq!(Traffic::Refresh.message(&json!({})).unwrap_err().to_string(), "the instance `refresh` has no refresh_token");
    }
}
