//! The worlds that there are, by name.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::world::World;

/// Who made a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// The configuration.
    FromStart,
    /// Somebody who said so.
    Expressly,
    /// Somebody who named it.
    OnDemand,
}

/// A world, and who made it.
#[derive(Clone)]
pub(super) struct Slot {
    pub(super) made: Made,
    pub(super) world: Arc<Mutex<World>>,
}

/// The worlds that there are. One that is taken out has retired: at no moment is what it met missing from what all have met.
#[derive(Default)]
pub(super) struct Slots(HashMap<Arc<str>, Slot>);

impl Slot {
    pub(super) fn of(world: World, made: Made) -> Self {
        Self { made, world: Arc::new(Mutex::new(world)) }
    }

    fn retired(self) -> Self {
        self.world.lock().retire();
        self
    }
}

impl Slots {
    pub(super) fn get(&self, name: &str) -> Option<&Slot> {
        self.0.get(name)
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Puts a world in; gives the one whose place it takes.
    pub(super) fn put(&mut self, name: Arc<str>, slot: Slot) -> Option<Slot> {
        self.0.insert(name, slot).map(Slot::retired)
    }

    /// Takes out the world of this name.
    pub(super) fn take_out(&mut self, name: &str) -> Option<Slot> {
        self.0.remove(name).map(Slot::retired)
    }

    /// Takes out each world that is over, by name, in order.
    pub(super) fn take_out_if(&mut self, mut is_over: impl FnMut(&str, &Slot) -> bool) -> Vec<(Arc<str>, Slot)> {
        let over = self.0.extract_if(|name, slot| is_over(name, slot));
        let mut over: Vec<_> = over.map(|(name, slot)| (name, slot.retired())).collect();
        over.sort_by(|(a, _), (b, _)| a.cmp(b));
        over
    }

    /// All of them, in order of their names.
    pub(super) fn in_order(&self) -> Vec<(&str, &Slot)> {
        let mut all: Vec<_> = self.0.iter().map(|(name, slot)| (&**name, slot)).collect();
        all.sort_by_key(|(name, _)| *name);
        all
    }

    /// How many there are that somebody made so.
    pub(super) fn count(&self, made: Made) -> usize {
        self.0.values().filter(|slot| slot.made == made).count()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
