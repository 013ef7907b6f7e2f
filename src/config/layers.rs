//! Where a value comes from: flag, environment, file or default, the first that says one.

use std::path::{Path, PathBuf};

use conformance::diagnostic::Diagnostic;
use conformance::spanned::{Span, Spanned};
use serde_json::Value;

use super::environment::Environment;
use super::error::ConfigError;
use super::source::Loaded;
use super::written::{Field, Written};

/// Where something was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere.
    Default,
    /// In the file.
    File(Span),
    /// In a variable of the environment.
    Variable(String),
    /// By a flag.
    Flag(String),
}

impl Place {
    pub(super) fn of<T>(value: &Spanned<T>) -> Self {
        Self::File(value.span)
    }
}

/// One value of the resulting configuration.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Its keys, from the top of the file.
    pub(crate) path: Vec<String>,
    /// The value; of a secret its name; `null` where there is none.
    pub(crate) value: Value,
    /// Where it was said.
    pub(crate) place: Place,
}

/// What is beneath the flags, and what was found so far.
pub(crate) struct Layers<'a> {
    pub(super) environment: &'a Environment,
    pub(super) loaded: Option<&'a Loaded>,
    pub(super) entries: Vec<Entry>,
    /// The files from which secrets were read.
    pub(super) secrets: Vec<PathBuf>,
    /// Where stubs' bodies are read from.
    pub(super) stub_files: Option<PathBuf>,
}

impl<'a> Layers<'a> {
    pub(super) fn new(environment: &'a Environment, loaded: Option<&'a Loaded>) -> Self {
        Self { environment, loaded, entries: Vec::new(), secrets: Vec::new(), stub_files: None }
    }

    /// The value of an option, and where it was said.
    pub(super) fn find<T: Written>(&self, key: &str, flag: Option<T>, field: &Field<T>) -> Result<Option<(T, Place)>, ConfigError> {
        if let Some(value) = flag {
            return Ok(Some((value, Place::Flag(flag_of(key)))));
        }
        let variable = variable_of(key);
        match (self.environment.get(&variable)?, field) {
            (Some(text), _) => match text.parse() {
                Ok(value) => Ok(Some((value, Place::Variable(variable)))),
                Err(_) => Err(ConfigError::Usage(format!("{variable} cannot be `{text}`; it takes {}", T::TAKES))),
            },
            (None, Some(written)) => Ok(Some((written.value.0.clone(), Place::of(written)))),
            (None, None) => Ok(None),
        }
    }

    /// The value of an option that has a default.
    pub(super) fn choose<T: Written>(&mut self, key: &str, flag: Option<T>, field: &Field<T>, default: T) -> Result<T, ConfigError> {
        let (value, place) = self.find(key, flag, field)?.unwrap_or((default, Place::Default));
        self.note(key, shown(&value), place);
        Ok(value)
    }

    /// The value of an option that may stay open, and where it was said.
    pub(super) fn choose_or_none<T: Written>(&mut self, key: &str, flag: Option<T>, field: &Field<T>) -> Result<Option<(T, Place)>, ConfigError> {
        let found = self.find(key, flag, field)?;
        let (value, place) = found.clone().map_or((Value::Null, Place::Default), |(value, place)| (shown(&value), place));
        self.note(key, value, place);
        Ok(found)
    }

    /// A path, and where it was said. One in the file begins at the file's folder, any other in the working directory.
    pub(super) fn find_path(&self, key: &str, flag: Option<&Path>, field: &Field<String>) -> Result<Option<(PathBuf, Place)>, ConfigError> {
        if let Some(path) = flag {
            return Ok(Some((path.to_owned(), Place::Flag(flag_of(key)))));
        }
        let folder = self.loaded.and_then(|loaded| loaded.path.parent()).unwrap_or(Path::new(""));
        let found = self.find(key, None, field)?;
        Ok(found.map(|(path, place)| (if matches!(place, Place::File(_)) { folder.join(path) } else { path.into() }, place)))
    }

    /// The same, kept as it was written.
    pub(super) fn choose_path(&mut self, key: &str, flag: Option<&Path>, field: &Field<String>) -> Result<Option<(PathBuf, Place)>, ConfigError> {
        self.choose_or_none(key, flag.map(|path| path.display().to_string()), field)?;
        self.find_path(key, flag, field)
    }

    /// A value that stands in the file alone.
    pub(super) fn written<T: Written>(&mut self, path: &[&str], field: &Field<T>) -> Option<T> {
        let written = field.as_ref()?;
        self.note_at(path, shown(&written.value.0), Place::of(written));
        Some(written.value.0.clone())
    }

    /// Keeps an option's value; its key has a point between section and name.
    pub(super) fn note(&mut self, key: &str, value: Value, place: Place) {
        self.note_at(&key.split('.').collect::<Vec<_>>(), value, place);
    }

    pub(super) fn note_at(&mut self, path: &[&str], value: Value, place: Place) {
        self.entries.push(Entry { path: path.iter().map(|key| (*key).to_owned()).collect(), value, place });
    }

    /// What is wrong with what was said at a place.
    pub(super) fn complain(&self, place: &Place, what: impl Into<String>) -> ConfigError {
        match (place, self.loaded) {
            (Place::File(location), Some(loaded)) => {
                let range = location.bytes();
                ConfigError::Place(Box::new(Diagnostic::new(&loaded.source, range, what)))
            }
            (Place::Variable(name) | Place::Flag(name), _) => ConfigError::Usage(format!("{name}: {}", what.into())),
            _ => ConfigError::Usage(what.into()),
        }
    }

    /// The same about a secret: the line stays unseen.
    pub(super) fn complain_unseen(&self, place: &Place, what: impl Into<String>) -> ConfigError {
        match (place, self.loaded) {
            (Place::File(at), Some(loaded)) => {
                let place = format!("{}:{}:{}", loaded.source.path, at.line, at.column);
                ConfigError::Hidden { place, what: what.into() }
            }
            _ => self.complain(place, what),
        }
    }
}

/// The flag of an option.
pub(super) fn flag_of(key: &str) -> String {
    format!("--{}", name_of(key).replace('_', "-"))
}

/// How the variables of options begin.
pub(super) const PREFIX: &str = "STANDIN_";

/// The variable of an option.
pub(super) fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", name_of(key).to_uppercase())
}

fn name_of(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// A value as it would stand in the file.
fn shown<T: Written>(value: &T) -> Value {
    let text = value.to_string();
    match serde_json::from_str(&text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => Value::String(text),
    }
}
