//! The faults of one world: which of them strike a call, and the receipts of those that did.

mod check;
mod error;
mod handle;
mod latency;
mod receipt;
mod spec;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use providers::{Answer, ClauseId, Dice, suggestion};

pub(crate) use check::Fault;
use check::Harm;
pub use error::FaultError;
pub use receipt::{FaultReceipt, FaultStatus};
pub use spec::{Drip, Effect, FaultSpec, Latency, Lognormal, StatusOverride, Truncated, Uniform, When};

use crate::delivery::{LONGEST_WAIT, Manner};
use crate::matcher::Asked;

/// So many faults may one world have.
const MOST: usize = 1_000;
/// As finely as a likelihood is thrown.
const FINELY: u32 = 1_000_000_000;

/// The faults of one world, in the order in which they were planted.
#[derive(Clone)]
pub(crate) struct Faults {
    seed: u64,
    planted: Vec<Planted>,
}

/// A fault and what became of it in this world.
#[derive(Clone)]
struct Planted {
    fault: Arc<Fault>,
    from: Timestamp,
    until: Timestamp,
    /// How many calls were meant.
    met: u64,
    struck: u64,
    last: Option<Timestamp>,
    /// Its own, so that a fault changes no token and no other fault's luck.
    dice: Dice,
}

/// One call that faults may strike.
pub(crate) struct FaultCall<'a, 'r> {
    pub(crate) instance: &'a str,
    pub(crate) asked: &'a Asked<'r>,
    pub(crate) now: Timestamp,
}

/// What struck a call: latencies add up, and of everything else the first counts.
#[derive(Default)]
pub(crate) struct Strike {
    pub(crate) names: Vec<String>,
    pub(crate) wait: Duration,
    pub(crate) blow: Option<Blow>,
}

/// What a fault does to an answer.
pub(crate) enum Blow {
    /// Another takes its place.
    Replaced(Answer),
    /// It is delivered otherwise.
    Delivered(Manner),
}

impl Faults {
    pub(crate) fn start(faults: &[Arc<Fault>], seed: u64, now: Timestamp) -> Result<Self, FaultError> {
        let mut all = Self { seed, planted: Vec::new() };
        faults.iter().try_for_each(|fault| all.plant(fault.clone(), now).map(|_| ()))?;
        Ok(all)
    }

    pub(crate) fn plant(&mut self, fault: Arc<Fault>, now: Timestamp) -> Result<FaultReceipt, FaultError> {
        let name = &fault.spec.name;
        if self.planted.iter().any(|planted| planted.fault.spec.name == *name) {
            return Err(FaultError::Exists { name: name.clone() });
        }
        if self.planted.len() >= MOST {
            return Err(FaultError::TooMany { limit: MOST });
        }
        let planted = Planted {
            from: fault.from.map_or(Timestamp::MIN, |edge| edge.seen_from(now)),
            until: fault.until.map_or(Timestamp::MAX, |edge| edge.seen_from(now)),
            met: 0,
            struck: 0,
            last: None,
            dice: Dice::derived(self.seed, &format!("fault {name}")),
            fault,
        };
        let receipt = planted.receipt();
        self.planted.push(planted);
        Ok(receipt)
    }

    pub(crate) fn remove(&mut self, name: &str) -> Result<FaultReceipt, FaultError> {
        let at = self.planted.iter().position(|planted| planted.fault.spec.name == name).ok_or_else(|| self.unknown(name))?;
        Ok(self.planted.remove(at).receipt())
    }

    pub(crate) fn clear(&mut self) {
        self.planted.clear();
    }

    /// What strikes a call before the API sees it.
    pub(crate) fn before(&mut self, call: &FaultCall<'_, '_>) -> Strike {
        self.strike(When::Before, call, &[])
    }

    /// What strikes the answer that these clauses decided.
    pub(crate) fn after(&mut self, call: &FaultCall<'_, '_>, clauses: &[ClauseId]) -> Strike {
        self.strike(When::After, call, clauses)
    }

    fn strike(&mut self, when: When, call: &FaultCall<'_, '_>, clauses: &[ClauseId]) -> Strike {
        let mut strike = Strike::default();
        for planted in self.planted.iter_mut().filter(|planted| planted.fault.spec.when == when) {
            let fits = strike.blow.is_none() || matches!(planted.fault.harm, Harm::Latency(_));
            if fits && planted.means(call, clauses) && planted.befalls() {
                planted.strike(call.now, &mut strike);
            }
        }
        strike
    }

    fn unknown(&self, name: &str) -> FaultError {
        let names = self.planted.iter().map(|planted| planted.fault.spec.name.as_str());
        FaultError::Unknown { name: name.to_owned(), suggestion: suggestion(name, names) }
    }
}

impl Planted {
    fn means(&self, call: &FaultCall<'_, '_>, clauses: &[ClauseId]) -> bool {
        let spec = &self.fault.spec;
        spec.instance.as_deref().is_none_or(|instance| instance == call.instance)
            && spec.clause.as_deref().is_none_or(|clause| clauses.iter().any(|decided| decided.0 == clause))
            && (self.from..self.until).contains(&call.now)
            && !self.is_consumed()
            && self.fault.matcher.matches(call.asked).is_some()
    }

    /// Counts a call that is meant, and says whether its luck runs out.
    fn befalls(&mut self) -> bool {
        self.met += 1;
        let spec = &self.fault.spec;
        spec.nth.is_none_or(|nth| nth == self.met) && spec.probability.is_none_or(|probability| likely(&mut self.dice, probability))
    }

    fn strike(&mut self, now: Timestamp, strike: &mut Strike) {
        self.struck += 1;
        self.last = Some(now);
        strike.names.push(self.fault.spec.name.clone());
        match &self.fault.harm {
            Harm::Latency(spread) => strike.wait = (strike.wait + spread.throw(&mut self.dice)).min(LONGEST_WAIT),
            Harm::Status(answer) => strike.blow = Some(Blow::Replaced((**answer).clone())),
            Harm::Reset => strike.blow = Some(Blow::Delivered(Manner::Reset)),
            Harm::Empty => strike.blow = Some(Blow::Delivered(Manner::Empty)),
            Harm::NotHttp => strike.blow = Some(Blow::Delivered(Manner::NotHttp)),
            Harm::Truncated { keep } => strike.blow = Some(Blow::Delivered(Manner::Truncated { keep: *keep })),
            Harm::Malformed => strike.blow = Some(Blow::Delivered(Manner::Malformed { seed: self.dice.seed() })),
            Harm::Drip { bytes, pause } => strike.blow = Some(Blow::Delivered(Manner::Drip { bytes: *bytes, pause: *pause })),
        }
    }

    /// Whether it can strike no more.
    fn is_consumed(&self) -> bool {
        let spec = &self.fault.spec;
        spec.times.is_some_and(|times| self.struck >= times) || spec.nth.is_some_and(|nth| self.met >= nth && self.struck > 0)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a likelihood was checked to be from 0 to 1")]
fn likely(dice: &mut Dice, probability: f64) -> bool {
    dice.below(FINELY) < (probability * f64::from(FINELY)) as u32
}

#[cfg(test)]
mod tests;
