//! The mock in the same process as something to play against: here the two libraries meet.

use std::collections::BTreeMap;

use conformance::target::{ControlError, Controls, Door, WorldOrder};
use jiff::Timestamp;
use mock_server::{
    ClientAddress, ClockChange, ClockSpec, Config, InstanceSpec, InstanceView, Pace, Server, StartError, WorldError, WorldSpec, WorldView, Worlds,
};
use providers::ActionError;
use serde_json::{Map, Value};

/// The worlds of a mock, under the control of a play.
pub(crate) struct Embedded {
    worlds: Worlds,
    deviations: Deviations,
}

/// The one clause that every instance of an API breaks, by the API's name.
pub(crate) type Deviations = BTreeMap<String, String>;

impl Embedded {
    /// Starts a mock and takes control of its worlds.
    ///
    /// # Errors
    /// No port can be had.
    pub(crate) async fn start(config: Config, deviations: Deviations) -> Result<(Server, Self), StartError> {
        let server = Server::start(config).await?;
        let worlds = server.worlds().clone();
        Ok((server, Self { worlds, deviations }))
    }

    fn doors(&self, view: &WorldView) -> BTreeMap<String, Door> {
        let door = |name: &str, instance: &InstanceView| Door {
            base_url: instance.base_url.clone(),
            credentials: instance.credentials.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            // Of an API whose tokens are not signed there is no key, and that is no error.
            public_keys: self.worlds.public_key(&view.world, name).ok().and_then(|key| key.pem.parse().ok()).into_iter().collect(),
        };
        view.instances.iter().map(|(name, instance)| (name.clone(), door(name, instance))).collect()
    }

    fn spec(&self, order: &WorldOrder<'_>) -> WorldSpec {
        let instance = |given: &conformance::scenario::Given| InstanceSpec {
            settings: given.settings.clone(),
            deviation: self.deviations.get(order.provider).cloned(),
            ..InstanceSpec::of(order.provider)
        };
        WorldSpec {
            seed: Some(order.seed),
            clock: Some(ClockSpec { pace: Pace::Frozen, at: Some(order.start) }),
            port: None,
            client_address: Some(ClientAddress::Header),
            strict: None,
            instances: Some(order.instances.iter().map(|(name, given)| (name.clone(), instance(given))).collect()),
            faults: Vec::new(),
        }
    }
}

impl Controls for Embedded {
    fn prepare(&self, order: &WorldOrder<'_>) -> Result<BTreeMap<String, Door>, ControlError> {
        self.worlds.create(order.name, &self.spec(order)).map_err(broken)?;
        for (instance, given) in order.instances {
            for action in &given.actions {
                self.act(order.name, instance, &action.value.act.value, &action.value.with)?;
            }
        }
        // Credentials may be others after the actions.
        Ok(self.doors(&self.worlds.view(order.name).map_err(broken)?))
    }

    fn now(&self, world: &str) -> Result<Timestamp, ControlError> {
        self.worlds.clock(world).map(|clock| clock.now).map_err(broken)
    }

    fn advance_to(&self, world: &str, to: Timestamp) -> Result<(), ControlError> {
        if to <= self.now(world)? {
            return Ok(());
        }
        self.worlds.change_clock(world, ClockChange::Set(to)).map(drop).map_err(broken)
    }

    fn act(&self, world: &str, instance: &str, action: &str, with: &Map<String, Value>) -> Result<(), ControlError> {
        match self.worlds.act(world, instance, action, with) {
            Ok(_) => Ok(()),
            // A name that does not exist is the scenario's mistake; all else is the instance's own refusal.
            Err(WorldError::Action(refused @ (ActionError::State(_) | ActionError::Value { .. }))) => Err(ControlError::Refused(refused.to_string())),
            Err(error) => Err(broken(error)),
        }
    }

    fn inspect(&self, world: &str, instance: &str) -> Result<Value, ControlError> {
        self.worlds.inspect(world, instance).map_err(broken)
    }

    fn release(&self, world: &str) {
        // A world that is gone already needs no release, and one with no port of its own has nothing to wait for.
        let _ = self.worlds.remove(world);
    }
}

fn broken(error: WorldError) -> ControlError {
    ControlError::Broken(error.to_string())
}
