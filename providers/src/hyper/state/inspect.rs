//! The record as the administrator sees it: the saved one with the edits that wait.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::State;
use crate::Limit;
use crate::hyper::rules::TIME_FORMAT;
use crate::hyper::settings::Settings;
use crate::moment::later;

/// A time as the documents write it: UTC, whole seconds, rounded down (hyper.validity.reply).
pub(in crate::hyper) fn written(at: Timestamp) -> String {
    at.strftime(TIME_FORMAT).to_string()
}

/// The sixteen fields (hyper.admin.record), edits included; null once the record was deleted.
pub(in crate::hyper) fn inspect(settings: &Settings, state: &State, now: Timestamp) -> Value {
    let Some(saved) = &state.record else { return Value::Null };
    let mut record = saved.clone();
    for edit in &state.draft {
        edit.apply(&mut record, settings, now);
    }
    let access_token = record.access_token.as_ref();
    let values: [Value; 16] = [
        json!(record.user_name),
        json!(written(record.created)),
        json!(record.domain_address),
        json!(record.purpose),
        json!(record.life_hours),
        json!(access_token.map(|token| written(token.until))),
        json!(record.last_refresh.map(written)),
        json!(record.max_posts),
        json!(record.session_timeout),
        json!(written(kept_alive(settings, state, now))),
        json!(record.last_transaction.map(written)),
        json!(access_token.map(|token| &token.value)),
        json!(record.refresh_token.value),
        json!(record.whitelist),
        json!(record.modules),
        json!(record.blocked_functions),
    ];
    Value::Object(settings.rules.record.names.into_iter().map(str::to_owned).zip(values).collect())
}

/// The last keep-alive signal: one at each start of the app, and by setting one every so many minutes (hyper.admin.keep-alive).
pub(super) fn kept_alive(settings: &Settings, state: &State, now: Timestamp) -> Timestamp {
    let Limit::Of(minutes) = settings.keep_alive_minutes else { return state.loaded.at };
    let interval = SignedDuration::from_mins(minutes.into());
    let signals = now.duration_since(state.loaded.at).as_millis() / interval.as_millis().max(1);
    later(state.loaded.at, interval * i32::try_from(signals).unwrap_or(i32::MAX))
}
