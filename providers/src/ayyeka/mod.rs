//! Ayyeka's REST API: OAuth 2.0 client credentials, and access tokens that are signed JWTs.

mod changes;
mod client;
mod deviations;
mod rules;
mod settings;
mod site;
mod state;
mod step;
mod token;
mod wire;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

pub use client::Client;
pub use rules::{Caching, Demand, Expiry, Generated, Grant, Opening, Presents, Rules, ShownIn, Signs, Texts};
pub use settings::*;
pub use site::Site;
pub use state::State;

use crate::{
    ActionError, ActionSpec, Answer, Arguments, Authorised, Authority, Change, Credentials, Deadline, Deviation, Key, Moment, Outcome, Provider,
    Request, SettingSpec, Step,
};

/// Ayyeka's REST API (see `clauses.yaml` beside this file).
#[derive(Debug)]
pub struct Ayyeka;

impl Provider for Ayyeka {
    type Settings = Settings;
    type State = State;

    const NAME: &'static str = "ayyeka";
    const LEDGER: &'static str = include_str!("clauses.yaml");
    const SETTINGS: &'static [SettingSpec] = settings::SPECS;
    const ACTIONS: &'static [ActionSpec] = state::ACTIONS;
    const ALPHABET: &'static str = include_str!("alphabet.yaml");
    const DEVIATIONS: &'static [&'static [Deviation<Settings>]] = deviations::DEVIATIONS;

    fn start(settings: &Settings, _: Authority<'_>, moment: &mut Moment<'_>) -> State {
        State::start(settings, moment)
    }

    fn step(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
        step::step(settings, state, request, moment)
    }

    fn stub(settings: &Settings, _: &State, authorised: &Authorised) -> Answer {
        wire::documented(settings, authorised)
    }

    fn complete(_: &Settings, _: &mut State, authorised: &Authorised, mut answer: Answer, _: &mut Moment<'_>) -> Answer {
        answer.clauses.extend(&authorised.clauses);
        answer
    }

    fn act(
        settings: &Settings,
        state: &mut State,
        action: &ActionSpec,
        arguments: &Arguments,
        moment: &mut Moment<'_>,
    ) -> Result<Outcome, ActionError> {
        state::act(settings, state, action, arguments, moment)
    }

    fn deadlines(settings: &Settings, state: &State, now: Timestamp) -> Vec<Deadline> {
        state::deadlines(settings, state, now)
    }

    fn credentials(state: &State) -> Credentials {
        state.credentials()
    }

    fn inspect(_: &Settings, state: &State, _: Timestamp) -> Value {
        state.inspect()
    }

    fn exclusive(_: &Settings) -> Option<(&'static str, String)> {
        None
    }

    fn key(settings: &Settings) -> Option<Key> {
        Some(settings.key())
    }

    fn strict(settings: &mut Settings) {
        settings.strict();
    }

    fn changes(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Vec<Change> {
        changes::changes(settings, state, request, now)
    }

    fn read(body: &[u8]) -> Option<Value> {
        serde_json::from_slice(body).ok()
    }
}
