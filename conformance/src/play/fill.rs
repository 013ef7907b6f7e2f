//! Puts credentials and kept values into the texts of a step: once as they are, once as they may be shown.

use std::collections::BTreeMap;

use providers::naming::Alteration;
use serde_json::Value;

use super::forge::forge;
use super::names::Names;
use crate::scenario::template::{self, Part};
use crate::target::PublicKey;
use crate::transcript::Fault;

/// A text, and the same text without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) actual: String,
    pub(super) shown: String,
}

/// Why a step cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) fault: Fault,
    pub(crate) why: String,
}

impl Stop {
    pub(crate) fn new(fault: Fault, why: impl Into<String>) -> Self {
        Self { fault, why: why.into() }
    }
}

/// The values that texts may name.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub(super) names: Names,
    pub(super) kept: BTreeMap<String, Filled>,
    /// Names that should have been kept and were not, with the place that held nothing.
    pub(super) missing: BTreeMap<String, String>,
    pub(super) credentials: BTreeMap<String, BTreeMap<String, String>>,
    /// The public keys of instances whose tokens are signed.
    pub(super) keys: BTreeMap<String, Vec<PublicKey>>,
}

impl Values {
    /// A text of a step of this instance.
    pub(super) fn text(&mut self, instance: &str, text: &str) -> Result<Filled, Stop> {
        let parts = template::parse(text).map_err(|error| Stop::new(Fault::Tool, error.to_string()))?;
        let mut filled = Filled::default();
        for part in parts {
            let piece = match part {
                Part::Literal(text) => Filled { shown: self.names.rename(&text), actual: text },
                Part::Reference { name, alteration: None } => self.value(instance, &name)?,
                Part::Reference { name, alteration: Some(by) } => {
                    let base = self.value(instance, &name)?;
                    self.altered(instance, &base, by)?
                }
            };
            filled.actual.push_str(&piece.actual);
            filled.shown.push_str(&piece.shown);
        }
        Ok(filled)
    }

    fn altered(&mut self, instance: &str, base: &Filled, by: Alteration) -> Result<Filled, Stop> {
        let alter = |text: &str| match by {
            Alteration::Text(by) => Ok(by.of(text)),
            Alteration::At(by) => Ok(by.of(text)),
            Alteration::Token(by) => forge(by, text, self.keys.get(instance).and_then(|keys| keys.first())),
        };
        let actual = alter(&base.actual)?;
        let shown = if self.names.knows(&base.shown) { self.names.derived(&base.shown, by, &actual) } else { alter(&base.shown)? };
        Ok(Filled { actual, shown })
    }

    /// A value with texts in it, as it is and as it may be shown.
    pub(super) fn json(&mut self, instance: &str, value: &Value) -> Result<(Value, Value), Stop> {
        Ok(match value {
            Value::String(text) => {
                let filled = self.text(instance, text)?;
                (Value::String(filled.actual), Value::String(filled.shown))
            }
            Value::Array(items) => {
                let pairs = items.iter().map(|item| self.json(instance, item)).collect::<Result<Vec<_>, _>>()?;
                let (actual, shown): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
                (Value::Array(actual), Value::Array(shown))
            }
            Value::Object(members) => {
                let (mut actual, mut shown) = (serde_json::Map::new(), serde_json::Map::new());
                for (name, member) in members {
                    let (real, renamed) = self.json(instance, member)?;
                    actual.insert(name.clone(), real);
                    shown.insert(name.clone(), renamed);
                }
                (Value::Object(actual), Value::Object(shown))
            }
            other => (other.clone(), other.clone()),
        })
    }

    fn value(&mut self, instance: &str, name: &str) -> Result<Filled, Stop> {
        if let Some(kept) = self.kept.get(name) {
            return Ok(kept.clone());
        }
        let (instance, credential) = name.split_once('.').unwrap_or((instance, name));
        if let Some(value) = self.credentials.get(instance).and_then(|credentials| credentials.get(credential)) {
            return Ok(Filled { shown: self.names.secret(credential, value), actual: value.clone() });
        }
        Err(match self.missing.get(name) {
            Some(place) => Stop::new(Fault::Answer, format!("`${{{name}}}` has no value: an earlier answer held nothing at {place}")),
            None => Stop::new(Fault::Tool, format!("`${{{name}}}` is neither a kept value nor a credential of {instance}")),
        })
    }
}
