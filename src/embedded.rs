//! The mock in the same process as something to play against: here the two libraries meet.

use std::collections::BTreeMap;

use conformance::target::{ControlError, Controls, Door, WorldOrder};
use jiff::Timestamp;
use mock_server::{ClientAddress, ClockChange, ClockSpec, Config, InstanceSpec, Pace, Server, StartError, WorldError, WorldSpec, WorldView, Worlds};
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

    fn spec(&self, order: &WorldOrder<'_>) -> WorldSpec {
        let instance = |given: &conformance::scenario::Given| InstanceSpec {
            api: order.provider.to_owned(),
            settings: given.settings.clone(),
            deviation: self.deviations.get(order.provider).cloned(),
        };
        WorldSpec {
            seed: Some(order.seed),
            clock: Some(ClockSpec { pace: Pace::Frozen, at: Some(order.start) }),
            port: None,
            client_address: Some(ClientAddress::Header),
            instances: Some(order.instances.iter().map(|(name, given)| (name.clone(), instance(given))).collect()),
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
        Ok(doors(&self.worlds.view(order.name).map_err(broken)?))
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

fn doors(view: &WorldView) -> BTreeMap<String, Door> {
    let door = |instance: &mock_server::InstanceView| Door {
        base_url: instance.base_url.clone(),
        credentials: instance.credentials.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    view.instances.iter().map(|(name, instance)| (name.clone(), door(instance))).collect()
}

fn broken(error: WorldError) -> ControlError {
    ControlError::Broken(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use conformance::play::{Plan, Watcher, play};
    use conformance::scenario::Case;
    use conformance::suite::Suite;
    use conformance::target::Target;
    use conformance::transcript::{End, Transcript};

    use super::*;

    struct Nobody;

    impl Watcher for Nobody {
        fn played(&self, case: &Case, end: &End) {
            assert_eq!(*end, End::Finished, "{}", case.id);
        }
        fn stopped(&self) -> bool {
            false
        }
    }

    /// Keeps every secret that a play is given or an administrator sees.
    struct Listening {
        embedded: Embedded,
        secrets: Mutex<Vec<String>>,
    }

    impl Listening {
        fn keep(&self, world: &str, instance: &str) {
            let credentials = self.embedded.worlds.credentials(world, instance).unwrap_or_default();
            self.secrets.lock().unwrap().extend(credentials.into_values());
        }
    }

    impl Controls for Listening {
        fn prepare(&self, order: &WorldOrder<'_>) -> Result<BTreeMap<String, Door>, ControlError> {
            let doors = self.embedded.prepare(order)?;
            doors.keys().for_each(|instance| self.keep(order.name, instance));
            Ok(doors)
        }
        fn now(&self, world: &str) -> Result<Timestamp, ControlError> {
            for instance in self.embedded.worlds.view(world).map_err(broken)?.instances.keys() {
                self.keep(world, instance);
            }
            self.embedded.now(world)
        }
        fn advance_to(&self, world: &str, to: Timestamp) -> Result<(), ControlError> {
            self.embedded.advance_to(world, to)
        }
        fn act(&self, world: &str, instance: &str, action: &str, with: &Map<String, Value>) -> Result<(), ControlError> {
            self.embedded.act(world, instance, action, with)
        }
        fn inspect(&self, world: &str, instance: &str) -> Result<Value, ControlError> {
            self.embedded.inspect(world, instance)
        }
        fn release(&self, world: &str) {
            self.embedded.release(world);
        }
    }

    /// The whole suite, played with this seed, and every secret that there was.
    async fn played(suite: &Suite, seed: u64, jobs: usize) -> (Transcript, Vec<String>) {
        let (server, embedded) = Embedded::start(Deviations::new()).await.unwrap();
        let listening = Arc::new(Listening { embedded, secrets: Mutex::default() });
        let target = Target::Controlled(listening.clone());
        let plan = Plan { cases: suite.cases.clone(), ledgers: suite.ledgers.clone(), target, seed, jobs };
        let transcript = play(plan, Arc::new(Nobody)).await.unwrap();
        server.shutdown().await;
        let secrets = listening.secrets.lock().unwrap().clone();
        (transcript, secrets)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_happened_is_told_alike_for_every_seed_and_without_a_secret() {
        let suite = crate::suite::chosen(None).unwrap();
        let (mut first, secrets) = played(&suite, 1, 8).await;
        let (second, others) = played(&suite, 2, 3).await;
        assert!(secrets.iter().all(|secret| secret.is_empty() || !others.contains(secret)), "another seed makes other secrets");
        first.seed = second.seed;
        for (one, other) in first.plays.iter().zip(&second.plays) {
            assert_eq!(serde_json::to_value(one).unwrap(), serde_json::to_value(other).unwrap(), "{}", one.case);
        }
        let text = serde_json::to_string(&first).unwrap();
        assert!(text == serde_json::to_string(&second).unwrap(), "byte for byte");
        let told = |secret: &&String| secret.len() >= 8 && text.contains(secret.as_str());
        assert_eq!(secrets.iter().filter(told).count(), 0, "secrets stand in the transcript");
        assert!(secrets.len() > suite.cases.len());
    }
}
