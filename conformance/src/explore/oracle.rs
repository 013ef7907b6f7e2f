//! The model as the oracle: it says of an observed play whether any reading of the documents allows it.

use std::collections::{BTreeMap, VecDeque};

use providers::{Kind, Ledger, Level, SettingSpec};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::differ::{Difference, Moments, differences};
use super::expedition::Shown;
use super::spelled::{Spelled, Told};
use crate::play::{Model, Studio};
use crate::scenario::Case;
use crate::transcript::{Event, Play, What};

/// So many readings are held at once.
const MOST_READINGS: usize = 8;
/// So many settings may be other at once before a target is wrong.
const MOST_FLIPPED: usize = 8;
/// So many plays are looked at again when a reading is doubted.
const MOST_PLAYS: usize = 60;
/// A moment is tried at so many places of its interval at most.
const MOST_MOMENTS: usize = 256;

/// One reading of the points on which the documents are silent: those settings that are other than the defaults.
pub type Reading = Map<String, Value>;

/// What is known of how a target reads the points on which the documents are silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// It reads them as the defaults do: it is our own.
    Known,
    /// Only its answers tell.
    Open,
}

/// Where a target is wrong: no reading is left that allows what it did.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// The step, counted from 0.
    pub step: usize,
    /// What was other than it must be, by the reading that allows the most.
    pub differences: Vec<Difference>,
    /// The clause that decided what the model does there.
    pub clause: Option<String>,
}

/// What is thought of a target.
pub(crate) struct Oracle<'a> {
    studio: &'a Studio<'a>,
    /// Readings that allow everything that was seen; the first is the one that words are spelled by.
    held: Vec<Reading>,
    /// The settings of silent points, where only its answers tell how they are read.
    open: Vec<&'static SettingSpec>,
    moments: Moments,
    seen: VecDeque<(Case, Play)>,
    levels: BTreeMap<String, Level>,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(studio: &'a Studio<'a>, ledger: &Ledger, silence: Silence, moments: Moments) -> Self {
        let silent = |spec: &&SettingSpec| ledger.clause(spec.clause.0).is_some_and(|clause| clause.level == Level::Silent);
        let open = match silence {
            Silence::Known => Vec::new(),
            Silence::Open => studio.api.settings().iter().filter(silent).collect(),
        };
        let levels = ledger.clauses.iter().map(|clause| (clause.id.clone(), clause.level)).collect();
        Self { studio, held: vec![Reading::new()], open, moments, seen: VecDeque::new(), levels }
    }

    /// The reading that words are spelled by.
    pub(crate) fn reading(&self) -> &Reading {
        &self.held[0]
    }

    /// The readings that are left, each as it differs from the defaults.
    pub(crate) fn readings(&self) -> &[Reading] {
        &self.held
    }

    /// Takes a play in. Readings that do not allow it are given up, and others that do are looked for.
    ///
    /// # Errors
    /// None is left; those that were held before are kept.
    pub(crate) fn judge(&mut self, spelled: &Spelled, play: &Play) -> Result<(), Wrong> {
        let Some(wrong) = self.doubt(spelled, play) else {
            let left: Vec<Reading> = self.held.iter().filter(|reading| self.agrees(reading, spelled, play)).cloned().collect();
            self.held = left;
            self.remember(spelled, play);
            return Ok(());
        };
        let others = self.others(&spelled.case, play, &wrong);
        if others.is_empty() {
            return Err(wrong);
        }
        self.held = others;
        self.remember(spelled, play);
        Ok(())
    }

    /// What is wrong with a play by every reading that is held; nothing is learned from it.
    pub(crate) fn doubt(&self, spelled: &Spelled, play: &Play) -> Option<Wrong> {
        if self.held.iter().any(|reading| self.agrees(reading, spelled, play)) {
            return None;
        }
        // What was told by another reading may agree all the same; then what the first that is held says is what is wrong.
        let told = || self.told(self.reading(), &spelled.case, play, &vec![0; play.events.len()]);
        let wrong = compare(&spelled.told, play, self.moments).err().or_else(|| compare(&told()?, play, self.moments).err())?;
        Some(self.name(wrong, spelled))
    }

    /// Whether a reading allows a play. What was told when the word was spelled is what the reading says by which it was spelled.
    fn agrees(&self, reading: &Reading, spelled: &Spelled, play: &Play) -> bool {
        let told = *reading == spelled.reading;
        if told && compare(&spelled.told, play, self.moments).is_ok() {
            return true;
        }
        // Where every step happened at a known moment there is nothing else to try.
        !(told && stands_still(play)) && self.allows(reading, &spelled.case, play)
    }

    /// Whether a reading near those that are held allows a play that none of them does.
    pub(crate) fn may_read_otherwise(&self, shown: &Shown) -> bool {
        !self.others(&shown.spelled.case, &shown.play, &shown.wrong).is_empty()
    }

    fn remember(&mut self, spelled: &Spelled, play: &Play) {
        if self.open.is_empty() {
            return;
        }
        self.seen.push_back((spelled.case.clone(), play.clone()));
        if self.seen.len() > MOST_PLAYS {
            self.seen.pop_front();
        }
    }

    /// Names the clause that decided what the model does there: the first that binds.
    fn name(&self, wrong: Wrong, spelled: &Spelled) -> Wrong {
        let clauses = spelled.told.clauses.get(wrong.step).map_or(&[][..], Vec::as_slice);
        let binding = clauses.iter().find(|clause| self.levels.get(clause.0).is_some_and(|level| *level != Level::Silent));
        let clause = binding.or(clauses.first()).map(|clause| clause.0.to_owned());
        Wrong { clause, ..wrong }
    }

    /// Whether a reading allows a play, at some moments within the intervals of its calls.
    fn allows(&self, reading: &Reading, case: &Case, play: &Play) -> bool {
        let mut moments = vec![0; play.events.len()];
        for _ in 0..MOST_MOMENTS {
            let Some(told) = self.told(reading, case, play, &moments) else { return false };
            match compare(&told, play, self.moments) {
                Ok(()) => return true,
                Err(wrong) => {
                    if !another(&mut moments, wrong.step, play) {
                        return false;
                    }
                }
            }
        }
        false
    }

    /// What the model says to the steps of a case by this reading, each at a moment of its interval; nothing where the reading is none.
    fn told(&self, reading: &Reading, case: &Case, play: &Play, moments: &[usize]) -> Option<Told> {
        let settings = case.instances.iter().map(|(name, given)| {
            let mut settings = reading.clone();
            settings.extend(given.settings.clone());
            (name.clone(), settings)
        });
        let mut model = Model::open(self.studio, &settings.collect(), play.start).ok()?;
        let mut told = Told { given: model.given(), ..Told::default() };
        for ((event, placed), moment) in play.events.iter().zip(&case.steps).zip(moments) {
            model.reach(candidates(event).get(*moment).copied().unwrap_or(event.interval.from));
            let taken = model.take(event.place, &event.instance, &placed.step.value).ok()?;
            told.events.push(taken.event);
            told.clauses.push(taken.clauses);
        }
        told.facts = model.facts();
        Some(told)
    }

    /// The readings near those that are held that allow this play and all that is remembered: one setting other, else more.
    fn others(&self, case: &Case, play: &Play, wrong: &Wrong) -> Vec<Reading> {
        let mut near = self.held.clone();
        let mut best = None;
        for _ in 0..MOST_FLIPPED {
            let further: Vec<Reading> = near.iter().flat_map(|reading| self.flipped(reading, case, play, wrong)).collect();
            let right: Vec<Reading> = further
                .iter()
                .filter(|reading| self.allows(reading, case, play) && self.allowed_before(reading))
                .take(MOST_READINGS)
                .cloned()
                .collect();
            if !right.is_empty() {
                return right;
            }
            // Of those that are wrong, the ones that go on longest are the nearest; where none comes nearer, no more settings help.
            let ranked = self.furthest(further, case, play, wrong.step);
            let nearest = ranked.first().map(|(rank, _)| *rank);
            if nearest <= best {
                break;
            }
            best = nearest;
            near = ranked.into_iter().map(|(_, reading)| reading).collect();
        }
        Vec::new()
    }

    fn allowed_before(&self, reading: &Reading) -> bool {
        self.seen.iter().rev().all(|(case, play)| self.allows(reading, case, play))
    }

    /// Those readings under which the first difference is later, or smaller.
    fn furthest(&self, readings: Vec<Reading>, case: &Case, play: &Play, step: usize) -> Vec<((usize, usize), Reading)> {
        let moments = vec![0; play.events.len()];
        let reach = |reading: &Reading| match self.told(reading, case, play, &moments).map(|told| compare(&told, play, self.moments)) {
            Some(Err(wrong)) if wrong.step >= step => Some((wrong.step, usize::MAX - wrong.differences.len())),
            _ => None,
        };
        let mut ranked: Vec<((usize, usize), Reading)> = readings.into_iter().filter_map(|reading| Some((reach(&reading)?, reading))).collect();
        ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        ranked.truncate(MOST_READINGS);
        ranked
    }

    /// The readings that differ from this one in one setting.
    fn flipped(&self, reading: &Reading, case: &Case, play: &Play, wrong: &Wrong) -> Vec<Reading> {
        let given = |name: &str| case.instances.values().any(|given| given.settings.contains_key(name));
        let open = self.open.iter().filter(|spec| !given(spec.name));
        let with = |name: &str, value: Value| {
            let mut other = reading.clone();
            other.insert(name.to_owned(), value);
            other
        };
        open.flat_map(|spec| values(spec, play, wrong.step).into_iter().map(|value| with(spec.name, value))).collect()
    }
}

/// The values that a silent point may have: every word, and of numbers and texts those that the answer shows.
fn values(spec: &SettingSpec, play: &Play, step: usize) -> Vec<Value> {
    let shown = || play.events.get(step).map(|event| shown(event, play)).unwrap_or_default();
    let numbers = |min: u64, max: u64| {
        let mut numbers: Vec<Value> = vec![min.into(), max.into()];
        numbers.extend(shown().into_iter().filter(|value| value.as_u64().is_some_and(|number| (min..=max).contains(&number))));
        numbers
    };
    match &spec.kind {
        Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
        Kind::Whole { min, max } => numbers(*min, *max),
        Kind::WholeOr { word, min, max } => [vec![Value::from(*word)], numbers(*min, *max)].concat(),
        Kind::Text => shown().into_iter().filter(Value::is_string).collect(),
        _ => Vec::new(),
    }
}

/// The numbers and texts that an answer shows, and how long its named values are.
fn shown(event: &Event, play: &Play) -> Vec<Value> {
    let What::Exchanged(exchange) = &event.what else { return Vec::new() };
    let mut found = vec![Value::from(exchange.answer.status)];
    scalars(exchange.answer.read.as_ref().unwrap_or(&Value::Null), &mut found);
    let lengths: Vec<Value> = found.iter().filter_map(|value| Some(play.values.get(value.as_str()?)?.length.into())).collect();
    found.extend(lengths);
    found.extend(exchange.answer.headers.iter().filter_map(|(_, value)| value.parse::<u64>().ok()).map(Value::from));
    found
}

fn scalars(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| scalars(item, found)),
        Value::Object(members) => members.values().for_each(|member| scalars(member, found)),
        Value::Null => {}
        scalar => found.push(scalar.clone()),
    }
}

/// The first step in which a play is other than it was told to be.
pub(super) fn compare(told: &Told, play: &Play, moments: Moments) -> Result<(), Wrong> {
    for (step, (expected, actual)) in told.events.iter().zip(&play.events).enumerate() {
        let differences = differences((expected, &told.facts), (actual, &play.values), moments);
        if !differences.is_empty() {
            let clause = told.clauses.get(step).and_then(|clauses| clauses.first()).map(|clause| clause.0.to_owned());
            return Err(Wrong { step, differences, clause });
        }
    }
    Ok(())
}

/// Whether every step happened at one moment that is known, so that there is nothing to choose.
fn stands_still(play: &Play) -> bool {
    play.events.iter().all(|event| event.interval.from == event.interval.to)
}

/// The moments of an interval at which an answer may have been decided: its ends, and each second between them.
fn candidates(event: &Event) -> Vec<i64> {
    let (from, to) = (event.interval.from, event.interval.to);
    let mut moments = vec![from];
    if to > from {
        moments.push(to);
        moments.extend((from / 1_000 + 1..=to / 1_000).map(|second| second * 1_000).take(4));
    }
    moments
}

/// Another choice of moments: the last step up to the wrong one that has one left; those after it begin anew.
fn another(moments: &mut [usize], wrong: usize, play: &Play) -> bool {
    for step in (0..=wrong.min(moments.len().saturating_sub(1))).rev() {
        let choices = play.events.get(step).map_or(1, |event| candidates(event).len());
        if let Some(moment) = moments.get_mut(step).filter(|moment| **moment + 1 < choices) {
            *moment += 1;
            moments[step + 1..].fill(0);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::slice;

    use providers::{Answer, Key, NoKeys, Signer};
    use serde_json::json;

    use super::*;
    use crate::explore::alphabet::Alphabet;
    use crate::explore::spelled::{Bounds, spell};
    use crate::explore::word::{Act, Instance, Word};
    use crate::play::Keys;
    use crate::target::PublicKey;
    use crate::transcript::End;

    /// A host without keys.
    struct Keyless;

    impl Keys for Keyless {
        fn signer(&self) -> &dyn Signer {
            &NoKeys
        }
        fn sign(&self, _: &mut Answer) {}
        fn public(&self, _: &Key) -> Option<PublicKey> {
            None
        }
    }

    /// What a server that reads silent points so does when it is called without a token.
    fn played(studio: &Studio<'_>, server: &Reading) -> (Spelled, Play) {
        let alphabet = Alphabet::of(studio.api).unwrap();
        let bare = alphabet.letters.iter().position(|letter| {
            let step = &letter.step;
            step.call.is_some() && step.bearer.is_none() && step.headers.is_empty() && step.query.is_empty()
        });
        let word = Word { settings: Map::new(), acts: vec![Act::Say { letter: bare.unwrap(), to: Instance::First }] };
        let spelled = |reading: &Reading| {
            let start = crate::play::START.parse().unwrap();
            spell(studio, &alphabet, &word, (slice::from_ref(&Instance::First), reading, Bounds::default()), "a", start).unwrap()
        };
        let told = spelled(server).told;
        let play = Play {
            case: "a".to_owned(),
            start: crate::play::START.parse().unwrap(),
            opened: None,
            tokens_since: None,
            spans: std::collections::BTreeSet::new(),
            ahead: None,
            earlier: 0,
            given: told.given,
            events: told.events,
            end: End::Finished,
            values: told.facts,
        };
        (spelled(&Reading::new()), play)
    }

    #[test]
    fn a_reading_that_an_answer_ruled_out_allows_no_later_answer_though_the_word_was_spelled_by_it() {
        let api = providers::find("hyper").unwrap();
        let ledger = Ledger::parse(api.ledger()).unwrap();
        let studio = Studio::new(api, &ledger, &Keyless).unwrap();
        let mut oracle = Oracle::new(&studio, &ledger, Silence::Open, Moments::Compared);
        let (forbidden, unauthorized) = (Reading::from_iter([("refusal_status".to_owned(), json!(403))]), Reading::new());
        let (spelled, play) = played(&studio, &forbidden);
        assert_eq!(oracle.judge(&spelled, &play), Ok(()));
        assert_eq!(oracle.readings(), slice::from_ref(&forbidden));
        // The same again is allowed, and the default that it took leave of is not.
        assert_eq!(oracle.judge(&spelled, &play), Ok(()));
        let (spelled, play) = played(&studio, &unauthorized);
        assert_eq!(oracle.judge(&spelled, &play).map_err(|wrong| wrong.step), Err(0));
    }
}
