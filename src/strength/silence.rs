//! The clean mock in other readings: each silent point by itself, and several by chance.

use std::collections::BTreeMap;

use conformance::scenario::Given;
use conformance::target::{ControlError, Controls, Door, WorldOrder};
use jiff::Timestamp;
use providers::{Api, Dice, Kind, Ledger, Level, SettingSpec};
use serde_json::{Map, Value};

use crate::embedded::Embedded;

/// So many combinations are made by chance.
const COMBINATIONS: usize = 10;

/// The settings by whose defaults scenarios live without saying so, each with why. A target that reads them otherwise has to declare
/// it in its target file, and what does not suit it is left out then; here their other readings are left out.
pub(super) const DECLARED: [(&str, &str, &str); 8] = [
    ("hyper", "refresh_token_life", "an end of refresh tokens is what hyper.refresh-token.no-expiry denies"),
    ("hyper", "refresh_limit_per", "refreshes with ever new tokens exceed no limit that counts for each token"),
    ("hyper", "blocked_functions_when", "a saved list of blocked functions is expected to work at once"),
    ("hypertrack", "expires_in", "the end of a token is waited for as long as a token lives by default"),
    ("hyp", "session_in", "sessions are sent as a parameter"),
    ("ayyeka", "expires_in", "the end of a token is waited for as long as a token lives by default"),
    ("ayyeka", "client_encoding", "a key and a secret that need no encoding are sent as they are"),
    ("ayyeka", "leeway", "a token is expected to be refused a second past its end"),
];

/// A mock that reads silent points otherwise than its defaults say, where a case does not say how.
pub(super) struct Otherwise {
    pub(super) mock: Embedded,
    pub(super) settings: Map<String, Value>,
}

impl Controls for Otherwise {
    fn prepare(&self, order: &WorldOrder<'_>) -> Result<BTreeMap<String, Door>, ControlError> {
        let given = |given: &Given| {
            let mut settings = self.settings.clone();
            settings.extend(given.settings.clone());
            Given { settings, actions: given.actions.clone() }
        };
        let instances = order.instances.iter().map(|(name, one)| (name.clone(), given(one))).collect();
        self.mock.prepare(&WorldOrder { instances: &instances, ..*order })
    }

    fn now(&self, world: &str) -> Result<Timestamp, ControlError> {
        self.mock.now(world)
    }

    fn advance_to(&self, world: &str, to: Timestamp) -> Result<(), ControlError> {
        self.mock.advance_to(world, to)
    }

    fn act(&self, world: &str, instance: &str, action: &str, with: &Map<String, Value>) -> Result<(), ControlError> {
        self.mock.act(world, instance, action, with)
    }

    fn inspect(&self, world: &str, instance: &str) -> Result<Value, ControlError> {
        self.mock.inspect(world, instance)
    }

    fn release(&self, world: &str) {
        self.mock.release(world);
    }
}

/// The defaults, each setting of a silent clause in each other reading, and some by chance together.
pub(super) fn readings(api: &dyn Api, ledger: &Ledger, seed: u64) -> Vec<Map<String, Value>> {
    let defaults = api.defaults();
    let silent = |spec: &&SettingSpec| ledger.clause(spec.clause.0).is_some_and(|clause| clause.level == Level::Silent);
    let declared = |spec: &&SettingSpec| !DECLARED.iter().any(|(of, name, _)| *of == api.name() && *name == spec.name);
    let open: Vec<(&str, Vec<Value>)> = api
        .settings()
        .iter()
        .filter(silent)
        .filter(declared)
        .map(|spec| (spec.name, others(spec, &defaults[spec.name])))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let mut readings = vec![Map::new()];
    for (name, values) in &open {
        readings.extend(values.iter().map(|value| Map::from_iter([((*name).to_owned(), value.clone())])));
    }
    let mut dice = Dice::derived(seed, api.name());
    readings.extend((0..COMBINATIONS).map(|_| together(&open, &mut dice)));
    readings.retain(|reading| api.configure(reading, None).is_ok());
    readings
}

/// The values that a setting may have beside its default: every word, and of numbers and texts one.
fn others(spec: &SettingSpec, default: &Value) -> Vec<Value> {
    let number = |min: u64, max: u64| {
        // A status stays one of its class: 403 where the default is 401.
        let other = default.as_u64().map_or(min, |number| if number + 2 <= max { number + 2 } else { min });
        Value::from(other.clamp(min, max))
    };
    let mut values = match &spec.kind {
        Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
        Kind::Whole { min, max } => vec![number(*min, *max)],
        Kind::WholeOr { word, min, max } => vec![Value::from(*word), number(*min, *max)],
        Kind::Text if default.as_str().is_some_and(|text| text.starts_with('/')) => Vec::new(),
        Kind::Text => vec![Value::from("another text")],
        _ => Vec::new(),
    };
    values.retain(|value| value != default);
    values
}

/// About half of the open points, each in some other reading.
fn together(open: &[(&str, Vec<Value>)], dice: &mut Dice) -> Map<String, Value> {
    let mut reading = Map::new();
    for (name, values) in open {
        let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
        let chosen = dice.below(2 * count) as usize;
        if let Some(value) = values.get(chosen) {
            reading.insert((*name).to_owned(), value.clone());
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_to_be_declared_is_a_setting_of_a_silent_clause() {
        for (api, name, _) in DECLARED {
            let api = providers::find(api).unwrap();
            let spec = api.settings().iter().find(|spec| spec.name == name).unwrap();
            assert_eq!(Ledger::parse(api.ledger()).unwrap().clause(spec.clause.0).unwrap().level, Level::Silent);
        }
    }

    #[test]
    fn every_silent_choice_is_flipped_by_itself_and_the_defaults_come_first() {
        for api in providers::CATALOGUE {
            let ledger = Ledger::parse(api.ledger()).unwrap();
            let mut readings = readings(*api, &ledger, 1);
            readings.truncate(readings.len() - COMBINATIONS);
            assert!(readings[0].is_empty());
            for spec in api.settings() {
                let declared = DECLARED.iter().any(|(of, name, _)| *of == api.name() && *name == spec.name);
                let silent = ledger.clause(spec.clause.0).unwrap().level == Level::Silent && !declared;
                if let Kind::Choice(words) = spec.kind {
                    let alone = readings.iter().filter(|reading| reading.len() == 1 && reading.contains_key(spec.name)).count();
                    assert_eq!(alone, if silent { words.len() - 1 } else { 0 }, "{}.{}", api.name(), spec.name);
                }
            }
        }
    }
}
