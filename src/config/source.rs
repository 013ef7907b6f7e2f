//! Finds and reads the configuration file.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use conformance::diagnostic::Diagnostic;
use conformance::scenario::Source;
use conformance::scenario::read::{self, LONGEST_FILE};

use super::environment::Environment;
use super::error::ConfigError;
use super::file::File;
use super::hidden;

/// The file that is looked for in the working directory.
pub(crate) const NAME: &str = "standin.yaml";

/// The variable that names another.
pub(crate) const VARIABLE: &str = "STANDIN_CONFIG";

/// A file that was read.
pub(crate) struct Loaded {
    pub(crate) path: PathBuf,
    pub(crate) source: Arc<Source>,
    pub(crate) file: File,
}

/// The file that is meant: the one that is named, else the one in the working directory, if it is there.
///
/// # Errors
/// The environment's name is no text.
pub(crate) fn find(named: Option<&Path>, environment: &Environment) -> Result<Option<PathBuf>, ConfigError> {
    let named = match named {
        Some(path) => Some(path.to_owned()),
        None => environment.get(VARIABLE)?.map(PathBuf::from),
    };
    Ok(named.or_else(|| Path::new(NAME).exists().then(|| NAME.into())))
}

/// Reads a file.
///
/// # Errors
/// It cannot be read, or what it says cannot be taken.
pub(crate) fn load(path: &Path) -> Result<Loaded, ConfigError> {
    let bytes = bounded(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
    let source = read::text(&path.display().to_string(), &bytes)?;
    let file = read::read(&source).map_err(|diagnostic| complaint(*diagnostic))?;
    Ok(Loaded { path: path.to_owned(), source, file })
}

/// The bytes of a file, one more than it may have where it has too many.
pub(crate) fn bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LONGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The complaint, without the line where a secret may stand on it.
fn complaint(diagnostic: Diagnostic) -> ConfigError {
    let line = diagnostic.line();
    let meant = diagnostic.help.as_deref().is_some_and(hidden::names_a_secret);
    if line == 0 || !(meant || hidden::may_be_secret(&diagnostic.source.text, line)) {
        return ConfigError::Place(Box::new(diagnostic));
    }
    let help = diagnostic.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    ConfigError::Hidden { place: format!("{}:{line}", diagnostic.path()), what: format!("{}{help}", diagnostic.what) }
}
