//! What an instance is: its accounts and the tokens that it issued.

mod tokens;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(super) use tokens::{Scope, Token, Tokens};

use super::account::{ACCOUNT_ID_LENGTH, Account, SECRET_KEY_LENGTH};
use super::rules::clause;
use super::settings::Settings;
use crate::{Credentials, Deadline, Moment};

/// How an administrator sees a time: UTC, whole seconds, rounded down.
const TIME_FORMAT: &str = "%Y-%m-%dT%H:%M:%SZ";

/// The whole state of an instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The configured accounts, or the one that the dice made; never empty.
    pub(super) accounts: Vec<Account>,
    /// The tokens that are known.
    pub(super) tokens: Tokens,
}

impl State {
    /// The state of a new instance (hypertrack.accounts).
    pub(super) fn start(settings: &Settings, moment: &mut Moment<'_>) -> Self {
        let made = |moment: &mut Moment<'_>| {
            let account_id = moment.dice.token(ACCOUNT_ID_LENGTH);
            Account { account_id, secret_key: moment.dice.token(SECRET_KEY_LENGTH), scopes: None }
        };
        let accounts = if settings.accounts.is_empty() { vec![made(moment)] } else { settings.accounts.clone() };
        Self { accounts, tokens: Tokens::default() }
    }

    /// The account of this AccountId.
    pub(super) fn account(&self, account_id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.account_id == account_id)
    }

    /// What a client is given: the first account.
    pub(super) fn credentials(&self) -> Credentials {
        let first = self.accounts.first();
        first
            .map(|account| Credentials::from([("account_id", account.account_id.clone()), ("secret_key", account.secret_key.clone())]))
            .unwrap_or_default()
    }

    /// The end of every token that still lives.
    pub(super) fn deadlines(&self, settings: &Settings, now: Timestamp) -> Vec<Deadline> {
        if settings.rules.expiry.is_broken() {
            return Vec::new();
        }
        let ends = self.tokens.iter().map(|token| settings.boundary.first_after(token.until)).filter(|at| *at > now);
        let mut deadlines: Vec<Deadline> =
            ends.map(|at| Deadline { at, clause: clause::BEARER_EXPIRED, what: "an access token expires".to_owned() }).collect();
        deadlines.sort();
        deadlines
    }

    /// Accounts and tokens, the newest token first.
    pub(super) fn inspect(&self) -> Value {
        let token = |token: &Token| {
            json!({
                "access_token": token.value,
                "account_id": token.account_id,
                "scope": token.scope.words(),
                "issued": token.issued.strftime(TIME_FORMAT).to_string(),
                "expires": token.until.strftime(TIME_FORMAT).to_string(),
            })
        };
        json!({"accounts": self.accounts, "tokens": self.tokens.iter().rev().map(token).collect::<Vec<_>>()})
    }
}
