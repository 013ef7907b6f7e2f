//! What worlds are made from: the part of a server's configuration that can change while it serves.

use std::collections::BTreeMap;

use providers::Dice;

use crate::worlds::DEFAULT;
use crate::{ClientAddress, ClockSpec, Config, FaultSpec, InstanceSpec, WorldSpec};

/// What worlds are made from. [`Worlds::reload`](crate::Worlds::reload) exchanges it in a running server.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint {
    /// The seed of the default world, from which those of others are derived.
    pub seed: u64,
    /// The clock of worlds that are given none.
    pub clock: ClockSpec,
    /// Where worlds that do not say take a client's address from.
    pub client_address: ClientAddress,
    /// The instances of worlds that are given none.
    pub instances: BTreeMap<String, InstanceSpec>,
    /// Whether instances of worlds that do not say take only what the documents say.
    pub strict: bool,
    /// The faults that are planted in the default world.
    pub faults: Vec<FaultSpec>,
    /// The worlds that are there from the start, beside `default`.
    pub worlds: BTreeMap<String, WorldSpec>,
    /// How many worlds may come to be by being named.
    pub worlds_on_demand: usize,
}

impl Blueprint {
    /// What a server with this configuration makes worlds from.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self {
            seed: config.seed,
            clock: config.clock,
            client_address: config.client_address,
            instances: config.instances.clone(),
            strict: config.strict,
            faults: config.faults.clone(),
            worlds: config.worlds.clone(),
            worlds_on_demand: config.worlds_on_demand,
        }
    }

    /// The worlds that are there from the start, with nothing left out.
    pub(crate) fn specs(&self) -> BTreeMap<String, WorldSpec> {
        let mut specs =
            BTreeMap::from([(DEFAULT.to_owned(), self.complete(DEFAULT, &WorldSpec { faults: self.faults.clone(), ..WorldSpec::default() }))]);
        specs.extend(self.worlds.iter().map(|(name, spec)| (name.clone(), self.complete(name, spec))));
        specs
    }

    /// What a world of this name is made from, with nothing left out but its port.
    pub(crate) fn complete(&self, name: &str, spec: &WorldSpec) -> WorldSpec {
        WorldSpec {
            seed: spec.seed.or_else(|| Some(if name == DEFAULT { self.seed } else { self.seed_of(name) })),
            clock: spec.clock.or(Some(self.clock)),
            port: spec.port,
            client_address: spec.client_address.or(Some(self.client_address)),
            strict: spec.strict.or(Some(self.strict)),
            instances: Some(spec.instances.as_ref().unwrap_or(&self.instances).clone()),
            faults: spec.faults.clone(),
        }
    }

    /// The instances of a world, each with its strictness decided: its own, else the world's, else the server's.
    pub(crate) fn decided(&self, spec: &WorldSpec) -> BTreeMap<String, InstanceSpec> {
        let mut instances = spec.instances.as_ref().unwrap_or(&self.instances).clone();
        let otherwise = spec.strict.unwrap_or(self.strict);
        instances.values_mut().for_each(|instance| instance.strict = Some(instance.strict.unwrap_or(otherwise)));
        instances
    }

    /// The seed of a world that is given none; a derived one is short enough that every JSON reader keeps it exactly.
    pub(crate) fn seed_of(&self, world: &str) -> u64 {
        Dice::derived(self.seed, world).seed() >> 11
    }
}
