//! What a case needs of a server that can only be called, and what is not there.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use providers::naming::{Alteration, Forgery};

use super::{Clock, Exceeds, Foreign};
use crate::scenario::template::{self, Part, REFERENCE_START};
use crate::scenario::{Case, Step};

/// What a case needs and a server that can only be called does not offer.
#[must_use]
pub fn missing_for(case: &Case, foreign: &Foreign) -> Option<String> {
    let steps: Vec<&Step> = all_steps(case).collect();
    let any = |has: fn(&Step) -> bool| steps.iter().any(|step| has(step));
    let waits = any(|step| step.wait.is_some());
    let several = case.instances.len() > foreign.instances().len();
    let needs = [
        (several, several_instances(foreign)),
        (!several && !foreign.has_settings(case), "settings"),
        (any(|step| step.inspect.is_some()), "an administrator's view"),
        (waits && matches!(foreign.clock(), Clock::Told(_)), "a clock that can be waited for"),
        (waits && in_vain(case, foreign), "a clock that stands still at an edge"),
        (waits && !in_vain(case, foreign) && too_long(case, foreign), "a longer wait than `--max-wait` allows"),
        (foreign.public_keys.is_empty() && forges_by_public_key(case), "the public key of the target's tokens"),
    ];
    let named = needs.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, what)| what.to_owned());
    let addresses = addresses_of(case).into_iter().filter(|address| foreign.client_from(*address).is_none());
    let addresses = addresses.map(|address| format!("a client's address of its own for {address}"));
    let declared = case.needs.iter().filter(|need| !foreign.allows(need)).map(|need| format!("`{need}`"));
    let tokens = missing_credentials(case, foreign).into_iter().map(|name| format!("the credential `{name}`"));
    let unsuited = (!several && foreign.suits_nowhere(case)).then(|| "an instance that is set up otherwise".to_owned());
    let all: Vec<String> = named.chain(foreign.missing_hooks(case)).chain(addresses).chain(declared).chain(tokens).chain(unsuited).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// What is told in whole milliseconds cannot be decided nearer than this, by our clock.
const NEAREST: Duration = Duration::from_millis(2);

/// Whether no wait on the target's clock decides what the case asks.
fn in_vain(case: &Case, foreign: &Foreign) -> bool {
    match foreign.clock() {
        Clock::Told(_) => false,
        clock @ (Clock::Flowing { .. } | Clock::Moved(_)) => case.closest().is_some_and(|margin| clock.rate().here(margin) < NEAREST),
    }
}

fn too_long(case: &Case, foreign: &Foreign) -> bool {
    !matches!(foreign.clock(), Clock::Moved(_))
        && foreign.longest_wait().is_some_and(|longest| foreign.clock().rate().here(foreign.length(case)) > longest)
}

/// The need of a case that exceeds a limit on purpose.
const RATE_LIMITS: &str = "rate-limits";

/// What a case exceeds on purpose.
#[must_use]
pub fn exceeds(case: &Case) -> Exceeds {
    if case.needs.iter().any(|need| need == RATE_LIMITS) { Exceeds::Limits } else { Exceeds::Nothing }
}

fn several_instances(foreign: &Foreign) -> &'static str {
    if foreign.instances().len() > 1 { "more instances" } else { "several instances" }
}

/// The credentials for want of which no instance, or no several together, can be played on.
fn missing_credentials(case: &Case, foreign: &Foreign) -> BTreeSet<String> {
    if foreign.cast(case).is_some() || foreign.suits_nowhere(case) {
        return BTreeSet::new();
    }
    let names = credentials_by_instance(case).into_values().flatten();
    let (has, used): (Vec<_>, BTreeSet<String>) = (foreign.instances().values().map(|instance| instance.credentials()).collect(), names.collect());
    used.into_iter().filter(|name| !has.iter().all(|credentials| credentials.contains_key(name))).collect()
}

/// All steps of a case, those sent at once one by one.
pub(crate) fn all_steps(case: &Case) -> impl Iterator<Item = &Step> {
    let steps = case.steps.iter().chain(case.finally.iter()).map(|placed| &placed.step.value);
    steps.flat_map(|step| std::iter::once(step).chain(step.together.iter().flatten().map(|call| &call.value)))
}

/// How many calls a case makes where nothing stops it.
pub(super) fn calls_of(case: &Case) -> usize {
    all_steps(case).filter(|step| step.call.is_some()).count()
}

/// The addresses that a case's calls come from.
pub(super) fn addresses_of(case: &Case) -> BTreeSet<IpAddr> {
    all_steps(case).filter_map(|step| step.from.as_ref()).map(|from| from.value).collect()
}

/// The credentials that a case uses: the names in its steps that no step keeps.
#[must_use]
pub fn credentials_used(case: &Case) -> BTreeSet<String> {
    credentials_by_instance(case).into_values().flatten().collect()
}

/// The same, by the instance whose they are.
pub(super) fn credentials_by_instance(case: &Case) -> BTreeMap<String, BTreeSet<String>> {
    let kept = |name: &str| all_steps(case).any(|step| step.keep.contains_key(name) || step.base64.contains_key(name));
    let mut used: BTreeMap<String, BTreeSet<String>> = case.instances.keys().map(|name| (name.clone(), BTreeSet::new())).collect();
    for step in all_steps(case) {
        for (name, _) in references_of(step).into_iter().filter(|(name, _)| !kept(name)) {
            let (instance, credential) = match name.split_once('.') {
                Some((instance, credential)) if case.instances.contains_key(instance) => (instance, credential),
                _ => (case.instance(step), name.as_str()),
            };
            used.entry(instance.to_owned()).or_default().insert(credential.to_owned());
        }
    }
    used
}

/// Whether a token is forged with the public key as a secret.
fn forges_by_public_key(case: &Case) -> bool {
    let hs384 = Some(Alteration::Token(Forgery::Hs384));
    all_steps(case).flat_map(references_of).any(|(_, alteration)| alteration == hs384)
}

/// The names in a step's texts, each with how it is altered.
pub(super) fn references_of(step: &Step) -> Vec<(String, Option<Alteration>)> {
    let parts = texts_of(step).into_iter().flat_map(|text| template::parse(&text).unwrap_or_default());
    parts.filter_map(|part| if let Part::Reference { name, alteration } = part { Some((name, alteration)) } else { None }).collect()
}

/// Those texts of a step that may name something; most do not.
fn texts_of(step: &Step) -> Vec<Cow<'_, str>> {
    let spanned = [&step.call, &step.bearer, &step.basic].into_iter().flatten().map(|text| &text.value);
    let pairs = step.query.values().chain(step.form.iter().flat_map(BTreeMap::values)).chain(&step.body).chain(step.base64.values());
    let values = step.headers.values().chain(step.json.as_deref()).map(|value| Cow::from(value.to_string()));
    let texts = spanned.chain(pairs).map(|text| Cow::from(text.as_str())).chain(values);
    texts.filter(|text| text.contains(REFERENCE_START)).collect()
}
