//! Limits on the way in: so many calls in a window of time, counted for each key by itself.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::boundary::Boundary;
use crate::choice::choice;
use crate::moment::later;

/// The most keys that are counted at once; beyond it the key that has been quiet for longest is forgotten.
const MOST_KEYS: usize = 1_024;

/// A number, or no limit; written as the number or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Nothing is turned away.
    Off,
    /// So many calls in a window.
    Of(u32),
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => serializer.serialize_str("off"),
            Self::Of(number) => serializer.serialize_u32(*number),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(word) if word == "off" => Ok(Self::Off),
            other => {
                let number = other.as_u64().and_then(|number| u32::try_from(number).ok());
                number.map(Self::Of).ok_or_else(|| serde::de::Error::custom("a number or off"))
            }
        }
    }
}

choice! {
    /// How the window of a limit moves.
    WindowKind {
        /// Each call counts for the window's length from its own moment.
        Sliding = "sliding",
        /// A window opens with the first call and all its calls leave together.
        Fixed = "fixed",
    }
}

/// What a limit is at one moment: its number, its window, and how time's edges are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) limit: Limit,
    pub(crate) window: SignedDuration,
    pub(crate) kind: WindowKind,
    pub(crate) boundary: Boundary,
}

/// The calls that were let in, by key, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts(BTreeMap<String, Vec<Timestamp>>);

impl Counts {
    /// When the limit lets this key in again; `None` where it lets it in now.
    pub(crate) fn turned_away_until(&self, key: &str, rule: Rule, now: Timestamp) -> Option<Timestamp> {
        let calls = self.0.get(key)?;
        full_until(&calls[live_from(calls, rule, now)..], rule)
    }

    /// Counts a call that was let in.
    pub(crate) fn count(&mut self, key: &str, rule: Rule, now: Timestamp) {
        if rule.limit == Limit::Off {
            return;
        }
        if !self.0.contains_key(key) {
            self.make_room(rule, now);
        }
        let calls = self.0.entry(key.to_owned()).or_default();
        calls.drain(..live_from(calls, rule, now));
        calls.push(now);
    }

    /// Lets the window of a key begin anew, with all the calls that it holds.
    pub(crate) fn begin_anew(&mut self, key: &str, now: Timestamp) {
        if let Some(calls) = self.0.get_mut(key) {
            calls.fill(now);
        }
    }

    /// Every key that is turned away now, and until when.
    pub(crate) fn full(&self, rule: Rule, now: Timestamp) -> impl Iterator<Item = (&str, Timestamp)> {
        self.0.keys().filter_map(move |key| Some((key.as_str(), self.turned_away_until(key, rule, now)?)))
    }

    fn make_room(&mut self, rule: Rule, now: Timestamp) {
        if self.0.len() < MOST_KEYS {
            return;
        }
        self.0.retain(|_, calls| live_from(calls, rule, now) < calls.len());
        if self.0.len() >= MOST_KEYS {
            let quietest = self.0.iter().min_by_key(|(_, calls)| calls.last().copied()).map(|(key, _)| key.clone());
            quietest.and_then(|key| self.0.remove(&key));
        }
    }
}

/// The index of the first call that still counts.
fn live_from(calls: &[Timestamp], rule: Rule, now: Timestamp) -> usize {
    match rule.kind {
        WindowKind::Sliding => calls.iter().take_while(|&&at| !rule.boundary.holds(now, later(at, rule.window))).count(),
        WindowKind::Fixed => match calls.first() {
            Some(&opened) if rule.boundary.holds(now, later(opened, rule.window)) => 0,
            _ => calls.len(),
        },
    }
}

fn full_until(live: &[Timestamp], rule: Rule) -> Option<Timestamp> {
    let Limit::Of(most) = rule.limit else { return None };
    let surplus = live.len().checked_sub(most as usize)?;
    let leaves = match rule.kind {
        WindowKind::Sliding => live.get(surplus),
        WindowKind::Fixed => live.first(),
    };
    leaves.map(|&at| rule.boundary.first_after(later(at, rule.window)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).unwrap()
    }

    fn rule(kind: WindowKind) -> Rule {
        Rule { limit: Limit::Of(2), window: SignedDuration::from_secs(60), kind, boundary: Boundary::Exclusive }
    }

    fn counted(kind: WindowKind, seconds: &[i64]) -> Counts {
        let mut counts = Counts::default();
        for &second in seconds {
            counts.count("a", rule(kind), at(second));
        }
        counts
    }

    #[test]
    fn a_sliding_window_lets_in_again_when_its_oldest_call_leaves() {
        let counts = counted(WindowKind::Sliding, &[0, 30]);
        assert_eq!(counts.turned_away_until("a", rule(WindowKind::Sliding), at(59)), Some(at(60)));
        assert_eq!(counts.turned_away_until("a", rule(WindowKind::Sliding), at(60)), None);
        let counts = counted(WindowKind::Sliding, &[0, 30, 60]);
        assert_eq!(counts.turned_away_until("a", rule(WindowKind::Sliding), at(60)), Some(at(90)));
    }

    #[test]
    fn a_fixed_window_lets_all_go_together() {
        let counts = counted(WindowKind::Fixed, &[0, 30]);
        assert_eq!(counts.turned_away_until("a", rule(WindowKind::Fixed), at(59)), Some(at(60)));
        let counts = counted(WindowKind::Fixed, &[0, 30, 60]);
        assert_eq!(counts.turned_away_until("a", rule(WindowKind::Fixed), at(60)), None);
    }

    #[test]
    fn each_key_counts_by_itself() {
        let counts = counted(WindowKind::Sliding, &[0, 0]);
        assert!(counts.turned_away_until("a", rule(WindowKind::Sliding), at(0)).is_some());
        assert!(counts.turned_away_until("b", rule(WindowKind::Sliding), at(0)).is_none());
    }

    #[test]
    fn ever_new_keys_do_not_grow_without_bound() {
        let mut counts = Counts::default();
        for key in 0..5_000 {
            counts.count(&key.to_string(), rule(WindowKind::Sliding), at(0));
        }
        assert!(counts.0.len() <= MOST_KEYS);
    }
}
