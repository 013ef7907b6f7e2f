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
    json!({
        "Hyper User Name": record.user_name,
        "Created On UTC": written(record.created),
        "Domain Address": record.domain_address,
        "Domain Purpose": record.purpose,
        "Generated Token Life in Hours": record.life_hours,
        "Access Until UTC": access_token.map(|token| written(token.until)),
        "Last Access Token Refresh UTC": record.last_refresh.map(written),
        "Max Posts per IP per Minute": record.max_posts,
        "Session Timeout # Minutes": record.session_timeout,
        "Keep Alive UTC": written(kept_alive(settings, state, now)),
        "Last Trans UTC": record.last_transaction.map(written),
        "Access Token": access_token.map(|token| &token.value),
        "Refresh Token": record.refresh_token.value,
        "IP v4 Whitelist": record.whitelist,
        "Domain Enabled Modules": record.modules,
        "Block These Functions": record.blocked_functions,
    })
}

/// The last keep-alive signal: one at each start of the app, and by setting one every so many minutes (hyper.admin.keep-alive).
pub(super) fn kept_alive(settings: &Settings, state: &State, now: Timestamp) -> Timestamp {
    let Limit::Of(minutes) = settings.keep_alive_minutes else { return state.loaded.at };
    let interval = SignedDuration::from_mins(minutes.into());
    let signals = now.duration_since(state.loaded.at).as_millis() / interval.as_millis().max(1);
    later(state.loaded.at, interval * i32::try_from(signals).unwrap_or(i32::MAX))
}
