//! The merchants and sessions as the administrator sees them; passwords stay with the merchants.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::State;
use super::sessions::{Session, Uses};
use crate::hyp::merchant::Merchant;
use crate::hyp::settings::Settings;

/// What the administrator sees.
pub(in crate::hyp) fn inspect(settings: &Settings, state: &State, now: Timestamp) -> Value {
    json!({
        "gateway": state.gateway,
        "sessionGeneration": state.generator,
        "merchants": state.merchants.iter().map(merchant).collect::<Vec<_>>(),
        "sessions": state.sessions.iter().map(|one| session(settings, one, now)).collect::<Vec<_>>(),
    })
}

fn merchant(merchant: &Merchant) -> Value {
    json!({"user": merchant.user, "terminals": merchant.terminals})
}

fn session(settings: &Settings, session: &Session, now: Timestamp) -> Value {
    let standing = match session.uses {
        Uses::Spent => "used",
        Uses::Once | Uses::Always if session.is_good(settings, now) => "good",
        Uses::Once | Uses::Always => "expired",
    };
    json!({
        "sessionId": session.id,
        "terminalNumber": session.terminal,
        "created": written(session.created),
        "goodUntil": written(session.until),
        "standing": standing,
    })
}

fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
