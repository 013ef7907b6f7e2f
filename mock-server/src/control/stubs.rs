//! The stubs of an instance, over the control plane.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;

use super::call::{Call, delete, get, post};
use super::input::{Names, Typed};
use super::routes::Answer;
use crate::{StubSpec, StubView, StubsView, Worlds};

/// Where stubs are listed, given and taken away.
pub(super) fn calls() -> Vec<Call> {
    const STUBS: &str = "/worlds/{world}/instances/{instance}/stubs";
    const STUB: &str = "/worlds/{world}/instances/{instance}/stubs/{stub}";
    vec![
        get(STUBS, "list_stubs", list).says("The instance's stubs, and the states that the world is in.").gives::<StubsView>(200),
        post(STUBS, "add_stub", add).says("Gives the instance a stub.").takes::<StubSpec>().gives::<StubView>(201),
        delete(STUBS, "clear_stubs", clear).says("Takes all stubs away.").gives_nothing(204),
        get(STUB, "show_stub", show).says("One stub, and how often it answered.").gives::<StubView>(200),
        delete(STUB, "remove_stub", remove).says("Takes a stub away.").gives_nothing(204),
    ]
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
