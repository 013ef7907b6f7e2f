//! How a value is drawn: one word that says which values there are.

use proptest::strategy::{BoxedStrategy, Strategy};
use proptest::string::string_regex;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::header::Header;
use super::json;
use super::near::Near;
use super::numbers::{Durations, Integers};
use crate::scenario::values::escaped;

/// How a value is drawn: exactly one of these.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// A text that matches this regular expression as a whole.
    #[serde(default)]
    #[schemars(with = "String")]
    pub regex: Option<String>,
    /// One of these values; a text may name credentials and kept values.
    #[serde(default)]
    #[schemars(with = "Vec<Value>", length(min = 1))]
    pub choice: Option<Vec<Value>>,
    /// A whole number, the ends of its range and what is beside them more often than others.
    #[serde(default)]
    #[schemars(with = "Integers")]
    pub integer: Option<Integers>,
    /// A duration, the ends of its range and what is beside them more often than others.
    #[serde(default)]
    #[schemars(with = "Durations")]
    pub duration: Option<Durations>,
    /// JSON that is valid by this JSON Schema.
    #[serde(default)]
    #[schemars(with = "Value")]
    pub schema: Option<Value>,
    /// What is nearly a credential or a kept value, and never is it.
    #[serde(default)]
    #[schemars(with = "Near")]
    pub near: Option<Near>,
    /// The value of an Authorization header, in a form that is right or in one that is wrong.
    #[serde(default)]
    #[schemars(with = "Header")]
    pub header: Option<Header>,
}

/// Why nothing can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeneratorError {
    /// No generator is named, or several are.
    #[error("a value is drawn in one way; say one of: {}", WORDS.join(", "))]
    NotOne,
    /// What is said of it cannot be.
    #[error("{0}")]
    Wrong(String),
}

/// The words for generators.
const WORDS: [&str; 7] = ["regex", "choice", "integer", "duration", "schema", "near", "header"];
/// No text that is drawn is longer, and no JSON holds more.
pub(super) const LONGEST: usize = 100_000;
/// What is repeated without a bound is repeated less often than so.
const UNBOUNDED: usize = 40;
/// There is no longer list to choose from.
const MOST_VALUES: usize = 1_000;

impl Generator {
    /// What draws the value.
    ///
    /// # Errors
    /// It is not one generator, or nothing can be drawn by it.
    pub fn strategy(&self) -> Result<BoxedStrategy<Value>, GeneratorError> {
        let Self { regex, choice, integer, duration, schema, near, header } = self;
        let said = [
            regex.as_deref().map(of_regex),
            choice.as_deref().map(of_choice),
            integer.as_ref().map(Integers::strategy),
            duration.as_ref().map(Durations::strategy),
            schema.as_ref().map(json::strategy),
            near.as_ref().map(Near::strategy),
            header.as_ref().map(Header::strategy),
        ];
        let mut said = said.into_iter().flatten();
        match (said.next(), said.next()) {
            (Some(strategy), None) => strategy,
            _ => Err(GeneratorError::NotOne),
        }
    }

    /// The texts in it that name credentials and kept values.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        let choice = self.choice.iter().flatten().filter_map(Value::as_str);
        let near = self.near.as_ref().map(|near| near.of.as_str());
        choice.chain(near).chain(self.header.as_ref().map(|header| header.credentials.as_str())).collect()
    }
}

fn of_regex(pattern: &str) -> Result<BoxedStrategy<Value>, GeneratorError> {
    let wrong =
        |error: &dyn std::error::Error| GeneratorError::Wrong(format!("`{pattern}` is no regular expression that a text can be drawn by: {error}"));
    // Of a whole text there is no beginning or end to be asked for.
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner.strip_suffix('$').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
    bounded(inner, LONGEST)?;
    let texts = string_regex(inner).map_err(|error| wrong(&error))?;
    Ok(texts.prop_map(|text| Value::String(escaped(&text))).boxed())
}

/// Whether what a pattern draws is surely no longer than so. Repetitions are taken as if each stood within all others.
pub(super) fn bounded(pattern: &str, longest: usize) -> Result<(), GeneratorError> {
    let numbers = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}')).filter_map(|(bounds, _)| bounds.rsplit(',').next());
    let counted = numbers.map(|most| most.trim().parse::<usize>().unwrap_or(UNBOUNDED).max(1));
    let open = pattern.chars().filter(|c| matches!(c, '*' | '+')).map(|_| UNBOUNDED);
    let most = counted.chain(open).fold(pattern.len(), usize::saturating_mul);
    if most <= longest {
        return Ok(());
    }
    Err(GeneratorError::Wrong(format!("`{pattern}` may draw texts that are too long; repeat less in it")))
}

fn of_choice(values: &[Value]) -> Result<BoxedStrategy<Value>, GeneratorError> {
    match values.len() {
        0 => Err(GeneratorError::Wrong("there is nothing to choose from".to_owned())),
        1..=MOST_VALUES => Ok(proptest::sample::select(values.to_vec()).boxed()),
        _ => Err(GeneratorError::Wrong(format!("there are more than {MOST_VALUES} values to choose from"))),
    }
}
