//! The two tokens, the pairs that they were, and whose a presented token is.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{State, hours};
use crate::hyper::rules::{Replacement, clause};
use crate::hyper::settings::{GraceKeeps, GracePastExpiry, RefreshTokenMode, RegenerateGrace, Settings};
use crate::moment::later;
use crate::{ClauseId, Limit, Moment};

/// Whether an administrator blocked a token by hand (hyper.admin.block-token).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hyper) enum Standing {
    #[default]
    Good,
    Blocked,
}

/// An access token: 120 characters that open calls until an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hyper) struct AccessToken {
    pub(in crate::hyper) value: String,
    pub(in crate::hyper) until: Timestamp,
    pub(in crate::hyper) standing: Standing,
}

/// A refresh token: 200 characters, without an end unless a setting gives it one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hyper) struct RefreshToken {
    pub(in crate::hyper) value: String,
    pub(in crate::hyper) until: Option<Timestamp>,
    pub(in crate::hyper) standing: Standing,
}

/// A pair that was replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hyper) struct Pair {
    pub(in crate::hyper) access_token: Option<AccessToken>,
    pub(in crate::hyper) refresh_token: RefreshToken,
    pub(in crate::hyper) replaced: Timestamp,
    pub(in crate::hyper) grace: RegenerateGrace,
}

/// Whose a token is that somebody presented.
#[derive(Clone, Copy, Debug)]
pub(in crate::hyper) enum Bearer<'a, Token> {
    /// The current one, in its time.
    Current(&'a Token),
    /// A replaced one in its grace; it stops working at the moment given.
    InGrace(&'a Token, Timestamp),
    /// The current one past its end.
    Expired,
    /// The pair replaced last, no longer accepted.
    Previous,
    /// Replaced earlier than that, no longer accepted.
    Older,
    /// One that an administrator blocked.
    Blocked,
    /// A token of the other sort: a refresh token on a call, an access token at RefreshToken.
    OtherSort,
    /// None of this instance.
    Unknown,
}

/// The two sorts of token have in common what it takes to find their holder.
pub(in crate::hyper) trait Holder: Sized {
    /// Whose this token is at this moment.
    fn find<'a>(state: &'a State, settings: &Settings, value: &str, now: Timestamp) -> Bearer<'a, Self>;
}

impl AccessToken {
    pub(super) fn issue(settings: &Settings, life: SignedDuration, moment: &mut Moment<'_>) -> Self {
        let value = moment.dice.token(settings.rules.access_token_length);
        Self { value, until: later(moment.now, life), standing: Standing::Good }
    }
}

impl RefreshToken {
    pub(super) fn issue(settings: &Settings, moment: &mut Moment<'_>) -> Self {
        let value = moment.dice.token(settings.rules.refresh_token_length);
        Self { value, until: Self::end(settings, moment.now), standing: Standing::Good }
    }

    fn end(settings: &Settings, now: Timestamp) -> Option<Timestamp> {
        match settings.refresh_token_life {
            Limit::Off => None,
            Limit::Of(life) => Some(later(now, hours(life.into()))),
        }
    }
}

impl Pair {
    /// When its access token stops working (hyper.grace.access-token, hyper.grace.not-past-own-expiry).
    pub(super) fn access_token_ends(&self, settings: &Settings) -> Option<Timestamp> {
        let token = self.access_token.as_ref()?;
        let grace = self.grace_ends(settings.rules.access_token_grace);
        Some(match settings.grace_past_expiry {
            GracePastExpiry::Ends => grace.min(token.until),
            GracePastExpiry::Lives => grace,
        })
    }

    /// When its refresh token stops working (hyper.grace.refresh-token).
    pub(super) fn refresh_token_ends(&self, settings: &Settings) -> Timestamp {
        let grace = self.grace_ends(settings.rules.refresh_token_grace);
        self.refresh_token.until.map_or(grace, |until| grace.min(until))
    }

    fn grace_ends(&self, grace: SignedDuration) -> Timestamp {
        match self.grace {
            RegenerateGrace::Granted => later(self.replaced, grace),
            RegenerateGrace::Withheld => Timestamp::MIN,
        }
    }
}

impl State {
    /// When the tokens of this value stopped or will stop working, whichever of the two sorts it is.
    pub(in crate::hyper) fn ends_of(&self, settings: &Settings, value: &str) -> Vec<Timestamp> {
        let Some(record) = &self.record else { return Vec::new() };
        let current = record.access_token.iter().filter(|token| token.value == value).map(|token| token.until);
        let refresh = Some(&record.refresh_token).filter(|token| token.value == value).and_then(|token| token.until);
        let previous = self.previous.iter().flat_map(|pair| {
            let access = pair.access_token.iter().filter(|token| token.value == value).filter_map(|_| pair.access_token_ends(settings));
            let refresh = (pair.refresh_token.value == value).then(|| pair.refresh_token_ends(settings));
            access.chain(refresh)
        });
        current.chain(refresh).chain(previous).collect()
    }
}

impl Holder for AccessToken {
    fn find<'a>(state: &'a State, settings: &Settings, value: &str, now: Timestamp) -> Bearer<'a, Self> {
        let Some(record) = &state.record else { return Bearer::Unknown };
        match &record.access_token {
            Some(token) if token.value == value && token.standing == Standing::Blocked => return Bearer::Blocked,
            Some(token) if token.value == value && settings.boundary.holds(now, token.until) => return Bearer::Current(token),
            Some(token) if token.value == value => return Bearer::Expired,
            _ => {}
        }
        let held = |pair: &'a Pair| pair.access_token.as_ref().filter(|token| token.value == value);
        match state.previous.iter().enumerate().find_map(|(age, pair)| Some((age, pair, held(pair)?))) {
            Some((_, _, token)) if token.standing == Standing::Blocked => Bearer::Blocked,
            Some((age, pair, token)) => in_grace(token, age, pair.access_token_ends(settings), settings, now),
            None if record.refresh_token.value == value || state.previous.iter().any(|pair| pair.refresh_token.value == value) => Bearer::OtherSort,
            None => Bearer::Unknown,
        }
    }
}

impl Holder for RefreshToken {
    fn find<'a>(state: &'a State, settings: &Settings, value: &str, now: Timestamp) -> Bearer<'a, Self> {
        let Some(record) = &state.record else { return Bearer::Unknown };
        let token = &record.refresh_token;
        if token.value == value {
            let good = token.until.is_none_or(|until| settings.boundary.holds(now, until));
            return match token.standing {
                Standing::Blocked => Bearer::Blocked,
                Standing::Good if good => Bearer::Current(token),
                Standing::Good => Bearer::Expired,
            };
        }
        let holds_access = |token: &Option<AccessToken>| token.as_ref().is_some_and(|token| token.value == value);
        match state.previous.iter().enumerate().find(|(_, pair)| pair.refresh_token.value == value) {
            Some((_, pair)) if pair.refresh_token.standing == Standing::Blocked => Bearer::Blocked,
            Some((age, pair)) => in_grace(&pair.refresh_token, age, Some(pair.refresh_token_ends(settings)), settings, now),
            None if holds_access(&record.access_token) || state.previous.iter().any(|pair| holds_access(&pair.access_token)) => Bearer::OtherSort,
            None => Bearer::Unknown,
        }
    }
}

fn in_grace<'a, Token>(token: &'a Token, age: usize, ends: Option<Timestamp>, settings: &Settings, now: Timestamp) -> Bearer<'a, Token> {
    match ends {
        Some(ends) if settings.boundary.holds(now, ends) => Bearer::InGrace(token, settings.boundary.first_after(ends)),
        _ if age == 0 => Bearer::Previous,
        _ => Bearer::Older,
    }
}

impl State {
    /// RefreshToken was called and may: a new access token, and in replaceable mode a new refresh token.
    pub(in crate::hyper) fn refresh(&mut self, settings: &Settings, moment: &mut Moment<'_>) -> Vec<ClauseId> {
        let mode = match (settings.refresh_token, settings.rules.replaceable) {
            (RefreshTokenMode::Replaceable, Replacement::Replaced) => clause::REPLACEABLE,
            _ => clause::CONSTANT,
        };
        let renewed = (mode == clause::REPLACEABLE).then(|| RefreshToken::issue(settings, moment));
        self.replace(renewed, RegenerateGrace::Granted, settings, moment);
        vec![clause::REFRESH_NEW_ACCESS, clause::ACCESS_SINGLE, mode]
    }

    /// The administrator regenerates both tokens, in either mode (hyper.admin.regenerate-both).
    pub(super) fn regenerate(&mut self, settings: &Settings, moment: &mut Moment<'_>) {
        let renewed = RefreshToken::issue(settings, moment);
        self.replace(Some(renewed), settings.regenerate_grace, settings, moment);
    }

    fn replace(&mut self, refresh_token: Option<RefreshToken>, grace: RegenerateGrace, settings: &Settings, moment: &mut Moment<'_>) {
        let Some(record) = &mut self.record else { return };
        let issued = AccessToken::issue(settings, hours(record.life_hours), moment);
        let old_refresh_token = match refresh_token {
            Some(renewed) => std::mem::replace(&mut record.refresh_token, renewed),
            None => record.refresh_token.clone(),
        };
        let old = Pair { access_token: record.access_token.replace(issued), refresh_token: old_refresh_token, replaced: moment.now, grace };
        record.last_refresh = Some(moment.now);
        self.previous.insert(0, old);
        self.forget(settings, moment.now);
    }

    /// Only one previous pair is stored, but for those that grace still keeps by setting (hyper.grace.repeated-refresh).
    fn forget(&mut self, settings: &Settings, now: Timestamp) {
        let mut age = 0;
        self.previous.retain(|pair| {
            age += 1;
            let accepted = |ends: Timestamp| settings.boundary.holds(now, ends);
            let graced = pair.access_token_ends(settings).is_some_and(accepted) || accepted(pair.refresh_token_ends(settings));
            age == 1 || (settings.grace_keeps == GraceKeeps::All && graced)
        });
    }
}
