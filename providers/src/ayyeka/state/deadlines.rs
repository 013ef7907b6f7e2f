//! Every future instant at which an instance changes by itself: the ends of tokens.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::State;
use crate::Deadline;
use crate::ayyeka::rules::clause;
use crate::ayyeka::settings::Settings;
use crate::ayyeka::token::first_refused;

/// The deadlines after `now`, soonest first; of tokens that end together there is one.
pub(in crate::ayyeka) fn deadlines(settings: &Settings, state: &State, now: Timestamp) -> Vec<Deadline> {
    let ends = state.clients.iter().flat_map(|registered| registered.ends.iter().map(move |end| (*end, &registered.client.sub)));
    let all: BTreeSet<Deadline> = ends
        .map(|(end, sub)| Deadline { at: first_refused(settings, end), clause: clause::EXPIRED, what: format!("a token of {sub} expires") })
        .filter(|deadline| deadline.at > now)
        .collect();
    all.into_iter().collect()
}
