//! Curves of a server.

use serde_json::{Value, json};

use crate::data::{Curve, median};
use crate::failure::Result;
use crate::load::{self, Load, Outcome};
use crate::measure::worlds::messages;
use crate::measure::{Plan, number};
use crate::message::{self, Message, Traffic};
use crate::server::{Server, Standin};

const CPU: &str = "µs of CPU a call";
/// A point is the median of so many turns.
const TURNS: u32 = 3;
/// So many slices has the curve of requests.
const SLICES: u32 = 10;

/// As calls go by.
pub(super) fn requests(plan: &Plan) -> Result<Curve> {
    let server = Standin::for_calls(&plan.standin).start()?;
    let messages = [Traffic::Call.message(&server.instances)?];
    let mut curve = Curve::new("requests", "calls answered before", CPU);
    let slice = plan.many / u64::from(SLICES);
    turn(plan, &server, 64, &messages)?;
    for at in 0..SLICES {
        let load = Load { requests: slice, ..load(plan, &server, 64) };
        curve.points.push((number(slice) * f64::from(at + 1), load::run(load, &messages)?.cpu_per_request()));
    }
    Ok(curve)
}

/// As more clients stay connected.
pub(super) fn connections(plan: &Plan) -> Result<Curve> {
    let server = Standin::for_calls(&plan.standin).start()?;
    let messages = [Traffic::Call.message(&server.instances)?];
    let mut curve = Curve::new("connections", "connections", CPU);
    for connections in [1, 4, 16, 64, 256, 768] {
        curve.points.push((f64::from(connections), cpu(plan, &server, connections, &messages)?));
    }
    Ok(curve)
}

/// Calls of one world, as others come to be beside it.
pub(super) fn worlds(plan: &Plan) -> Result<Curve> {
    let mut curve = Curve::new("worlds", "worlds, each called in turn", CPU);
    for worlds in WORLDS {
        let server = Standin::for_calls(&plan.standin).start()?;
        let messages = messages(&server, worlds)?;
        curve.points.push((f64::from(worlds), cpu(plan, &server, 64, &messages)?));
    }
    Ok(curve)
}

/// Beyond the first world, which the program itself would hide.
pub(super) fn memory_of_worlds(plan: &Plan) -> Result<Curve> {
    let server = Standin::for_calls(&plan.standin).start()?;
    let one = number(server.memory()?.resident);
    let mut curve = Curve::new("memory of worlds", "worlds", "KiB a world");
    let mut known = 1;
    for worlds in WORLDS.into_iter().filter(|worlds| *worlds >= 1_000) {
        server.make_worlds(known..worlds)?;
        known = worlds;
        let more = number(server.memory()?.resident) - one;
        curve.points.push((f64::from(worlds), more / 1024.0 / f64::from(worlds - 1)));
    }
    Ok(curve)
}

const WORLDS: [u32; 6] = [2, 10, 100, 1_000, 10_000, 100_000];

/// Calls of one instance, as others stand beside it.
pub(super) fn instances(plan: &Plan) -> Result<Curve> {
    let mut curve = Curve::new("instances", "instances", CPU);
    for instances in [1, 10, 100, 1_000] {
        let mut standin = Standin::for_calls(&plan.standin);
        for number in 1..instances {
            standin = standin.with(&["--instance", &format!("other{number}=hyper")]);
        }
        let server = standin.start()?;
        let messages = [Traffic::Call.message(&server.instances)?];
        curve.points.push((f64::from(instances), cpu(plan, &server, 64, &messages)?));
    }
    Ok(curve)
}

/// A call that looks for one entity, the last one.
pub(super) fn entities(plan: &Plan) -> Result<Curve> {
    let mut curve = Curve::new("entities", "entities", "µs of CPU a call that looks for the last of them");
    for entities in [1_u32, 10, 100, 1_000, 10_000] {
        let all: Vec<Value> = (1..=entities).map(entity).collect();
        let server = Standin::for_calls(&plan.standin).with_settings(json!({"entities": all})).start()?;
        let looks = entity(entities);
        let body = json!({"phone": looks["phones"][0]}).to_string();
        let bearer = format!("Bearer {}", message::credential(&server.instances, "call", "access_token")?);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let messages = [message::post("/call/Does_Entity_Exist_Json", &headers, &body, 200)];
        curve.points.push((f64::from(entities), cpu(plan, &server, 64, &messages)?));
    }
    Ok(curve)
}

fn entity(number: u32) -> Value {
    json!({
        "entity_number": number, "full_name": format!("Client {number}"), "email": format!("client{number}@example.com"),
        "phones": [format!("05{number:08}")], "id_number": format!("{number:09}"), "country": "IL",
    })
}

/// Calls, as the journal that holds them is longer; it is full before anything counts.
pub(super) fn journal(plan: &Plan) -> Result<Curve> {
    let mut curve = Curve::new("journal", "entries that the journal holds", CPU);
    for entries in [10, 100, 1_000, 10_000, 100_000] {
        let standin = Standin::for_calls(&plan.standin).with(&["--journal-entries", &entries.to_string(), "--journal-bytes", "512MiB"]);
        let server = standin.start()?;
        let messages = [Traffic::Call.message(&server.instances)?];
        load::run(Load { requests: entries, ..load(plan, &server, 64) }, &messages)?;
        curve.points.push((number(entries), cpu(plan, &server, 64, &messages)?));
    }
    Ok(curve)
}

fn load(plan: &Plan, server: &Server, connections: u32) -> Load {
    Load { address: server.address, process: server.process(), connections, requests: plan.requests, time: plan.time }
}

/// One turn that warms up, and the median of those after it.
fn cpu(plan: &Plan, server: &Server, connections: u32, messages: &[Message]) -> Result<f64> {
    let turns = (0..=TURNS).map(|_| turn(plan, server, connections, messages)).collect::<Result<Vec<_>>>()?;
    Ok(median(turns.iter().skip(1).map(Outcome::cpu_per_request)))
}

fn turn(plan: &Plan, server: &Server, connections: u32, messages: &[Message]) -> Result<Outcome> {
    load::run(load(plan, server, connections), messages)
}
