//! How many cases are being played at a moment, those that wait left out: so many and no more are begun at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::transcript::{End, Fault, Play};

/// Whether the target was ever reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Contact {
    /// Nobody tried.
    #[default]
    None,
    /// It answered.
    Made,
    /// It did not, for this reason.
    Lost(String),
}

/// The cases that are being played.
#[derive(Debug, Default)]
pub(super) struct Attention {
    cases: AtomicUsize,
    freed: Notify,
    contact: Mutex<Contact>,
}

/// One of them, as long as it does not wait.
pub(super) struct Presence(Arc<Attention>);

impl Attention {
    /// A case is begun, or goes on after a wait. That is never refused: what was waited for is now.
    pub(super) fn join(self: &Arc<Self>) -> Presence {
        self.cases.fetch_add(1, Ordering::Relaxed);
        Presence(self.clone())
    }

    fn leave(&self) {
        self.cases.fetch_sub(1, Ordering::Relaxed);
        self.freed.notify_one();
    }

    /// How many there are.
    pub(super) fn cases(&self) -> usize {
        self.cases.load(Ordering::Relaxed)
    }

    /// What is known of the target.
    pub(super) fn contact(&self) -> Contact {
        self.known_contact().clone()
    }

    fn known_contact(&self) -> MutexGuard<'_, Contact> {
        self.contact.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A target that does not answer the first call of all is most likely not there.
    pub(super) fn remember(&self, play: &Play) {
        let mut contact = self.known_contact();
        if let (Contact::None, End::Broken { fault: Fault::Target, why, .. }) = (&*contact, &play.end) {
            *contact = Contact::Lost(why.clone());
        }
    }

    /// Waits until one of them ends, or waits, or is the first to be answered.
    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }
}

impl Presence {
    /// The target answered.
    pub(super) fn answered(&self) {
        let mut contact = self.0.known_contact();
        if *contact == Contact::None {
            *contact = Contact::Made;
            self.0.freed.notify_one();
        }
    }

    /// Leaves until something that is waited for has come.
    pub(super) async fn away<T>(&mut self, wait: impl Future<Output = T>) -> T {
        let attention = self.0.clone();
        attention.leave();
        let came = wait.await;
        attention.cases.fetch_add(1, Ordering::Relaxed);
        came
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.leave();
    }
}
