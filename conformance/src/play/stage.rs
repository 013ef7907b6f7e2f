//! Where a case is played: a world of its own, or a server as it is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::fill::Stop;
use crate::target::{ControlError, Controls, Foreign};
use crate::transcript::Fault;

pub(super) enum Stage<'a> {
    World { controls: &'a dyn Controls, name: &'a str },
    Foreign(&'a Foreign),
}

impl Stage<'_> {
    pub(super) fn now(&self) -> Result<Timestamp, Stop> {
        match self {
            Self::World { controls, name } => controls.now(name).map_err(stop),
            Self::Foreign(foreign) => Ok(foreign.now()),
        }
    }

    pub(super) fn advance_to(&self, to: Timestamp) -> Result<(), Stop> {
        match self {
            Self::World { controls, name } => controls.advance_to(name, to).map_err(stop),
            Self::Foreign(_) => Err(beyond("a clock that can be moved")),
        }
    }

    /// Why the action was refused; nothing where it was done.
    pub(super) fn act(&self, instance: &str, action: &str, with: &Map<String, Value>) -> Result<Option<String>, Stop> {
        match self {
            Self::World { controls, name } => match controls.act(name, instance, action, with) {
                Ok(()) => Ok(None),
                Err(ControlError::Refused(why)) => Ok(Some(why)),
                Err(broken @ ControlError::Broken(_)) => Err(stop(broken)),
            },
            Self::Foreign(_) => Err(beyond("an administrator's actions")),
        }
    }

    pub(super) fn inspect(&self, instance: &str) -> Result<Value, Stop> {
        match self {
            Self::World { controls, name } => controls.inspect(name, instance).map_err(stop),
            Self::Foreign(_) => Err(beyond("an administrator's view")),
        }
    }

    /// New tokens are safe before they are used.
    pub(super) fn take_up(&self, tokens: BTreeMap<String, String>) -> Result<(), Stop> {
        match self {
            Self::Foreign(foreign) if !tokens.is_empty() => {
                foreign.take_up(tokens).map_err(|error| Stop::new(Fault::Tool, format!("the credentials file cannot be written: {error}")))
            }
            _ => Ok(()),
        }
    }
}

fn stop(error: ControlError) -> Stop {
    Stop::new(Fault::Tool, error.to_string())
}

fn beyond(what: &str) -> Stop {
    Stop::new(Fault::Tool, format!("this target has no {what}"))
}
