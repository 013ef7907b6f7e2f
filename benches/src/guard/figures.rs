//! The figures that were committed, by what instructions depend on beside the code: compiler, target, C library, processor.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Result};

/// Instructions of one repetition, by the path's name.
pub(super) type Figures = BTreeMap<String, f64>;

/// All that is known, by key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Known(BTreeMap<String, Figures>);

impl Known {
    /// What a file holds; nothing if there is none yet.
    pub(super) fn read(file: &Path) -> Result<Self> {
        match std::fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| Failure::told(format!("{}: {error}", file.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Failure::machine(file.display().to_string())(error)),
        }
    }

    pub(super) fn write(&self, file: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| Failure::told(error.to_string()))?;
        text.push('\n');
        std::fs::write(file, text).map_err(Failure::machine(file.display().to_string()))
    }

    pub(super) fn of(&self, key: &str) -> Option<&Figures> {
        self.0.get(key)
    }

    /// The same, with these for a key.
    pub(super) fn with(mut self, key: String, figures: Figures) -> Self {
        self.0.insert(key, figures);
        self
    }
}

/// By what figures are kept, for a processor as the counted program saw it.
pub(super) fn key(processor: &str) -> String {
    let library = Command::new("getconf").arg("GNU_LIBC_VERSION").output().map(|told| String::from_utf8_lossy(&told.stdout).trim().to_owned());
    let library = library.ok().filter(|told| !told.is_empty()).unwrap_or_else(|| "another C library".to_owned());
    format!("{}, {}, {library}, {processor}", env!("COMPILER"), env!("TARGET"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recording_a_key_keeps_what_is_known_of_others() {
        let figures = |figure| Figures::from([("call".to_owned(), figure)]);
        let known = Known::default().with("old".to_owned(), figures(1.0)).with("new".to_owned(), figures(2.0));
        assert_eq!((known.of("old"), known.of("new"), known.of("other")), (Some(&figures(1.0)), Some(&figures(2.0)), None));
    }
}
