//! A world's recording, over HTTP.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::{Map, Value};

use super::aside::aside;
use super::call::{Call, get};
use super::input::Names;
use super::routes::Answer;
use crate::Worlds;

pub(super) fn calls() -> Vec<Call> {
    vec![
        get("/worlds/{world}/recording", "record_world", record)
            .says("The world told so that it can be made again, without secrets; to be kept whole, and read by `standin replay`.")
            .gives::<Map<String, Value>>(200),
    ]
}

async fn record(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    Ok(Json(aside(move || worlds.recording(&world)).await?).into_response())
}
