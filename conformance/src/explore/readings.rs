//! The values that a setting may have where a target's answers alone tell.

use std::collections::BTreeSet;

use providers::{Kind, SettingSpec};
use serde_json::Value;

use crate::transcript::{Event, Play, What};

/// The values that a silent point may have: every word, of numbers and texts those that the answer shows, and of numbers the ends and what
/// time has passed beyond a number that was shown.
pub(super) fn values(spec: &SettingSpec, play: &Play, step: usize) -> Vec<Value> {
    let shown = || play.events.get(step).map(|event| shown(event, play)).unwrap_or_default();
    let numbers = |min: u64, max: u64| {
        let mut numbers: Vec<Value> = vec![min.into(), max.into()];
        let found = shown().into_iter().filter_map(|value| value.as_u64()).chain(beyond(play, step));
        numbers.extend(found.filter(|number| (min..=max).contains(number)).map(Value::from));
        numbers.sort_by_key(Value::as_u64);
        numbers.dedup();
        numbers
    };
    match &spec.kind {
        Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
        Kind::Whole { min, max } => numbers(*min, *max),
        Kind::WholeOr { word, min, max } => [vec![Value::from(*word)], numbers(*min, *max)].concat(),
        Kind::Text => shown().into_iter().filter(Value::is_string).collect(),
        _ => Vec::new(),
    }
}

/// The numbers and texts that an answer shows, and how long its named values are.
fn shown(event: &Event, play: &Play) -> Vec<Value> {
    let What::Exchanged(exchange) = &event.what else { return Vec::new() };
    let mut found = vec![Value::from(exchange.answer.status)];
    found.extend(body(event));
    let lengths: Vec<Value> = found.iter().filter_map(|value| Some(play.values.get(value.as_str()?)?.length.into())).collect();
    found.extend(lengths);
    found.extend(exchange.answer.headers.iter().filter_map(|(_, value)| value.parse::<u64>().ok()).map(Value::from));
    found
}

/// By how many seconds a step came later than an answer said before: a token's leeway shows in nothing else.
fn beyond(play: &Play, step: usize) -> BTreeSet<u64> {
    let Some(event) = play.events.get(step) else { return BTreeSet::new() };
    let earlier = play.events[..step].iter().flat_map(|one| told(one).into_iter().map(move |seconds| (one.interval.from, seconds)));
    let late = earlier.filter_map(|(from, seconds)| u64::try_from(event.interval.from - from).ok()?.div_euclid(1_000).checked_sub(seconds));
    late.flat_map(|late| late.saturating_sub(1)..=late + 1).collect()
}

/// The numbers in an answer's body.
fn told(event: &Event) -> Vec<u64> {
    body(event).iter().filter_map(Value::as_u64).collect()
}

/// The numbers and texts in an answer's body.
fn body(event: &Event) -> Vec<Value> {
    let mut found = Vec::new();
    if let What::Exchanged(exchange) = &event.what {
        scalars(exchange.answer.read.as_ref().unwrap_or(&Value::Null), &mut found);
    }
    found
}

fn scalars(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| scalars(item, found)),
        Value::Object(members) => members.values().for_each(|member| scalars(member, found)),
        Value::Null => {}
        scalar => found.push(scalar.clone()),
    }
}
