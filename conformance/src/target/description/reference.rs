//! Where a secret stands: in the environment, in a file, or in what a command prints.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::scenario::moment_expression::duration;

/// How long a command may take that does not say.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What a reference may look like, in words.
pub(super) const FORMS: &str = "`{env: NAME}`, `{file: PATH}` or `{command: [PROGRAM, ARGUMENT]}`";

/// Where a secret stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// In this variable.
    Environment(String),
    /// In this file.
    File(PathBuf),
    /// In what this program prints.
    Command {
        /// The program and its arguments; no shell reads them.
        words: Vec<String>,
        /// How long it may take.
        timeout: Duration,
    },
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(formatter, "the environment variable {name}"),
            Self::File(path) => write!(formatter, "the file {}", path.display()),
            Self::Command { words, .. } => write!(formatter, "the command {}", words.first().map_or("", String::as_str)),
        }
    }
}

impl Reference {
    /// The reference that a value is; nothing where it is a text, number or the like of its own.
    ///
    /// # Errors
    /// It looks like one and is none; the sentence says what would be right.
    pub(super) fn read(value: &Value) -> Result<Option<Self>, String> {
        let Some(members) = value.as_object() else { return Ok(None) };
        let words: Vec<&str> = members.keys().map(String::as_str).collect();
        match words.as_slice() {
            ["env"] => Ok(Some(Self::Environment(text(members, "env")?))),
            ["file"] => Ok(Some(Self::File(text(members, "file")?.into()))),
            ["command"] | ["command", "timeout"] | ["timeout", "command"] => {
                Ok(Some(Self::Command { words: words_of(members)?, timeout: timeout(members)? }))
            }
            _ => Err(format!("this does not say where a secret stands; it takes {FORMS}")),
        }
    }
}

fn text(members: &Map<String, Value>, name: &str) -> Result<String, String> {
    let text = members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| format!("`{name}` takes a text"))
}

fn words_of(members: &Map<String, Value>) -> Result<Vec<String>, String> {
    let words = members.get("command").and_then(Value::as_array).map(|words| words.iter().map(|word| word.as_str().map(str::to_owned)));
    let words = words.and_then(Iterator::collect::<Option<Vec<String>>>).filter(|words| words.first().is_some_and(|word| !word.is_empty()));
    words.ok_or_else(|| "`command` takes a list of texts, the program first: [vault, read, token]".to_owned())
}

fn timeout(members: &Map<String, Value>) -> Result<Duration, String> {
    let Some(value) = members.get("timeout") else { return Ok(PATIENCE) };
    value.as_str().and_then(patience).ok_or_else(|| "`timeout` takes a span such as 10s".to_owned())
}

/// How long something may take, as it is written; nothing where that is no span.
pub(super) fn patience(text: &str) -> Option<Duration> {
    let span = duration(text).ok().and_then(|span| Duration::try_from(span).ok());
    span.filter(|span| !span.is_zero())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_stands_in_the_environment_in_a_file_or_in_what_a_command_prints() {
        assert_eq!(Reference::read(&json!({"env": "A"})), Ok(Some(Reference::Environment("A".to_owned()))));
        assert_eq!(Reference::read(&json!({"file": "a"})), Ok(Some(Reference::File("a".into()))));
        let command = |timeout| Ok(Some(Reference::Command { words: vec!["a".to_owned(), "b".to_owned()], timeout }));
        assert_eq!(Reference::read(&json!({"command": ["a", "b"]})), command(PATIENCE));
        assert_eq!(Reference::read(&json!({"command": ["a", "b"], "timeout": "2s"})), command(Duration::from_secs(2)));
        assert_eq!(Reference::read(&json!("a")), Ok(None));
    }

    #[test]
    fn what_only_looks_like_a_reference_is_told_what_would_be_right() {
        for (value, right) in [
            (json!({"env": "A", "file": "b"}), FORMS),
            (json!({"environment": "A"}), FORMS),
            (json!({"env": ""}), "`env` takes a text"),
            (json!({"command": "a b"}), "a list of texts"),
            (json!({"command": []}), "a list of texts"),
            (json!({"command": ["a"], "timeout": "soon"}), "such as 10s"),
            (json!({"command": ["a"], "timeout": "0s"}), "such as 10s"),
        ] {
            let says = Reference::read(&value).unwrap_err();
            assert!(says.contains(right), "{value}: {says}");
        }
    }
}
