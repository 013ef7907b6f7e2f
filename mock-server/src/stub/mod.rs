//! The stubs of one instance: calls that the user answers in the API's place.

mod check;
mod error;
mod file;
mod handle;
mod spec;
mod states;
mod template;
mod values;

use std::sync::Arc;

use jiff::Timestamp;
use providers::{Answer, Authorised, Dice, suggestion};

pub(crate) use check::{Body, Stub, check_body, check_header};
use check::{Content, Reply, check_value};
pub use error::StubError;
pub(crate) use error::TemplateFailure;
pub use handle::{StubView, StubsView};
pub use spec::{AfterLast, AnswerSpec, Auth, StubSpec};
pub(crate) use states::States;
use template::Source;
use values::{Chance, values};

use crate::matcher::{Asked, Segments};

/// So many stubs may one instance have.
const MOST: usize = 1_000;

/// The stubs of one instance, those first that are asked first.
#[derive(Clone, Default)]
pub(crate) struct Stubs {
    instance: String,
    seed: u64,
    planted: Vec<Planted>,
}

/// A stub and what became of it in this world.
#[derive(Clone)]
struct Planted {
    stub: Arc<Stub>,
    answered: u64,
    /// Its own, so that one stub's throws change no other's values and no token.
    dice: Dice,
}

/// One call to the user's stubs.
pub(crate) struct StubCall<'a, 'r> {
    pub(crate) asked: &'a Asked<'r>,
    pub(crate) now: Timestamp,
    /// Whom the API let in; `None` where it was not asked.
    pub(crate) who: Option<&'a Authorised>,
}

/// An answer of a user's stub.
pub(crate) struct Stubbed {
    pub(crate) name: String,
    pub(crate) answer: Result<Answer, TemplateFailure>,
}

impl Stubs {
    pub(crate) fn start(stubs: &[Arc<Stub>], instance: &str, seed: u64) -> Result<Self, StubError> {
        let mut all = Self::none(instance, seed);
        stubs.iter().try_for_each(|stub| all.add(stub.clone()))?;
        Ok(all)
    }

    /// No stubs yet.
    pub(crate) fn none(instance: &str, seed: u64) -> Self {
        Self { instance: instance.to_owned(), seed, planted: Vec::new() }
    }

    pub(crate) fn add(&mut self, stub: Arc<Stub>) -> Result<(), StubError> {
        let name = &stub.spec.name;
        if self.planted.iter().any(|planted| planted.stub.spec.name == *name) {
            return Err(StubError::Exists { name: name.clone() });
        }
        if self.planted.len() >= MOST {
            return Err(StubError::TooMany { limit: MOST });
        }
        let dice = Dice::derived(self.seed, &format!("stub {} {name}", self.instance));
        let at = self.planted.partition_point(|planted| planted.stub.spec.priority >= stub.spec.priority);
        self.planted.insert(at, Planted { stub, answered: 0, dice });
        Ok(())
    }

    pub(crate) fn remove(&mut self, name: &str) -> Result<(), StubError> {
        let at = self.planted.iter().position(|planted| planted.stub.spec.name == name).ok_or_else(|| self.unknown(name))?;
        self.planted.remove(at);
        Ok(())
    }

    pub(crate) fn clear(&mut self) {
        self.planted.clear();
    }

    /// The answer of the first stub that is meant, if any is.
    pub(crate) fn answer(&mut self, call: &StubCall<'_, '_>, states: &mut States) -> Option<Stubbed> {
        let auth = if call.who.is_some() { Auth::Api } else { Auth::None };
        let (planted, segments) = self.planted.iter_mut().find_map(|planted| {
            let spec = &planted.stub.spec;
            let open = spec.auth == auth && states.are(&spec.requires);
            let segments = open.then(|| planted.stub.matcher.matches(call.asked)).flatten()?;
            Some((planted, segments))
        })?;
        Some(planted.answer(call, &segments, states))
    }

    /// What the stubs were made from, with nothing in other files.
    pub(crate) fn portable(&self) -> Result<Vec<StubSpec>, String> {
        self.planted.iter().map(|planted| planted.stub.portable()).collect()
    }

    fn unknown(&self, name: &str) -> StubError {
        let names = self.planted.iter().map(|planted| planted.stub.spec.name.as_str());
        StubError::Unknown { name: name.to_owned(), suggestion: suggestion(name, names) }
    }
}

impl Planted {
    fn answer(&mut self, call: &StubCall<'_, '_>, segments: &Segments, states: &mut States) -> Stubbed {
        let stub = self.stub.clone();
        let reply = stub.nth(self.answered);
        self.answered += 1;
        states.set(&reply.sets);
        let chance = Chance::of(&self.dice);
        let answer = reply.give(|| values(call.asked, segments, call.who, call.now, &chance));
        self.dice = chance.dice();
        let name = stub.spec.name.clone();
        Stubbed { answer: answer.map_err(|message| TemplateFailure { stub: name.clone(), message }), name }
    }
}

impl Stub {
    /// The answer to the call after so many.
    fn nth(&self, before: u64) -> &Reply {
        let (before, count) = (usize::try_from(before).unwrap_or(usize::MAX), self.answers.len());
        match self.spec.after_last {
            AfterLast::Repeat => &self.answers[before.min(count - 1)],
            AfterLast::Cycle => &self.answers[before % count],
        }
    }
}

impl Reply {
    fn give(&self, values: impl FnOnce() -> minijinja::Value) -> Result<Answer, String> {
        let (headers, body) = match &self.content {
            Content::Fixed { headers, body } => (headers.clone(), body.clone()),
            Content::Templates { headers, body } => {
                let values = values();
                let headers = headers.iter().map(|(name, value)| written(name, value, &values)).collect::<Result<_, _>>()?;
                (headers, body.render(&values)?.into_bytes())
            }
        };
        let headers: Vec<(String, String)> = headers;
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Ok(Answer { status: self.status, headers, body, unsigned: None, clauses: Vec::new() })
    }
}

/// A header as its template writes it.
fn written(name: &str, value: &Source, values: &minijinja::Value) -> Result<(String, String), String> {
    let value = value.render(values)?;
    check_value(name, &value).map_err(|flaw| flaw.to_string())?;
    Ok((name.to_owned(), value))
}

#[cfg(test)]
mod tests;
