//! What a call says beside its credentials, read when somebody asks for it.

use std::ops::Deref;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::Pairs;
use crate::form::BodyForm;

/// A call's input by name: flat pairs, or as the provider reads it. Of pairs nothing is read before somebody asks for one, which
/// for most calls nobody does.
///
/// ```
/// let members = serde_json::Map::from_iter([("phone".to_owned(), "0528888000".into())]);
/// let input = providers::Input::from(members);
/// assert_eq!(input["phone"], "0528888000");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Input {
    unread: Option<Unread>,
    read: OnceLock<Map<String, Value>>,
}

#[derive(Clone, Debug)]
struct Unread {
    form: BodyForm,
    body: Box<[u8]>,
    query: Box<str>,
}

impl Input {
    /// The pairs of a body, then those of the query whose names the body has not.
    pub(crate) fn of_pairs(form: BodyForm, body: &[u8], query: &str) -> Self {
        Self { unread: Some(Unread { form, body: body.into(), query: query.into() }), read: OnceLock::new() }
    }
}

impl Unread {
    fn read(&self) -> Map<String, Value> {
        let mut members = match self.form {
            BodyForm::Json => Pairs::json_members(&self.body).unwrap_or_default(),
            BodyForm::Lenient => members(Pairs::lenient(&self.body).unwrap_or_default()),
            BodyForm::Urlencoded => members(Pairs::urlencoded(&self.body)),
            BodyForm::Other => Map::new(),
        };
        add(&mut members, Pairs::urlencoded(self.query.as_bytes()));
        members
    }
}

impl Deref for Input {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        self.read.get_or_init(|| self.unread.as_ref().map(Unread::read).unwrap_or_default())
    }
}

impl From<Map<String, Value>> for Input {
    fn from(members: Map<String, Value>) -> Self {
        Self { unread: None, read: members.into() }
    }
}

/// Whether it was read is no difference.
impl PartialEq for Input {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

fn members(pairs: Pairs) -> Map<String, Value> {
    let mut members = Map::new();
    add(&mut members, pairs);
    members
}

/// Adds the pairs whose names are not there yet.
fn add(members: &mut Map<String, Value>, pairs: Pairs) {
    for (name, value) in pairs.into_pairs() {
        members.entry(name).or_insert_with(|| value.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_in_the_body_hides_the_same_one_in_the_query() {
        let read = |form, body: &str| json!(*Input::of_pairs(form, body.as_bytes(), "a=query&b=2"));
        assert_eq!(read(BodyForm::Json, r#"{"a":"x","c":1,"a":true}"#), json!({"a": "true", "c": "1", "b": "2"}));
        assert_eq!(read(BodyForm::Urlencoded, "a=x&a=y"), json!({"a": "x", "b": "2"}));
        assert_eq!(read(BodyForm::Lenient, r#"{"a":x}"#), json!({"a": "x", "b": "2"}));
        assert_eq!(read(BodyForm::Other, "{]"), json!({"a": "query", "b": "2"}));
    }

    #[test]
    fn an_input_that_was_read_equals_the_same_one_unread_and_no_other() {
        let input = |query| Input::of_pairs(BodyForm::Other, b"", query);
        assert_eq!(input("a=1").clone(), Input::from(Map::from_iter([("a".to_owned(), "1".into())])));
        assert_ne!(input("a=1"), input("a=2"));
    }
}
