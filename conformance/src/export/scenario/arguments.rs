//! The arguments of an administrator's action as a step says them.

use jiff::Timestamp;
use providers::{ActionSpec, Kind};
use serde_json::{Map, Value};

use super::draft::{Draft, Standing, Unsaid};
use super::names::Names;
use super::yaml;
use crate::export::shown::replace;
use crate::play::START;
use providers::naming::{Part, Text};

/// What the arguments of an action of an instance mean.
pub(super) struct Arguments<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) instance: &'a str,
    /// When the world began.
    pub(super) begins: Timestamp,
    pub(super) spec: Option<&'static ActionSpec>,
}

/// Each argument in YAML, and what must be said about some.
pub(super) type SaidArguments = (Vec<(String, String)>, Vec<String>);

impl Arguments<'_> {
    /// The arguments as a step says them.
    pub(super) fn said(&self, arguments: &Map<String, Value>) -> Result<SaidArguments, Unsaid> {
        let (mut said, mut comments) = (Vec::new(), Vec::new());
        for (name, value) in arguments {
            let moved = self.moved(name, value);
            if let Some(moved) = &moved {
                comments
                    .push(yaml::comment(&format!("`{name}` was {}: here it is as far from {START}, at which every scenario begins", plain(value))));
                said.push((name.clone(), yaml::inner(moved)));
            } else {
                said.push((name.clone(), yaml::value(&self.filled(value)?)));
            }
        }
        Ok((said, comments))
    }

    /// A moment as far from the start of the play as it was from the start of the world.
    fn moved(&self, name: &str, value: &Value) -> Option<String> {
        let kind = self.spec?.arguments.iter().find(|argument| argument.name == name)?.kind;
        let moment: Timestamp = value.as_str().filter(|_| kind == Kind::Moment)?.parse().ok()?;
        let start: Timestamp = START.parse().ok()?;
        Some(start.checked_add(moment.duration_since(self.begins)).ok()?.to_string())
    }

    fn filled(&self, value: &Value) -> Result<Value, Unsaid> {
        Ok(match value {
            Value::String(text) => self.text(text)?.into(),
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect::<Result<_, _>>()?,
            other => other.clone(),
        })
    }

    /// A text in which names that are known are names.
    fn text(&self, text: &str) -> Result<String, Unsaid> {
        let mut names = Vec::new();
        let rest = replace(text, |name| {
            names.push(name.to_owned());
            "\0".to_owned()
        });
        let mut parts = Vec::new();
        for (plain, name) in rest.split('\0').zip(names.into_iter().map(Some).chain([None])) {
            parts.push(Part::Plain(plain.to_owned()));
            parts.extend(name.map(|name| match self.names.said(self.instance, &name) {
                Some(_) => Part::Named(name),
                None => Part::Plain(name),
            }));
        }
        let mut draft = Draft::new(self.names, self.instance, 0);
        let marked = draft.marked(&Text(parts))?;
        draft.said(&marked, Standing::is_plain)
    }
}

fn plain(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
