//! Why a call of the journal was answered as it was, at its own moment.

use std::sync::Arc;

use super::{Attempt, Explanation, explain, refuses};
use crate::history::{Before, Event, Rehearsal, What};
use crate::journal::Entry;
use crate::transport::axum::Refusal;
use crate::world::{Beginning, World};
use crate::{WorldError, Worlds};

/// What there is to explain a call by.
enum Past {
    /// What led to it.
    Led(Arc<Beginning>, Box<Before>),
    /// It came to no instance.
    Nowhere(Arc<Entry>),
}

impl Worlds {
    /// Why a call of the journal was answered as it was, and what would have turned a refusal. Nothing in the world changes.
    ///
    /// # Errors
    /// There is no such world or call, or what led to the call is not kept any more.
    pub fn explain_call(&self, name: &str, id: u64) -> Result<Explanation, WorldError> {
        // Played again outside of the world's lock.
        match self.with(name, |world, _| Past::of(world, id))?? {
            Past::Led(beginning, before) => {
                let Before { scene, events, call } = *before;
                let rehearsal = scene.map_or_else(|| beginning.rehearsal(), Rehearsal::on);
                Ok(Explanation { id: Some(id), ..led(name, rehearsal, &events, &call) })
            }
            Past::Nowhere(entry) => Ok(nowhere(name, &entry)),
        }
    }
}

impl Past {
    fn of(world: &World, id: u64) -> Result<Self, WorldError> {
        if let Some(before) = world.history().before(id) {
            return Ok(Self::Led(world.beginning.clone(), Box::new(before)));
        }
        let page = world.journal.after(id.saturating_sub(1));
        let entry = page.entries.into_iter().next().filter(|entry| entry.id == id);
        match entry {
            Some(entry) if entry.answer.error.is_some() => Ok(Self::Nowhere(entry)),
            Some(_) => Err(WorldError::CannotTell { id }),
            None => Err(WorldError::UnknownCall { id, latest: page.upto }),
        }
    }
}

fn led(world: &str, mut rehearsal: Rehearsal, before: &[Event], call: &Event) -> Explanation {
    before.iter().for_each(|event| drop(rehearsal.perform(event)));
    let What::Called { call: received, .. } = &call.what else { return Explanation::new(world, call.at, 0, &[]) };
    let host = rehearsal.host(&received.instance.name).map(crate::host::Host::fork);
    let (Some(host), Some(served)) = (host, rehearsal.perform(call)) else { return Explanation::new(world, call.at, 0, &[]) };
    let (answer, changes) = explain(&host, &Attempt::again(received, call.at));
    let outcome = served.answer.map_err(Refusal::from);
    let (status, clauses, error) = match &outcome {
        Ok(given) => (given.status, given.clauses.clone(), None),
        Err(refusal) => (refusal.status.as_u16(), Vec::new(), Some(refusal.code)),
    };
    let instance = Some(received.instance.name.clone());
    let refused = refuses(&host, &answer) && served.stub.is_none();
    Explanation { instance, refused, changes, stub: served.stub, faults: served.faults, error, ..Explanation::new(world, call.at, status, &clauses) }
}

fn nowhere(world: &str, entry: &Entry) -> Explanation {
    let instance = entry.instance.as_ref().map(|plan| plan.name.clone());
    let explanation = Explanation::new(world, entry.at, entry.answer.status, &[]);
    Explanation { id: Some(entry.id), instance, refused: true, error: entry.answer.error, ..explanation }
}
