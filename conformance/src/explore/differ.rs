//! Where an observed step is another than the model's.

use std::collections::BTreeMap;

use providers::naming::{Facts, Signature};
use serde_json::Value;

use crate::transcript::{Event, Received, What};

/// One thing that is other than it must be.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What it is about.
    pub subject: Subject,
    /// What the model has there; nothing where it has nothing.
    pub expected: Option<Value>,
    /// What the target had there.
    pub actual: Option<Value>,
}

/// What a difference is about, in the words of a scenario's expectations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The status.
    Status,
    /// A header by name.
    Header(String),
    /// A JSON path into what the provider reads.
    Json(String),
    /// The body as it stands.
    Body,
    /// A fact of the value at a JSON path.
    Fact(&'static str, String),
    /// Whether an action is done.
    Outcome,
}

impl std::fmt::Display for Subject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status => formatter.write_str("status"),
            Self::Header(name) => write!(formatter, "header {name}"),
            Self::Json(path) => formatter.write_str(path),
            Self::Body => formatter.write_str("body"),
            Self::Fact(fact, path) => write!(formatter, "the {fact} of {path}"),
            Self::Outcome => formatter.write_str("the action"),
        }
    }
}

/// Whether the moments that answers tell are compared: of a server whose clock is not ours it is not known what they must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moments {
    /// They must be the model's.
    Compared,
    /// That there is one is enough.
    Passed,
}

/// What is known of the values of a play, by name.
pub(super) type Known = BTreeMap<String, Facts>;

/// All differences of one step; none where the target did what the model does.
pub(super) fn differences(expected: (&Event, &Known), actual: (&Event, &Known), moments: Moments) -> Vec<Difference> {
    match (&expected.0.what, &actual.0.what) {
        (What::Exchanged(should), What::Exchanged(did)) => answers((&should.answer, expected.1), (&did.answer, actual.1), moments),
        (What::Acted { refused: should, .. }, What::Acted { refused: did, .. }) if should.is_some() != did.is_some() => {
            vec![Difference { subject: Subject::Outcome, expected: Some(outcome(should.as_ref())), actual: Some(outcome(did.as_ref())) }]
        }
        (What::Inspected(should), What::Inspected(did)) => {
            let mut found = Vec::new();
            values("$", Some(should), Some(did), &mut found);
            if found.is_empty() {
                facts("$", should, expected.1, actual.1, &mut found);
            }
            found
        }
        _ => Vec::new(),
    }
}

fn outcome(refused: Option<&String>) -> Value {
    Value::from(if refused.is_some() { "refused" } else { "done" })
}

fn answers(expected: (&Received, &Known), actual: (&Received, &Known), moments: Moments) -> Vec<Difference> {
    let (should, did) = (expected.0, actual.0);
    let mut found = Vec::new();
    if should.status != did.status {
        found.push(Difference { subject: Subject::Status, expected: Some(should.status.into()), actual: Some(did.status.into()) });
    }
    match (&should.read, &did.read) {
        (Some(read), other) => {
            values("$", Some(read), other.as_ref(), &mut found);
            if moments == Moments::Passed {
                found.retain(|one| !is_moment(one.expected.as_ref()) || !is_moment(one.actual.as_ref()));
            }
            if found.is_empty() {
                match moments {
                    Moments::Compared => facts("$", read, expected.1, actual.1, &mut found),
                    Moments::Passed => facts("$", read, &timeless(expected.1), &timeless(actual.1), &mut found),
                }
            }
        }
        (None, _) if should.body != did.body => {
            let body = |received: &Received| serde_json::to_value(&received.body).ok().and_then(|body| body.get("text").cloned());
            found.push(Difference { subject: Subject::Body, expected: body(should), actual: body(did) });
        }
        (None, _) => {}
    }
    for (name, value) in should.headers.iter().filter(|(name, _)| name != "date") {
        let had = did.header(name).next();
        if had != Some(value.as_str()) && !is_name(value) {
            found.push(Difference { subject: Subject::Header(name.clone()), expected: Some(value.as_str().into()), actual: had.map(Value::from) });
        }
    }
    found
}

/// What two values differ in, each with the path of the innermost place.
fn values(path: &str, expected: Option<&Value>, actual: Option<&Value>, found: &mut Vec<Difference>) {
    match (expected, actual) {
        (Some(Value::Object(should)), Some(Value::Object(did))) => {
            let names = should.keys().chain(did.keys().filter(|name| !should.contains_key(*name)));
            names.for_each(|name| values(&member(path, name), should.get(name), did.get(name), found));
        }
        (Some(Value::Array(should)), Some(Value::Array(did))) if should.len() == did.len() => {
            let items = should.iter().zip(did).enumerate();
            items.for_each(|(at, (should, did))| values(&format!("{path}[{at}]"), Some(should), Some(did), found));
        }
        (should, did) if should == did => {}
        (should, did) => found.push(Difference { subject: Subject::Json(path.to_owned()), expected: should.cloned(), actual: did.cloned() }),
    }
}

/// What is known of the values that stand in an answer must be the same, as far as documents can say it.
fn facts(path: &str, read: &Value, expected: &Known, actual: &Known, found: &mut Vec<Difference>) {
    match read {
        Value::Object(members) => members.iter().for_each(|(name, value)| facts(&member(path, name), value, expected, actual, found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| facts(&format!("{path}[{at}]"), item, expected, actual, found)),
        Value::String(name) => {
            let (Some(should), Some(did)) = (expected.get(name), actual.get(name)) else { return };
            let fact = |fact, should: Value, did: Value| {
                let subject = Subject::Fact(fact, path.to_owned());
                (should != did).then_some(Difference { subject, expected: Some(should), actual: Some(did) })
            };
            // How long a JWT is depends on what stands in it, which is compared by itself.
            let length = (should.jwt.is_none() || did.jwt.is_none()).then(|| fact("length", should.length.into(), did.length.into())).flatten();
            let said = fact("jwt", jwt(should, did), jwt(did, should));
            found.extend(length.into_iter().chain(fact("uuid", should.uuid.into(), did.uuid.into())).chain(said));
        }
        _ => {}
    }
}

/// What a JWT says of itself; of its signature only what can be told of the other one's too.
fn jwt(facts: &Facts, other: &Facts) -> Value {
    let mut own = facts.jwt.clone();
    if let (Some(own), Some(other)) = (&mut own, &other.jwt)
        && other.signature == Signature::NoKey
    {
        own.signature = Signature::NoKey;
    }
    serde_json::to_value(own).unwrap_or_default()
}

fn is_moment(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).is_some_and(|text| text.starts_with("<start") && text.ends_with('>'))
}

/// What is known of values, without the moments that tokens tell.
fn timeless(known: &Known) -> Known {
    let mut known = known.clone();
    for jwt in known.values_mut().filter_map(|facts| facts.jwt.as_mut()) {
        jwt.issued = None;
        jwt.expires = None;
    }
    known
}

/// Whether a text is the name of an opaque value: which one a header holds is chance, where no document says it.
fn is_name(text: &str) -> bool {
    text.starts_with('<') && text.ends_with('>') && text.contains(':')
}

/// The path of a member (RFC 9535 section 2.3.1).
fn member(path: &str, name: &str) -> String {
    let simple = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    match simple {
        true => format!("{path}.{name}"),
        false => format!("{path}['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(expected: &Value, actual: &Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        let mut found = Vec::new();
        values("$", Some(expected), Some(actual), &mut found);
        found.into_iter().map(|one| (one.subject.to_string(), one.expected, one.actual)).collect()
    }

    #[test]
    fn a_signature_that_cannot_be_told_is_no_difference_and_one_that_fails_is() {
        let known = |signature: &str, issuer: &str| {
            let jwt = json!({"header": {"alg": "RS384"}, "claims": ["iss"], "issuer": issuer, "signature": signature});
            let facts = json!({"length": 9, "alphabet": "a-z", "jwt": jwt});
            Known::from([("<t:1>".to_owned(), serde_json::from_value(facts).unwrap())])
        };
        let differences = |should: &Known, did: &Known| {
            let mut found = Vec::new();
            facts("$", &json!({"t": "<t:1>"}), should, did, &mut found);
            found.len()
        };
        assert_eq!(differences(&known("held", "Cloud"), &known("no-key", "Cloud")), 0);
        assert_eq!(differences(&known("held", "Cloud"), &known("failed", "Cloud")), 1);
        assert_eq!(differences(&known("held", "Cloud"), &known("no-key", "cloud")), 1);
    }

    #[test]
    fn a_moment_is_passed_only_where_there_is_one_on_both_sides() {
        let difference = |actual: &Value| {
            let mut found = Vec::new();
            values("$", Some(&json!({"until": "<start+3600s>"})), Some(actual), &mut found);
            found.retain(|one| !is_moment(one.expected.as_ref()) || !is_moment(one.actual.as_ref()));
            found.len()
        };
        assert_eq!(difference(&json!({"until": "<start+7200s>"})), 0);
        assert_eq!(difference(&json!({"until": "tomorrow"})), 1);
        assert_eq!(difference(&json!({})), 1);
    }

    #[test]
    fn values_differ_at_the_innermost_place_and_nowhere_else() {
        let (should, did) = (json!({"a": {"b c": [1, 2]}, "d": 1}), json!({"a": {"b c": [1, 3]}, "e": 2}));
        let expected = [
            ("$.a['b c'][1]".to_owned(), Some(json!(2)), Some(json!(3))),
            ("$.d".to_owned(), Some(json!(1)), None),
            ("$.e".to_owned(), None, Some(json!(2))),
        ];
        assert_eq!(found(&should, &did), expected);
        assert_eq!(found(&should, &should), []);
    }
}
