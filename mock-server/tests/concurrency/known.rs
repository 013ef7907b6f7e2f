//! What clients share: every value of a kind that anybody was given, the newest last.

use std::collections::BTreeMap;

use serde_json::Value;

/// What clients share.
pub(crate) struct Known(parking_lot::Mutex<BTreeMap<&'static str, Vec<String>>>);

impl Known {
    pub(crate) fn of(credentials: BTreeMap<&'static str, String>) -> Self {
        Self(parking_lot::Mutex::new(credentials.into_iter().map(|(kind, value)| (kind, vec![value])).collect()))
    }

    /// The newest of this kind.
    pub(crate) fn newest(&self, kind: &str) -> String {
        self.back(kind, 0)
    }

    /// One of this kind by choice: the newest, one of the two before it, or none that there is.
    pub(crate) fn one(&self, kind: &str, choice: usize) -> String {
        match choice % 4 {
            3 => "nothing".to_owned(),
            back => self.back(kind, back),
        }
    }

    /// Takes values that an answer gave.
    pub(crate) fn learn(&self, values: Vec<(&'static str, String)>) {
        let mut known = self.0.lock();
        for (kind, value) in values {
            let known = known.entry(kind).or_default();
            if known.last() != Some(&value) {
                known.push(value);
            }
        }
    }

    fn back(&self, kind: &str, back: usize) -> String {
        let known = self.0.lock();
        let Some(known) = known.get(kind) else { return String::new() };
        known.get(known.len().saturating_sub(1 + back)).cloned().unwrap_or_default()
    }
}

/// The values of these kinds among the members of an answer in JSON.
pub(crate) fn members(body: &str, kinds: &[&'static str]) -> Vec<(&'static str, String)> {
    let Ok(answer) = serde_json::from_str::<Value>(body) else { return Vec::new() };
    let value = |kind: &&'static str| Some((*kind, answer.get(*kind)?.as_str()?.to_owned()));
    kinds.iter().filter_map(value).collect()
}
