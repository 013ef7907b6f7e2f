//! Curves of a server.

use std::time::Duration;

use serde_json::{Value, json};

use crate::data::{Curve, median};
use crate::failure::Result;
use crate::load::{self, Load, Outcome};
use crate::measure::worlds::messages;
use crate::measure::{Plan, number};
use crate::message::{self, Message, Traffic};
use crate::server::{Server, Standin};

const CPU: &str = "CPU of a call, × the limit";
/// A point is the median of so many turns.
const TURNS: u32 = 5;
/// So many slices has the curve of requests.
const SLICES: u32 = 10;

/// One point of a curve: so many, and the server that has so many.
struct Point {
    x: u32,
    server: Server,
    connections: u32,
    messages: Vec<Message>,
}

impl Point {
    /// On the usual number of connections.
    fn of(x: u32, server: Server, messages: Vec<Message>) -> Self {
        Self { x, server, connections: 64, messages }
    }

    /// The authenticated call.
    fn call(x: u32, standin: &Standin) -> Result<Self> {
        let server = standin.start()?;
        let messages = vec![Traffic::Call.message(&server.instances)?];
        Ok(Self::of(x, server, messages))
    }
}

/// As calls go by.
pub(super) fn requests(plan: &Plan) -> Result<Curve> {
    let point = Point::call(0, &Standin::for_calls(&plan.standin))?;
    let limit = limit()?;
    let mut curve = Curve::new("requests", "calls answered before", CPU);
    let slice = plan.many / u64::from(SLICES);
    turn(plan, &point)?;
    for at in 0..SLICES {
        let beside = turn(plan, &limit)?.cpu_per_request();
        let load = Load { requests: slice, ..load(plan, &point) };
        curve.points.push((number(slice) * f64::from(at + 1), load::run(load, &point.messages)?.cpu_per_request() / beside));
    }
    Ok(curve)
}

/// As more clients stay connected.
pub(super) fn connections(plan: &Plan) -> Result<Curve> {
    let standin = Standin::for_calls(&plan.standin);
    let point = |connections| Ok(Point { connections, ..Point::call(connections, &standin)? });
    turns(plan, Curve::new("connections", "connections", CPU), [1, 4, 16, 64, 256, 768].map(point))
}

/// Calls of many worlds in turn.
pub(super) fn worlds(plan: &Plan) -> Result<Curve> {
    let standin = Standin::for_calls(&plan.standin);
    let point = |worlds| {
        let server = standin.start()?;
        let messages = messages(&server, worlds)?;
        Ok(Point::of(worlds, server, messages))
    };
    turns(plan, Curve::new("worlds", "worlds, each called in turn", CPU), WORLDS.map(point))
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
    let point = |instances| {
        let mut standin = Standin::for_calls(&plan.standin);
        for number in 1..instances {
            standin = standin.with(&["--instance", &format!("other{number}=hyper")]);
        }
        Point::call(instances, &standin)
    };
    turns(plan, Curve::new("instances", "instances", CPU), [1, 10, 100, 1_000].map(point))
}

/// A call that looks for one entity, the last one. A configuration holds not many more.
pub(super) fn entities(plan: &Plan) -> Result<Curve> {
    let point = |entities| {
        let all: Vec<Value> = (1..=entities).map(entity).collect();
        let server = Standin::for_calls(&plan.standin).with_settings(json!({"entities": all})).start()?;
        let body = json!({"phone": entity(entities)["phones"][0]}).to_string();
        let bearer = format!("Bearer {}", message::credential(&server.instances, "call", "access_token")?);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let messages = vec![message::post("/call/Does_Entity_Exist_Json", &headers, &body, 200)];
        Ok(Point::of(entities, server, messages))
    };
    let name = "CPU of a call that looks for the last entity, × the limit, an entity";
    let mut curve = turns(plan, Curve::new("entities", "entities", name), [1, 100, 300, 1_000].map(point))?;
    // What the call itself costs is no entity's.
    let (_, call) = curve.points.remove(0);
    for (entities, cpu) in &mut curve.points {
        *cpu = (*cpu - call) / *entities;
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
    let point = |entries: u32| {
        let standin = Standin::for_calls(&plan.standin).with(&["--journal-entries", &entries.to_string(), "--journal-bytes", "512MiB"]);
        let point = Point::call(entries, &standin)?;
        load::run(Load { requests: u64::from(entries), time: FILLED, ..load(plan, &point) }, &point.messages)?;
        Ok(point)
    };
    turns(plan, Curve::new("journal", "entries that the journal holds", CPU), [10, 100, 1_000, 10_000, 100_000].map(point))
}

/// A journal is full by then.
const FILLED: Duration = Duration::from_mins(2);

fn limit() -> Result<Point> {
    Ok(Point::of(0, Server::beside("limit", "axum")?, vec![message::limit_call()]))
}

/// All points and the limit take turns, so that what else the machine does concerns all. The first round warms up.
fn turns<const N: usize>(plan: &Plan, mut curve: Curve, points: [Result<Point>; N]) -> Result<Curve> {
    let points = points.into_iter().collect::<Result<Vec<_>>>()?;
    let limit = limit()?;
    let mut multiples = vec![Vec::new(); points.len()];
    for round in 0..=TURNS {
        let beside = turn(plan, &limit)?.cpu_per_request();
        for (point, multiples) in points.iter().zip(&mut multiples) {
            let multiple = turn(plan, point)?.cpu_per_request() / beside;
            if round > 0 {
                multiples.push(multiple);
            }
        }
    }
    curve.points = points.iter().zip(multiples).map(|(point, multiples)| (f64::from(point.x), median(multiples))).collect();
    Ok(curve)
}

fn load(plan: &Plan, point: &Point) -> Load {
    let Point { server, connections, .. } = point;
    Load { address: server.address, process: server.process(), connections: *connections, requests: plan.requests, time: plan.time }
}

fn turn(plan: &Plan, point: &Point) -> Result<Outcome> {
    load::run(load(plan, point), &point.messages)
}
