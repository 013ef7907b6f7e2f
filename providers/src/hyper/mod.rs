//! Hyper's Web-API: two tokens, a refresh with two minutes of grace, limits, and the administrator's record.

mod changes;
mod deviations;
mod entity;
mod fixed;
mod limits;
mod rules;
mod settings;
mod state;
mod step;
mod wire;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

pub use entity::Entity;
pub use fixed::FixedAnswer;
pub use rules::*;
pub use settings::*;
pub use state::State;

use crate::{
    ActionError, ActionSpec, Answer, Arguments, Authorised, Authority, Change, Credentials, Deadline, Deviation, Moment, Outcome, Provider, Request,
    SettingSpec, Step,
};

/// Hyper's Web-API (see `clauses.yaml` beside this file).
#[derive(Debug)]
pub struct Hyper;

impl Provider for Hyper {
    type Settings = Settings;
    type State = State;

    const NAME: &'static str = "hyper";
    const LEDGER: &'static str = include_str!("clauses.yaml");
    const SETTINGS: &'static [SettingSpec] = settings::SPECS;
    const ACTIONS: &'static [ActionSpec] = state::ACTIONS;
    const ALPHABET: &'static str = include_str!("alphabet.yaml");
    const DEVIATIONS: &'static [&'static [Deviation<Settings>]] = deviations::DEVIATIONS;

    fn start(settings: &Settings, authority: Authority<'_>, moment: &mut Moment<'_>) -> State {
        State::start(settings, authority, moment)
    }

    fn step(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
        step::step(settings, state, request, moment)
    }

    fn stub(settings: &Settings, _: &State, authorised: &Authorised) -> Answer {
        wire::function(settings, authorised)
    }

    fn complete(settings: &Settings, state: &mut State, authorised: &Authorised, answer: Answer, moment: &mut Moment<'_>) -> Answer {
        step::complete(settings, state, authorised, answer, moment)
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

    fn inspect(settings: &Settings, state: &State, now: Timestamp) -> Value {
        state::inspect(settings, state, now)
    }

    fn exclusive(settings: &Settings) -> Option<(&'static str, String)> {
        (!settings.domain_address.is_empty()).then(|| ("domain_address", settings.domain_address.clone()))
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
