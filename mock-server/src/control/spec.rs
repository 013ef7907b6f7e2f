//! Reads what a world is to be made from.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fields::{Fields, missing, unreadable};
use super::time::{MOMENT, pace};
use crate::transport::axum::Refusal;
use crate::{ClockSpec, InstanceSpec, WorldSpec};

const STRICT: &str = "true or false";

/// `{"seed", "clock", "port", "client_address", "strict", "instances", "faults"}`, all optional.
pub(super) fn world(members: Map<String, Value>) -> Result<WorldSpec, Refusal> {
    let mut fields = Fields::of("a world", members, &["seed", "clock", "port", "client_address", "strict", "instances", "faults"])?;
    Ok(WorldSpec {
        seed: fields.take("seed", &format!("a whole number from 0 to {}", u64::MAX), |value| value.as_u64())?,
        clock: fields.object("clock")?.map(clock).transpose()?,
        port: fields.take("port", "a port from 1 to 65535, or 0 for any that is free", |value| value.as_u64()?.try_into().ok())?,
        client_address: fields.parsed("client_address", "peer or header", |text| text.parse().ok())?,
        strict: fields.take("strict", STRICT, |value| value.as_bool())?,
        instances: fields.object("instances")?.map(instances).transpose()?,
        faults: list(&mut fields, "faults", "faults")?,
    })
}

/// `{"mode", "rate", "at"}`.
fn clock(members: Map<String, Value>) -> Result<ClockSpec, Refusal> {
    let mut fields = Fields::of("a world's clock", members, &["mode", "rate", "at"])?;
    let at = fields.parsed("at", MOMENT, |text| text.parse().ok())?;
    let pace = pace(&mut fields)?.unwrap_or_default();
    Ok(ClockSpec { pace, at })
}

fn instances(members: Map<String, Value>) -> Result<BTreeMap<String, InstanceSpec>, Refusal> {
    let mut fields = Fields::of("instances", members.clone(), &members.keys().map(String::as_str).collect::<Vec<_>>())?;
    members.keys().filter_map(|name| fields.object(name).map(|found| found.map(|found| (name.clone(), found))).transpose()).map(instance).collect()
}

/// `{"api", "mount", "settings", "deviation", "strict", "stubs"}`; the API is needed.
fn instance(named: Result<(String, Map<String, Value>), Refusal>) -> Result<(String, InstanceSpec), Refusal> {
    let (name, members) = named?;
    let mut fields = Fields::of("an instance", members, &["api", "mount", "settings", "deviation", "strict", "stubs"])?;
    let names = providers::CATALOGUE.iter().map(|api| api.name()).collect::<Vec<_>>().join(", ");
    let allowed = format!("the name of an API: {names}");
    let spec = InstanceSpec {
        api: fields.text("api", &allowed)?.ok_or_else(|| missing(&format!("the instance `{name}`"), "api", &allowed))?,
        mount: fields.text("mount", "a path such as /api/v1")?,
        settings: fields.object("settings")?.unwrap_or_default(),
        deviation: fields.text("deviation", "the name of a deviation")?,
        strict: fields.take("strict", STRICT, |value| value.as_bool())?,
        stubs: list(&mut fields, "stubs", &format!("instances.{name}.stubs"))?,
    };
    Ok((name, spec))
}

/// A list whose members serde reads; an error says which of them is wrong.
fn list<T: DeserializeOwned>(fields: &mut Fields, name: &str, at: &str) -> Result<Vec<T>, Refusal> {
    let members = fields.take(name, "a list: [...]", |value| if let Value::Array(members) = value { Some(members) } else { None })?;
    let read = |(index, member)| serde_json::from_value(member).map_err(|error| unreadable(&format!("{at}[{index}]"), &error));
    members.unwrap_or_default().into_iter().enumerate().map(read).collect()
}
