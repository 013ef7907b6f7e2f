//! What a template can ask for: the request, the caller, the time, and seeded chance.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::header;
use jiff::Timestamp;
use minijinja::value::Serde;
use minijinja::{Error, Value, context};
use parking_lot::Mutex;
use providers::{Authorised, Dice};

use super::template::unfit;
use crate::matcher::{Asked, Segments};

/// Characters of a text that says nothing of its own.
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Characters that a text of chance may have.
const LONGEST: usize = 10_000;

/// What a template can name.
pub(super) const NAMES: [&str; 9] = ["request", "principal", "function", "input", "now", "uuid", "integer", "text", "choice"];

/// Dice that templates throw and that go on where they were.
#[derive(Clone)]
pub(super) struct Chance(Arc<Mutex<Dice>>);

impl Chance {
    pub(super) fn of(dice: &Dice) -> Self {
        Self(Arc::new(Mutex::new(dice.clone())))
    }

    /// The dice after what was thrown.
    pub(super) fn dice(&self) -> Dice {
        self.0.lock().clone()
    }
}

pub(super) fn values(asked: &Asked<'_>, segments: &Segments, who: Option<&Authorised>, now: Timestamp, chance: &Chance) -> Value {
    let (uuids, integers, texts, choices) = (chance.clone(), chance.clone(), chance.clone(), chance.clone());
    context! {
        request => request(asked, segments),
        now => now.to_string(),
        uuid => Value::from_function(move || uuid(&mut uuids.0.lock())),
        integer => Value::from_function(move |from: i64, to: i64| integer(&mut integers.0.lock(), from, to)),
        text => Value::from_function(move |length: usize, alphabet: Option<&str>| text(&mut texts.0.lock(), length, alphabet.unwrap_or(ALPHABET))),
        choice => Value::from_function(move |items: Vec<Value>| choice(&mut choices.0.lock(), &items)),
        ..who.map_or_else(|| context! {}, let_in)
    }
}

/// Where the API was not asked none of this is there, so that a template which counts on it fails with its line.
fn let_in(who: &Authorised) -> Value {
    context! { principal => who.principal.as_str(), function => who.function.as_str(), input => Value::from(Serde(&*who.input)) }
}

fn request(asked: &Asked<'_>, segments: &Segments) -> Value {
    let mut members = BTreeMap::from([
        ("method", Value::from(asked.request.method.as_str())),
        ("path", Value::from(asked.request.path)),
        ("query", firsts(asked.query())),
        ("headers", headers(asked)),
        ("body", Value::from(asked.body())),
        ("segments", firsts(segments)),
    ]);
    // What a body is not is not there, so that a template which counts on it fails with its line.
    members.extend(asked.json().map(|json| ("json", Value::from(Serde(json)))));
    members.extend(is_form(asked).then(|| ("form", firsts(asked.form()))));
    Value::from(members)
}

fn is_form(asked: &Asked<'_>) -> bool {
    asked.headers(&header::CONTENT_TYPE).any(|kind| kind.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"))
}

/// The first value of each name.
fn firsts(pairs: &[(String, String)]) -> Value {
    pairs.iter().rev().map(|(name, value)| (name.clone(), value.clone())).collect::<BTreeMap<_, _>>().into()
}

/// The headers in small letters; where a name stands several times, the values are joined by commas.
fn headers(asked: &Asked<'_>) -> Value {
    let joined = |name| asked.headers(name).collect::<Vec<_>>().join(", ");
    asked.request.headers.keys().map(|name| (name.as_str(), joined(name))).collect::<BTreeMap<_, _>>().into()
}

fn uuid(dice: &mut Dice) -> String {
    let bytes = (u128::from(dice.seed()) << 64 | u128::from(dice.seed())).to_be_bytes();
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// A whole number from `from` to `to`, both of them included.
fn integer(dice: &mut Dice, from: i64, to: i64) -> Result<i64, Error> {
    let span = u128::try_from(i128::from(to) - i128::from(from) + 1).ok().filter(|span| *span > 0);
    let span = span.ok_or_else(|| unfit(format!("integer({from}, {to}) has nothing to choose from; the first is the lowest")))?;
    let above = (u128::from(dice.seed()) * span) >> 64;
    let chosen = i128::from(from) + i128::try_from(above).unwrap_or_default();
    Ok(i64::try_from(chosen).unwrap_or(to))
}

fn text(dice: &mut Dice, length: usize, alphabet: &str) -> Result<String, Error> {
    let characters: Vec<char> = alphabet.chars().collect();
    let sides = u32::try_from(characters.len()).unwrap_or(u32::MAX);
    if length > LONGEST || sides == 0 {
        return Err(unfit(format!("text() makes up to {LONGEST} characters, of an alphabet that has at least one")));
    }
    Ok((0..length).map(|_| characters[dice.below(sides) as usize]).collect())
}

fn choice(dice: &mut Dice, items: &[Value]) -> Result<Value, Error> {
    let chosen = dice.below(u32::try_from(items.len()).unwrap_or(u32::MAX)) as usize;
    items.get(chosen).cloned().ok_or_else(|| unfit("choice([]) has nothing to choose from"))
}
