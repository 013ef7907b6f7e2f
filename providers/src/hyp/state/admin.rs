//! What the administrator does: breaks and repairs parts, and sets terminals up for sessions.

use super::{Condition, State};
use crate::hyp::merchant::Supported;
use crate::hyp::rules::clause;
use crate::{ActionError, ActionSpec, ArgumentSpec, Arguments, ClauseId, Kind, Outcome, suggestion};

const TERMINAL: &[ArgumentSpec] = &[ArgumentSpec { name: "terminal", kind: Kind::Text }];

const fn action(name: &'static str, arguments: &'static [ArgumentSpec], clause: ClauseId, says: &'static str) -> ActionSpec {
    ActionSpec { name, arguments, clause, says }
}

/// Every action: its name, its arguments, its clause, and what it does.
pub(in crate::hyp) const ACTIONS: &[ActionSpec] = &[
    action("break_gateway", &[], clause::GATEWAY, "Configures the gateway wrongly: every good request gets 354."),
    action("repair_gateway", &[], clause::GATEWAY, "Configures the gateway rightly again."),
    action("break_generation", &[], clause::GENERATION, "Lets the making of sessions fail: getSessionId gets 457."),
    action("repair_generation", &[], clause::GENERATION, "Lets sessions be made again."),
    action("disable_sessions", TERMINAL, clause::NO_SESSIONS, "Takes a terminal's set-up for sessions away: getSessionId for it gets 455."),
    action("enable_sessions", TERMINAL, clause::NO_SESSIONS, "Sets a terminal up for sessions."),
];

/// Does an action whose arguments were checked.
pub(in crate::hyp) fn act(state: &mut State, action: &ActionSpec, arguments: &Arguments) -> Result<Outcome, ActionError> {
    match action.name {
        "break_gateway" => state.gateway = Condition::Broken,
        "repair_gateway" => state.gateway = Condition::Working,
        "break_generation" => state.generator = Condition::Broken,
        "repair_generation" => state.generator = Condition::Working,
        "disable_sessions" => set_up(state, arguments.text("terminal"), Supported::Off)?,
        _ => set_up(state, arguments.text("terminal"), Supported::On)?,
    }
    Ok(Outcome { clauses: vec![action.clause], notes: Vec::new() })
}

fn set_up(state: &mut State, number: &str, sessions: Supported) -> Result<(), ActionError> {
    let mut terminals = state.merchants.iter_mut().flat_map(|merchant| &mut merchant.terminals);
    if let Some(terminal) = terminals.find(|terminal| terminal.number == number) {
        terminal.sessions = sessions;
        return Ok(());
    }
    let known = state.merchants.iter().flat_map(|merchant| &merchant.terminals).map(|terminal| terminal.number.as_str());
    Err(ActionError::State(format!("no merchant has the terminal `{number}`; {}", suggestion(number, known))))
}
