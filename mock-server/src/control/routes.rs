//! What an administrator can ask for, path by path.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router, middleware};
use http::{StatusCode, header};
use serde_json::json;

use super::admit::admit;
use super::fields::{Fields, missing};
use super::input::{Names, Object};
use super::{spec, time};
use crate::Worlds;
use crate::transport::axum::Refusal;

type Answer = Result<Response, Refusal>;

/// What serves administrators.
pub(crate) fn administrators(worlds: Worlds) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/worlds", get(list))
        .route("/worlds/{world}", put(create).get(show).delete(remove))
        .route("/worlds/{world}/reset", post(reset))
        .route("/worlds/{world}/fork", post(fork))
        .route("/worlds/{world}/clock", get(clock).post(change_clock))
        .route("/worlds/{world}/deadlines", get(deadlines))
        .route("/worlds/{world}/state", get(state))
        .route("/worlds/{world}/instances/{instance}/actions/{action}", post(act))
        .route("/worlds/{world}/instances/{instance}/jwks.json", get(jwks))
        .route("/worlds/{world}/instances/{instance}/public-key.pem", get(public_key))
        .merge(super::journal::routes())
        .merge(super::verify::routes())
        .merge(super::coverage::routes())
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(worlds.clone(), admit))
        .with_state(worlds)
}

async fn health() -> Response {
    Json(json!({"status": "serving"})).into_response()
}

async fn list(State(worlds): State<Worlds>) -> Response {
    Json(json!({"worlds": worlds.list()})).into_response()
}

/// Makes a world or replaces it.
async fn create(State(worlds): State<Worlds>, Names(world): Names<String>, Object(body): Object) -> Answer {
    let status = if worlds.contains(&world) { StatusCode::OK } else { StatusCode::CREATED };
    let view = worlds.create(&world, &spec::world(body)?)?;
    Ok((status, Json(view)).into_response())
}

async fn show(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    Ok(Json(worlds.view(&world)?).into_response())
}

async fn remove(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    worlds.remove(&world)?.closed().await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn reset(State(worlds): State<Worlds>, Names(world): Names<String>, Object(body): Object) -> Answer {
    Fields::of("a reset", body, &[])?;
    Ok(Json(worlds.reset(&world)?).into_response())
}

async fn fork(State(worlds): State<Worlds>, Names(world): Names<String>, Object(body): Object) -> Answer {
    const NAME: &str = "the copy's name, a text";
    let mut fields = Fields::of("a fork", body, &["name"])?;
    let name = fields.text("name", NAME)?.ok_or_else(|| missing("a fork", "name", NAME))?;
    Ok((StatusCode::CREATED, Json(worlds.fork(&world, &name)?)).into_response())
}

async fn clock(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    Ok(Json(worlds.clock(&world)?).into_response())
}

async fn change_clock(State(worlds): State<Worlds>, Names(world): Names<String>, Object(body): Object) -> Answer {
    Ok(Json(worlds.change_clock(&world, time::change(body)?)?).into_response())
}

async fn deadlines(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    Ok(Json(json!({"deadlines": worlds.deadlines(&world)?})).into_response())
}

async fn state(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    Ok(Json(worlds.state(&world)?).into_response())
}

async fn act(State(worlds): State<Worlds>, Names((world, instance, action)): Names<(String, String, String)>, Object(body): Object) -> Answer {
    Ok(Json(worlds.act(&world, &instance, &action, &body)?).into_response())
}

async fn jwks(State(worlds): State<Worlds>, Names((world, instance)): Names<(String, String)>) -> Answer {
    Ok(Json(worlds.public_key(&world, &instance)?.jwks).into_response())
}

async fn public_key(State(worlds): State<Worlds>, Names((world, instance)): Names<(String, String)>) -> Answer {
    Ok(([(header::CONTENT_TYPE, "application/x-pem-file")], worlds.public_key(&world, &instance)?.pem).into_response())
}

async fn unknown_path(request: Request) -> Refusal {
    let message = format!(
        "the control plane has nothing at `{}`; it has /health, /worlds, /worlds/WORLD and below that /reset, /fork, /clock, /deadlines, \
         /state, /journal, /verify, /coverage and /instances/INSTANCE with /actions/ACTION, /jwks.json and /public-key.pem",
        request.uri().path()
    );
    Refusal::new(StatusCode::NOT_FOUND, "unknown_path", message)
}

async fn wrong_method(request: Request) -> Refusal {
    let message = format!("`{}` does not take {}; the header Allow lists what it takes", request.uri().path(), request.method());
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message)
}
