//! Names: instances, credentials, kept values and moments, each known before it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use providers::{Api, Authority, Dice, Moment, suggestion};
use serde_json::{Map, Value};

use super::super::moment_expression::{MomentExpression, START, duration};
use super::super::template::{Part, is_name, parse};
use super::super::{Expectation, PlacedStep, Source, Step};
use super::{Context, Place};
use crate::diagnostic::Diagnostic;
use crate::spanned::Spanned;

pub(super) fn check(context: &Context<'_>, complaints: &mut Vec<Diagnostic>) {
    let mut known = Known::at_start(context);
    known.take_values(context, complaints);
    for placed in context.case.steps.iter().chain(context.case.finally.iter()) {
        let places = places_of(placed);
        for place in &places {
            known.take(place, place.step.value.base64.keys(), complaints);
            check_instance(context, place, complaints);
            check_texts(&known, place, complaints);
            check_bare_names(&known, place, complaints);
            check_moments(&known, place, complaints);
            check_told(&known, place, complaints);
        }
        for place in &places {
            known.learn(place, complaints);
        }
    }
}

/// What is done at once.
fn places_of(placed: &PlacedStep) -> Vec<Place<'_>> {
    match &placed.step.value.together {
        Some(calls) => calls.iter().map(|step| Place { source: &placed.source, step }).collect(),
        None => vec![Place { source: &placed.source, step: &placed.step }],
    }
}

/// The names known so far.
struct Known {
    values: BTreeSet<String>,
    moments: BTreeSet<String>,
    /// Names that stand for nothing any more, and can be nothing else's.
    taken: BTreeSet<String>,
}

impl Known {
    /// Each instance's credentials, without its name where there is one instance or the step's own is meant.
    fn at_start(context: &Context<'_>) -> Self {
        let mut values = BTreeSet::new();
        for (instance, given) in context.case.instances.iter() {
            for credential in context.credentials.of(context.api, &given.settings).iter() {
                values.insert(format!("{instance}.{credential}"));
                values.insert(credential.clone());
            }
        }
        Self { values, moments: [START.to_owned()].into(), taken: BTreeSet::new() }
    }

    /// The names of values are taken: where they stood, the values stand now.
    fn take_values(&mut self, context: &Context<'_>, complaints: &mut Vec<Diagnostic>) {
        let source = &context.case.source;
        for name in context.case.values.keys() {
            if self.values.contains(name) || self.moments.contains(name) {
                let at = source.text.find(&format!(" {name}:")).map_or(0..1, |at| at + 1..at + 1 + name.len());
                complaints.push(Diagnostic::new(source, at, format!("the name `{name}` is taken")).help("a value's name is no credential's"));
            }
        }
        self.taken.extend(context.case.values.keys().cloned());
    }

    fn learn(&mut self, place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
        let step = &place.step.value;
        let moment = step.moment.iter().map(|name| name.value.as_str());
        self.check_new(place, step.keep.keys().map(String::as_str).chain(moment.clone()), complaints);
        self.values.extend(step.keep.keys().cloned());
        self.moments.extend(moment.map(str::to_owned));
    }

    /// Learns the names of values that a step makes before it is done.
    fn take<'n>(&mut self, place: &Place<'_>, names: impl Iterator<Item = &'n String> + Clone, complaints: &mut Vec<Diagnostic>) {
        self.check_new(place, names.clone().map(String::as_str), complaints);
        self.values.extend(names.cloned());
    }

    fn check_new<'n>(&self, place: &Place<'_>, names: impl Iterator<Item = &'n str>, complaints: &mut Vec<Diagnostic>) {
        for name in names {
            if !is_name(name) {
                complaints.push(place.complain(name, format!("`{name}` cannot be a kept name")).help("a name is made of a-z, 0-9 and _"));
            } else if self.values.contains(name) || self.moments.contains(name) || self.taken.contains(name) {
                complaints
                    .push(place.complain(name, format!("the name `{name}` is taken")).help("a name is kept once in a scenario, and no credential's"));
            }
        }
    }

    fn values(&self) -> impl Iterator<Item = &str> + Clone {
        self.values.iter().map(String::as_str)
    }
}

/// The names of an instance's credentials, by its API and its settings as JSON. To start one takes longer than to check a whole case,
/// and most cases start the same.
#[derive(Default)]
pub(super) struct Credentials(Mutex<BTreeMap<String, Arc<[String]>>>);

impl Credentials {
    fn of(&self, api: &'static dyn Api, settings: &Map<String, Value>) -> Arc<[String]> {
        let key = match settings.is_empty() {
            true => api.name().to_owned(),
            false => format!("{} {}", api.name(), Value::Object(settings.clone())),
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(key).or_insert_with(|| credentials(api, settings).into()).clone()
    }
}

fn credentials(api: &dyn Api, settings: &Map<String, Value>) -> Vec<String> {
    // Settings that cannot be taken have their own complaint.
    let configured = api.configure(settings, None).or_else(|_| api.configure(&Map::new(), None));
    let Ok(configured) = configured else { return Vec::new() };
    let mut dice = Dice::seeded(1);
    let mut moment = Moment { now: Timestamp::UNIX_EPOCH, client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &providers::NoKeys };
    let instance = configured.start(Authority { instance: api.name() }, &mut moment);
    instance.credentials().into_keys().map(str::to_owned).collect()
}

fn check_instance(context: &Context<'_>, place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    let instances = &context.case.instances;
    let names = || instances.keys().map(String::as_str).collect::<Vec<_>>();
    match &place.step.value.on {
        Some(on) if !instances.contains_key(&on.value) => {
            let complaint = Diagnostic::at(place.source, on, format!("there is no instance `{}`", on.value));
            complaints.push(complaint.help(suggestion(&on.value, names())));
        }
        None if instances.len() > 1 && place.step.value.wait.is_none() => {
            let complaint = Diagnostic::at(place.source, place.step, "this step does not say which instance it means");
            complaints.push(complaint.help(format!("write `on:` with one of: {}", names().join(", "))));
        }
        _ => {}
    }
}

fn check_texts(known: &Known, place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    for text in expected(&place.step.value) {
        // The judge knows values by their names alone, and cannot change what it does not know.
        let changed = parse(text).is_ok_and(|parts| parts.iter().any(|part| matches!(part, Part::Reference { alteration: Some(_), .. })));
        if changed {
            complaints.push(place.complain(text, "a changed value can be sent, but not expected"));
        }
    }
    for text in sent(&place.step.value).into_iter().chain(expected(&place.step.value)) {
        let parts = match parse(text) {
            Ok(parts) => parts,
            Err(error) => {
                complaints.push(place.complain(text, error.to_string()));
                continue;
            }
        };
        for part in parts {
            match part {
                Part::Reference { name, .. } if !known.values.contains(&name) => {
                    complaints
                        .push(place.complain(&format!("${{{name}"), format!("nothing is known as `{name}` here")).help(known_help(known, &name)));
                }
                _ => {}
            }
        }
    }
}

fn known_help(known: &Known, name: &str) -> String {
    if known.taken.contains(name) {
        return "this value is a changed one, or more than a name, and cannot be changed again".to_owned();
    }
    match known.moments.contains(name) {
        true => format!("`{name}` is a moment; write `moment: {name}` in an expectation, or `until: {name}` in a wait"),
        false => suggestion(name, known.values()),
    }
}

/// The texts of a step in which names are put in before it is done.
fn sent(step: &Step) -> Vec<&str> {
    let single = [&step.call, &step.bearer, &step.basic].into_iter().flatten().map(|text| text.value.as_str());
    let mut texts: Vec<&str> = single.chain(step.body.as_deref()).chain(step.base64.values().map(String::as_str)).collect();
    texts.extend(step.query.iter().chain(step.form.iter().flatten()).flat_map(|(name, value)| [name.as_str(), value.as_str()]));
    let values = step.headers.values().chain(step.json.as_deref()).chain(step.arguments().values());
    values.for_each(|value| push_texts(value, &mut texts));
    texts
}

/// The texts of a step's expectations in which names are put in.
fn expected(step: &Step) -> Vec<&str> {
    let mut texts = Vec::new();
    for one in &step.expect {
        let values = one.value.equals.iter().map(|value| &value.value).chain(one.value.one_of.iter().flatten());
        values.for_each(|value| push_texts(value, &mut texts));
    }
    texts
}

fn push_texts<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| push_texts(item, texts)),
        Value::Object(members) => members.values().for_each(|member| push_texts(member, texts)),
        _ => {}
    }
}

fn check_bare_names(known: &Known, place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    for expectation in &place.step.value.expect {
        let one = expectation.value.same_as.iter().map(|name| name.value.as_str());
        let several = expectation.value.different_from.iter().flat_map(|names| names.value.iter().map(String::as_str));
        for name in one.chain(several).filter(|name| !known.values.contains(*name)) {
            let bare = name.trim_start_matches("${").trim_end_matches('}');
            let help = if known.values.contains(bare) { format!("write the name alone: {bare}") } else { known_help(known, name) };
            let complaint = Diagnostic::at(place.source, expectation, format!("nothing is known as `{name}` here"));
            complaints.push(complaint.help(help));
        }
    }
}

fn check_moments(known: &Known, place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    let step = &place.step.value;
    // A call's own moment is known to its own expectations.
    let own = step.moment.as_ref().map(|moment| moment.value.as_str());
    let said =
        |expectation: &'_ Expectation| [expectation.moment.as_deref().cloned(), expectation.jwt.as_ref().and_then(|jwt| jwt.value.issued.clone())];
    let expected: Vec<_> = step.expect.iter().flat_map(|expectation| said(&expectation.value)).flatten().collect();
    for moment in expected.iter().chain(step.wait.iter().map(|wait| &wait.value.until)) {
        check_moment(known, own, place.source, moment, complaints);
    }
    for text in step.wait.iter().flat_map(|wait| [&wait.value.plus, &wait.value.minus]).flatten() {
        if let Err(error) = duration(&text.value) {
            complaints.push(Diagnostic::at(place.source, text, error.to_string()));
        }
    }
}

/// The distance of a wait that an answer tells is a kept value.
fn check_told(known: &Known, place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    let told = place.step.value.wait.iter().filter_map(|wait| wait.value.told.as_ref());
    for name in told.filter(|name| !known.values.contains(&name.value)) {
        let complaint = Diagnostic::at(place.source, name, format!("nothing is known as `{}` here", name.value));
        complaints.push(complaint.help(known_help(known, &name.value)));
    }
}

fn check_moment(known: &Known, own: Option<&str>, source: &Arc<Source>, moment: &Spanned<String>, complaints: &mut Vec<Diagnostic>) {
    match moment.value.parse::<MomentExpression>() {
        Err(error) => complaints.push(Diagnostic::at(source, moment, error.to_string())),
        Ok(expression) if !known.moments.contains(&expression.name) && own != Some(expression.name.as_str()) => {
            let moments = known.moments.iter().map(String::as_str);
            let complaint = Diagnostic::at(source, moment, format!("no moment is known as `{}` here", expression.name));
            complaints.push(complaint.help(suggestion(&expression.name, moments)));
        }
        Ok(_) => {}
    }
}
