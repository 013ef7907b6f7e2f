//! Exchanges what worlds are made from while the server runs: what did not change goes on as it was.

use std::sync::Arc;

use super::{DEFAULT, Made, Slot, Worlds};
use crate::blueprint::Blueprint;
use crate::door::Next;
use crate::world::World;
use crate::{WorldError, WorldSpec, name};

/// What became of the worlds when their blueprint was exchanged; each list in order of the names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reloaded {
    /// Worlds that were not there before.
    pub added: Vec<String>,
    /// Worlds that were made anew, with nothing left of what had happened in them.
    pub remade: Vec<String>,
    /// Worlds that are there no more.
    pub removed: Vec<String>,
}

/// A world that is ready to take its place.
struct Ready {
    world: World,
    door: Next,
}

impl Worlds {
    /// Exchanges what worlds are made from.
    ///
    /// It does what changed in the blueprint and nothing else. A world whose specification, with what it takes over from the
    /// rest, is another than before is made anew; one that stands there no more is removed. A world that came to be on demand
    /// is removed if it would now be made otherwise, and comes to be again when it is named. Every other world goes on
    /// untouched. One that somebody made expressly in place of the blueprint's is only replaced, never removed.
    ///
    /// # Errors
    /// A world cannot be made or a port cannot be had. Nothing was changed then.
    pub fn reload(&self, blueprint: Blueprint) -> Result<Reloaded, WorldError> {
        let _alone = self.0.reloading.lock();
        let before = self.blueprint();
        let (old, new) = (before.specs(), blueprint.specs());
        let changed = new.iter().filter(|(name, spec)| old.get(*name) != Some(*spec));
        let ready = changed.map(|(name, spec)| self.prepare(&blueprint, name, spec)).collect::<Result<Vec<_>, _>>()?;
        let gone: Vec<_> = old.into_keys().filter(|name| !new.contains_key(name)).collect();
        let mut reloaded = Reloaded { removed: self.clear(&gone, &before, &blueprint), ..Reloaded::default() };
        *self.0.blueprint.write() = Arc::new(blueprint);
        for Ready { world, door } in ready {
            let name = world.name.clone();
            self.0.doors.commit(self, &name, door);
            let replaced = self.0.worlds.write().put(name.clone(), Slot::of(world, Made::FromStart));
            let list = if replaced.is_some() { &mut reloaded.remade } else { &mut reloaded.added };
            list.push(name.to_string());
        }
        Ok(reloaded)
    }

    fn prepare(&self, blueprint: &Blueprint, name: &str, spec: &WorldSpec) -> Result<Ready, WorldError> {
        name::check_world(name)?;
        Ok(Ready { world: self.birth_by(blueprint, name, spec)?, door: self.0.doors.prepare(name, spec.port)? })
    }

    /// Removes the worlds that the blueprint names no more, and those on demand that would now be others.
    fn clear(&self, gone: &[String], before: &Blueprint, after: &Blueprint) -> Vec<String> {
        let plain = WorldSpec::default();
        let over = |name: &str, slot: &Slot| match slot.made {
            Made::FromStart => name != DEFAULT && gone.iter().any(|gone| gone == name),
            Made::OnDemand => before.complete(name, &plain) != after.complete(name, &plain),
            Made::Expressly => false,
        };
        let removed = self.0.worlds.write().take_out_if(over);
        let removed = removed.into_iter().map(|(name, _)| name.to_string());
        removed.inspect(|name| drop(self.0.doors.close(name))).collect()
    }
}
