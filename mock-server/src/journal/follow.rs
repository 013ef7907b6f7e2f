//! Follows a journal at the reader's own pace: nothing is kept for it, so that a slow reader costs nobody anything.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use tokio::sync::Notify;

use super::filter::Filter;
use super::{Entry, EntryView, Journal};

/// So many calls are taken out of the journal at one time.
const AT_ONCE: usize = 64;

/// A reader that waits for a world's further calls.
pub struct Follower {
    world: String,
    journal: Weak<Journal>,
    changed: Arc<Notify>,
    filter: Filter,
    /// The id up to which all was looked at.
    cursor: u64,
    taken: VecDeque<Arc<Entry>>,
}

/// What a follower is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Followed {
    /// A call that fits.
    Call(Box<EntryView>),
    /// So many calls went out of the journal before they could be read, whether they would have fitted or not.
    Missed(u64),
}

impl Follower {
    pub(super) fn new(world: &str, journal: &Arc<Journal>, filter: Filter) -> Self {
        // Who knows of later calls than there are followed another journal under this name, and has read nothing of this one.
        let since = if filter.since > journal.latest() { 0 } else { filter.since };
        let cursor = if since == 0 { journal.before_the_oldest() } else { since };
        let mut follower = Self {
            world: world.to_owned(),
            journal: Arc::downgrade(journal),
            changed: journal.changed.clone(),
            cursor,
            filter: Filter { since, ..filter },
            taken: VecDeque::new(),
        };
        follower.skip_to_the_latest(journal);
        follower
    }

    /// The next call that fits; `None` once the world is gone.
    pub async fn next(&mut self) -> Option<Followed> {
        let changed = self.changed.clone();
        loop {
            // Made before looking, so that nothing that happens in between is slept through.
            let woken = changed.notified();
            if let Some(followed) = self.look(self.journal.upgrade()?.as_ref()) {
                return Some(followed);
            }
            woken.await;
        }
    }

    /// Where the limit says how much of the past is wanted, what lies before that is passed over.
    fn skip_to_the_latest(&mut self, journal: &Journal) {
        let Some(limit) = self.filter.limit else { return };
        let fits: Vec<u64> = journal.with_names(|names| {
            let past = journal.after(self.cursor).entries;
            past.iter().filter(|entry| self.filter.fits(entry, names.naming())).map(|entry| entry.id).collect()
        });
        let passed = match fits.len().checked_sub(limit) {
            Some(0) | None => return,
            Some(over) => fits[over - 1],
        };
        self.cursor = passed;
    }

    fn look(&mut self, journal: &Journal) -> Option<Followed> {
        loop {
            if self.taken.is_empty() {
                self.taken = journal.after(self.cursor).entries.into_iter().take(AT_ONCE).collect();
            }
            let next = self.taken.front()?;
            let missed = next.id - self.cursor - 1;
            if missed > 0 {
                self.cursor = next.id - 1;
                return Some(Followed::Missed(missed));
            }
            let entry = self.taken.pop_front()?;
            self.cursor = entry.id;
            let view = journal.with_names(|names| {
                let fits = self.filter.fits(&entry, names.naming());
                fits.then(|| EntryView::of(&self.world, &entry, names))
            });
            if let Some(view) = view {
                return Some(Followed::Call(Box::new(view)));
            }
        }
    }
}
