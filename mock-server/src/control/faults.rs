//! The faults of a world and their receipts, over the control plane.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::json;

use super::fields::Fields;
use super::input::{Names, Object, Typed};
use crate::transport::axum::Refusal;
use crate::{FaultSpec, Worlds};

type Answer = Result<Response, Refusal>;

/// Where faults are planted, listed, verified and removed.
pub(super) fn routes() -> Router<Worlds> {
    Router::new()
        .route("/worlds/{world}/faults", get(list).post(plant).delete(clear))
        .route("/worlds/{world}/faults/verify", post(verify))
        .route("/worlds/{world}/faults/{fault}", get(show).delete(remove))
}

async fn list(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    Ok(Json(json!({"faults": worlds.faults(&world)?})).into_response())
}

async fn plant(State(worlds): State<Worlds>, Names(world): Names<String>, Typed(spec): Typed<FaultSpec>) -> Answer {
    Ok((StatusCode::CREATED, Json(worlds.plant_fault(&world, spec)?)).into_response())
}

async fn clear(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    worlds.clear_faults(&world)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn show(State(worlds): State<Worlds>, Names((world, fault)): Names<(String, String)>) -> Answer {
    Ok(Json(worlds.fault(&world, &fault)?).into_response())
}

/// The last receipt is the answer, because after this there is none to ask for.
async fn remove(State(worlds): State<Worlds>, Names((world, fault)): Names<(String, String)>) -> Answer {
    Ok(Json(worlds.remove_fault(&world, &fault)?).into_response())
}

/// 200 where every fault struck, 409 with those that never did.
async fn verify(State(worlds): State<Worlds>, Names(world): Names<String>, Object(body): Object) -> Answer {
    Fields::of("a verification of faults", body, &[])?;
    let unfired = worlds.unfired_faults(&world)?;
    let status = if unfired.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    Ok((status, Json(json!({"unfired": unfired, "faults": worlds.faults(&world)?}))).into_response())
}
