//! The tokens that were issued, so many at most (hypertrack.token.kept).

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::hypertrack::settings::Settings;
use crate::moment::later;
use crate::{Boundary, Compared, Moment};

/// An access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hypertrack) struct Token {
    /// Its text.
    pub(in crate::hypertrack) value: String,
    /// The account for which it was issued.
    pub(in crate::hypertrack) account_id: String,
    /// What it opens.
    pub(in crate::hypertrack) scope: Scope,
    /// When it was issued.
    pub(in crate::hypertrack) issued: Timestamp,
    /// Its end (hypertrack.bearer.expired).
    pub(in crate::hypertrack) until: Timestamp,
}

/// What a token opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::hypertrack) enum Scope {
    /// All that the account's credentials open.
    Whole,
    /// The views of these scopes (hypertrack.token.scope).
    Views(Vec<String>),
}

/// Tokens in the order in which they were issued. All live equally long, so the oldest is the first to end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hypertrack) struct Tokens(VecDeque<Token>);

impl Tokens {
    /// The token of this text.
    pub(in crate::hypertrack) fn find(&self, compared: Compared, value: &str) -> Option<&Token> {
        self.0.iter().rev().find(|token| compared.takes(&token.value, value))
    }

    /// All of them, the oldest first.
    pub(in crate::hypertrack) fn iter(&self) -> impl DoubleEndedIterator<Item = &Token> {
        self.0.iter()
    }

    /// Issues a token. Where there are too many, the oldest goes, which is an expired one if there is any.
    pub(in crate::hypertrack) fn issue(&mut self, settings: &Settings, account_id: &str, scope: Scope, moment: &mut Moment<'_>) -> String {
        let value = moment.dice.token(settings.token_length);
        if settings.rules.remembered.is_broken() {
            return value;
        }
        while self.0.len() >= settings.most_tokens {
            self.0.pop_front();
        }
        let life = SignedDuration::from_secs(i64::try_from(settings.expires_in).unwrap_or(i64::MAX)).saturating_add(settings.rules.ends_after);
        let token = Token { value: value.clone(), account_id: account_id.to_owned(), scope, issued: moment.now, until: later(moment.now, life) };
        self.0.push_back(token);
        value
    }
}

impl Token {
    /// Whether it opens calls already: so long after its issue (hypertrack.token.obtain).
    pub(in crate::hypertrack) fn has_begun(&self, after: SignedDuration, now: Timestamp) -> bool {
        now >= later(self.issued, after)
    }

    /// Whether it lives at this moment.
    pub(in crate::hypertrack) fn lives(&self, boundary: Boundary, now: Timestamp) -> bool {
        boundary.holds(now, self.until)
    }
}

impl Scope {
    /// Its words; `None` where there is no scope.
    pub(in crate::hypertrack) fn words(&self) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Views(words) => Some(words.join(" ")),
        }
    }
}
