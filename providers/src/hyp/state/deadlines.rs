//! Every future instant at which an instance changes by itself: a session's end.

use jiff::Timestamp;

use super::State;
use crate::Deadline;
use crate::hyp::rules::clause;
use crate::hyp::settings::Settings;

/// The deadlines after `now`, soonest first.
pub(in crate::hyp) fn deadlines(settings: &Settings, state: &State, now: Timestamp) -> Vec<Deadline> {
    let good = state.sessions.iter().filter(|session| session.is_good(settings, now));
    let end = |until| Deadline { at: settings.boundary.first_after(until), clause: clause::TEN_MINUTES, what: "a session expires".to_owned() };
    let mut deadlines: Vec<Deadline> = good.map(|session| end(session.until)).filter(|deadline| deadline.at > now).collect();
    deadlines.sort();
    deadlines
}
