//! HyperTrack: accounts by Basic, OAuth access tokens by Bearer, and one refusal for all that is neither.

mod account;
mod authentication;
mod changes;
mod deviations;
mod rules;
mod settings;
mod state;
mod step;
mod thing;
mod token_call;
mod wire;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

pub use account::{Account, View};
pub use rules::{Basic, Cause, Characters, Colon, Encoded, Guarded, Reach, Rule, Rules, Several, Told};
pub use settings::*;
pub use state::State;
pub use thing::Thing;

use crate::{
    ActionError, ActionSpec, Answer, Arguments, Authorised, Authority, Change, Credentials, Deadline, Deviation, Moment, Outcome, Provider, Request,
    SettingSpec, Step,
};

/// HyperTrack (see `clauses.yaml` beside this file).
#[derive(Debug)]
pub struct HyperTrack;

impl Provider for HyperTrack {
    type Settings = Settings;
    type State = State;

    const NAME: &'static str = "hypertrack";
    const LEDGER: &'static str = include_str!("clauses.yaml");
    const SETTINGS: &'static [SettingSpec] = settings::SPECS;
    /// The document gives an administrator nothing to do.
    const ACTIONS: &'static [ActionSpec] = &[];
    const ALPHABET: &'static str = include_str!("alphabet.yaml");
    const DEVIATIONS: &'static [&'static [Deviation<Settings>]] = deviations::DEVIATIONS;

    fn start(settings: &Settings, _: Authority<'_>, moment: &mut Moment<'_>) -> State {
        State::start(settings, moment)
    }

    fn step(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
        step::step(settings, state, request, moment)
    }

    fn stub(settings: &Settings, _: &State, authorised: &Authorised) -> Answer {
        wire::stub(settings, authorised)
    }

    fn complete(settings: &Settings, _: &mut State, authorised: &Authorised, answer: Answer, moment: &mut Moment<'_>) -> Answer {
        step::complete(settings, authorised, answer, moment)
    }

    fn act(_: &Settings, _: &mut State, action: &ActionSpec, _: &Arguments, _: &mut Moment<'_>) -> Result<Outcome, ActionError> {
        Err(ActionError::State(format!("`{}` is nothing that can be done to HyperTrack", action.name)))
    }

    fn deadlines(settings: &Settings, state: &State, now: Timestamp) -> Vec<Deadline> {
        state.deadlines(settings, now)
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
