//! Faults for whoever holds the handle of all worlds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Fault, FaultError, FaultReceipt, FaultSpec, FaultStatus};
use crate::{InstanceSpec, WorldError, Worlds};

impl FaultSpec {
    /// Whether a fault can be made from this, in a world with these instances.
    ///
    /// # Errors
    /// Something in it cannot be taken.
    pub fn check(&self, instances: &BTreeMap<String, InstanceSpec>) -> Result<(), FaultError> {
        let apis: Vec<_> = instances.iter().filter_map(|(name, spec)| Some((name.clone(), providers::find(&spec.api).ok()?))).collect();
        Ok(Fault::check(self.clone(), &apis).map(drop)?)
    }
}

impl Worlds {
    /// Plants a fault in a world.
    ///
    /// # Errors
    /// There is no such world, the fault cannot be as given, or one of its name is there.
    pub fn plant_fault(&self, world: &str, spec: FaultSpec) -> Result<FaultReceipt, WorldError> {
        let instances = self.with(world, |world, _| world.apis())?;
        // Between two visits, because ledgers are read for it.
        let fault = Arc::new(Fault::check(spec, &instances).map_err(FaultError::from)?);
        self.with(world, |world, wall| {
            let now = world.now(wall);
            Ok(world.scene.faults.plant(fault, now)?)
        })?
    }

    /// The receipts of a world's faults, in the order of planting.
    ///
    /// # Errors
    /// There is no such world.
    pub fn faults(&self, world: &str) -> Result<Vec<FaultReceipt>, WorldError> {
        self.with(world, |world, _| world.scene.faults.receipts())
    }

    /// The receipt of one fault.
    ///
    /// # Errors
    /// There is no such world or fault.
    pub fn fault(&self, world: &str, name: &str) -> Result<FaultReceipt, WorldError> {
        self.with(world, |world, _| {
            let faults = &world.scene.faults;
            Ok(faults.receipts().into_iter().find(|receipt| receipt.spec.name == name).ok_or_else(|| faults.unknown(name))?)
        })?
    }

    /// The faults of a world that never struck. A test that planted one and finds it here has tested something else.
    ///
    /// # Errors
    /// There is no such world.
    pub fn unfired_faults(&self, world: &str) -> Result<Vec<FaultReceipt>, WorldError> {
        let receipts = self.faults(world)?;
        Ok(receipts.into_iter().filter(|receipt| receipt.status == FaultStatus::Pending).collect())
    }

    /// Removes a fault from a world.
    ///
    /// # Errors
    /// There is no such world or fault.
    pub fn remove_fault(&self, world: &str, name: &str) -> Result<FaultReceipt, WorldError> {
        self.with(world, |world, _| Ok(world.scene.faults.remove(name)?))?
    }

    /// Removes all faults from a world.
    ///
    /// # Errors
    /// There is no such world.
    pub fn clear_faults(&self, world: &str) -> Result<(), WorldError> {
        self.with(world, |world, _| world.scene.faults.clear())
    }
}
