//! The faults of a world and their receipts, over the control plane.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::{Call, delete, get, post};
use super::fields::Fields;
use super::input::{Names, Object, Typed};
use super::routes::Answer;
use crate::{FaultReceipt, FaultSpec, Worlds};

/// Where faults are planted, listed, verified and removed.
pub(super) fn calls() -> Vec<Call> {
    const FAULTS: &str = "/worlds/{world}/faults";
    const FAULT: &str = "/worlds/{world}/faults/{fault}";
    vec![
        get(FAULTS, "list_faults", list).says("The receipts of all faults of the world.").gives::<FaultsView>(200),
        post(FAULTS, "plant_fault", plant).says("Plants a fault.").takes::<FaultSpec>().gives::<FaultReceipt>(201),
        delete(FAULTS, "clear_faults", clear).says("Removes all faults.").gives_nothing(204),
        post("/worlds/{world}/faults/verify", "verify_faults", verify)
            .says("Whether every fault struck; 409 with those that never did.")
            .gives::<FaultsVerified>(200)
            .gives::<FaultsVerified>(409),
        get(FAULT, "show_fault", show).says("The receipt of one fault.").gives::<FaultReceipt>(200),
        delete(FAULT, "remove_fault", remove).says("Removes a fault and gives its last receipt.").gives::<FaultReceipt>(200),
    ]
}

/// The receipts of all faults.
#[derive(Serialize, JsonSchema)]
struct FaultsView {
    faults: Vec<FaultReceipt>,
}

/// The receipts of all faults, and of those that never struck.
#[derive(Serialize, JsonSchema)]
struct FaultsVerified {
    unfired: Vec<FaultReceipt>,
    faults: Vec<FaultReceipt>,
}

async fn list(State(worlds): State<Worlds>, Names(world): Names<String>) -> Answer {
    Ok(Json(FaultsView { faults: worlds.faults(&world)? }).into_response())
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
    Ok((status, Json(FaultsVerified { unfired, faults: worlds.faults(&world)? })).into_response())
}
