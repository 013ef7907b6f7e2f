//! Hyp's relay: a form with XML in it, and getSessionId, whose sessions open other commands.

mod changes;
mod command;
mod deviations;
mod examine;
mod merchant;
mod rules;
mod settings;
mod state;
mod step;
mod wire;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

pub use merchant::{Merchant, Supported, Terminal};
pub use rules::{Code, Counted, Discretion, Duty, Filled, MadeBeside, Opened, Rules, Said, SessionForm, Stops, UsedUp};
pub use settings::*;
pub use state::State;

use crate::{
    ActionError, ActionSpec, Answer, Arguments, Authorised, Authority, Change, Credentials, Deadline, Deviation, Moment, Outcome, Provider, Request,
    SettingSpec, Step,
};

/// Hyp's relay (see `clauses.yaml` beside this file).
#[derive(Debug)]
pub struct Hyp;

impl Provider for Hyp {
    type Settings = Settings;
    type State = State;

    const NAME: &'static str = "hyp";
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
        step::stub(settings, authorised)
    }

    fn complete(_: &Settings, _: &mut State, authorised: &Authorised, mut answer: Answer, _: &mut Moment<'_>) -> Answer {
        answer.clauses.extend(&authorised.clauses);
        answer
    }

    fn act(_: &Settings, state: &mut State, action: &ActionSpec, arguments: &Arguments, _: &mut Moment<'_>) -> Result<Outcome, ActionError> {
        state::act(state, action, arguments)
    }

    fn deadlines(settings: &Settings, state: &State, now: Timestamp) -> Vec<Deadline> {
        state::deadlines(settings, state, now)
    }

    fn credentials(state: &State) -> Credentials {
        state.credentials()
    }

    fn inspect(settings: &Settings, state: &State, now: Timestamp) -> Value {
        state::inspect(settings, state, now)
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
        wire::read(body)
    }
}
