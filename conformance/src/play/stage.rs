//! Where a case is played: a world of its own, or a server as it is.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Client;
use serde_json::{Map, Value};
use tokio::sync::SemaphorePermit;

use super::Watcher;
use super::attention::Presence;
use super::fill::Stop;
use super::names::Names;
use super::request::{CLIENT_ADDRESS, header_name, header_value};
use crate::scenario::{Case, Step, Wait};
use crate::target::{Certainty, Clock, ControlError, Controls, Exceeds, Foreign, HeaderText, Rotation, exceeds};
use crate::transcript::{Fault, Place, Sent, TOO_MANY_REQUESTS};

/// So often a wait looks whether it is still wanted.
const GLANCE: Duration = Duration::from_millis(100);

/// A wait was cut short, since nobody wants to know any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut;

pub(super) enum Stage<'a> {
    World {
        controls: &'a dyn Controls,
        name: &'a str,
    },
    /// A server, and the instance of it that plays each of the case's.
    Foreign {
        foreign: &'a Foreign,
        cast: BTreeMap<String, String>,
        /// The attention that the case has; it leaves it while it waits.
        presence: &'a mut Presence,
    },
}

impl<'a> Stage<'a> {
    /// A moment that is surely not past what is about to happen.
    pub(super) fn earliest(&self) -> Result<Timestamp, Stop> {
        match self {
            Self::World { controls, name } => controls.now(name).map_err(stop),
            Self::Foreign { foreign, .. } => Ok(foreign.clock().earliest()),
        }
    }

    /// A moment that is surely not before what has just happened.
    pub(super) fn latest(&self) -> Result<Timestamp, Stop> {
        match self {
            Self::World { .. } => self.earliest(),
            Self::Foreign { foreign, .. } => Ok(foreign.clock().latest()),
        }
    }

    /// An answer told a distance for which nobody wants to wait.
    pub(super) fn allows(&self, to: Timestamp, wait: &Wait) -> Result<(), Stop> {
        let Self::Foreign { foreign, .. } = self else { return Ok(()) };
        let longest = foreign.longest_wait().filter(|_| wait.told.is_some() && foreign.clock_control().is_none());
        let distance = foreign.clock().distance(to);
        match longest.zip(distance).filter(|(longest, distance)| distance > longest) {
            Some((_, distance)) => {
                let why = format!("an earlier answer told of a wait of {} s, which is longer than `--max-wait` allows", distance.as_secs());
                Err(Stop::new(Fault::Answer, why))
            }
            None => Ok(()),
        }
    }

    /// Moves the clock to a moment, or waits until it shows it.
    pub(super) async fn reach(&mut self, to: Timestamp, watcher: &dyn Watcher) -> Result<Result<(), Cut>, Stop> {
        match self {
            Self::World { controls, name } => controls.advance_to(name, to).map(Ok).map_err(stop),
            Self::Foreign { foreign, presence, .. } => reach(foreign, presence, to, watcher).await,
        }
    }

    /// Why the action was refused; nothing where it was done.
    pub(super) async fn act(&self, case: &Case, instance: &str, action: &str, with: &Map<String, Value>) -> Result<Option<String>, Stop> {
        match self {
            Self::World { controls, name } => match controls.act(name, instance, action, with) {
                Ok(()) => Ok(None),
                Err(ControlError::Refused(why)) => Ok(Some(why)),
                Err(broken @ ControlError::Broken(_)) => Err(stop(broken)),
            },
            Self::Foreign { foreign, cast, .. } => {
                let instance = cast.get(instance).map_or("", String::as_str);
                foreign.act(case, instance, action, with).await.map_err(|why| Stop::new(Fault::Hook, why))
            }
        }
    }

    pub(super) fn inspect(&self, instance: &str) -> Result<Value, Stop> {
        match self {
            Self::World { controls, name } => controls.inspect(name, instance).map_err(stop),
            Self::Foreign { .. } => Err(beyond("an administrator's view")),
        }
    }

    /// What sends a step's call.
    pub(super) fn client<'c>(&'c self, step: &Step, client: &'c Client) -> &'c Client {
        match (self, &step.from) {
            (Self::Foreign { foreign, .. }, Some(from)) => foreign.client_from(from.value).unwrap_or(client),
            _ => client,
        }
    }

    /// Waits until so many calls may be sent to the target, and for a line to send them on.
    pub(super) async fn keep_pace(&self, calls: usize, watcher: &dyn Watcher) -> Result<Option<SemaphorePermit<'a>>, Cut> {
        let Self::Foreign { foreign, .. } = self else { return Ok(None) };
        let foreign: &'a Foreign = foreign;
        let line = async {
            foreign.keep_pace(calls).await;
            foreign.line().await
        };
        unless_stopped(line, watcher).await
    }

    /// Calls of a case have been sent.
    pub(super) fn called(&self, case: &Case, calls: &[(Place, &Step)]) {
        let Self::Foreign { foreign, cast, .. } = self else { return };
        for (_, step) in calls {
            if let Some(instance) = foreign.instances().get(cast_as(cast, case, step)) {
                instance.called(foreign.clock().latest(), exceeds(case));
            }
        }
    }

    /// The target answered.
    pub(super) fn answered(&self) {
        if let Self::Foreign { presence, .. } = self {
            presence.answered();
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
        // A target sees for itself where a call comes from.
        request.headers_mut().remove(CLIENT_ADDRESS);
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
            Self::Foreign { .. } if status == TOO_MANY_REQUESTS && exceeds(case) == Exceeds::Nothing => {
                Err(Stop::new(Fault::Limit, "status 429; with `--pace 10` ten calls a minute are sent and no more"))
            }
            _ => Ok(()),
        }
    }

    /// Calls that may replace tokens are written down before they are sent.
    pub(super) fn begin(&self, case: &Case, calls: &[(Place, &Step)]) -> Result<(), Stop> {
        let Self::Foreign { foreign, cast, .. } = self else { return Ok(()) };
        for (_, step) in calls.iter().filter(|(_, step)| foreign.may_replace(step)) {
            let call = step.call.as_ref().map_or("", |call| &call.value);
            foreign.begin(cast_as(cast, case, step), call, &case.id).map_err(|error| unwritten(&error))?;
        }
        Ok(())
    }

    /// New tokens are safe before they are used, each instance's all at once; there is none for a call that was not answered.
    pub(super) fn take_up(&self, case: &Case, calls: &[(Place, &Step)], tokens: Vec<Option<BTreeMap<String, String>>>) -> Result<(), Stop> {
        let Self::Foreign { foreign, cast, .. } = self else { return Ok(()) };
        let mut by_instance: BTreeMap<&str, (BTreeMap<String, String>, usize)> = BTreeMap::new();
        let unanswered = tokens.iter().any(Option::is_none);
        for ((_, step), tokens) in calls.iter().zip(tokens) {
            let (all, replacing) = by_instance.entry(cast_as(cast, case, step)).or_default();
            let tokens = tokens.unwrap_or_default();
            *replacing += usize::from(!tokens.is_empty() && foreign.may_replace(step));
            all.extend(tokens);
        }
        let mut written = Ok(());
        for (instance, (tokens, replacing)) in by_instance {
            // A refused renewal tells nothing of the tokens that were in doubt.
            let in_doubt = unanswered || replacing > 1 || (tokens.is_empty() && Rotation::renews_doubtful(case));
            let certainty = if in_doubt { Certainty::Chance } else { Certainty::Known };
            // What one ledger entry lacks is no reason to forget the tokens of another instance.
            written = written.and(foreign.take_up(instance, tokens, certainty));
        }
        written.map_err(|error| unwritten(&error))
    }
}

/// Moves a target's clock to a moment, or leaves until it shows it.
pub(super) async fn reach(foreign: &Foreign, presence: &mut Presence, to: Timestamp, watcher: &dyn Watcher) -> Result<Result<(), Cut>, Stop> {
    let ahead = Duration::try_from(to.duration_since(foreign.clock().earliest())).unwrap_or_default();
    match foreign.clock_control() {
        _ if ahead.is_zero() => Ok(Ok(())),
        Some(_) => foreign.advance(ahead).await.map(Ok).map_err(|why| Stop::new(Fault::Hook, why)),
        None => presence.away(wait(foreign.clock(), to, watcher)).await,
    }
}

/// Waits until a clock shows this.
async fn wait(clock: &Clock, to: Timestamp, watcher: &dyn Watcher) -> Result<Result<(), Cut>, Stop> {
    loop {
        let distance = clock.distance(to).ok_or_else(|| beyond("a clock that can be moved"))?;
        match () {
            () if distance.is_zero() => return Ok(Ok(())),
            () if watcher.stopped() => return Ok(Err(Cut)),
            // It is somebody else's clock, which nobody here can move.
            () => tokio::time::sleep(distance.min(GLANCE)).await,
        }
    }
}

/// Waits for something as long as anybody wants to know.
async fn unless_stopped<T>(something: impl Future<Output = T>, watcher: &dyn Watcher) -> Result<T, Cut> {
    let mut something = std::pin::pin!(something);
    loop {
        match tokio::time::timeout(GLANCE, something.as_mut()).await {
            Ok(came) => return Ok(came),
            Err(_) if watcher.stopped() => return Err(Cut),
            Err(_) => {}
        }
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
