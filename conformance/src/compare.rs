//! Compares JSON values by meaning, place by place.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Segment {
    /// An item of an array.
    Index(usize),
    /// A member of an object.
    Member(String),
}

/// A place in a JSON value; written as a JSON path.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location(pub Vec<Segment>);

/// One place at which two values differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The place.
    pub at: Location,
    /// What should be there; nothing where nothing should.
    pub expected: Option<Value>,
    /// What is there; nothing where nothing is.
    pub got: Option<Value>,
}

/// Every place at which two values differ, in the order of the expected value. Numbers are compared by value.
///
/// ```
/// let differences = conformance::compare::differences(&serde_json::json!({"a": 1, "b": [1]}), &serde_json::json!({"a": 1.0, "b": [2]}));
/// assert_eq!(differences.iter().map(|one| one.at.to_string()).collect::<Vec<_>>(), ["$.b[0]"]);
/// ```
#[must_use]
pub fn differences(expected: &Value, got: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(&Location::default(), Some(expected), Some(got), &mut found);
    found
}

fn walk(at: &Location, expected: Option<&Value>, got: Option<&Value>, found: &mut Vec<Difference>) {
    match (expected, got) {
        (Some(Value::Object(expected)), Some(Value::Object(got))) => {
            let more = got.keys().filter(|name| !expected.contains_key(*name));
            for name in expected.keys().chain(more) {
                walk(&at.then(Segment::Member(name.clone())), expected.get(name), got.get(name), found);
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(got))) => {
            for index in 0..expected.len().max(got.len()) {
                walk(&at.then(Segment::Index(index)), expected.get(index), got.get(index), found);
            }
        }
        (Some(expected), Some(got)) if same_leaf(expected, got) => {}
        (None, None) => {}
        _ => found.push(Difference { at: at.clone(), expected: expected.cloned(), got: got.cloned() }),
    }
}

/// Whether two values mean the same.
#[must_use]
pub fn same(expected: &Value, got: &Value) -> bool {
    differences(expected, got).is_empty()
}

fn same_leaf(expected: &Value, got: &Value) -> bool {
    match (expected.as_f64(), got.as_f64()) {
        // Whole numbers beyond 2^53 are the same float and yet not the same number.
        (Some(a), Some(b)) if expected.is_f64() || got.is_f64() => a.total_cmp(&b).is_eq(),
        _ => expected == got,
    }
}

impl Location {
    /// The place one step further in.
    #[must_use]
    pub fn then(&self, segment: Segment) -> Self {
        Self(self.0.iter().cloned().chain([segment]).collect())
    }

    /// Whether `other` is this place or lies in it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("$")?;
        self.0.iter().try_for_each(|segment| match segment {
            Segment::Index(index) => write!(formatter, "[{index}]"),
            Segment::Member(name) if is_plain(name) => write!(formatter, ".{name}"),
            Segment::Member(name) => write!(formatter, "['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")),
        })
    }
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
        write!(formatter, "{}: expected {}, got {}", self.at, show(&self.expected), show(&self.got))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(expected: &Value, got: &Value) -> Vec<String> {
        differences(expected, got).iter().map(Difference::to_string).collect()
    }

    #[test]
    fn the_order_of_members_and_the_spelling_of_numbers_do_not_matter() {
        let got: Value = serde_json::from_str(r#"{"b": 2.0, "a": [1, null]}"#).unwrap();
        assert!(same(&json!({"a": [1, null], "b": 2}), &got));
        assert!(!same(&json!({"a": [1, null], "b": 3}), &got));
    }

    #[test]
    fn the_order_of_items_and_the_type_of_a_value_do_matter() {
        assert!(!same(&json!([1, 2]), &json!([2, 1])));
        assert!(!same(&json!("1"), &json!(1)));
        assert!(!same(&json!(false), &json!(null)));
        assert!(!same(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992_u64)));
    }

    #[test]
    fn every_difference_is_told_with_its_place() {
        let expected = json!({"a": {"b c": 1}, "gone": true, "list": [1, 2]});
        let got = json!({"a": {"b c": 2}, "list": [1], "more": "x"});
        assert_eq!(
            told(&expected, &got),
            [
                "$.a['b c']: expected 1, got 2",
                "$.gone: expected true, got nothing",
                "$.list[1]: expected 2, got nothing",
                "$.more: expected nothing, got \"x\"",
            ]
        );
    }

    #[test]
    fn a_place_holds_itself_and_what_lies_in_it_but_not_its_neighbour() {
        let at = |names: &[&str]| Location(names.iter().map(|name| Segment::Member((*name).to_owned())).collect());
        assert!(at(&["a"]).holds(&at(&["a"])) && at(&["a"]).holds(&at(&["a", "b"])));
        assert!(!at(&["a"]).holds(&at(&["ab"])) && !at(&["a", "b"]).holds(&at(&["a"])));
    }
}
