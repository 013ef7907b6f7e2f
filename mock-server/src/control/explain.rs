//! Why an answer came, asked over HTTP.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;
use serde_json::{Map, Value};

use super::aside::aside;
use super::call::{Call, post};
use super::fields::{Fields, missing};
use super::input::{Names, Object};
use super::routes::Answer;
use super::shapes::Explained;
use crate::transport::axum::Refusal;
use crate::{Explanation, Question, Worlds};

pub(super) fn calls() -> Vec<Call> {
    vec![
        post("/worlds/{world}/explain", "explain", explain)
            .says("Says why a call would be answered as it would be now, or why one of the journal was, and what would turn a refusal.")
            .takes::<Explained>()
            .gives::<Explanation>(200),
    ]
}

async fn explain(State(worlds): State<Worlds>, Names(world): Names<String>, Object(body): Object) -> Answer {
    let explanation = if body.contains_key("id") {
        let id = number(body)?;
        aside(move || worlds.explain_call(&world, id)).await?
    } else {
        let question = question(body)?;
        aside(move || worlds.explain(&world, &question)).await?
    };
    Ok(Json(explanation).into_response())
}

/// `{"id"}` alone: the call is in the journal.
fn number(members: Map<String, Value>) -> Result<u64, Refusal> {
    const ID: &str = "the number of a call of the journal";
    if let Some(other) = members.keys().find(|name| *name != "id") {
        let message = format!("a call of the journal is explained by its `id` alone; leave `{other}` out");
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_question", message));
    }
    Fields::of("a call of the journal", members, &["id"])?.take("id", ID, |value| value.as_u64())?.ok_or_else(|| missing("it", "id", ID))
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
