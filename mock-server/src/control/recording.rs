//! A world's recording, over HTTP.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;

use super::aside::aside;
use super::call::{Call, get};
use super::input::Names;
use super::routes::Answer;
use crate::{Recording, Worlds};

pub(super) fn calls() -> Vec<Call> {
    vec![
        get("/worlds/{world}/recording", "record_world", record)
            .says("The world told so that it can be made again, without secrets: what it was made from and all that happened in it.")
            .gives::<Recording>(200),
    ]
}

async fn record(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    Ok(Json(aside(move || worlds.recording(&world)).await?).into_response())
}
