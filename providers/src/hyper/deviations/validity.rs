//! A wrong TokenValidity: other names, other times, another method.

use jiff::SignedDuration;

use crate::Deviation;
use crate::hyper::rules::{Event, ValidityUntil, clause};
use crate::hyper::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("last-refresh-without-utc", clause::VALIDITY_REPLY, "The second field is called Last Refresh Time.", |settings| {
        settings.rules.replies.validity_names[1] = "Last Refresh Time"
    }),
    Deviation::new("times-with-a-t", clause::VALIDITY_REPLY, "TokenValidity writes times as ISO 8601 does, with a T and a Z.", |settings| {
        settings.rules.replies.validity_time_format = "%Y-%m-%dT%H:%M:%SZ"
    }),
    Deviation::new("end-in-local-time", clause::VALIDITY_UNTIL, "TokenValidity tells the end by a clock two hours ahead of UTC.", |settings| {
        settings.rules.replies.validity_until_zone = SignedDuration::from_hours(2)
    }),
    Deviation::new(
        "end-of-the-lifetime",
        clause::VALIDITY_UNTIL,
        "TokenValidity tells the end of the lifetime, whatever end the administrator has set.",
        |settings| settings.rules.replies.validity_until = ValidityUntil::Lifetime,
    ),
    Deviation::new("regeneration-is-no-refresh", clause::VALIDITY_LAST_REFRESH, "A regeneration is not told as the last refresh.", |settings| {
        settings.rules.moves.last_refresh = &[Event::Refreshed]
    }),
    Deviation::new(
        "extending-is-a-refresh",
        clause::VALIDITY_LAST_REFRESH,
        "Extending the current token's life is told as the last refresh.",
        |settings| settings.rules.moves.last_refresh = &[Event::Refreshed, Event::Regenerated, Event::Extended],
    ),
    Deviation::new(
        "method-of-constant-misspelt",
        clause::VALIDITY_METHOD_CONSTANT,
        "Refresh Method reads 'Refresh Token is constant'.",
        |settings| settings.rules.replies.method_constant = "Refresh Token is constant",
    ),
    Deviation::new("method-of-constant-is-the-other", clause::VALIDITY_METHOD_CONSTANT, "Refresh Method reads the same in both modes.", |settings| {
        settings.rules.replies.method_constant = "Refresh Token is Replaceable"
    }),
];
