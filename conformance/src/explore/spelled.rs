//! A word spelled out: the steps of a case, with every token by the name under which it was kept, and every wait by its moment.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use providers::ClauseId;
use providers::naming::Facts;
use regex::{Captures, Regex};
use serde_json::{Map, Value};

use super::alphabet::Alphabet;
use super::oracle::Reading;
use super::word::{Act, Instance, Region, Word};
use crate::play::{Model, Stop, Studio};
use crate::scenario::{Case, Given, PlacedStep, Script, Source, Step, Wait};
use crate::spanned::Spanned;
use crate::transcript::{Event, Part, Place, TOO_MANY_REQUESTS, What};

/// How far a wait goes where nothing changes by itself, in milliseconds.
const NOTHING_AHEAD: i64 = 60_000;
/// So far past a deadline is past it, in milliseconds.
const PAST: i64 = 1_000;

/// A reference of an alphabet: `${other.name~1|changed}`.
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$\{(other\.)?([a-z][a-z0-9_]*)(?:~([0-9]))?(\|[a-z0-9-]+)?\}").unwrap_or_else(|error| panic!("{error}")));

/// A case that says the word, and what the model makes of it.
pub(crate) struct Spelled {
    pub(crate) case: Case,
    /// The acts that were spelled, by their place in the word; one that names a token that was never issued is left out.
    pub(crate) acts: Vec<usize>,
    /// The reading of silent points by which the model told it.
    pub(crate) reading: Reading,
    pub(crate) told: Told,
}

/// What the model says to each step, and what is known of the values that it named.
#[derive(Clone, Default)]
pub(crate) struct Told {
    pub(crate) events: Vec<Event>,
    pub(crate) clauses: Vec<Vec<ClauseId>>,
    pub(crate) facts: BTreeMap<String, Facts>,
    /// The names of what a client was given, by `instance.credential`.
    pub(crate) given: BTreeMap<String, String>,
}

/// What is not done on a server that is not ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// No wait is longer, in milliseconds.
    pub(crate) longest_wait: Option<i64>,
    /// Whether calls may exceed a limit.
    pub(crate) limits: Limits,
}

/// Whether calls may exceed a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Limits {
    /// They may.
    #[default]
    Exceeded,
    /// One that would is left out.
    Kept,
}

/// The names under which tokens stand, by instance and kind, the newest last.
type Shelves = BTreeMap<(Instance, String), Vec<String>>;

/// Spells one word, step by step, beside the model that takes every step.
pub(crate) struct Speller<'a> {
    alphabet: &'a Alphabet,
    bounds: Bounds,
    pub(crate) model: Model<'a>,
    shelves: Shelves,
    kept: usize,
    steps: Vec<Step>,
    acts: Vec<usize>,
    told: Told,
}

impl<'a> Speller<'a> {
    pub(crate) fn new(alphabet: &'a Alphabet, model: Model<'a>, bounds: Bounds) -> Self {
        let mut shelves = Shelves::new();
        for (name, credentials) in model.credentials() {
            let instance = if name == Instance::First.name() { Instance::First } else { Instance::Second };
            for credential in credentials {
                shelves.insert((instance, credential.to_owned()), vec![format!("{name}.{credential}")]);
            }
        }
        let told = Told { given: model.given(), ..Told::default() };
        Self { alphabet, bounds, model, shelves, kept: 0, steps: Vec::new(), acts: Vec::new(), told }
    }

    /// A copy that goes its own way.
    pub(crate) fn fork(&self) -> Self {
        let told = self.told.clone();
        Self {
            alphabet: self.alphabet,
            bounds: self.bounds,
            model: self.model.fork(),
            shelves: self.shelves.clone(),
            kept: self.kept,
            steps: self.steps.clone(),
            acts: self.acts.clone(),
            told,
        }
    }

    /// Without what was done so far, which its future does not ask for.
    pub(crate) fn forgetful(mut self) -> Self {
        self.steps.clear();
        self.acts.clear();
        self.told = Told { given: self.told.given, ..Told::default() };
        self
    }

    /// Does the act of a word that stands at this place; gives whether there was anything to do, and it could be done.
    pub(crate) fn act(&mut self, at: usize, act: Act) -> Result<bool, Stop> {
        if self.bounds.limits == Limits::Exceeded {
            return self.done(at, act);
        }
        let before = self.fork();
        let done = self.done(at, act)?;
        let exceeds = self.told.events.last().is_some_and(|event| match &event.what {
            What::Exchanged(exchange) => exchange.answer.status == TOO_MANY_REQUESTS,
            _ => false,
        });
        if exceeds {
            *self = before;
        }
        Ok(done && !exceeds)
    }

    fn done(&mut self, at: usize, act: Act) -> Result<bool, Stop> {
        let Some(step) = self.step(act) else { return Ok(false) };
        let place = Place { part: Part::Steps, step: self.steps.len(), call: None };
        let instance = step.on.as_ref().map_or_else(|| Instance::First.name().to_owned(), |on| on.value.clone());
        let taken = self.model.take(place, &instance, &step)?;
        for name in taken.event.kept.keys() {
            if let (Some(kind), Act::Say { to, .. }) = (name.rsplit_once('_').map(|(kind, _)| kind.to_owned()), act) {
                let shelf = self.shelves.entry((to, kind)).or_default();
                // A token that is handed back is not a newer one.
                if !shelf.iter().any(|known| self.model.same(known, name)) {
                    shelf.push(name.clone());
                }
            }
        }
        self.told.events.push(taken.event);
        self.told.clauses.push(taken.clauses);
        self.steps.push(step);
        self.acts.push(at);
        Ok(true)
    }

    /// The act as a step; nothing where it names what there is not.
    fn step(&mut self, act: Act) -> Option<Step> {
        match act {
            Act::Wait { deadline, region } => {
                let to = moment(&self.model.deadlines(), self.model.now(), deadline, region);
                if self.bounds.longest_wait.is_some_and(|longest| to - self.model.now() > longest) {
                    return None;
                }
                self.model.reach(to);
                Some(wait(to))
            }
            Act::Say { letter, to } => self.said(self.alphabet.letters.get(letter)?.step.clone(), to),
        }
    }

    fn said(&mut self, mut step: Step, to: Instance) -> Option<Step> {
        let shelves = &self.shelves;
        let mut there = true;
        let own: Vec<String> = step.base64.keys().cloned().collect();
        each_text(&mut step, &mut |text| {
            let is_own = |found: &Captures<'_>| own.iter().any(|name| found.get(2).is_some_and(|kind| kind.as_str() == name));
            let filled = REFERENCE.replace_all(text, |found: &Captures<'_>| match name(shelves, to, found) {
                None if is_own(found) => found[0].to_owned(),
                Some(name) => name,
                None => {
                    there = false;
                    String::new()
                }
            });
            *text = filled.into_owned();
        });
        if !there {
            return None;
        }
        self.kept += 1;
        let number = self.kept;
        step.keep = step.keep.into_iter().map(|(kind, place)| (format!("{kind}_{number}"), place)).collect();
        step.on = Some(Box::new(Spanned::nowhere(to.name().to_owned())));
        Some(step)
    }

    /// The whole as a case, and what the model said.
    pub(crate) fn finish(mut self, id: &str, provider: &str, (settings, reading): (&Map<String, Value>, &Reading)) -> Spelled {
        self.told.facts = self.model.facts();
        let source = Arc::new(Source { path: id.to_owned(), text: Arc::default() });
        let given = |name: &str| (name.to_owned(), Box::new(Given { settings: settings.clone(), actions: Vec::new() }));
        let instances: Vec<String> = self.model.credentials().map(|(name, _)| name.to_owned()).collect();
        let steps = self.steps.into_iter().map(|step| PlacedStep { step: Spanned::nowhere(step), source: source.clone() });
        let case = Case::new(Script {
            id: id.to_owned(),
            title: id.to_owned(),
            provider: provider.to_owned(),
            verifies: Vec::new(),
            needs: Vec::new(),
            values: BTreeMap::new(),
            instances: Arc::new(instances.iter().map(|name| given(name)).collect()),
            steps: steps.collect(),
            finally: Arc::default(),
            source: source.clone(),
        });
        Spelled { case, acts: self.acts, reading: reading.clone(), told: self.told }
    }
}

/// Spells a word for instances of these names.
///
/// # Errors
/// The alphabet has a step that cannot be taken, or a setting that is none.
pub(crate) fn spell(
    studio: &Studio<'_>,
    alphabet: &Alphabet,
    word: &Word,
    (instances, reading, bounds): (&[Instance], &Reading, Bounds),
    id: &str,
    start: Timestamp,
) -> Result<Spelled, String> {
    let mut settings = reading.clone();
    settings.extend(word.settings.clone());
    let settings = instances.iter().map(|instance| (instance.name().to_owned(), settings.clone())).collect();
    let model = Model::open(studio, &settings, start).map_err(|error| error.to_string())?;
    let mut speller = Speller::new(alphabet, model, bounds);
    for (at, act) in word.acts.iter().enumerate() {
        speller.act(at, *act).map_err(|stop| stop.why)?;
    }
    Ok(speller.finish(id, studio.api.name(), (&word.settings, reading)))
}

/// Where a wait goes, in milliseconds since the start.
fn moment(deadlines: &[i64], now: i64, deadline: usize, region: Region) -> i64 {
    let coming: Vec<i64> = deadlines.iter().copied().filter(|at| *at > now).collect();
    let at = coming.get(deadline % coming.len().max(1)).copied().unwrap_or(now.saturating_add(NOTHING_AHEAD));
    match region {
        Region::Before => at.saturating_sub(1),
        Region::At => at,
        Region::Halfway => now.saturating_add(at.saturating_sub(now) / 2),
        Region::After => at.saturating_add(PAST),
    }
    .max(now)
}

/// A wait until so many milliseconds since the start.
fn wait(to: i64) -> Step {
    let until = Spanned::nowhere(format!("start + {}", span(to)));
    Step { wait: Some(Box::new(Spanned::nowhere(Wait { until, told: None, plus: None, minus: None }))), ..Step::default() }
}

/// Milliseconds as scenarios write them.
pub(crate) fn span(milliseconds: i64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")];
    let (mut rest, mut words) = (milliseconds, Vec::new());
    for (size, unit) in units {
        if rest / size > 0 {
            words.push(format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    if words.is_empty() { "0s".to_owned() } else { words.join(" ") }
}

/// The reference that stands for one of an alphabet.
fn name(shelves: &Shelves, to: Instance, found: &Captures<'_>) -> Option<String> {
    let whose = if found.get(1).is_some() { to.other() } else { to };
    let kind = found.get(2).map_or("", |kind| kind.as_str());
    let older: usize = found.get(3).and_then(|digit| digit.as_str().parse().ok()).unwrap_or(0);
    let altered = found.get(4).map_or("", |word| word.as_str());
    let shelf = shelves.get(&(whose, kind.to_owned()))?;
    let name = shelf.len().checked_sub(1 + older).and_then(|at| shelf.get(at))?;
    Some(format!("${{{name}{altered}}}"))
}

/// Every text of a step that is sent.
fn each_text(step: &mut Step, change: &mut impl FnMut(&mut String)) {
    for text in [&mut step.call, &mut step.bearer, &mut step.basic].into_iter().flatten() {
        change(&mut text.value);
    }
    step.base64.values_mut().for_each(&mut *change);
    step.query.values_mut().for_each(&mut *change);
    step.form.iter_mut().flat_map(BTreeMap::values_mut).for_each(&mut *change);
    step.body.iter_mut().for_each(&mut *change);
    step.headers
        .values_mut()
        .chain(step.json.as_deref_mut())
        .chain(step.with.iter_mut().flat_map(|with| with.values_mut()))
        .for_each(|value| each_text_of(value, change));
}

fn each_text_of(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text_of(item, change)),
        Value::Object(members) => members.values_mut().for_each(|member| each_text_of(member, change)),
        _ => {}
    }
}
