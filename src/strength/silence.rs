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
/// A number that is much smaller is so many times smaller: a minute in place of an hour.
const MUCH: u64 = 60;

/// The readings of settings of silent clauses that are none: each contradicts a clause that binds, which a server that reads it so
/// is rightly failed on.
pub(super) const CONTRADICTING: [Contradicting; 2] = [
    Contradicting { api: "hyper", setting: "refresh_token_life", value: None, denies: "hyper.refresh-token.no-expiry" },
    Contradicting { api: "ayyeka", setting: "client_encoding", value: Some("form-encoded"), denies: "ayyeka.token.request" },
];

/// A value of a setting that contradicts a clause that binds.
pub(super) struct Contradicting {
    pub(super) api: &'static str,
    pub(super) setting: &'static str,
    /// The value; none: each that is not the default.
    pub(super) value: Option<&'static str>,
    pub(super) denies: &'static str,
}

impl Contradicting {
    fn is(&self, api: &str, setting: &str, value: &Value) -> bool {
        self.api == api && self.setting == setting && self.value.is_none_or(|contradicting| value == contradicting)
    }
}

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
        let instances = order.instances.iter().map(|(name, one)| (name.clone(), Box::new(given(one)))).collect();
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
    let open: Vec<(&str, Vec<Value>)> = api
        .settings()
        .iter()
        .filter(silent)
        .map(|spec| {
            let mut values = others(spec, &defaults[spec.name]);
            values.retain(|value| !CONTRADICTING.iter().any(|one| one.is(api.name(), spec.name, value)));
            (spec.name, values)
        })
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

/// The values that a setting may have beside its default: every word, of numbers some and of texts one.
fn others(spec: &SettingSpec, default: &Value) -> Vec<Value> {
    let mut values = match &spec.kind {
        Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
        Kind::Whole { min, max } => numbers(spec.name, default, *min, *max),
        Kind::WholeOr { word, min, max } => [vec![Value::from(*word)], numbers(spec.name, default, *min, *max)].concat(),
        Kind::Text if default.as_str().is_some_and(|text| text.starts_with('/')) => Vec::new(),
        Kind::Text => vec![Value::from("another text")],
        _ => Vec::new(),
    };
    values.retain(|value| value != default);
    values
}

/// A status of the same class, 403 where the default is 401; of what is counted a number near the default, one much smaller, and the
/// greatest.
fn numbers(name: &str, default: &Value, min: u64, max: u64) -> Vec<Value> {
    let near = default.as_u64().map_or(min, |number| if number + 2 <= max { number + 2 } else { min });
    let mut numbers = vec![near.clamp(min, max)];
    if !name.ends_with("status") {
        numbers.extend([default.as_u64().map_or(min, |number| (number / MUCH).clamp(min, max)), max]);
    }
    numbers.dedup();
    numbers.into_iter().map(Value::from).collect()
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
    fn a_reading_that_is_left_out_contradicts_a_clause_that_binds() {
        for one in CONTRADICTING {
            let api = providers::find(one.api).unwrap();
            let ledger = Ledger::parse(api.ledger()).unwrap();
            let spec = api.settings().iter().find(|spec| spec.name == one.setting).unwrap();
            assert_eq!(ledger.clause(spec.clause.0).unwrap().level, Level::Silent, "else it is no reading at all");
            assert_ne!(ledger.clause(one.denies).unwrap().level, Level::Silent);
            let open = readings(api, &ledger, 1);
            assert!(open.iter().all(|reading| reading.get(one.setting).is_none_or(|value| !one.is(one.api, one.setting, value))));
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
                let silent = ledger.clause(spec.clause.0).unwrap().level == Level::Silent;
                if let Kind::Choice(words) = spec.kind {
                    let alone = readings.iter().filter(|reading| reading.len() == 1 && reading.contains_key(spec.name)).count();
                    let open = words.iter().filter(|word| !CONTRADICTING.iter().any(|one| one.is(api.name(), spec.name, &Value::from(**word))));
                    assert_eq!(alone, if silent { open.count() - 1 } else { 0 }, "{}.{}", api.name(), spec.name);
                }
            }
        }
    }
}
