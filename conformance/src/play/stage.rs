//! Where a case is played: a world of its own, or a server as it is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::fill::Stop;
use crate::scenario::Case;
use crate::target::{ControlError, Controls, Foreign};
use crate::transcript::Fault;

/// RFC 6585 section 4.
const TOO_MANY_REQUESTS: u16 = 429;
/// The need of a case that exceeds a limit on purpose.
const RATE_LIMITS: &str = "rate-limits";

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

    /// Waits until the target may be called again.
    pub(super) async fn keep_pace(&self) {
        if let Self::Foreign(foreign) = self {
            foreign.keep_pace().await;
        }
    }

    /// Whether an answer says that the target's own limit turned away what the case did not mean to exceed it.
    pub(super) fn turned_away(&self, case: &Case, status: u16) -> Result<(), Stop> {
        match self {
            Self::Foreign(_) if status == TOO_MANY_REQUESTS && !case.needs.iter().any(|need| need == RATE_LIMITS) => {
                Err(Stop::new(Fault::Limit, "status 429; with `--pace 10` ten calls a minute are sent and no more"))
            }
            _ => Ok(()),
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
