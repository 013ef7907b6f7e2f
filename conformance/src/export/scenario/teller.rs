//! Tells a story step by step.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use providers::{Api, Ledger};
use serde_json::{Map, Value};

use super::answer::{Seen, places};
use super::arguments::Arguments;
use super::draft::{Draft, Unsaid};
use super::names::{self, Names};
use super::request::{self, Said};
use super::step::{Asked, Step};
use super::story::{Answerer, Body, Call, Event, Story, What};
use super::yaml;
use providers::naming::Text;

/// Tells of some of a story's instances.
pub(super) struct Teller<'a> {
    story: &'a Story,
    api: &'static dyn Api,
    ledger: &'a Ledger,
    /// What the scenario calls the instances that are in it.
    instances: &'a BTreeMap<String, String>,
    names: Names<'a>,
    /// The last event whose call needs the value of a name.
    needed: BTreeMap<String, usize>,
    /// The names of what answers issue.
    issued: BTreeSet<String>,
    now: Timestamp,
    /// How many texts in Base64 there are so far.
    pairs: usize,
    steps: Vec<Step<'a>>,
}

impl<'a> Teller<'a> {
    /// A teller who knows what will be needed.
    pub(super) fn of(story: &'a Story, api: &'static dyn Api, ledger: &'a Ledger, instances: &'a BTreeMap<String, String>) -> Self {
        let names = Names::of(story, instances.clone());
        let mut needed = BTreeMap::new();
        for (index, event) in story.events.iter().enumerate() {
            for name in texts(event).into_iter().flat_map(Text::names) {
                needed.insert(names.needed(name).to_owned(), index);
            }
        }
        let calls = story.events.iter().filter_map(called);
        let issued = calls.flat_map(|call| Seen::of(api, ledger, &call.answer).issued()).map(|(name, _)| name).collect();
        Self { story, api, ledger, instances, names, needed, issued, now: story.begins, pairs: 0, steps: Vec::new() }
    }

    /// The steps in order.
    pub(super) fn tell(mut self) -> Vec<Step<'a>> {
        for (index, event) in self.story.events.iter().enumerate() {
            match &event.what {
                What::Call(call) if self.instances.contains_key(&call.instance) => self.call(index, event.at, call),
                What::Act { instance, action, arguments } if self.instances.contains_key(instance) => {
                    self.act(event.at, (instance, action, arguments));
                    self.look(index, instance);
                }
                _ => {}
            }
        }
        self.steps
    }

    fn call(&mut self, index: usize, at: Timestamp, call: &'a Call) {
        let hindered = match &call.by {
            Answerer::Another(why) => return self.leave_out(call, at, why),
            Answerer::Api => None,
            Answerer::ApiHindered(why) => Some(why),
        };
        let (said, pairs) = match self.said(call) {
            Ok(said) => said,
            Err(unsaid) => return self.leave_out(call, at, &unsaid.to_string()),
        };
        self.pairs += pairs;
        self.wait(at);
        let seen = Seen::of(self.api, self.ledger, &call.answer);
        let keep = self.kept(index, seen.issued());
        let comment = hindered.map(|why| yaml::comment(&format!("{why}: the API saw the call, but nothing is expected of its answer")));
        let on = self.on(&call.instance);
        self.steps.push(Step::Call(Box::new(Asked {
            comment,
            on,
            said,
            keep,
            seen: hindered.is_none().then_some(seen),
            status: call.answer.status,
        })));
    }

    /// The call as a step says it, and how many texts in Base64 it has.
    fn said(&self, call: &Call) -> Result<(Said, usize), Unsaid> {
        let mut draft = Draft::new(&self.names, &call.instance, self.pairs);
        let said = request::said(&mut draft, call)?;
        Ok((said, draft.base64.len()))
    }

    /// What a step keeps of the values that are there: those that a later one needs.
    fn kept(&mut self, index: usize, there: Vec<(String, String)>) -> Vec<(String, String)> {
        let mut kept = Vec::new();
        for (name, place) in there {
            let needed = self.needed.get(&name).is_some_and(|last| *last > index);
            if needed && !self.names.is_given(&name) && !self.names.is_kept(&name) {
                kept.push((self.names.keep(&name), place));
            }
        }
        kept
    }

    fn leave_out(&mut self, call: &Call, at: Timestamp, why: &str) {
        let since = distance(at.duration_since(self.story.begins));
        let what = format!("left out: {} {} at start + {since} (call {}): {why}", call.method, call.path.shown(), call.id);
        self.steps.push(Step::LeftOut(yaml::comment(&what)));
    }

    fn act(&mut self, at: Timestamp, (instance, action, arguments): (&str, &str, &Map<String, Value>)) {
        self.wait(at);
        let spec = self.api.actions().iter().find(|spec| spec.name == action);
        let of = Arguments { names: &self.names, instance, begins: self.story.begins, spec };
        let step = match of.said(arguments) {
            Ok((with, comments)) => Step::Act { comments, on: self.on(instance), action: action.to_owned(), with },
            Err(unsaid) => Step::LeftOut(yaml::comment(&format!("left out: the action `{action}`: {unsaid}"))),
        };
        self.steps.push(step);
    }

    /// Takes from the record what an action gave to clients and no answer did.
    fn look(&mut self, index: usize, instance: &str) {
        let later = &self.story.events[index + 1..];
        let next = later.iter().position(|event| matches!(&event.what, What::Act { instance: of, .. } if of == instance));
        let used = later[..next.unwrap_or(later.len())].iter().flat_map(texts).flat_map(Text::names).map(|name| self.names.needed(name));
        let wanted: BTreeSet<&str> = used.filter(|name| !self.names.is_given(name) && !self.issued.contains(*name)).collect();
        if wanted.is_empty() {
            return;
        }
        let there = wanted.into_iter().filter_map(|name| Some((name.to_owned(), self.place(instance, names::kind(name))?))).collect();
        let keep = self.kept(index, there);
        if !keep.is_empty() {
            self.steps.push(Step::Look { on: self.on(instance), keep });
        }
    }

    /// Where an instance's record has its one value of a kind.
    fn place(&self, instance: &str, kind: &str) -> Option<String> {
        let record = names::start(instance, self.story.instances.get(instance)?, 1)?.inspect(Timestamp::UNIX_EPOCH);
        let mut opaque = self.ledger.opaque.iter().filter(|opaque| opaque.header().is_none() && opaque.name == kind);
        opaque.find(|opaque| places(&opaque.at, &record).len() == 1).map(|opaque| opaque.at.clone())
    }

    fn wait(&mut self, at: Timestamp) {
        if at > self.now {
            self.now = at;
            self.steps.push(Step::Wait(distance(at.duration_since(self.story.begins))));
        }
    }

    fn on(&self, instance: &str) -> Option<String> {
        self.instances.get(instance).filter(|_| self.instances.len() > 1).cloned()
    }
}

fn called(event: &Event) -> Option<&Call> {
    match &event.what {
        What::Call(call) => Some(call),
        What::Act { .. } => None,
    }
}

/// The texts in which an event may have names.
fn texts(event: &Event) -> Vec<&Text> {
    let Some(call) = called(event) else { return Vec::new() };
    let body = match &call.body {
        Body::Text(text) => Some(text),
        Body::Bytes => None,
    };
    [&call.path, &call.query].into_iter().chain(body).chain(call.headers.iter().map(|(_, value)| value)).collect()
}

/// A span as scenarios write it: `1h 30m`.
fn distance(span: SignedDuration) -> String {
    let mut rest = span.as_millis().max(0);
    let mut words = Vec::new();
    for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
        if rest >= length {
            words.push(format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    if words.is_empty() { "0s".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_as_the_span_that_was_written() {
        for (milliseconds, text) in [(0, "0s"), (5_400_000, "1h 30m"), (90_061_001, "1d 1h 1m 1s 1ms")] {
            let span = SignedDuration::from_millis(milliseconds);
            assert_eq!(distance(span), text);
            assert_eq!(crate::scenario::moment_expression::duration(text), Ok(span));
        }
    }
}
