//! What a scenario calls the values that names stand for.

use std::collections::BTreeMap;

use jiff::Timestamp;
use providers::naming::{Alteration, Naming};
use providers::{Authority, Dice, Instance as Running, Moment, NoKeys};

use super::story::{Foreign, Instance, Story};

/// How a scenario says a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// As it is.
    Literal(String),
    /// By what it calls it, with a change where there is one: `access_token`, `b.access_token|cut`.
    Reference(String, Encoding),
}

/// Whether a value is the same in every spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// It is: letters, digits and what all spellings leave alone.
    Unreserved,
    /// It may not be.
    Open,
}

/// The names of a story, and what the scenario has kept of them so far.
pub(super) struct Names<'a> {
    foreign: &'a BTreeMap<String, Foreign>,
    /// The instance and the credential that a name stands for.
    credentials: BTreeMap<String, (String, &'static str, Encoding)>,
    /// What the scenario calls the instances that are in it.
    instances: BTreeMap<String, String>,
    kept: BTreeMap<String, String>,
}

impl<'a> Names<'a> {
    /// The names of a story of which these instances are told, each called so.
    pub(super) fn of(story: &'a Story, instances: BTreeMap<String, String>) -> Self {
        let (mut naming, mut credentials) = (Naming::default(), BTreeMap::new());
        for (seed, (name, instance)) in (1..).zip(&story.instances) {
            let Some(running) = start(name, instance, seed) else { continue };
            for (kind, value) in running.credentials().into_iter().filter(|(_, value)| !value.is_empty()) {
                credentials.entry(naming.name(kind, &value)).or_insert((name.clone(), kind, encoding(&value)));
            }
        }
        Self { foreign: &story.foreign, credentials, instances, kept: BTreeMap::new() }
    }

    /// How a step of an instance says the value of a name; nothing where it cannot.
    pub(super) fn said(&self, instance: &str, name: &str) -> Option<Said> {
        match self.foreign.get(name) {
            Some(Foreign::StandIn(text)) => Some(Said::Literal(text.clone())),
            Some(Foreign::Derived(from, by)) => altered(self.original(instance, from)?, *by),
            None => self.original(instance, name),
        }
    }

    fn original(&self, instance: &str, name: &str) -> Option<Said> {
        if let Some(Foreign::StandIn(text)) = self.foreign.get(name) {
            return Some(Said::Literal(text.clone()));
        }
        if let Some(kept) = self.kept.get(name) {
            return Some(Said::Reference(kept.clone(), Encoding::Unreserved));
        }
        let (owner, credential, encoding) = self.credentials.get(name)?;
        let called = self.instances.get(owner)?;
        let reference = if owner == instance { (*credential).to_owned() } else { format!("{called}.{credential}") };
        Some(Said::Reference(reference, *encoding))
    }

    /// The name whose value must be known for this one to be said.
    pub(super) fn needed<'n>(&'n self, name: &'n str) -> &'n str {
        match self.foreign.get(name) {
            Some(Foreign::Derived(from, _)) => from,
            _ => name,
        }
    }

    /// Whether the value is known without being kept.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.foreign.contains_key(name) || self.credentials.get(name).is_some_and(|(owner, ..)| self.instances.contains_key(owner))
    }

    /// Whether the value was kept before.
    pub(super) fn is_kept(&self, name: &str) -> bool {
        self.kept.contains_key(name)
    }

    /// Takes a value up as kept; gives what the scenario calls it: `access_token_2`.
    pub(super) fn keep(&mut self, name: &str) -> String {
        let (kind, number) = name.trim_matches(['<', '>']).rsplit_once(':').unwrap_or((name, "1"));
        let letter = if kind.starts_with(|c: char| c.is_ascii_lowercase()) { "" } else { "value_" };
        let called = format!("{letter}{kind}_{number}");
        self.kept.insert(name.to_owned(), called.clone());
        called
    }
}

/// The kind of value that a name stands for.
pub(super) fn kind(name: &str) -> &str {
    name.trim_start_matches('<').split(':').next().unwrap_or_default()
}

/// An instance like the one that was told, with other chance.
pub(super) fn start(name: &str, instance: &Instance, seed: u64) -> Option<Box<dyn Running>> {
    let api = providers::find(&instance.api).ok()?;
    let configured = api.configure(&instance.settings, None).or_else(|_| api.configure(&api.defaults(), None)).ok()?;
    let mut dice = Dice::seeded(seed);
    let mut moment = Moment { now: Timestamp::UNIX_EPOCH, client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &NoKeys };
    Some(configured.start(Authority { instance: name }, &mut moment))
}

fn altered(original: Said, by: Alteration) -> Option<Said> {
    match (original, by) {
        (Said::Reference(name, encoding), by) => Some(Said::Reference(format!("{name}|{}", by.word()), encoding)),
        (Said::Literal(text), Alteration::Text(by)) => Some(Said::Literal(by.of(&text))),
        (Said::Literal(text), Alteration::At(by)) => Some(Said::Literal(by.of(&text))),
        // A token is forged of a token alone.
        (Said::Literal(_), Alteration::Token(_)) => None,
    }
}

fn encoding(value: &str) -> Encoding {
    let unreserved = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    if unreserved { Encoding::Unreserved } else { Encoding::Open }
}
