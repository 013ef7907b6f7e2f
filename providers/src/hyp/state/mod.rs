//! What an instance is: its merchants, whether gateway and generator work, and the sessions that were made.

mod admin;
mod deadlines;
mod inspect;
mod sessions;

use serde::{Deserialize, Serialize};

pub(super) use admin::{ACTIONS, act};
pub(super) use deadlines::deadlines;
pub(super) use inspect::inspect;
pub(super) use sessions::{Session, Sessions, Standing};

use super::merchant::Merchant;
use super::settings::Settings;
use crate::{Credentials, Moment};

/// The whole state of an instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub(super) merchants: Vec<Merchant>,
    /// The gateway (hyp.error.354).
    pub(super) gateway: Condition,
    /// The generator of session ids (hyp.error.457).
    pub(super) generator: Condition,
    pub(super) sessions: Sessions,
}

/// Whether a part works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Condition {
    /// It does.
    Working,
    /// It does not.
    Broken,
}

impl State {
    /// A new instance with the configured merchants, or with one that the dice make.
    pub(super) fn start(settings: &Settings, moment: &mut Moment<'_>) -> Self {
        let merchants = match settings.merchants.as_slice() {
            [] => vec![Merchant::generated(moment.dice)],
            given => given.to_vec(),
        };
        Self { merchants, gateway: Condition::Working, generator: Condition::Working, sessions: Sessions::default() }
    }

    /// What a client is given: the first merchant's.
    pub(super) fn credentials(&self) -> Credentials {
        let mut credentials = Credentials::new();
        if let Some(merchant) = self.merchants.first() {
            credentials.insert("user", merchant.user.clone());
            credentials.insert("password", merchant.password.clone());
            if let Some(terminal) = merchant.terminals.first() {
                credentials.insert("terminal", terminal.number.clone());
            }
        }
        credentials
    }
}
