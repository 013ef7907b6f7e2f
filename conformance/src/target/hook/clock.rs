//! A target's clock that a hook moves ahead.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::{Hook, HookError};

/// A clock that goes as ours does, and that a hook moves ahead.
#[derive(Debug)]
pub struct ClockControl {
    hook: Hook,
    clock: fn() -> Timestamp,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// How far it was moved so far.
    moved: SignedDuration,
    /// Why nobody knows how far it was moved.
    doubt: Option<HookError>,
}

impl ClockControl {
    /// A clock that shows what ours does until it is moved.
    #[must_use]
    pub fn new(hook: Hook, clock: fn() -> Timestamp) -> Self {
        Self { hook, clock, state: Mutex::default() }
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        ahead((self.clock)(), self.state().moved)
    }

    /// How far it was moved so far.
    #[must_use]
    pub fn moved(&self) -> Duration {
        self.state().moved.unsigned_abs()
    }

    /// Why nobody knows any more what it shows: moving it failed. Nothing that needs a clock may be played from then on.
    #[must_use]
    pub fn doubt(&self) -> Option<HookError> {
        self.state().doubt.clone()
    }

    /// Moves it ahead, by whole milliseconds and no less.
    ///
    /// # Errors
    /// The hook is refused or fails, now or before. After a failure it is not known what the clock shows.
    pub async fn advance(&self, by: Duration) -> Result<(), HookError> {
        if let Some(doubt) = self.doubt() {
            return Err(doubt);
        }
        let milliseconds = i64::try_from(by.as_nanos().div_ceil(1_000_000)).unwrap_or(i64::MAX);
        let by = SignedDuration::from_millis(milliseconds);
        let done = self.hook.run(&values(milliseconds, ahead(self.now(), by))).await;
        let mut state = self.state();
        match done {
            Ok(_) => state.moved = state.moved.saturating_add(by),
            Err(HookError::Refused(why)) => return Err(HookError::Refused(why)),
            Err(failed) => return Err(state.doubt.insert(failed).clone()),
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ahead(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// By how much, and what the clock then shows.
fn values(milliseconds: i64, until: Timestamp) -> Map<String, Value> {
    let until = Timestamp::from_millisecond(until.as_millisecond()).unwrap_or(until);
    let (whole, rest) = (milliseconds / 1000, milliseconds % 1000);
    let seconds = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}").trim_end_matches('0').to_owned() };
    Map::from_iter([
        ("milliseconds".to_owned(), milliseconds.into()),
        ("seconds".to_owned(), seconds.parse::<serde_json::Number>().map_or(Value::String(seconds), Value::Number)),
        ("until".to_owned(), until.to_string().into()),
    ])
}
