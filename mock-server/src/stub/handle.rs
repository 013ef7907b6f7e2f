//! Stubs for whoever holds the handle of all worlds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Stub, StubError, StubSpec, Stubs};
use crate::{WorldError, Worlds};

/// A stub and how often it answered.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StubView {
    /// How many calls it answered in this world.
    pub answered: u64,
    /// What it was made from.
    #[serde(flatten)]
    pub spec: StubSpec,
}

/// The stubs of an instance, those first that are asked first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StubsView {
    /// The stubs.
    pub stubs: Vec<StubView>,
    /// The states of the world's scenarios that were moved out of `start`.
    pub states: BTreeMap<String, String>,
}

impl StubSpec {
    /// Whether a stub can be made from this, with its bodies' files below `files`.
    ///
    /// # Errors
    /// Something in it cannot be taken.
    pub fn check(&self, files: Option<&Path>) -> Result<(), StubError> {
        Ok(Stub::check(self.clone(), files).map(drop)?)
    }
}

impl Worlds {
    /// Gives an instance a stub.
    ///
    /// # Errors
    /// There is no such world or instance, the stub cannot be as given, or one of its name is there.
    pub fn add_stub(&self, world: &str, instance: &str, spec: StubSpec) -> Result<StubView, WorldError> {
        // Checked before the world is entered, because it may read files.
        let stub = Stub::check(spec, self.config().stub_files.as_deref()).map_err(StubError::from)?;
        let view = StubView { answered: 0, spec: stub.spec.clone() };
        self.with(world, |world, _| Ok(world.host(instance)?.stubs.add(Arc::new(stub))?))?.map(|()| view)
    }

    /// An instance's stubs.
    ///
    /// # Errors
    /// There is no such world or instance.
    pub fn stubs(&self, world: &str, instance: &str) -> Result<StubsView, WorldError> {
        self.with(world, |world, _| {
            let stubs = world.host(instance)?.stubs.views();
            Ok(StubsView { stubs, states: world.scene.states.moved().clone() })
        })?
    }

    /// One of an instance's stubs.
    ///
    /// # Errors
    /// There is no such world, instance or stub.
    pub fn stub(&self, world: &str, instance: &str, name: &str) -> Result<StubView, WorldError> {
        self.with(world, |world, _| {
            let stubs = &world.host(instance)?.stubs;
            Ok(stubs.views().into_iter().find(|view| view.spec.name == name).ok_or_else(|| stubs.unknown(name))?)
        })?
    }

    /// Takes a stub from an instance.
    ///
    /// # Errors
    /// There is no such world, instance or stub.
    pub fn remove_stub(&self, world: &str, instance: &str, name: &str) -> Result<(), WorldError> {
        self.with(world, |world, _| Ok(world.host(instance)?.stubs.remove(name)?))?
    }

    /// Takes all stubs from an instance.
    ///
    /// # Errors
    /// There is no such world or instance.
    pub fn clear_stubs(&self, world: &str, instance: &str) -> Result<(), WorldError> {
        self.with(world, |world, _| {
            world.host(instance)?.stubs.clear();
            Ok(())
        })?
    }
}

impl Stubs {
    fn views(&self) -> Vec<StubView> {
        self.planted.iter().map(|planted| StubView { answered: planted.answered, spec: planted.stub.spec.clone() }).collect()
    }
}
