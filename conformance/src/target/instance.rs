//! One instance of a target: where it is, what its client has, and when it was last called.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value};

/// One instance of a target.
pub struct ForeignInstance {
    /// Its URL, without a slash at the end.
    pub base_url: String,
    /// What it was set up with, as far as that is said.
    pub settings: Map<String, Value>,
    pub(super) given: BTreeMap<String, String>,
    credentials: Mutex<BTreeMap<String, String>>,
    times: Mutex<Times>,
}

/// When something last happened, by the target's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Its client got new tokens, or asked for them in vain.
    pub freshened: Option<Timestamp>,
    /// Its client last began to ask for new tokens.
    pub asked: Option<Timestamp>,
    /// No earlier than this its client got the tokens that it has; nothing where that is not known.
    pub tokens_since: Option<Timestamp>,
    /// It did not answer when new ones were last asked for, or its limit turned the call away.
    pub put_off: bool,
    /// It was called.
    pub called: Option<Timestamp>,
    /// It was called by a case that exceeds limits.
    pub exceeded: Option<Timestamp>,
}

impl fmt::Debug for ForeignInstance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ForeignInstance").field("base_url", &self.base_url).field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl ForeignInstance {
    /// An instance at a URL: what the user gave for it, and what opens it now.
    #[must_use]
    pub fn new(base_url: &str, given: BTreeMap<String, String>, credentials: BTreeMap<String, String>) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self { base_url, settings: Map::new(), given, credentials: Mutex::new(credentials), times: Mutex::default() }
    }

    /// What it was set up with.
    #[must_use]
    pub fn with_settings(mut self, settings: Map<String, Value>) -> Self {
        self.settings = settings;
        self
    }

    /// What a client has at this moment.
    #[must_use]
    pub fn credentials(&self) -> BTreeMap<String, String> {
        self.held().clone()
    }

    pub(super) fn held(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.credentials.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When something last happened.
    #[must_use]
    pub fn times(&self) -> Times {
        *self.all_times()
    }

    /// Its client got new tokens, or asked for them in vain.
    pub fn freshened(&self, at: Timestamp) {
        self.all_times().freshened = Some(at);
    }

    /// Nobody knows any more how old its tokens are.
    pub(super) fn forget_the_tokens_age(&self) {
        let mut times = self.all_times();
        (times.freshened, times.tokens_since) = (None, None);
    }

    /// New tokens were put off.
    pub fn put_off(&self) {
        self.all_times().put_off = true;
    }

    /// Its client is about to ask for new tokens.
    pub(super) fn asked(&self, at: Timestamp) {
        self.all_times().asked = Some(at);
    }

    /// Its client got new tokens, by what it asked for last.
    pub(super) fn renewed(&self, at: Timestamp) {
        let mut times = self.all_times();
        times.freshened = Some(at);
        times.tokens_since = times.asked;
        times.put_off = false;
    }

    /// It was called, perhaps by a case that exceeds limits.
    pub fn called(&self, at: Timestamp, exceeds: Exceeds) {
        let mut times = self.all_times();
        times.called = times.called.max(Some(at));
        if exceeds == Exceeds::Limits {
            times.exceeded = times.exceeded.max(Some(at));
        }
    }

    fn all_times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the calls of a case may exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeds {
    /// Limits of the target.
    Limits,
    /// Nothing.
    Nothing,
}
