//! What happened in a world: the latest calls, in memory, within bounds.

mod entry;
mod filter;
mod follow;
mod masked;
mod names;
mod pattern;
mod scan;
mod show;
mod view;

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use providers::Credentials;
use tokio::sync::Notify;

pub(crate) use entry::{Entry, Given, Sent, once_each};
pub use filter::{Filter, Matcher};
pub use follow::{Followed, Follower};
pub(crate) use masked::{Masked, Piece};
pub(crate) use names::Names;
pub use pattern::{Pattern, StatusPattern};
pub(crate) use show::{Told, is_secret, path as shown_path, tell};
pub use view::{AnswerView, BodyView, EntryView, JournalView, RequestView};

use crate::{WorldError, Worlds, ledgers};

/// So many credentials wait at most to be named.
const MOST_NOTED: usize = 256;

/// What a journal may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) entries: usize,
    pub(crate) bytes: usize,
}

/// A world's journal. It has locks of its own, so that nobody who reads it keeps the world waiting.
pub(crate) struct Journal {
    held: Mutex<Held>,
    names: Mutex<Names>,
    changed: Arc<Notify>,
}

#[derive(Clone)]
struct Held {
    bounds: Bounds,
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    /// The latest id that was given.
    latest: u64,
    /// How many were dropped because of the bounds, since it was empty.
    dropped: u64,
    /// What clients were given since the last reading, to be named at the next.
    noted: VecDeque<(&'static str, Box<str>)>,
    /// The entries whose answers still lack a signature; they and what follows them cannot be read yet.
    unsigned: Vec<u64>,
}

/// Entries as they were at one moment.
pub(crate) struct Page {
    pub(crate) entries: Vec<Arc<Entry>>,
    pub(crate) dropped: u64,
    /// The latest id that can be read.
    pub(crate) upto: u64,
}

impl Journal {
    pub(crate) fn new(bounds: Bounds) -> Self {
        let held = Held { bounds, entries: VecDeque::new(), bytes: 0, latest: 0, dropped: 0, noted: VecDeque::new(), unsigned: Vec::new() };
        Self { held: Mutex::new(held), names: Mutex::default(), changed: Arc::default() }
    }

    /// A copy that goes its own way.
    pub(crate) fn fork(&self) -> Self {
        let mut held = self.held.lock().clone();
        // Their signatures will be put in here and not there.
        for unsigned in std::mem::take(&mut held.unsigned) {
            held.entries.retain(|entry| entry.id != unsigned);
        }
        held.bytes = held.entries.iter().map(|entry| entry.size()).sum();
        Self { held: Mutex::new(held), names: Mutex::new(self.names.lock().clone()), changed: Arc::default() }
    }

    /// Writes a call down; gives its id. An answer that still lacks its signature is written again by [`Journal::complete`].
    pub(crate) fn record(&self, mut entry: Entry, lacks: Lacks) -> u64 {
        let mut held = self.held.lock();
        held.latest += 1;
        entry.id = held.latest;
        if lacks == Lacks::Signature {
            held.unsigned.push(entry.id);
        }
        let id = entry.id;
        held.bytes += entry.size();
        held.entries.push_back(Arc::new(entry));
        held.trim();
        drop(held);
        self.changed.notify_waiters();
        id
    }

    /// Puts the answer in that an entry lacked; from now on it can be read.
    pub(crate) fn complete(&self, id: u64, answer: Given) {
        let mut held = self.held.lock();
        held.unsigned.retain(|unsigned| *unsigned != id);
        if let Some(at) = held.entries.iter().position(|entry| entry.id == id) {
            let mut entry = Entry::clone(&held.entries[at]);
            let before = entry.size();
            entry.answer = answer;
            held.bytes = held.bytes + entry.size() - before;
            held.entries[at] = Arc::new(entry);
            held.trim();
        }
        drop(held);
        self.changed.notify_waiters();
    }

    /// Forgets all calls. Ids go on.
    pub(crate) fn empty(&self) {
        let mut held = self.held.lock();
        held.entries = VecDeque::new();
        held.unsigned = Vec::new();
        (held.bytes, held.dropped) = (0, 0);
    }

    /// Has what a client is given named by its credential, at the next reading.
    pub(crate) fn note(&self, credentials: Credentials) {
        let mut held = self.held.lock();
        for (kind, value) in credentials {
            if !held.noted.iter().any(|(_, known)| **known == *value) {
                held.noted.push_back((kind, value.into()));
            }
        }
        let over = held.noted.len().saturating_sub(MOST_NOTED);
        held.noted.drain(..over);
    }

    /// The entries after this id that can be read.
    pub(crate) fn after(&self, id: u64) -> Page {
        let held = self.held.lock();
        let end = held.unsigned.first().copied().unwrap_or(u64::MAX);
        let entries = held.entries.iter().filter(|entry| entry.id > id && entry.id < end).cloned().collect();
        Page { entries, dropped: held.dropped, upto: held.latest.min(end - 1) }
    }

    /// The id before the oldest entry that is there.
    fn before_the_oldest(&self) -> u64 {
        let held = self.held.lock();
        held.entries.front().map_or(held.latest, |entry| entry.id - 1)
    }

    /// The latest id that was given.
    pub(crate) fn latest(&self) -> u64 {
        self.held.lock().latest
    }

    /// Goes through the names with every entry that can be read having been named, in order.
    pub(crate) fn with_names<T>(&self, then: impl FnOnce(&mut Names) -> T) -> T {
        let mut names = self.names.lock();
        let noted = std::mem::take(&mut self.held.lock().noted);
        names.give(noted);
        for entry in self.after(names.upto()).entries {
            names.learn(&entry);
        }
        then(&mut names)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // Whoever follows finds that it is gone.
        self.changed.notify_waiters();
    }
}

/// What an answer lacks when it is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lacks {
    Nothing,
    Signature,
}

impl Held {
    fn trim(&mut self) {
        while self.entries.len() > self.bounds.entries || self.bytes > self.bounds.bytes {
            let Some(oldest) = self.entries.pop_front() else { return };
            self.bytes -= oldest.size();
            self.unsigned.retain(|unsigned| *unsigned != oldest.id);
            self.dropped += 1;
        }
    }
}

impl Worlds {
    /// The latest calls of a world that fit, oldest first, their secrets shown as names.
    ///
    /// # Errors
    /// There is no such world, or a clause is asked for that is not there.
    pub fn journal(&self, world: &str, filter: &Filter) -> Result<JournalView, WorldError> {
        filter.matcher.clause.as_ref().map_or(Ok(()), ledgers::must_fit)?;
        let journal = self.journal_of(world)?;
        Ok(JournalView::of(world, &journal, filter))
    }

    /// Forgets the calls of a world; its coverage and the ids go on.
    ///
    /// # Errors
    /// There is no such world.
    pub fn empty_journal(&self, world: &str) -> Result<(), WorldError> {
        self.with(world, |world, _| world.forget())
    }

    /// The calls of a world that fit: those that are there after `filter.since`, then each further one as it happens.
    ///
    /// # Errors
    /// There is no such world, or a clause is asked for that is not there.
    pub fn follow(&self, world: &str, filter: Filter) -> Result<Follower, WorldError> {
        filter.matcher.clause.as_ref().map_or(Ok(()), ledgers::must_fit)?;
        Ok(Follower::new(world, &self.journal_of(world)?, filter))
    }

    pub(crate) fn journal_of(&self, world: &str) -> Result<Arc<Journal>, WorldError> {
        self.with(world, |world, _| {
            world.note_credentials();
            world.journal.clone()
        })
    }
}

#[cfg(test)]
mod tests;
