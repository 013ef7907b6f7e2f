//! What exploration may say to an API, do as its administrator, and set, as the model's own alphabet lists it.

use std::collections::BTreeMap;
use std::sync::Arc;

use providers::Api;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::scenario::read::read;
use crate::scenario::{Source, Step};

/// Settings that vary among worlds, and letters, of which words are made.
#[derive(Clone, Debug)]
pub struct Alphabet {
    /// The values of each setting that varies, the plainest first; null leaves it as it is.
    pub settings: BTreeMap<String, Vec<Value>>,
    /// The letters, the plainest of each group first.
    pub letters: Vec<Letter>,
}

/// One call, action or look, in the words of scenarios; `${name~1}` is the value before the newest of that name.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The step.
    pub step: Step,
    /// The group that it stands in, counted from 0: letters that say the same with other values.
    pub group: usize,
    /// How often its group is chosen, beside the others.
    pub often: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    settings: BTreeMap<String, Vec<Value>>,
    letters: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[serde(default = "once")]
    often: u32,
    /// The values of each name; the group has a letter for each combination.
    #[serde(default)]
    each: Map<String, Value>,
    step: Value,
}

fn once() -> u32 {
    1
}

impl Alphabet {
    /// Reads an API's alphabet.
    ///
    /// # Errors
    /// It is none; a test sees to it that those of the catalogue are.
    pub fn of(api: &dyn Api) -> Result<Self, Box<Diagnostic>> {
        let source = Arc::new(Source { path: format!("the alphabet of {}", api.name()), text: api.alphabet().into() });
        let file: File = read(&source)?;
        let mut letters = Vec::new();
        for (group, said) in file.letters.iter().enumerate() {
            for row in combinations(&said.each) {
                letters.push(Letter { step: step(&source, &put_in(&said.step, &row))?, group, often: said.often });
            }
        }
        Ok(Self { settings: file.settings, letters })
    }

    /// The first letter of each group, by the group's place.
    #[must_use]
    pub fn groups(&self) -> Vec<std::ops::Range<usize>> {
        let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
        for (at, letter) in self.letters.iter().enumerate() {
            match groups.get_mut(letter.group) {
                Some(range) => range.end = at + 1,
                None => groups.push(at..at + 1),
            }
        }
        groups
    }
}

/// A letter's step, read as a scenario's is; JSON is YAML.
fn step(source: &Source, value: &Value) -> Result<Step, Box<Diagnostic>> {
    read(&Arc::new(Source { path: source.path.clone(), text: value.to_string().into() }))
}

/// Every combination of one value for each name; the first name changes slowest.
fn combinations(each: &Map<String, Value>) -> Vec<BTreeMap<&str, &Value>> {
    let mut rows = vec![BTreeMap::new()];
    for (name, values) in each {
        let values: Vec<&Value> = values.as_array().map_or_else(|| vec![values], |values| values.iter().collect());
        let with = |row: &BTreeMap<_, _>, value| {
            let mut row = row.clone();
            row.insert(name.as_str(), value);
            row
        };
        rows = rows.iter().flat_map(|row| values.iter().map(|value| with(row, *value)).collect::<Vec<_>>()).collect();
    }
    rows
}

/// A text that is a name alone becomes the value itself; within a text the value's own text takes the name's place.
fn put_in(value: &Value, row: &BTreeMap<&str, &Value>) -> Value {
    match value {
        Value::String(text) => text_with(text, row),
        Value::Array(items) => items.iter().map(|item| put_in(item, row)).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), put_in(member, row))).collect(),
        other => other.clone(),
    }
}

fn text_with(text: &str, row: &BTreeMap<&str, &Value>) -> Value {
    let mut filled = text.to_owned();
    for (name, value) in row {
        let reference = format!("${{{name}}}");
        if text == reference {
            return (*value).clone();
        }
        filled = filled.replace(&reference, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    Value::String(filled)
}

#[cfg(test)]
mod tests {
    use providers::CATALOGUE;

    use super::*;

    #[test]
    fn every_api_has_an_alphabet_whose_settings_and_actions_are_its_own() {
        for api in CATALOGUE {
            let alphabet = Alphabet::of(*api).unwrap_or_else(|error| panic!("{error}"));
            assert!(alphabet.letters.len() > 20, "{}", api.name());
            for (name, values) in &alphabet.settings {
                for value in values.iter().filter(|value| !value.is_null()) {
                    let given = Map::from_iter([(name.clone(), value.clone())]);
                    assert!(api.configure(&given, None).is_ok(), "{}: {name} {value}", api.name());
                }
            }
            let said: Vec<&str> = alphabet.letters.iter().filter_map(|letter| Some(letter.step.act.as_ref()?.value.as_str())).collect();
            let left_out: Vec<&str> = api.actions().iter().map(|action| action.name).filter(|action| !said.contains(action)).collect();
            assert_eq!(left_out, Vec::<&str>::new(), "{}", api.name());
            assert!(said.iter().all(|name| api.actions().iter().any(|action| action.name == *name)), "{}: {said:?}", api.name());
        }
    }

    #[test]
    fn a_group_has_a_letter_for_each_combination_and_numbers_stay_numbers() {
        let each = serde_json::json!({"a": [1, 2], "b": ["x", "y"]});
        let rows = combinations(each.as_object().unwrap());
        let filled: Vec<Value> = rows.iter().map(|row| put_in(&serde_json::json!({"n": "${a}", "t": "${a}-${b}"}), row)).collect();
        assert_eq!(filled.len(), 4);
        assert_eq!(filled[1], serde_json::json!({"n": 1, "t": "1-y"}));
    }

    #[test]
    fn the_groups_are_stretches_of_letters_without_a_gap() {
        for api in CATALOGUE {
            let alphabet = Alphabet::of(*api).unwrap();
            let groups = alphabet.groups();
            assert!(groups.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert_eq!(groups.last().map(|group| group.end), Some(alphabet.letters.len()));
        }
    }
}
