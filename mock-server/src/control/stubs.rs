//! The stubs of an instance, over the control plane.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;

use super::input::{Names, Typed};
use crate::transport::axum::Refusal;
use crate::{StubSpec, Worlds};

type Answer = Result<Response, Refusal>;

/// Where stubs are listed, given and taken away.
pub(super) fn routes() -> Router<Worlds> {
    Router::new()
        .route("/worlds/{world}/instances/{instance}/stubs", get(list).post(add).delete(clear))
        .route("/worlds/{world}/instances/{instance}/stubs/{stub}", get(show).delete(remove))
}

async fn list(State(worlds): State<Worlds>, Names((world, instance)): Names<(String, String)>) -> Answer {
    Ok(Json(worlds.stubs(&world, &instance)?).into_response())
}

async fn add(State(worlds): State<Worlds>, Names((world, instance)): Names<(String, String)>, Typed(spec): Typed<StubSpec>) -> Answer {
    Ok((StatusCode::CREATED, Json(worlds.add_stub(&world, &instance, spec)?)).into_response())
}

async fn clear(State(worlds): State<Worlds>, Names((world, instance)): Names<(String, String)>) -> Answer {
    worlds.clear_stubs(&world, &instance)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn show(State(worlds): State<Worlds>, Names((world, instance, stub)): Names<(String, String, String)>) -> Answer {
    Ok(Json(worlds.stub(&world, &instance, &stub)?).into_response())
}

async fn remove(State(worlds): State<Worlds>, Names((world, instance, stub)): Names<(String, String, String)>) -> Answer {
    worlds.remove_stub(&world, &instance, &stub)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
