//! Reads what is to be done to a clock.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Map, Value};

use super::fields::{Fields, missing};
use crate::transport::axum::Refusal;
use crate::{ClockChange, Pace, Rate, parse_span};

pub(super) const MOMENT: &str = "a moment such as 2026-01-01T00:00:00Z";
const SPAN: &str = "a duration such as 90s, 2m or 1h 30m";
const MODES: &str = "flowing, rate (with `rate`) or frozen";
const WAYS: [&str; 4] = ["set", "advance", "advance_to", "mode"];

/// One of `{"set"}`, `{"advance"}`, `{"advance_to": "next", "bias"}`, `{"mode", "rate"}`.
pub(super) fn change(members: Map<String, Value>) -> Result<ClockChange, Refusal> {
    let mut fields = Fields::of("a clock", members, &["set", "advance", "advance_to", "bias", "mode", "rate"])?;
    let given: Vec<_> = fields.names().map(str::to_owned).collect();
    let ways: Vec<_> = WAYS.into_iter().filter(|way| given.iter().any(|name| name == way)).collect();
    let [way] = ways[..] else { return Err(one_way(&ways)) };
    refuse_companion(way, "advance_to", "bias", &given)?;
    refuse_companion(way, "mode", "rate", &given)?;
    let change = match way {
        "set" => fields.parsed("set", MOMENT, |text| text.parse().ok())?.map(ClockChange::Set),
        "advance" => fields.parsed("advance", SPAN, |text| parse_span(text).ok())?.map(ClockChange::Advance),
        "advance_to" => to_next(&mut fields)?,
        _ => pace(&mut fields)?.map(ClockChange::Pace),
    };
    change.ok_or_else(|| one_way(&[]))
}

/// `mode`, and `rate` where the mode is `rate`.
pub(super) fn pace(fields: &mut Fields) -> Result<Option<Pace>, Refusal> {
    let rate = fields.take("rate", Rate::ALLOWED, |value| value.as_f64().and_then(Rate::new))?;
    let mode = fields.parsed("mode", MODES, |text| ["flowing", "rate", "frozen"].contains(&text).then(|| text.to_owned()))?;
    match (mode.as_deref(), rate) {
        (None, None) => Ok(None),
        (Some("flowing"), None) => Ok(Some(Pace::Flowing)),
        (Some("frozen"), None) => Ok(Some(Pace::Frozen)),
        (Some("rate"), Some(rate)) => Ok(Some(Pace::Rate(rate))),
        (Some("rate"), None) => Err(missing("the mode `rate`", "rate", Rate::ALLOWED)),
        (_, Some(_)) => Err(unfit("`rate` goes with the mode `rate` alone")),
        (Some(_), None) => Err(unfit(&format!("`mode` takes {MODES}"))),
    }
}

fn to_next(fields: &mut Fields) -> Result<Option<ClockChange>, Refusal> {
    let bias = fields.parsed("bias", "a duration such as -1ms or 2s", |text| parse_span(text).ok())?.unwrap_or(SignedDuration::ZERO);
    fields.parsed("advance_to", "next", |text| (text == "next").then_some(ClockChange::AdvanceToNext(bias)))
}

fn refuse_companion(way: &str, goes_with: &str, companion: &str, given: &[String]) -> Result<(), Refusal> {
    if way != goes_with && given.iter().any(|name| name == companion) {
        return Err(unfit(&format!("`{companion}` goes with `{goes_with}`, not with `{way}`")));
    }
    Ok(())
}

fn one_way(ways: &[&str]) -> Refusal {
    let given = if ways.is_empty() { "none".to_owned() } else { ways.join(" and ") };
    unfit(&format!("a clock is changed in one way at a time: {}; given: {given}", WAYS.join(", ")))
}

fn unfit(message: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_value", message)
}
