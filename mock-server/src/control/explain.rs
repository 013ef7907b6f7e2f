//! Why an answer came, asked over HTTP.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::{Map, Value};

use super::call::{Call, post};
use super::fields::{Fields, missing};
use super::input::{Names, Object};
use super::routes::Answer;
use crate::transport::axum::Refusal;
use crate::{Explanation, Question, Worlds};

pub(super) fn calls() -> Vec<Call> {
    vec![
        post("/worlds/{world}/explain", "explain", explain)
            .says("Says why a call would be answered as it would be now, and what would turn a refusal.")
            .takes::<Question>()
            .gives::<Explanation>(200),
    ]
}

async fn explain(State(worlds): State<Worlds>, Names(world): Names<String>, Object(body): Object) -> Answer {
    Ok(Json(worlds.explain(&world, &question(body)?)?).into_response())
}

/// `{"instance", "method", "path", "headers", "body", "client"}`; the instance and the path are needed.
fn question(members: Map<String, Value>) -> Result<Question, Refusal> {
    const WHAT: &str = "a call to be explained";
    const INSTANCE: &str = "the name of an instance";
    const PATH: &str = "the path below the instance's base URL, such as /TokenValidity, with its query if it has one";
    const HEADERS: &str = "texts by name, such as {\"Authorization\": \"Bearer ...\"}";
    let mut fields = Fields::of(WHAT, members, &["instance", "method", "path", "headers", "body", "client"])?;
    Ok(Question {
        instance: fields.text("instance", INSTANCE)?.ok_or_else(|| missing(WHAT, "instance", INSTANCE))?,
        method: fields.text("method", "an HTTP method")?,
        path: fields.text("path", PATH)?.ok_or_else(|| missing(WHAT, "path", PATH))?,
        headers: fields.take("headers", HEADERS, |value| serde_json::from_value(value).ok())?.unwrap_or_default(),
        body: fields.text("body", "the body as a text")?.unwrap_or_default(),
        client: fields.parsed("client", "an IP address", |text| text.parse().ok())?,
    })
}
