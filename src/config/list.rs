//! Options that may be said more than once: a list in the file, with commas in the environment, a flag each time.

use std::borrow::Cow;

use conformance::spanned::Spanned;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use super::error::ConfigError;
use super::layers::{Layers, Place, flag_of, variable_of};
use super::written::{Word, Written};

/// A list of the file that may be left out.
pub(crate) type Listed<T> = Option<Spanned<List<T>>>;

/// Values as they stand in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(bound = "T: Written")]
pub(crate) struct List<T>(Vec<Word<T>>);

impl<T: Written> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "List".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": T::schema(), "x-takes": format!("a list, each {}", T::TAKES) })
    }
}

impl Layers<'_> {
    /// The values of an option, and where they were said: the first place that says any counts alone.
    pub(super) fn choose_all<T: Written>(&mut self, key: &str, flags: &[T], field: &Listed<T>) -> Result<(Vec<T>, Place), ConfigError> {
        let variable = variable_of(key);
        let (values, place) = match (flags, self.environment.get(&variable)?, field) {
            ([], None, None) => (Vec::new(), Place::Default),
            ([], None, Some(written)) => (written.value.0.iter().map(|word| word.0.clone()).collect(), Place::of(written)),
            ([], Some(text), _) => (parts(&variable, text)?, Place::Variable(variable)),
            (flags, ..) => (flags.to_vec(), Place::Flag(flag_of(key))),
        };
        let shown = if place == Place::Default { Value::Null } else { values.iter().map(T::to_string).collect() };
        self.note(key, shown, place.clone());
        Ok((values, place))
    }
}

fn parts<T: Written>(variable: &str, text: &str) -> Result<Vec<T>, ConfigError> {
    let wrong = |part: &str| ConfigError::Usage(format!("{variable} cannot hold `{part}`; it takes {}, with commas between them", T::TAKES));
    text.split(',').map(str::trim).map(|part| part.parse().map_err(|_| wrong(part))).collect()
}
