//! Whether a world's calls were those expected.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use super::aside::aside;
use super::call::{Call, post};
use super::fields::{Fields, missing};
use super::input::{Names, Object};
use super::shapes;
use crate::transport::axum::{MARK, Refusal};
use crate::{Count, Expected, Matcher, StatusPattern, Unmet, Verdict, Verified, Worlds};

const MATCHER: &str = "an object such as {\"path\": \"/RefreshToken\", \"status\": 401}";
const MATCHERS: &str = "a list of objects such as {\"path\": \"/RefreshToken\", \"status\": 401}";
const NUMBER: &str = "a whole number";
const PATTERN: &str = "a pattern such as /TokenValidity or hyper.grace.*";

pub(super) fn calls() -> Vec<Call> {
    vec![
        post("/worlds/{world}/verify", "verify", verify)
            .says("Whether the world's calls were those expected; 409 with the nearest calls and why each is none.")
            .takes::<shapes::Verification>()
            .gives::<Verified>(200)
            .gives::<shapes::NotVerified>(409),
    ]
}

async fn verify(State(worlds): State<Worlds>, Names(world): Names<String>, Object(body): Object) -> Result<Response, Refusal> {
    let expected = expected(body)?;
    Ok(match aside(move || worlds.verify(&world, &expected)).await? {
        Verdict::Met(verified) => Json(verified).into_response(),
        Verdict::Unmet(unmet) => refuse("not_verified", &unmet),
        Verdict::Unknown(unmet) => refuse("cannot_tell", &unmet),
    })
}

fn refuse(code: &'static str, unmet: &Unmet) -> Response {
    let Unmet { message, calls, nearest } = unmet;
    let body = json!({"error": code, "message": message, "calls": calls, "nearest": nearest});
    (StatusCode::CONFLICT, [(MARK, HeaderValue::from_static(code))], Json(body)).into_response()
}

/// `{"calls", "count", "after", "in_order"}`; one of `calls` and `in_order` is needed.
fn expected(members: Map<String, Value>) -> Result<Expected, Refusal> {
    let mut fields = Fields::of("a verification", members, &["calls", "count", "after", "in_order"])?;
    let expected = Expected {
        calls: matchers(&mut fields, "calls")?,
        count: fields.object("count")?.map(count).transpose()?.unwrap_or_default(),
        after: fields.object("after")?.map(matcher).transpose()?,
        in_order: matchers(&mut fields, "in_order")?,
    };
    if expected.calls.is_empty() && expected.in_order.is_empty() {
        return Err(missing("a verification", "calls` or `in_order", MATCHERS));
    }
    Ok(expected)
}

fn matchers(fields: &mut Fields, name: &str) -> Result<Vec<Matcher>, Refusal> {
    let list = fields.take(name, MATCHERS, |value| match value {
        Value::Array(list) => list.into_iter().map(object).collect(),
        one => object(one).map(|one| vec![one]),
    })?;
    list.unwrap_or_default().into_iter().map(matcher).collect()
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// `{"instance", "method", "path", "status", "clause", "bearer"}`, all optional, but not all left out.
fn matcher(members: Map<String, Value>) -> Result<Matcher, Refusal> {
    let known = ["instance", "method", "path", "status", "clause", "bearer"];
    let mut fields = Fields::of("a call", members, &known)?;
    if fields.names().next().is_none() {
        return Err(missing("a call", &known.join("`, `"), MATCHER));
    }
    Ok(Matcher {
        instance: fields.text("instance", "an instance's name")?,
        method: fields.text("method", "a method such as GET")?.map(|method| method.to_ascii_uppercase()),
        path: fields.parsed("path", PATTERN, |text| text.parse().ok())?,
        status: fields.take("status", StatusPattern::ALLOWED, |value| match value {
            Value::String(text) => text.parse().ok(),
            other => other.to_string().parse().ok(),
        })?,
        clause: fields.parsed("clause", PATTERN, |text| text.parse().ok())?,
        bearer: fields.text("bearer", "a name that the journal shows, such as <access_token:1>")?,
    })
}

/// One of `{"exactly"}`, `{"at_least"}`, `{"at_most"}`.
fn count(members: Map<String, Value>) -> Result<Count, Refusal> {
    let mut fields = Fields::of("a count", members, &["exactly", "at_least", "at_most"])?;
    let mut number = |name: &str| fields.take(name, NUMBER, |value| value.as_u64());
    match (number("exactly")?, number("at_least")?, number("at_most")?) {
        (Some(number), None, None) => Ok(Count::Exactly(number)),
        (None, Some(number), None) => Ok(Count::AtLeast(number)),
        (None, None, Some(number)) => Ok(Count::AtMost(number)),
        _ => Err(missing("a count", "exactly`, `at_least` or `at_most", "one of them, a whole number")),
    }
}
