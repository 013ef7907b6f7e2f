//! Takes values out of an answer, as they are and as they may be shown.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json_path::JsonPath;

use super::capture::Raw;
use super::fill::{Filled, Stop, Values};
use crate::scenario::Step;
use crate::transcript::{Event, Fault, Received};

/// An answer, or what an administrator saw, in both forms.
pub(super) struct Found<'a> {
    pub(super) headers: Option<(&'a Raw, &'a Received)>,
    pub(super) actual: Option<&'a Value>,
    pub(super) shown: Option<&'a Value>,
}

/// Keeps what the step wants to keep; what is not there is written down.
pub(super) fn keep(step: &Step, found: &Found<'_>, values: &mut Values, event: &mut Event) -> Result<(), Stop> {
    for (name, place) in &step.keep {
        match look(found, &place.value)? {
            Some((filled, value)) => {
                values.missing.remove(name);
                values.kept.insert(name.clone(), filled);
                event.kept.insert(name.clone(), value);
            }
            None => {
                values.kept.remove(name);
                values.missing.insert(name.clone(), place.value.clone());
                event.missing.insert(name.clone(), place.value.clone());
            }
        }
    }
    Ok(())
}

fn look(found: &Found<'_>, place: &str) -> Result<Option<(Filled, Value)>, Stop> {
    if let Some(header) = place.strip_prefix("header ") {
        return Ok(found.headers.and_then(|(raw, received)| {
            let actual = raw.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header.trim()))?.1.clone();
            let shown = received.header(header.trim()).next()?.to_owned();
            Some((Filled { actual, shown: shown.clone() }, Value::String(shown)))
        }));
    }
    let path = JsonPath::parse(place).map_err(|error| Stop::new(Fault::Tool, format!("`{place}` is no JSON path: {error}")))?;
    let (Some(actual), Some(shown)) = (found.actual, found.shown) else { return Ok(None) };
    let nodes = path.query_located(actual);
    let Some(node) = nodes.first() else { return Ok(None) };
    let renamed = shown.pointer(&node.location().to_json_pointer()).unwrap_or(&Value::Null).clone();
    Ok(Some((Filled { actual: text(node.node()), shown: text(&renamed) }, renamed)))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The moments that were kept, by name.
pub(super) type Moments = BTreeMap<String, crate::transcript::Interval>;
