//! Actions: what an administrator can do to an instance, by name and with typed arguments.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{ClauseId, Kind, suggestion};

/// One action of a provider.
#[derive(Clone, Copy, Debug)]
pub struct ActionSpec {
    /// The name, as in `POST /worlds/{w}/instances/{i}/actions/NAME`.
    pub name: &'static str,
    /// Its arguments; all are required.
    pub arguments: &'static [ArgumentSpec],
    /// The clause that it comes from.
    pub clause: ClauseId,
    /// What it does, in one sentence.
    pub says: &'static str,
}

/// One argument of an action.
#[derive(Clone, Copy, Debug)]
pub struct ArgumentSpec {
    /// The name.
    pub name: &'static str,
    /// The values allowed.
    pub kind: Kind,
}

/// What an action did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The clauses that governed it.
    pub clauses: Vec<ClauseId>,
    /// What an administrator should know: a draft that waits for `save`, a restart that is needed.
    pub notes: Vec<String>,
}

/// An action that was refused. Nothing was changed. The text says what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// No action has this name.
    #[error("there is no action `{name}`; {suggestion}")]
    Unknown {
        /// The name that was given.
        name: String,
        /// The nearest name, or all.
        suggestion: String,
    },
    /// An argument has no place in this action.
    #[error("`{action}` takes no argument `{name}`; {suggestion}")]
    UnknownArgument {
        /// The action.
        action: String,
        /// The argument.
        name: String,
        /// The nearest name, or all.
        suggestion: String,
    },
    /// An argument is not there.
    #[error("`{action}` needs the argument `{name}`: {allowed}")]
    Missing {
        /// The action.
        action: String,
        /// The argument.
        name: String,
        /// What is allowed.
        allowed: String,
    },
    /// An argument's value is not allowed.
    #[error("`{name}` cannot be {value}; it takes {allowed}")]
    Value {
        /// The argument.
        name: String,
        /// The value that was given, as JSON.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// The instance is in no state for it.
    #[error("{0}")]
    State(String),
}

/// Arguments that were checked against an action's specification.
#[derive(Clone, Debug, PartialEq)]
pub struct Arguments(Map<String, Value>);

impl Arguments {
    /// Finds the action and checks its arguments.
    ///
    /// # Errors
    /// An unknown action, an unknown or missing argument, a value that is not allowed.
    pub fn check<'s>(specs: &'s [ActionSpec], action: &str, given: &Map<String, Value>) -> Result<(&'s ActionSpec, Self), ActionError> {
        let spec = specs
            .iter()
            .find(|spec| spec.name == action)
            .ok_or_else(|| ActionError::Unknown { name: action.to_owned(), suggestion: suggestion(action, specs.iter().map(|spec| spec.name)) })?;
        if let Some(name) = given.keys().find(|name| spec.arguments.iter().all(|argument| argument.name != *name)) {
            return Err(ActionError::UnknownArgument {
                action: action.to_owned(),
                name: name.clone(),
                suggestion: match spec.arguments {
                    [] => "it takes none".to_owned(),
                    arguments => suggestion(name, arguments.iter().map(|argument| argument.name)),
                },
            });
        }
        let checked = spec.arguments.iter().map(|argument| check_argument(action, argument, given)).collect::<Result<_, _>>()?;
        Ok((spec, Self(checked)))
    }

    /// A whole number; `None` where the word in its place was given.
    #[must_use]
    pub fn whole(&self, name: &str) -> Option<u64> {
        self.0.get(name).and_then(Value::as_u64)
    }

    /// A text or a word.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A list of texts.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<String> {
        let list = self.0.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A moment.
    #[must_use]
    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        self.text(name).parse().ok()
    }
}

fn check_argument(action: &str, argument: &ArgumentSpec, given: &Map<String, Value>) -> Result<(String, Value), ActionError> {
    let value = given.get(argument.name).ok_or_else(|| ActionError::Missing {
        action: action.to_owned(),
        name: argument.name.to_owned(),
        allowed: argument.kind.allowed(),
    })?;
    match argument.kind.check(value) {
        Ok(checked) => Ok((argument.name.to_owned(), checked)),
        Err(allowed) => Err(ActionError::Value { name: argument.name.to_owned(), value: argument.kind.shown(value), allowed }),
    }
}
