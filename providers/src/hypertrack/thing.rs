//! Devices, trips and workers, as a user configures them (hypertrack.call.answers).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::account::is_path;

/// The members of one of them, in the order in which they were written.
pub type Thing = Map<String, Value>;

pub(super) fn devices<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[Thing]>, D::Error> {
    named(deserializer, "device_id")
}

pub(super) fn trips<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[Thing]>, D::Error> {
    named(deserializer, "trip_id")
}

/// Things by their ids. One that no path could name is refused here and not at the call.
fn named<'de, D: Deserializer<'de>>(deserializer: D, member: &str) -> Result<Arc<[Thing]>, D::Error> {
    let things = Vec::<Thing>::deserialize(deserializer)?;
    let mut seen = BTreeSet::new();
    for (at, thing) in things.iter().enumerate() {
        let why = match thing.get(member).and_then(Value::as_str) {
            Some(id) if id.contains('/') || !is_path(&format!("/{id}")) => format!("its {member} is none that a path can hold"),
            Some(id) if !seen.insert(id) => format!("its {member} stands twice"),
            Some(_) => continue,
            None => format!("it has no {member} that is a text"),
        };
        return Err(D::Error::custom(format!("number {}: {why}", at + 1)));
    }
    Ok(things.into())
}
