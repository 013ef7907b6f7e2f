//! Settings: how a user says what the documents leave open, and what an instance starts with.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{ClauseId, Kind, suggestion};

/// One setting of a provider. Its default is the value that the settings' own `Default` gives it.
#[derive(Clone, Copy, Debug)]
pub struct SettingSpec {
    /// The name, as in `--set hyper.NAME=VALUE`.
    pub name: &'static str,
    /// The values allowed.
    pub kind: Kind,
    /// The clause that it belongs to.
    pub clause: ClauseId,
    /// What it does, in one sentence.
    pub says: &'static str,
}

/// A setting that cannot be taken. The text says what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// No setting has this name.
    #[error("there is no setting `{name}`; {suggestion}")]
    Unknown {
        /// The name that was given.
        name: String,
        /// The nearest name, or all.
        suggestion: String,
    },
    /// The value is outside what the setting allows.
    #[error("`{name}` cannot be {value}; it takes {allowed}")]
    Value {
        /// The setting.
        name: String,
        /// The value that was given, as JSON.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// No deviation has this name.
    #[error("there is no deviation `{name}`; {suggestion}")]
    Deviation {
        /// The name that was given.
        name: String,
        /// The nearest name, or that none is near.
        suggestion: String,
    },
}

/// The default settings with `given` laid over them, each value checked against its specification.
///
/// # Errors
/// The first name that no setting has, or the first value that its setting does not allow.
pub fn overlay<S>(specs: &[SettingSpec], given: &Map<String, Value>) -> Result<S, SettingError>
where
    S: Default + Serialize + DeserializeOwned,
{
    let mut settings = S::default();
    for (name, value) in given {
        let spec = specs
            .iter()
            .find(|spec| spec.name == name)
            .ok_or_else(|| SettingError::Unknown { name: name.clone(), suggestion: suggestion(name, specs.iter().map(|spec| spec.name)) })?;
        let refuse = |allowed: String| SettingError::Value { name: name.clone(), value: spec.kind.shown(value), allowed };
        let checked = spec.kind.check(value).map_err(refuse)?;
        let mut fields = as_map(&settings);
        fields.insert(name.clone(), checked);
        settings = serde_json::from_value(Value::Object(fields)).map_err(|error| refuse(format!("{} ({error})", spec.kind.allowed())))?;
    }
    Ok(settings)
}

/// Settings as names and values.
pub(crate) fn as_map<S: Serialize>(settings: &S) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}
