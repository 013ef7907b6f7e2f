//! What a play has kept so far, by name.

use std::collections::BTreeMap;

use providers::naming::moment;
use serde_json::Value;

use crate::scenario::moment_expression::{MomentExpression, START};
use crate::scenario::template::{self, Part};
use crate::transcript::{Event, Interval, Place, Play};

/// Nothing is known.
const ANY: Interval = Interval { from: i64::MIN, to: i64::MAX };

/// Kept values and moments.
#[derive(Clone)]
pub(super) struct Memory<'a> {
    play: &'a Play,
    kept: BTreeMap<&'a str, &'a Value>,
    moments: BTreeMap<&'a str, Interval>,
    /// By how much the clock of the subject may be ahead of ours, by the moments that the answer at this place told so far. What others
    /// told is no measure for it: between two answers a clock may be set.
    ahead: Option<(Place, Interval)>,
}

impl<'a> Memory<'a> {
    pub(super) fn new(play: &'a Play) -> Self {
        Self { play, kept: BTreeMap::new(), moments: BTreeMap::from([(START, play.opened())]), ahead: None }
    }

    /// By how much the clock of the subject may be ahead of ours, by the moments that this answer told so far.
    pub(super) fn ahead(&self, answer: Place) -> Interval {
        self.ahead.filter(|(place, _)| *place == answer).map_or(ANY, |(_, ahead)| ahead)
    }

    /// An answer told a moment by a clock that is so much ahead. One that contradicts the earlier ones was found wrong, and says nothing.
    pub(super) fn told_ahead(&mut self, answer: Place, ahead: Interval) {
        let known = self.ahead(answer);
        self.ahead = Some((answer, known.meet(ahead).unwrap_or(known)));
    }

    /// Takes up what an event kept.
    pub(super) fn learn(&mut self, event: &'a Event) {
        self.kept.extend(event.kept.iter().map(|(name, value)| (name.as_str(), value)));
        self.moments.extend(event.moment.as_deref().map(|name| (name, event.interval)));
    }

    /// What an expectation of this event may name: values as they were before it, moments with its own.
    pub(super) fn during(&self, event: &'a Event) -> Self {
        let mut during = self.clone();
        for (name, value) in &event.kept {
            during.kept.entry(name).or_insert(value);
        }
        during.moments.extend(event.moment.as_deref().map(|name| (name, event.interval)));
        during
    }

    /// The kept value, or the credential, of this name.
    pub(super) fn value(&self, instance: &str, name: &str) -> Option<Value> {
        let given = || self.play.given.get(&format!("{instance}.{name}")).or_else(|| self.play.given.get(name));
        self.kept.get(name).copied().cloned().or_else(|| given().map(|name| Value::String(name.clone())))
    }

    /// When a moment expression means.
    pub(super) fn moment(&self, text: &str) -> Result<Interval, String> {
        let expression: MomentExpression = text.parse().map_err(|error: crate::scenario::moment_expression::MomentError| error.to_string())?;
        let known = self.moments.get(expression.name.as_str()).ok_or_else(|| format!("no moment `{}` was kept", expression.name))?;
        let distance = i64::try_from(expression.distance.as_millis()).unwrap_or(i64::MAX);
        Ok(Interval { from: known.from.saturating_add(distance), to: known.to.saturating_add(distance) })
    }

    /// An expected value with kept values put into its texts; a text that is one reference becomes the value itself.
    pub(super) fn fill(&self, instance: &str, value: &Value) -> Result<Value, String> {
        match value {
            Value::String(text) => self.fill_text(instance, text),
            Value::Array(items) => items.iter().map(|item| self.fill(instance, item)).collect(),
            Value::Object(members) => members.iter().map(|(name, member)| Ok((name.clone(), self.fill(instance, member)?))).collect(),
            other => Ok(other.clone()),
        }
    }

    fn fill_text(&self, instance: &str, text: &str) -> Result<Value, String> {
        let parts = template::parse(text).map_err(|error| error.to_string())?;
        let known = |name: &str| self.value(instance, name).ok_or_else(|| format!("no value `{name}` was kept"));
        if let [Part::Reference { name, alteration: None }] = parts.as_slice() {
            return known(name);
        }
        let mut filled = String::new();
        for part in parts {
            match part {
                Part::Literal(literal) => filled.push_str(&literal),
                Part::Reference { name, alteration: None } => {
                    let value = known(&name)?;
                    filled.push_str(value.as_str().unwrap_or(&value.to_string()));
                }
                Part::Reference { name, .. } => return Err(format!("a changed `{name}` cannot be expected")),
            }
        }
        Ok(Value::String(filled))
    }

    /// A moment in words.
    pub(super) fn told(&self, at: i64) -> String {
        let start = self.play.start;
        moment(start, start.saturating_add(jiff::SignedDuration::from_millis(at)).unwrap_or(start))
    }
}
