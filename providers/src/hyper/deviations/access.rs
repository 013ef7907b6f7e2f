//! Wrong barriers: blocked tokens, the whitelist and blocked functions that let somebody by.

use crate::Deviation;
use crate::hyper::rules::{Blocking, Event, Presence, clause};
use crate::hyper::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("blocked-token-opens-token-validity", clause::BLOCK_TOKEN, "TokenValidity is served with a blocked access token.", |settings| {
        settings.rules.validity.opened_by = &[Presence::Current, Presence::InGrace, Presence::Blocked]
    }),
    Deviation::new("blocked-token-refreshes", clause::BLOCK_TOKEN, "A blocked refresh token goes on refreshing.", |settings| {
        settings.rules.refresh.opened_by = &[Presence::Current, Presence::InGrace, Presence::Blocked]
    }),
    Deviation::new("a-restart-lifts-blocks", clause::BLOCK_TOKEN, "A restart of the app makes a blocked token work again.", |settings| {
        settings.rules.moves.unblocked = &[Event::Restarted]
    }),
    Deviation::new("whitelist-works-on-save", clause::WHITELIST, "A changed whitelist works on save, before a restart.", |settings| {
        settings.rules.moves.whitelist = &[Event::Saved, Event::Restarted]
    }),
    Deviation::new("whitelist-spares-refresh-token", clause::WHITELIST, "The whitelist does not guard RefreshToken.", |settings| {
        settings.rules.record.whitelist_spares = &["RefreshToken"]
    }),
    Deviation::new(
        "blocked-by-the-beginning",
        clause::BLOCKED_FUNCTIONS,
        "A blocked name blocks every function whose name begins with it.",
        |settings| settings.rules.record.blocking = Blocking::Beginning,
    ),
    Deviation::new("refresh-token-cannot-be-blocked", clause::BLOCKED_FUNCTIONS, "RefreshToken is served though it is blocked.", |settings| {
        settings.rules.record.blocking_spares = &["RefreshToken"]
    }),
];
