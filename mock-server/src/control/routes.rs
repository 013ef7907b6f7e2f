//! What an administrator can ask for, path by path.

use std::sync::LazyLock;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, middleware};
use http::{StatusCode, header};
use serde_json::{Map, Value, json};

use super::admit::admit;
use super::call::{Call, delete, get, post, put};
use super::fields::{Fields, missing};
use super::input::{Names, Object};
use super::shapes::{ClockChange, Deadlines, ForkSpec, Health, Listed, Outcome, ResetSpec, WorldSpec};
use super::{coverage, explain, faults, journal, openapi as described, recording, spec, stubs, time, verify};
use crate::transport::axum::Refusal;
use crate::{ClockView, StateView, WorldView, Worlds};

const PEM: &str = "application/x-pem-file";

/// The document is the same for all servers of a process.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", described::document(&calls())));

/// What there is, for whoever asked for what there is not.
static PATHS: LazyLock<String> = LazyLock::new(|| {
    let mut paths: Vec<_> = calls().into_iter().map(|call| call.path).collect();
    paths.dedup();
    paths.join(", ")
});

pub(super) type Answer = Result<Response, Refusal>;

/// What serves administrators.
pub(crate) fn administrators(worlds: Worlds) -> Router {
    calls()
        .into_iter()
        .fold(Router::new(), |router, call| router.route(call.path, call.handler))
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(worlds.clone(), admit))
        .with_state(worlds)
}

/// All that can be called, in the order in which a reader meets it.
fn calls() -> Vec<Call> {
    [
        general(),
        of_worlds(),
        of_time(),
        of_instances(),
        stubs::calls(),
        faults::calls(),
        explain::calls(),
        journal::calls(),
        recording::calls(),
        verify::calls(),
        coverage::calls(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn general() -> Vec<Call> {
    vec![
        get("/health", "health", health).says("Says that it serves; asks for no token.").gives::<Health>(200),
        get("/openapi.json", "openapi", openapi).says("This document; asks for no token.").gives::<Map<String, Value>>(200),
    ]
}

fn of_worlds() -> Vec<Call> {
    vec![
        get("/worlds", "list_worlds", list).says("Lists the worlds.").gives::<Listed>(200),
        put("/worlds/{world}", "create_world", create)
            .says("Makes a world (201), or replaces it with all that happened in it (200).")
            .takes::<WorldSpec>()
            .gives::<WorldView>(200)
            .gives::<WorldView>(201),
        get("/worlds/{world}", "show_world", show).says("Says how to reach a world and with what.").gives::<WorldView>(200),
        delete("/worlds/{world}", "remove_world", remove).says("Removes a world; `default` stays.").gives_nothing(204),
        post("/worlds/{world}/reset", "reset_world", reset)
            .says("Back to how the world was made: same seed, same start of its clock.")
            .takes::<ResetSpec>()
            .gives::<WorldView>(200),
        post("/worlds/{world}/fork", "fork_world", fork)
            .says("Makes a copy with state, dice and clock that goes its own way.")
            .takes::<ForkSpec>()
            .gives::<WorldView>(201),
        get("/worlds/{world}/state", "show_state", state).says("Shows everything in a world.").gives::<StateView>(200),
    ]
}

fn of_time() -> Vec<Call> {
    vec![
        get("/worlds/{world}/clock", "show_clock", clock).says("Tells the time in a world.").gives::<ClockView>(200),
        post("/worlds/{world}/clock", "change_clock", change_clock)
            .says("Moves a world's clock, or changes its pace.")
            .takes::<ClockChange>()
            .gives::<ClockView>(200),
        get("/worlds/{world}/deadlines", "list_deadlines", deadlines)
            .says("Lists every instant at which something will change by itself.")
            .gives::<Deadlines>(200),
    ]
}

fn of_instances() -> Vec<Call> {
    vec![
        post("/worlds/{world}/instances/{instance}/actions/{action}", "act", act)
            .says("Does what an administrator does; the action's arguments are the body.")
            .takes::<Map<String, Value>>()
            .gives::<Outcome>(200),
        get("/worlds/{world}/instances/{instance}/jwks.json", "show_jwks", jwks)
            .says("The key that signs an instance's tokens, as a JWK Set.")
            .gives::<Map<String, Value>>(200),
        get("/worlds/{world}/instances/{instance}/public-key.pem", "show_public_key", public_key)
            .says("The key that signs an instance's tokens, in PEM.")
            .gives_text(200, PEM),
    ]
}

async fn health() -> Response {
    Json(json!({"status": "serving"})).into_response()
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
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
    Ok(([(header::CONTENT_TYPE, PEM)], worlds.public_key(&world, &instance)?.pem).into_response())
}

async fn unknown_path(request: Request) -> Refusal {
    let message = format!("the control plane has nothing at `{}`; it has {}", request.uri().path(), *PATHS);
    Refusal::new(StatusCode::NOT_FOUND, "unknown_path", message)
}

async fn wrong_method(request: Request) -> Refusal {
    let message = format!("`{}` does not take {}; the header Allow lists what it takes", request.uri().path(), request.method());
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message)
}
