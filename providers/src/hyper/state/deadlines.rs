//! Every future instant at which an instance changes by itself.

use jiff::{SignedDuration, Timestamp};

use super::State;
use super::inspect::kept_alive;
use crate::hyper::rules::clause;
use crate::hyper::settings::{LimitPer, Settings};
use crate::moment::later;
use crate::{ClauseId, Deadline, Limit};

/// The deadlines after `now`, soonest first.
pub(in crate::hyper) fn deadlines(settings: &Settings, state: &State, now: Timestamp) -> Vec<Deadline> {
    let mut deadlines = tokens_end(settings, state);
    deadlines.extend(graces_end(settings, state));
    deadlines.extend(limits_reopen(settings, state, now));
    deadlines.extend(next_signal(settings, state, now));
    deadlines.retain(|deadline| deadline.at > now);
    deadlines.sort();
    deadlines
}

fn deadline(at: Timestamp, clause: ClauseId, what: impl Into<String>) -> Deadline {
    Deadline { at, clause, what: what.into() }
}

fn tokens_end(settings: &Settings, state: &State) -> Vec<Deadline> {
    let Some(record) = &state.record else { return Vec::new() };
    let access = record.access_token_ends(settings).map(|until| (until, clause::EXPIRED_CURRENT, "the access token expires"));
    let refresh = record.refresh_token_ends(settings).map(|until| (until, clause::REFRESH_EXPIRY, "the refresh token expires"));
    let end = |(until, clause, what)| deadline(settings.boundary.first_after(until), clause, what);
    access.into_iter().chain(refresh).map(end).collect()
}

fn graces_end(settings: &Settings, state: &State) -> Vec<Deadline> {
    let Some(record) = &state.record else { return Vec::new() };
    let mut ends = Vec::new();
    for pair in &state.previous {
        if let Some(at) = pair.access_token_ends(settings) {
            ends.push((at, clause::GRACE_ACCESS_ENDS, "a previous access token ends"));
        }
        if pair.refresh_token.value != record.refresh_token.value {
            ends.push((pair.refresh_token_ends(settings), clause::GRACE_REFRESH_ENDS, "a previous refresh token ends"));
        }
    }
    ends.into_iter().map(|(at, clause, what)| deadline(settings.boundary.first_after(at), clause, what)).collect()
}

fn limits_reopen(settings: &Settings, state: &State, now: Timestamp) -> Vec<Deadline> {
    let whom = |key: &str| match settings.refresh_limit_per {
        LimitPer::Address => format!("RefreshToken is served again for {key}"),
        LimitPer::Instance | LimitPer::Token => "RefreshToken is served again".to_owned(),
    };
    let refreshes = state.refreshes.full(State::refresh_rule(settings), now);
    let posts = state.posts.full(state.posts_rule(settings), now);
    refreshes
        .map(|(key, at)| deadline(at, clause::REFRESH_LIMIT_RECOVERS, whom(key)))
        .chain(posts.map(|(address, at)| deadline(at, clause::POSTS_LIMIT, format!("posts from {address} are accepted again"))))
        .collect()
}

fn next_signal(settings: &Settings, state: &State, now: Timestamp) -> Option<Deadline> {
    let Limit::Of(minutes) = settings.keep_alive_minutes else { return None };
    state.record.as_ref()?;
    let at = later(kept_alive(settings, state, now), SignedDuration::from_mins(minutes.into()));
    Some(deadline(at, clause::KEEP_ALIVE, "the app sends its keep-alive signal"))
}
