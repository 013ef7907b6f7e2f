//! What happened in a world, in order, so that any moment that is not long ago can be brought about again.
//!
//! It is kept in two segments, each from a scene on. When the later one is full, the earlier one goes, and what happens next
//! is kept from a copy of the scene as it is then. So there is always something to go back to, within bounds.

mod event;
mod rehearsal;

pub(crate) use event::{Event, Received, What};
pub(crate) use rehearsal::Rehearsal;

use crate::journal::Bounds;
use crate::world::Scene;

/// What happened in a world, within bounds.
#[derive(Clone)]
pub(crate) struct History {
    bounds: Bounds,
    earlier: Option<Segment>,
    latest: Segment,
    gap: Option<Gap>,
}

/// What happened from a scene on.
#[derive(Clone)]
struct Segment {
    base: Base,
    events: Vec<Event>,
    bytes: usize,
}

/// The scene before a segment's first event.
enum Base {
    /// The world's first.
    Beginning,
    Scene(Box<Scene>),
}

impl Clone for Base {
    fn clone(&self) -> Self {
        match self {
            Self::Beginning => Self::Beginning,
            Self::Scene(scene) => Self::Scene(Box::new(scene.fork())),
        }
    }
}

/// What led to a call.
pub(crate) struct Before {
    /// The scene to begin with; the world's first, if none.
    pub(crate) scene: Option<Scene>,
    /// What happened on it.
    pub(crate) events: Vec<Event>,
    pub(crate) call: Event,
}

/// Why a history does not go back to the world's beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// More happened than is kept.
    Dropped,
    /// The body of this call was kept in part only.
    Cut(u64),
    /// Somebody had it forgotten.
    Forgotten,
    /// Nothing is kept.
    Off,
}

impl History {
    pub(crate) fn new(bounds: Bounds) -> Self {
        let gap = (bounds.entries == 0).then_some(Gap::Off);
        Self { bounds, earlier: None, latest: Segment::from(Base::Beginning), gap }
    }

    /// Adds what has happened; `scene` is how it left the world.
    pub(crate) fn add(&mut self, event: Event, scene: &Scene) {
        if self.bounds.entries == 0 {
            return;
        }
        if event.is_cut() {
            let id = if let What::Called { id, .. } = event.what { id } else { 0 };
            return self.begin_again(Gap::Cut(id), scene);
        }
        self.latest.bytes += event.size();
        self.latest.events.push(event);
        if self.latest.events.len() > self.bounds.entries / 2 || self.latest.bytes > self.bounds.bytes / 2 {
            let full = std::mem::replace(&mut self.latest, Segment::from(Base::Scene(Box::new(scene.fork()))));
            if self.earlier.replace(full).is_some() {
                self.gap.get_or_insert(Gap::Dropped);
            }
        }
    }

    /// The history of a world that is at its beginning.
    pub(crate) fn fresh(&self) -> Self {
        Self::new(self.bounds)
    }

    /// Forgets all that happened.
    pub(crate) fn forget(&mut self, scene: &Scene) {
        if self.bounds.entries > 0 {
            self.begin_again(Gap::Forgotten, scene);
        }
    }

    /// All events since the world's beginning, or why there are not all.
    pub(crate) fn whole(&self) -> Result<Vec<Event>, Gap> {
        match self.gap {
            Some(gap) => Err(gap),
            None => Ok(self.segments().flat_map(|segment| segment.events.iter().cloned()).collect()),
        }
    }

    /// What led to the call of this number.
    pub(crate) fn before(&self, id: u64) -> Option<Before> {
        self.segments().find_map(|segment| {
            let is_it = |event: &Event| matches!(event.what, What::Called { id: called, .. } if called == id);
            let at = segment.events.iter().position(is_it)?;
            let scene = match &segment.base {
                Base::Beginning => None,
                Base::Scene(scene) => Some(scene.fork()),
            };
            Some(Before { scene, events: segment.events[..at].to_vec(), call: segment.events[at].clone() })
        })
    }

    fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.earlier.iter().chain([&self.latest])
    }

    fn begin_again(&mut self, gap: Gap, scene: &Scene) {
        self.gap.get_or_insert(gap);
        self.earlier = None;
        self.latest = Segment::from(Base::Scene(Box::new(scene.fork())));
    }
}

impl Segment {
    fn from(base: Base) -> Self {
        Self { base, events: Vec::new(), bytes: 0 }
    }
}
