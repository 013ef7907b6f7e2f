//! The calls behind the authentication, answered from the configuration (hypertrack.call.answers).

use serde_json::{Value, json};

use super::replies::{error, json_answer, unprocessable};
use super::route::function;
use crate::hypertrack::rules::clause;
use crate::hypertrack::settings::{Pagination, Settings};
use crate::hypertrack::thing::Thing;
use crate::{Answer, Authorised};

/// The answer to an authorised call.
pub(in crate::hypertrack) fn stub(settings: &Settings, authorised: &Authorised) -> Answer {
    let input = &authorised.input;
    let mut answer = match authorised.function.as_str() {
        function::DEVICES => list(settings, &settings.devices, input),
        function::TRIPS => list(settings, &settings.trips, input),
        function::WORKERS => list(settings, &settings.workers, input),
        function::DEVICE => device(settings, input).map_or_else(|| no_device(settings), shown),
        function::TRIP => trip(settings, input).map_or_else(|| no_trip(settings), shown),
        function::NEW_TRIP => new_trip(settings, input),
        function::COMPLETE_TRIP => complete(settings, input),
        function::TRACKING => shown(&Thing::from_iter([("id".to_owned(), input.get("id").cloned().unwrap_or_default())])),
        other => view(settings, other).unwrap_or_else(|| error(settings, 404, "not_found", "Not found", "There is no such call.")),
    };
    answer.clauses.insert(0, clause::ANSWERS);
    answer
}

fn shown(thing: &Thing) -> Answer {
    json_answer(200, &Value::Object(thing.clone()), Vec::new())
}

/// The bare list, or an object with data and links (hypertrack.call.pagination).
fn list(settings: &Settings, things: &[Thing], input: &Thing) -> Answer {
    let paged = match (input.get("pagination").and_then(Value::as_str), settings.pagination) {
        (Some("0"), _) | (None, Pagination::Off) => Pagination::Off,
        (Some("1"), _) | (None, Pagination::On) => Pagination::On,
        (Some(_), _) => return unprocessable(settings, "pagination is 0 or 1"),
    };
    let body = match paged {
        Pagination::Off => json!(things),
        Pagination::On => json!({"data": things, "links": {}}),
    };
    json_answer(200, &body, vec![clause::PAGINATION])
}

fn view(settings: &Settings, function: &str) -> Option<Answer> {
    let path = function.strip_prefix("GET ")?;
    let view = settings.views.iter().find(|view| view.path == path)?;
    let body = match &view.body {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let content_type = if view.body.is_string() { "text/html; charset=utf-8" } else { "application/json" };
    Some(Answer::of(content_type, 200, body.into_bytes(), vec![clause::VIEWS]))
}

fn find<'a>(things: &'a [Thing], input: &Thing, name: &str) -> Option<&'a Thing> {
    let id = input.get(name)?;
    things.iter().find(|thing| thing.get(name) == Some(id))
}

fn device<'a>(settings: &'a Settings, input: &Thing) -> Option<&'a Thing> {
    find(&settings.devices, input, "device_id")
}

fn trip<'a>(settings: &'a Settings, input: &Thing) -> Option<&'a Thing> {
    find(&settings.trips, input, "trip_id")
}

fn no_device(settings: &Settings) -> Answer {
    error(settings, 404, "device_not_found", "Device not found", "There is no device with this device_id.")
}

fn no_trip(settings: &Settings) -> Answer {
    error(settings, 404, "trip_not_found", "Trip not found", "There is no trip with this trip_id.")
}

fn new_trip(settings: &Settings, input: &Thing) -> Answer {
    if !input.contains_key("device_id") {
        return unprocessable(settings, "device_id is missing");
    }
    let Some(device) = device(settings, input) else { return no_device(settings) };
    let mut trip = settings.new_trip.clone();
    trip.insert("device_id".to_owned(), device.get("device_id").cloned().unwrap_or_default());
    json_answer(settings.new_trip_status, &Value::Object(trip), Vec::new())
}

fn complete(settings: &Settings, input: &Thing) -> Answer {
    match trip(settings, input) {
        None => no_trip(settings),
        Some(trip) if trip.get("status").and_then(Value::as_str) == Some("completed") => {
            error(settings, 409, "trip_already_completed", "Trip already completed", "This trip was completed before.")
        }
        Some(_) => Answer { headers: Vec::new(), ..Answer::json(settings.complete_status, Vec::new(), Vec::new()) },
    }
}
