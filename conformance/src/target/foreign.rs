//! A server that can only be called: its instances, their credentials, and what it may be asked.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Interval, MissedTickBehavior};

use super::ledger::{Replaced, UnderWay};
use super::{Clock, Connection, CredentialLedger, Door, ForeignInstance, Powers, PublicKey, Renewal, Rotation};
use crate::scenario::{Case, Step};

/// Five minutes: no documented token ends as soon.
pub(crate) const YOUNG: i64 = 5 * 60 * 1_000;

/// The name of the instance of a target of which only a URL is said.
pub const LONE: &str = "target";

/// The instances on which a case is not to be played, by its id.
pub type Unsuited = BTreeMap<String, BTreeSet<String>>;

/// A server, or several that make one API.
#[derive(Debug)]
pub struct Foreign {
    /// The URL of its first instance, without a slash at the end.
    pub url: String,
    instances: BTreeMap<String, ForeignInstance>,
    clock: Clock,
    ledger: Option<CredentialLedger>,
    pace: Option<Pace>,
    /// So many calls are under way at once and no more.
    lines: Option<(usize, Semaphore)>,
    longest_wait: Option<Duration>,
    window: Duration,
    /// The keys by which its tokens can be checked.
    pub public_keys: Vec<PublicKey>,
    /// How it is reached.
    pub connection: Connection,
    allowed: BTreeSet<String>,
    rotation: Rotation,
    unsuited: Unsuited,
    given_up: Mutex<BTreeMap<String, GivenUp>>,
    /// What it can be made to do.
    pub(super) powers: Powers,
}

/// No more calls a minute than so many.
#[derive(Debug)]
struct Pace {
    calls_a_minute: NonZeroU32,
    interval: tokio::sync::Mutex<Interval>,
}

/// An instance of whose tokens nobody knows whether they are the current ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The instance.
    pub instance: String,
    /// The call that may have replaced them.
    pub under_way: UnderWay,
    /// Why no new ones could be had; nothing where that was not tried.
    pub given_up: Option<GivenUp>,
}

/// Why new tokens could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// The target does not take those that there are.
    Refused(String),
    /// It did not answer, or its limit turned the call away: later it may well take them.
    PutOff(String),
}

impl Foreign {
    /// A server of one instance, the clock that it presumably lives by, and what a client has been given.
    #[must_use]
    pub fn new(url: &str, clock: Clock, credentials: BTreeMap<String, String>) -> Self {
        Self::of(BTreeMap::from([(LONE.to_owned(), ForeignInstance::new(url, credentials.clone(), credentials))]), clock)
    }

    /// A server of these instances.
    #[must_use]
    pub fn of(instances: BTreeMap<String, ForeignInstance>, clock: Clock) -> Self {
        Self {
            url: instances.values().next().map(|instance| instance.base_url.clone()).unwrap_or_default(),
            instances,
            clock,
            ledger: None,
            pace: None,
            lines: None,
            longest_wait: None,
            window: Duration::ZERO,
            public_keys: Vec::new(),
            connection: Connection::default(),
            allowed: BTreeSet::new(),
            rotation: Rotation::default(),
            unsuited: Unsuited::new(),
            given_up: Mutex::new(BTreeMap::new()),
            powers: Powers::default(),
        }
    }

    /// New tokens are written to this ledger before they are used; these calls may bring some.
    #[must_use]
    pub fn with_ledger(mut self, ledger: CredentialLedger, rotation: Rotation) -> Self {
        self.ledger = Some(ledger);
        self.rotation = rotation;
        self
    }

    /// Its tokens are checked by these keys.
    #[must_use]
    pub fn with_public_keys(mut self, keys: Vec<PublicKey>) -> Self {
        self.public_keys = keys;
        self
    }

    /// It is reached so.
    #[must_use]
    pub fn with_connection(mut self, connection: Connection) -> Self {
        self.connection = connection;
        self
    }

    /// Cases with these needs may be played.
    #[must_use]
    pub fn allowing(mut self, needs: BTreeSet<String>) -> Self {
        self.allowed = needs;
        self
    }

    /// These cases, by id, do not suit it, and why.
    #[must_use]
    pub fn without(mut self, unsuited: Unsuited) -> Self {
        self.unsuited = unsuited;
        self
    }

    /// No more than so many calls a minute are sent.
    ///
    /// # Panics
    /// Outside a tokio runtime with time.
    #[must_use]
    pub fn with_pace(mut self, calls_a_minute: NonZeroU32) -> Self {
        let mut interval = tokio::time::interval(Duration::from_secs(60) / calls_a_minute.get());
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.pace = Some(Pace { calls_a_minute, interval: tokio::sync::Mutex::new(interval) });
        self
    }

    /// No more than so many calls are under way at once.
    #[must_use]
    pub fn with_lines(mut self, calls: usize) -> Self {
        let calls = calls.clamp(1, Semaphore::MAX_PERMITS);
        self.lines = Some((calls, Semaphore::new(calls)));
        self
    }

    /// A case that waits longer is not played.
    #[must_use]
    pub fn waiting_at_most(mut self, longest: Duration) -> Self {
        self.longest_wait = Some(longest);
        self
    }

    /// Its limits count calls over so long a time: after a case that exceeds them an instance rests for it.
    #[must_use]
    pub fn counting_over(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// The time over which its limits count calls, by its own clock.
    #[must_use]
    pub fn window(&self) -> Duration {
        self.window
    }

    /// Whether it is known how long its limits count calls, and that is not too long to be waited for.
    #[must_use]
    pub fn rests(&self) -> bool {
        let window = self.clock.rate().here(i64::try_from(self.window.as_millis()).unwrap_or(i64::MAX));
        !self.window.is_zero() && self.longest_wait.is_none_or(|longest| window <= longest)
    }

    /// How long a case may wait, by our clock.
    #[must_use]
    pub fn longest_wait(&self) -> Option<Duration> {
        self.longest_wait
    }

    /// A line on which a call may be sent; nothing where there are as many as one likes.
    pub async fn line(&self) -> Option<SemaphorePermit<'_>> {
        match &self.lines {
            Some((_, lines)) => lines.acquire().await.ok(),
            None => None,
        }
    }

    /// How many calls a minute it may be sent.
    #[must_use]
    pub fn pace(&self) -> Option<NonZeroU32> {
        self.pace.as_ref().map(|pace| pace.calls_a_minute)
    }

    /// How many cases are played on it at once, those that wait left out. Where each call waits for its turn, the calls of one case
    /// come one after the other and not between those of others; a clock that is moved is moved for all of them.
    #[must_use]
    pub fn at_once(&self) -> usize {
        match &self.lines {
            _ if self.pace.is_some() || self.clock_control().is_some() => 1,
            Some((calls, _)) => *calls,
            None => usize::MAX,
        }
    }

    /// Waits until so many calls may be sent at once.
    pub async fn keep_pace(&self, calls: usize) {
        if let Some(Pace { interval, .. }) = &self.pace {
            let mut interval = interval.lock().await;
            for _ in 0..calls {
                interval.tick().await;
            }
        }
    }

    /// The clock that it presumably lives by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What time it is there, in whole milliseconds: two distances from a finer start would each lose a part of one.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.earliest()
    }

    /// How old tokens may be when a case begins for which that is all the same, in milliseconds of the target's time.
    #[must_use]
    pub fn young_for(&self) -> i64 {
        YOUNG
    }

    /// No earlier than this the clients of a cast got their tokens; nothing where that is not known.
    #[must_use]
    pub fn tokens_since(&self, cast: &BTreeMap<String, String>) -> Option<Timestamp> {
        cast.values().filter_map(|instance| self.instances.get(instance)?.times().tokens_since).min()
    }

    /// Whether its clients get new tokens for those that they have.
    #[must_use]
    pub fn renews(&self) -> bool {
        self.rotation.renews() && self.ledger.is_some()
    }

    /// Its instances by name.
    #[must_use]
    pub fn instances(&self) -> &BTreeMap<String, ForeignInstance> {
        &self.instances
    }

    /// Whether cases with this need may be played.
    pub(super) fn allows(&self, need: &str) -> bool {
        self.allowed.contains(need)
    }

    /// Whether a case does not suit what an instance was set up with.
    pub(super) fn is_unsuited(&self, case: &Case, instance: &str) -> bool {
        self.unsuited.get(&case.id).is_some_and(|instances| instances.contains(instance))
    }

    /// How the instances of a cast are reached.
    #[must_use]
    pub fn doors(&self, cast: &BTreeMap<String, String>) -> BTreeMap<String, Door> {
        let door = |instance: &ForeignInstance| Door {
            base_url: instance.base_url.clone(),
            credentials: instance.credentials(),
            public_keys: self.public_keys.clone(),
        };
        cast.iter().filter_map(|(part, name)| Some((part.clone(), door(self.instances.get(name)?)))).collect()
    }

    /// Whether a call may replace the tokens of its instance.
    #[must_use]
    pub fn may_replace(&self, step: &Step) -> bool {
        self.rotation.replaced_by(step)
    }

    /// A case of one call that gets an instance new tokens.
    #[must_use]
    pub fn renewal(&self, why: Renewal) -> Option<Case> {
        self.rotation.renewal(why)
    }

    /// The credentials that calls may replace.
    #[must_use]
    pub fn tokens(&self) -> &BTreeSet<String> {
        self.rotation.tokens()
    }

    /// Calls are about to be sent, the one told among them, that may replace an instance's tokens.
    ///
    /// # Errors
    /// That cannot be written down, so they must not be sent.
    pub fn begin(&self, instance: &str, call: &str, case: &str) -> io::Result<()> {
        let (Some(ledger), Some(found)) = (&self.ledger, self.instances.get(instance)) else { return Ok(()) };
        found.asked(self.now());
        if ledger.under_way(instance).is_some() {
            return ledger.flush();
        }
        ledger.witness();
        ledger.begin(instance, &found.base_url, UnderWay { call: call.to_owned(), case: case.to_owned(), since: self.now() })
    }

    /// Takes up an instance's new tokens. They are in the ledger when this returns. Where it is chance which of several
    /// are the current ones, they stay in doubt.
    ///
    /// # Errors
    /// The ledger cannot be written; the tokens are taken up all the same.
    pub fn take_up(&self, instance: &str, tokens: BTreeMap<String, String>, certainty: Certainty) -> io::Result<()> {
        let Some(found) = self.instances.get(instance) else { return Ok(()) };
        let mut held = found.held();
        let known = |name: &String| held.contains_key(name) || self.rotation.tokens().contains(name);
        let new: BTreeMap<String, String> = tokens.into_iter().filter(|(name, value)| known(name) && held.get(name) != Some(value)).collect();
        let replaced = |(name, current): (&'_ String, &'_ String)| (name.clone(), current.clone(), found.given.get(name).cloned());
        let replaced: Vec<_> = new.iter().map(replaced).collect();
        if new.keys().any(|name| self.rotation.tokens().contains(name)) {
            found.renewed(self.now());
        }
        held.extend(new);
        let Some(ledger) = &self.ledger else { return Ok(()) };
        let replaced: Vec<Replaced<'_>> = replaced.iter().map(|(name, current, given)| Replaced { name, current, given: given.as_deref() }).collect();
        ledger.witness();
        match certainty {
            Certainty::Known => ledger.settle(instance, &found.base_url, &replaced),
            Certainty::Chance => ledger.keep(instance, &found.base_url, &replaced),
        }
    }

    /// Writes what the ledger lacks, since it could not be written before.
    ///
    /// # Errors
    /// It cannot be written now either.
    pub fn flush(&self) -> io::Result<()> {
        self.ledger.as_ref().map_or(Ok(()), CredentialLedger::flush)
    }

    /// The instance's tokens may not be the current ones.
    #[must_use]
    pub fn doubt(&self, instance: &str) -> Option<Doubt> {
        let under_way = self.ledger.as_ref()?.under_way(instance)?;
        Some(Doubt { instance: instance.to_owned(), under_way, given_up: self.given_up().get(instance).cloned() })
    }

    /// All instances of whose tokens nobody knows whether they are the current ones.
    pub fn doubts(&self) -> impl Iterator<Item = Doubt> {
        self.instances.keys().filter_map(|instance| self.doubt(instance))
    }

    /// New tokens could not be had.
    pub fn give_up(&self, instance: &str, why: GivenUp) {
        self.given_up().insert(instance.to_owned(), why);
    }

    fn given_up(&self) -> MutexGuard<'_, BTreeMap<String, GivenUp>> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it is known which of the tokens that came are the current ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It is known.
    Known,
    /// Several calls that replace them were sent at once.
    Chance,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_timed_in_whole_milliseconds() {
        let clock = Clock::Told(|| "2026-01-01T00:00:00.336420Z".parse().unwrap_or_default());
        let start = Foreign::new("http://127.0.0.1", clock, BTreeMap::new()).now();
        let told = |text: &str| providers::naming::moment(start, text.parse().unwrap_or_default());
        assert_eq!((told("2026-01-01T00:00:00Z"), told("2026-01-01T01:00:00Z")), ("<start-0.336s>".into(), "<start+3599.664s>".into()));
    }
}
