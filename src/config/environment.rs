//! The variables of the environment that are options.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::error::ConfigError;

/// The variables of the environment, as they were when the command began.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// Those of this process.
    pub(crate) fn of_process() -> Self {
        Self(std::env::vars_os().collect())
    }

    /// A variable's value, if it is set.
    ///
    /// # Errors
    /// It is no text.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, ConfigError> {
        let value = self.0.get(OsStr::new(name)).map(|value| value.to_str());
        value.map(|value| value.ok_or_else(|| ConfigError::Usage(format!("{name} in the environment is not UTF-8")))).transpose()
    }

    /// The names that begin so, in order.
    pub(crate) fn names(&self, beginning: &str) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|name| name.to_str()).filter(move |name| name.starts_with(beginning))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
