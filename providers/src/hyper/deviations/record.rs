//! A wrong record: other fields, edits that do the wrong thing or work at the wrong time.

use crate::Deviation;
use crate::hyper::rules::{AccessUntil, DomainAddress, Event, Recalculation, clause};
use crate::hyper::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("whitelist-of-another-name", clause::RECORD, "The field IP v4 Whitelist is called IP Whitelist.", |settings| {
        settings.rules.record.names[13] = "IP Whitelist"
    }),
    Deviation::new("created-at-every-restart", clause::RECORD, "Created On UTC is the time of the last restart.", |settings| {
        settings.rules.moves.created = &[Event::Restarted]
    }),
    Deviation::new("one-domain-address-for-all", clause::DOMAIN_UNIQUE, "Every instance has the same domain address.", |settings| {
        settings.rules.record.domain_address = DomainAddress::Shared
    }),
    Deviation::new("no-domain-address", clause::DOMAIN_UNIQUE, "An instance that was given no domain address has none.", |settings| {
        settings.rules.record.domain_address = DomainAddress::Empty
    }),
    Deviation::new("lifetime-of-a-month-at-most", clause::LIFE_RANGE, "A lifetime of more than 720 hours is refused.", |settings| {
        settings.rules.record.life_hours = 1..=720
    }),
    Deviation::new("lifetime-of-a-day-at-first", clause::LIFE_RANGE, "The lifetime is 24 hours at first.", |settings| settings.life_hours = 24),
    Deviation::new(
        "lifetime-is-left-to-the-next-token",
        clause::LIFE_RECALCULATES,
        "Setting the lifetime leaves the current token's end.",
        |settings| settings.rules.record.lifetime = Recalculation::Left,
    ),
    Deviation::new(
        "shorter-lifetime-leaves-the-end",
        clause::LIFE_RECALCULATES,
        "A shorter lifetime does not bring the current token's end forward.",
        |settings| settings.rules.record.lifetime = Recalculation::LaterOnly,
    ),
    Deviation::new(
        "access-until-within-the-lifetime",
        clause::ACCESS_UNTIL,
        "An Access Until UTC beyond the lifetime is cut back to it.",
        |settings| settings.rules.record.access_until = AccessUntil::LongerLifetime,
    ),
    Deviation::new("access-until-for-later-tokens", clause::ACCESS_UNTIL, "Access Until UTC changes the lifetime of later tokens too.", |settings| {
        settings.rules.record.access_until = AccessUntil::LaterTokensToo
    }),
    Deviation::new("edits-work-at-once", clause::SAVE, "An edit works before it was saved.", |settings| {
        settings.rules.moves.edits = &[Event::Edited, Event::Saved]
    }),
    Deviation::new("a-restart-saves", clause::SAVE, "A restart saves the edits that wait.", |settings| {
        settings.rules.moves.edits = &[Event::Saved, Event::Restarted]
    }),
    Deviation::new("refused-call-is-a-transaction", clause::LAST_TRANS, "A refused call moves Last Trans UTC.", |settings| {
        settings.rules.moves.last_transaction = &[Event::Called, Event::ValidityTold, Event::Refused]
    }),
    Deviation::new("failed-function-is-a-transaction", clause::LAST_TRANS, "A function that fails moves Last Trans UTC.", |settings| {
        settings.rules.moves.last_transaction = &[Event::Called, Event::ValidityTold, Event::Failed]
    }),
    Deviation::new("validity-is-no-transaction", clause::LAST_TRANS, "TokenValidity leaves Last Trans UTC.", |settings| {
        settings.rules.moves.last_transaction = &[Event::Called]
    }),
];
