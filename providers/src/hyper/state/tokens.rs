//! The two tokens, the pairs that they were, and whose a presented token is.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Record, State, hours};
use crate::hyper::rules::{Presence, Shape};
use crate::hyper::settings::{GracePastExpiry, RegenerateGrace, Settings};
use crate::hyper::wire::Presented;
use crate::moment::later;
use crate::{Limit, Moment};

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
    Current,
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
    /// Any token, the record having been deleted.
    Deleted,
    /// None of this instance.
    Unknown,
    /// There is no token.
    Nothing,
    /// There is no well-formed Bearer header.
    Malformed,
}

impl<Token> Bearer<'_, Token> {
    /// What a call presents with it.
    pub(in crate::hyper) fn presence(&self) -> Presence {
        match self {
            Self::Current => Presence::Current,
            Self::InGrace(..) => Presence::InGrace,
            Self::Expired => Presence::Expired,
            Self::Previous => Presence::Previous,
            Self::Older => Presence::Older,
            Self::Blocked => Presence::Blocked,
            Self::OtherSort => Presence::OtherSort,
            Self::Deleted => Presence::Deleted,
            Self::Unknown => Presence::Unknown,
            Self::Nothing => Presence::Nothing,
            Self::Malformed => Presence::Malformed,
        }
    }
}

/// The two sorts of token have in common what it takes to find their holder.
pub(in crate::hyper) trait Holder: Sized {
    /// Whose this token is at this moment.
    fn find<'a>(state: &'a State, settings: &Settings, value: &str, now: Timestamp) -> Bearer<'a, Self>;

    /// Whose the token is that a call presents.
    fn presented<'a>(state: &'a State, settings: &Settings, presented: Presented<'_>, now: Timestamp) -> Bearer<'a, Self> {
        match presented {
            Presented::Token(value) => Self::find(state, settings, value, now),
            Presented::Nothing => Bearer::Nothing,
            Presented::Malformed => Bearer::Malformed,
        }
    }
}

impl AccessToken {
    pub(super) fn issue(shape: Shape, life: SignedDuration, moment: &mut Moment<'_>) -> Self {
        Self { value: shape.draw(moment.dice), until: later(moment.now, life), standing: Standing::Good }
    }
}

impl RefreshToken {
    pub(super) fn issue(settings: &Settings, shape: Shape, moment: &mut Moment<'_>) -> Self {
        Self { value: shape.draw(moment.dice), until: Self::end(settings, moment.now), standing: Standing::Good }
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
        let grace = self.grace_ends(settings.rules.tokens.access_token_grace);
        Some(match settings.grace_past_expiry {
            GracePastExpiry::Ends => grace.min(token.until),
            GracePastExpiry::Lives => grace,
        })
    }

    /// When its refresh token stops working (hyper.grace.refresh-token).
    pub(super) fn refresh_token_ends(&self, settings: &Settings) -> Timestamp {
        let grace = self.grace_ends(settings.rules.tokens.refresh_token_grace);
        self.refresh_token.until.map_or(grace, |until| grace.min(until))
    }

    fn grace_ends(&self, grace: SignedDuration) -> Timestamp {
        match self.grace {
            RegenerateGrace::Granted => later(self.replaced, grace),
            RegenerateGrace::Withheld => Timestamp::MIN,
        }
    }
}

impl Record {
    /// Since when the current tokens have been the current ones.
    pub(in crate::hyper) fn tokens_since(&self) -> Timestamp {
        self.last_refresh.unwrap_or(self.created)
    }

    /// When the current access token stops working (hyper.access-token.default-life).
    pub(super) fn access_token_ends(&self, settings: &Settings) -> Option<Timestamp> {
        self.access_token.as_ref().map(|token| later(token.until, settings.rules.tokens.leeway))
    }

    /// What the current access token is at this moment.
    pub(super) fn presence(&self, settings: &Settings, now: Timestamp) -> Presence {
        match self.access_token_ends(settings) {
            None => Presence::Nothing,
            Some(end) if settings.boundary.holds(now, end) => Presence::Current,
            Some(_) => Presence::Expired,
        }
    }

    /// When the current refresh token stops working, if it does (hyper.refresh-token.no-expiry, hyper.refresh.after-expiry).
    pub(super) fn refresh_token_ends(&self, settings: &Settings) -> Option<Timestamp> {
        let rules = &settings.rules.tokens;
        let after_expiry = rules.refresh_after_expiry.and_then(|span| Some(later(self.access_token.as_ref()?.until, span)));
        let unused = rules.refresh_unused.map(|span| later(self.tokens_since(), span));
        [self.refresh_token.until, after_expiry, unused].into_iter().flatten().min()
    }

    /// Whether the current access token opens calls yet (hyper.refresh.new-access-token).
    fn opens(&self, settings: &Settings, now: Timestamp) -> bool {
        self.last_refresh.is_none_or(|at| now >= later(at, settings.rules.tokens.opens_after))
    }
}

impl State {
    /// When the tokens of this value stopped or will stop working, whichever of the two sorts it is.
    pub(in crate::hyper) fn ends_of(&self, settings: &Settings, value: &str) -> Vec<Timestamp> {
        let Some(record) = &self.record else { return Vec::new() };
        let current = record.access_token.iter().filter(|token| token.value == value).filter_map(|_| record.access_token_ends(settings));
        let refresh = Some(&record.refresh_token).filter(|token| token.value == value).and_then(|_| record.refresh_token_ends(settings));
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
        let Some(record) = &state.record else { return Bearer::Deleted };
        let same = |issued: &str| settings.rules.carriage.comparison.holds(issued, value);
        if let Some(token) = record.access_token.as_ref().filter(|token| same(&token.value)) {
            return match token.standing {
                Standing::Blocked => Bearer::Blocked,
                Standing::Good if !record.opens(settings, now) => Bearer::Unknown,
                Standing::Good if record.presence(settings, now) == Presence::Current => Bearer::Current,
                Standing::Good => Bearer::Expired,
            };
        }
        let held = |pair: &'a Pair| pair.access_token.as_ref().filter(|token| same(&token.value));
        match state.previous.iter().enumerate().find_map(|(age, pair)| Some((age, pair, held(pair)?))) {
            Some((_, _, token)) if token.standing == Standing::Blocked => Bearer::Blocked,
            Some((age, pair, token)) => in_grace(token, age, pair.access_token_ends(settings), settings, now),
            None if same(&record.refresh_token.value) || state.previous.iter().any(|pair| same(&pair.refresh_token.value)) => Bearer::OtherSort,
            None => Bearer::Unknown,
        }
    }
}

impl Holder for RefreshToken {
    fn find<'a>(state: &'a State, settings: &Settings, value: &str, now: Timestamp) -> Bearer<'a, Self> {
        let Some(record) = &state.record else { return Bearer::Deleted };
        let same = |issued: &str| settings.rules.carriage.comparison.holds(issued, value);
        let token = &record.refresh_token;
        if same(&token.value) {
            let good = record.refresh_token_ends(settings).is_none_or(|end| settings.boundary.holds(now, end));
            return match token.standing {
                Standing::Blocked => Bearer::Blocked,
                Standing::Good if good => Bearer::Current,
                Standing::Good => Bearer::Expired,
            };
        }
        let holds_access = |token: &Option<AccessToken>| token.as_ref().is_some_and(|token| same(&token.value));
        match state.previous.iter().enumerate().find(|(_, pair)| same(&pair.refresh_token.value)) {
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
        _ if age < settings.rules.tokens.stored_pairs => Bearer::Previous,
        _ => Bearer::Older,
    }
}
