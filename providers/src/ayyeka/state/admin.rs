//! What the administrator does: API clients are made on the platform (ayyeka.client.generated).

use super::{Registered, State};
use crate::ayyeka::client::{Client, MOST_CLIENTS};
use crate::ayyeka::rules::{Generated, clause};
use crate::ayyeka::settings::Settings;
use crate::{ActionError, ActionSpec, ArgumentSpec, Arguments, Kind, Moment, Outcome};

/// Every action: its name, its arguments, its clause, and what it does.
pub(in crate::ayyeka) const ACTIONS: &[ActionSpec] = &[ActionSpec {
    name: "generate_api_key",
    arguments: &[ArgumentSpec { name: "comment", kind: Kind::Text }],
    clause: clause::CLIENT,
    says: "Makes an API client with a Key and a Secret; it works at once.",
}];

/// Does an action whose arguments were checked.
pub(in crate::ayyeka) fn act(
    settings: &Settings,
    state: &mut State,
    action: &ActionSpec,
    arguments: &Arguments,
    moment: &mut Moment<'_>,
) -> Result<Outcome, ActionError> {
    if state.clients.len() >= MOST_CLIENTS {
        return Err(ActionError::State(format!("there are {MOST_CLIENTS} clients already, and no more can be made")));
    }
    let others: Vec<&Client> = state.clients.iter().map(|registered| &registered.client).collect();
    let client = Client::generate(&others, moment.dice);
    match settings.rules.generated {
        Generated::Added => state.clients.push(Registered::new(client, arguments.text("comment"))),
        Generated::WithoutComment => state.clients.push(Registered::new(client, "")),
        Generated::Alone => state.clients = vec![Registered::new(client, arguments.text("comment"))],
    }
    Ok(Outcome { clauses: vec![action.clause], notes: Vec::new() })
}
