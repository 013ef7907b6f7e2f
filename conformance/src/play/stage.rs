//! Where a case is played: a world of its own, or a server as it is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::fill::Stop;
use super::names::Names;
use super::request::{header_name, header_value};
use crate::scenario::{Case, Step};
use crate::target::{Certainty, ControlError, Controls, Foreign, HeaderText, Rotation};
use crate::transcript::{Fault, Place, Sent};

/// RFC 6585 section 4.
const TOO_MANY_REQUESTS: u16 = 429;
/// The need of a case that exceeds a limit on purpose.
const RATE_LIMITS: &str = "rate-limits";

pub(super) enum Stage<'a> {
    World {
        controls: &'a dyn Controls,
        name: &'a str,
    },
    /// A server, and the instance of it that plays each of the case's.
    Foreign {
        foreign: &'a Foreign,
        cast: BTreeMap<String, String>,
    },
}

impl Stage<'_> {
    pub(super) fn now(&self) -> Result<Timestamp, Stop> {
        match self {
            Self::World { controls, name } => controls.now(name).map_err(stop),
            Self::Foreign { foreign, .. } => Ok(foreign.now()),
        }
    }

    pub(super) fn advance_to(&self, to: Timestamp) -> Result<(), Stop> {
        match self {
            Self::World { controls, name } => controls.advance_to(name, to).map_err(stop),
            Self::Foreign { .. } => Err(beyond("a clock that can be moved")),
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
            Self::Foreign { .. } => Err(beyond("an administrator's actions")),
        }
    }

    pub(super) fn inspect(&self, instance: &str) -> Result<Value, Stop> {
        match self {
            Self::World { controls, name } => controls.inspect(name, instance).map_err(stop),
            Self::Foreign { .. } => Err(beyond("an administrator's view")),
        }
    }

    /// Waits until so many calls may be sent to the target.
    pub(super) async fn keep_pace(&self, calls: usize) {
        if let Self::Foreign { foreign, .. } = self {
            foreign.keep_pace(calls).await;
        }
    }

    /// Secrets that every call carries are known by name before anything is written down.
    pub(super) fn name_secrets(&self, names: &mut Names) {
        let Self::Foreign { foreign, .. } = self else { return };
        for header in &foreign.connection.headers {
            if let HeaderText::Secret(value) = &header.value {
                names.secret("header", value);
            }
        }
    }

    /// What a target has every call carry that does not say otherwise, and where it goes.
    pub(super) fn address(&self, request: &mut reqwest::Request, sent: &mut Sent, url: &str, names: &mut Names) -> Result<(), Stop> {
        let Self::Foreign { foreign, .. } = self else { return Ok(()) };
        sent.base_url = (foreign.instances().len() > 1).then(|| url.to_owned());
        for header in &foreign.connection.headers {
            if sent.headers.iter().any(|(name, _)| *name == header.name) {
                continue;
            }
            let value = header_value(&header.name, header.value.text())?;
            request.headers_mut().append(header_name(&header.name)?, value);
            let shown = match &header.value {
                HeaderText::Plain(text) => names.rename(text),
                HeaderText::Secret(value) => names.secret("header", value),
            };
            sent.headers.push((header.name.clone(), shown));
        }
        Ok(())
    }

    /// Whether an answer says that the target's own limit turned away what the case did not mean to exceed it.
    pub(super) fn turned_away(&self, case: &Case, status: u16) -> Result<(), Stop> {
        match self {
            Self::Foreign { .. } if status == TOO_MANY_REQUESTS && !case.needs.iter().any(|need| need == RATE_LIMITS) => {
                Err(Stop::new(Fault::Limit, "status 429; with `--pace 10` ten calls a minute are sent and no more"))
            }
            _ => Ok(()),
        }
    }

    /// Calls that may replace tokens are written down before they are sent.
    pub(super) fn begin(&self, case: &Case, calls: &[(Place, &Step)]) -> Result<(), Stop> {
        let Self::Foreign { foreign, cast } = self else { return Ok(()) };
        for (_, step) in calls.iter().filter(|(_, step)| foreign.may_replace(step)) {
            let call = step.call.as_ref().map_or("", |call| &call.value);
            foreign.begin(cast_as(cast, case, step), call, &case.id).map_err(|error| unwritten(&error))?;
        }
        Ok(())
    }

    /// New tokens are safe before they are used, each instance's all at once.
    pub(super) fn take_up(&self, case: &Case, calls: &[(Place, &Step)], tokens: Vec<BTreeMap<String, String>>) -> Result<(), Stop> {
        let Self::Foreign { foreign, cast } = self else { return Ok(()) };
        let mut by_instance: BTreeMap<&str, (BTreeMap<String, String>, usize)> = BTreeMap::new();
        for ((_, step), tokens) in calls.iter().zip(tokens) {
            let (all, replacing) = by_instance.entry(cast_as(cast, case, step)).or_default();
            *replacing += usize::from(!tokens.is_empty() && foreign.may_replace(step));
            all.extend(tokens);
        }
        let mut written = Ok(());
        for (instance, (tokens, replacing)) in by_instance {
            // A refused renewal tells nothing of the tokens that were in doubt.
            let in_doubt = replacing > 1 || (tokens.is_empty() && Rotation::is_renewal(case));
            let certainty = if in_doubt { Certainty::Chance } else { Certainty::Known };
            // What one ledger entry lacks is no reason to forget the tokens of another instance.
            written = written.and(foreign.take_up(instance, tokens, certainty));
        }
        written.map_err(|error| unwritten(&error))
    }
}

/// The target's instance that plays a step's.
fn cast_as<'a>(cast: &'a BTreeMap<String, String>, case: &Case, step: &Step) -> &'a str {
    cast.get(case.instance(step)).map_or("", String::as_str)
}

fn unwritten(error: &std::io::Error) -> Stop {
    Stop::new(Fault::Tool, format!("the ledger cannot be written: {error}"))
}

fn stop(error: ControlError) -> Stop {
    Stop::new(Fault::Tool, error.to_string())
}

fn beyond(what: &str) -> Stop {
    Stop::new(Fault::Tool, format!("this target has no {what}"))
}
