//! The model as the oracle: it says of an observed play whether any reading of the documents allows it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use providers::{Ledger, Level, SettingSpec};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::differ::{Difference, Moments, differences};
use super::expedition::Shown;
use super::failing::{Failing, Nearest};
use super::readings::values;
use super::spelled::{Spelled, Told};
use crate::play::{Model, Studio};
use crate::scenario::Case;
use crate::transcript::{Event, Play};

/// So many readings are held at once.
const MOST_READINGS: usize = 8;
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
    defaults: Reading,
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
        Self { studio, held: vec![Reading::new()], open, defaults: studio.api.defaults(), moments, seen: VecDeque::new(), levels }
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
        let others = self.others(&spelled.case, play);
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
        !self.others(&shown.spelled.case, &shown.play).is_empty()
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
        for ((event, placed), moment) in play.events.iter().zip(case.steps.iter()).zip(moments) {
            model.reach(candidates(event).get(*moment).copied().unwrap_or(event.interval.from));
            let taken = model.take(event.place, &event.instance, &placed.step.value).ok()?;
            told.events.push(taken.event);
            told.clauses.push(taken.clauses);
        }
        told.facts = model.facts();
        Some(told)
    }

    /// The readings near those that are held that allow this play and all that is remembered: one setting other, else more.
    ///
    /// Which settings are other is looked for where a reading fails first, be it in this play or in one that is remembered.
    fn others(&self, case: &Case, play: &Play) -> Vec<Reading> {
        let plays: Vec<(&Case, &Play)> = std::iter::once((case, play)).chain(self.seen.iter().rev().map(|(case, play)| (case, play))).collect();
        let mut tried: BTreeSet<String> = self.held.iter().map(name).collect();
        let mut nearest = Nearest::of(self.held.iter().filter_map(|reading| self.failing(reading.clone(), &plays)).collect());
        loop {
            let (mut right, mut further) = (Vec::new(), Vec::new());
            for failing in &nearest.followed {
                for reading in self.flipped(failing, plays[failing.play]).into_iter().filter(|reading| tried.insert(name(reading))) {
                    match self.failing(reading.clone(), &plays) {
                        None => right.push(reading),
                        Some(one) if one.place() < failing.place() => {}
                        Some(one) => {
                            let says_else = one.place() > failing.place() || one.told != failing.told;
                            further.push((one, says_else));
                        }
                    }
                }
            }
            if !right.is_empty() || !nearest.follow(further) {
                right.truncate(MOST_READINGS);
                return right;
            }
        }
    }

    /// Where a reading first fails to allow what was seen; nothing where it allows it all.
    fn failing(&self, reading: Reading, plays: &[(&Case, &Play)]) -> Option<Failing> {
        let at = plays.iter().position(|(case, play)| !self.allows(&reading, case, play))?;
        let (case, play) = plays[at];
        let told = self.told(&reading, case, play, &vec![0; play.events.len()]);
        let wrong = told.as_ref().and_then(|told| compare(told, play, self.moments).err());
        let (step, differences) = wrong.map_or((0, usize::MAX), |wrong| (wrong.step, wrong.differences.len()));
        let told = told.and_then(|told| told.events.get(step).cloned());
        Some(Failing { reading, play: at, step, differences, told })
    }

    /// The readings that differ from this one in one setting.
    fn flipped(&self, failing: &Failing, (case, play): (&Case, &Play)) -> Vec<Reading> {
        let given = |name: &str| case.instances.values().any(|given| given.settings.contains_key(name));
        let open = self.open.iter().filter(|spec| !given(spec.name));
        let with = |name: &str, value: Value| {
            let mut other = failing.reading.clone();
            other.remove(name);
            if self.defaults.get(name) != Some(&value) {
                other.insert(name.to_owned(), value);
            }
            other
        };
        open.flat_map(|spec| values(spec, play, failing.step).into_iter().map(|value| with(spec.name, value))).collect()
    }
}

/// A reading as a text, by which it is known again whatever was flipped first.
fn name(reading: &Reading) -> String {
    let mut flips: Vec<String> = reading.iter().map(|(name, value)| format!("{name}={value}")).collect();
    flips.sort_unstable();
    flips.join(" ")
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

    /// A function that is refused without a token.
    const LOOKUP: &str = "POST /Does_Entity_Exist_Json";

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
    fn played(studio: &Studio<'_>, call: &str, server: &Reading) -> (Spelled, Play) {
        let alphabet = Alphabet::of(studio.api).unwrap();
        let bare = alphabet.letters.iter().position(|letter| {
            let step = &letter.step;
            step.call.as_ref().is_some_and(|one| one.value == call) && step.bearer.is_none() && step.headers.is_empty() && step.query.is_empty()
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
        let (spelled, play) = played(&studio, LOOKUP, &forbidden);
        assert_eq!(oracle.judge(&spelled, &play), Ok(()));
        assert_eq!(oracle.readings(), slice::from_ref(&forbidden));
        // The same again is allowed, and the default that it took leave of is not.
        assert_eq!(oracle.judge(&spelled, &play), Ok(()));
        let (spelled, play) = played(&studio, LOOKUP, &unauthorized);
        assert_eq!(oracle.judge(&spelled, &play).map_err(|wrong| wrong.step), Err(0));
    }

    #[test]
    fn several_settings_are_found_to_be_other_by_one_answer() {
        let api = providers::find("hyper").unwrap();
        let ledger = Ledger::parse(api.ledger()).unwrap();
        let studio = Studio::new(api, &ledger, &Keyless).unwrap();
        let mut oracle = Oracle::new(&studio, &ledger, Silence::Open, Moments::Compared);
        let server = Reading::from_iter([("refusal_status".to_owned(), json!(403)), ("refresh_refusal".to_owned(), json!("refresh-token"))]);
        let (spelled, play) = played(&studio, "GET /RefreshToken", &server);
        assert_eq!(oracle.judge(&spelled, &play), Ok(()));
        assert!(oracle.readings().contains(&server), "{:?}", oracle.readings());
    }

    #[test]
    fn a_reading_is_known_again_whatever_was_flipped_first() {
        let (status, encoding) = (("refusal_status".to_owned(), json!(403)), ("encoding".to_owned(), json!("boolean")));
        let one = Reading::from_iter([status.clone(), encoding.clone()]);
        assert_eq!(name(&one), name(&Reading::from_iter([encoding, status.clone()])));
        assert_ne!(name(&one), name(&Reading::from_iter([status])));
    }
}
