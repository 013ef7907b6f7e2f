//! The administrator: moves time, makes worlds, plants faults there and fires them, and drops the worlds.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};

use super::run::Plan;
use crate::failure::{Failure, Result};
use crate::load::Connection;
use crate::message::{Message, Traffic, request};

/// Between two worlds: ten a second at most.
const PAUSE: Duration = Duration::from_millis(100);
/// The tokens of the clients live for 48 hours, of which a day may pass by itself.
const MOVED_AT_MOST: Duration = Duration::from_hours(20);

/// Works until the run is over, and says how many worlds there were.
pub(super) async fn work(control: SocketAddr, plan: Plan) -> Result<u64> {
    let mut connection = Connection::open(control).await?;
    let turns = (plan.time.as_millis() / PAUSE.as_millis()).max(1);
    let advance = json!({"advance": format!("{}ms", (MOVED_AT_MOST.as_millis() / turns).clamp(1, 1_000))});
    let mut worlds = 0;
    while plan.window().is_some() {
        tell(&mut connection, "POST", "/worlds/default/clock", &advance, 200).await?;
        world(&mut connection, &format!("/worlds/soak-{worlds}")).await?;
        worlds += 1;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(worlds)
}

/// A world's life: a call, two faults that strike, the end of its token, its end.
async fn world(control: &mut Connection, world: &str) -> Result<()> {
    let made = tell(control, "PUT", world, &json!({}), 201).await?;
    let call = Traffic::Call.message(&made["instances"])?;
    let address = crate::message::url(&made["instances"], "call")?.trim_start_matches("http://").split('/').next().and_then(|it| it.parse().ok());
    let address: SocketAddr = address.ok_or_else(|| Failure::told("a new world does not say where it is"))?;
    let mut client = Connection::open(address).await?;
    client.ask(&call).await?;
    let faults = format!("{world}/faults");
    tell(control, "POST", &faults, &json!({"name": "busy", "effect": {"status": {"code": 503}}, "times": 1}), 201).await?;
    client.ask(&Message { status: 503, ..call.clone() }).await?;
    tell(control, "POST", &faults, &json!({"name": "lost", "effect": "reset", "times": 1}), 201).await?;
    if client.ask(&call).await.is_ok() {
        return Err(Failure::told("a call was answered whose connection was to be reset"));
    }
    tell(control, "POST", &format!("{faults}/verify"), &json!({}), 200).await?;
    tell(control, "POST", &format!("{world}/clock"), &json!({"advance": "49h"}), 200).await?;
    Connection::open(address).await?.ask(&Message { status: 401, ..call }).await?;
    tell(control, "GET", &format!("{world}/journal"), &Value::Null, 200).await?;
    tell(control, "DELETE", world, &Value::Null, 204).await?;
    Ok(())
}

async fn tell(control: &mut Connection, method: &str, path: &str, body: &Value, status: u16) -> Result<Value> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = control.ask(&request(method, path, &[("content-type", "application/json")], &body, status)).await?;
    if answer.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(answer).map_err(|error| Failure::told(format!("what the control plane says at {path} cannot be read: {error}")))
}
