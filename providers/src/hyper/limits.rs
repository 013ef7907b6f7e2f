//! The two limits on the way in: RefreshToken calls, and posts from one address.

use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;

use super::rules::{PostsPer, TurnedAway, clause};
use super::settings::{Counting, LimitPer, Settings};
use super::state::State;
use super::wire::{self, Function, Presented};
use crate::limit::{Limit, Rule};
use crate::{Answer, Method, Moment, Request};

/// A token's characters that tell it from others as a key.
const KEY_LENGTH: usize = 200;

/// Which limits to apply: those that count refused calls come before the token is looked at, the others after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Count,
    Free,
}

impl Refused {
    fn fits(self, counting: Counting) -> bool {
        (self == Self::Count) == (counting == Counting::Counted)
    }
}

/// Turns the call away, or counts it.
pub(super) fn turn_away(
    settings: &Settings,
    state: &mut State,
    function: &Function,
    request: &Request<'_>,
    moment: &Moment<'_>,
    refused: Refused,
) -> Option<Answer> {
    let posts_rule = state.posts_rule(settings);
    let refresh_rule = State::refresh_rule(settings);
    // Where there is no limit no key is made.
    let applies = |rule: Rule, counting| rule.limit != Limit::Off && refused.fits(counting);
    let address = applies(posts_rule, settings.posts_limit_refused).then(|| post_key(settings, function, request, moment)).flatten();
    let refresh = applies(refresh_rule, settings.refresh_limit_refused).then(|| refresh_key(settings, function, request, moment)).flatten();
    let now = moment.now;
    if let Some(until) = address.as_ref().and_then(|key| state.posts.turned_away_until(key, posts_rule, now)) {
        return Some(wire::too_many(
            settings.posts_limit_status,
            seconds(now, until),
            vec![clause::POSTS_LIMIT, clause::POSTS_PER_ADDRESS, clause::POSTS_LIMIT_REPLY],
        ));
    }
    if let Some((key, until)) = refresh.as_ref().and_then(|key| Some((key, state.refreshes.turned_away_until(key, refresh_rule, now)?))) {
        if settings.rules.limits.turned_away == TurnedAway::BeginsAnew {
            state.refreshes.begin_anew(key, now);
        }
        let clauses = vec![clause::REFRESH_LIMIT, clause::REFRESH_LIMIT_REPLY, clause::REFRESH_LIMIT_COUNTS];
        return Some(wire::too_many(settings.refresh_limit_status, seconds(now, until), clauses));
    }
    address.iter().for_each(|key| state.posts.count(key, posts_rule, now));
    let times = if *request.method == Method::POST { settings.rules.limits.refresh_post_counts } else { 1 };
    refresh.iter().for_each(|key| (0..times).for_each(|_| state.refreshes.count(key, refresh_rule, now)));
    None
}

fn post_key(settings: &Settings, function: &Function, request: &Request<'_>, moment: &Moment<'_>) -> Option<String> {
    let counts = *request.method == Method::POST || settings.posts_limit_gets == Counting::Counted;
    counts.then(|| match (settings.rules.limits.posts_per, moment.client) {
        (PostsPer::Instance, _) => String::new(),
        (PostsPer::Function, address) => format!("{address} {}", function.name()),
        (PostsPer::Network, IpAddr::V4(address)) => Ipv4Addr::from_bits(address.to_bits() & 0xffff_ff00).to_string(),
        (PostsPer::Address | PostsPer::Network, address) => address.to_string(),
    })
}

fn refresh_key(settings: &Settings, function: &Function, request: &Request<'_>, moment: &Moment<'_>) -> Option<String> {
    (*function == Function::RefreshToken).then(|| match settings.refresh_limit_per {
        LimitPer::Instance => String::new(),
        LimitPer::Address => moment.client.to_string(),
        LimitPer::Token => match Presented::of(settings, request) {
            Presented::Token(value) => value.chars().take(KEY_LENGTH).collect(),
            Presented::Nothing | Presented::Malformed => String::new(),
        },
    })
}

/// Whole seconds to wait, rounded up, so that a client that waits them is served.
fn seconds(now: Timestamp, until: Timestamp) -> u64 {
    u64::try_from(until.duration_since(now).as_millis()).unwrap_or(0).div_ceil(1_000)
}
