//! A server that can only be called: its credentials, and what cannot be asked of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Interval, MissedTickBehavior};

use providers::naming::{Alteration, Forgery};

use super::{CredentialsFile, PublicKey};
use crate::scenario::template::{self, Part};
use crate::scenario::{Case, Step};

/// A server at a URL.
#[derive(Debug)]
pub struct Foreign {
    /// Its URL, without a slash at the end.
    pub url: String,
    clock: fn() -> Timestamp,
    credentials: Mutex<BTreeMap<String, String>>,
    file: Option<CredentialsFile>,
    pace: Option<Pace>,
    /// The key by which its tokens can be checked.
    pub public_key: Option<PublicKey>,
}

/// No more calls a minute than so many.
#[derive(Debug)]
struct Pace(tokio::sync::Mutex<Interval>);

impl Foreign {
    /// A server, the clock that it presumably lives by, and what a client has been given.
    #[must_use]
    pub fn new(url: &str, clock: fn() -> Timestamp, credentials: BTreeMap<String, String>) -> Self {
        Self { url: url.trim_end_matches('/').to_owned(), clock, credentials: Mutex::new(credentials), file: None, pace: None, public_key: None }
    }

    /// New tokens are written to this file before they are used.
    #[must_use]
    pub fn with_file(mut self, file: CredentialsFile) -> Self {
        self.file = Some(file);
        self
    }

    /// Its tokens are checked by this key.
    #[must_use]
    pub fn with_public_key(mut self, key: PublicKey) -> Self {
        self.public_key = Some(key);
        self
    }

    /// No more than so many calls a minute are sent.
    ///
    /// # Panics
    /// Outside a tokio runtime with time.
    #[must_use]
    pub fn with_pace(mut self, calls_a_minute: NonZeroU32) -> Self {
        let mut interval = tokio::time::interval(Duration::from_secs(60) / calls_a_minute.get());
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.pace = Some(Pace(tokio::sync::Mutex::new(interval)));
        self
    }

    /// Waits until the next call may be sent.
    pub async fn keep_pace(&self) {
        if let Some(Pace(interval)) = &self.pace {
            interval.lock().await.tick().await;
        }
    }

    /// What time it is, in whole milliseconds: two distances from a finer start would each lose a part of one.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = (self.clock)();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// What a client has at this moment.
    #[must_use]
    pub fn credentials(&self) -> BTreeMap<String, String> {
        self.credentials.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes up new tokens. They are in the file when this returns.
    ///
    /// # Errors
    /// The file cannot be written; the tokens are taken up all the same.
    pub fn take_up(&self, tokens: BTreeMap<String, String>) -> io::Result<()> {
        let mut credentials = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        let known = tokens.iter().all(|(name, value)| credentials.get(name) == Some(value));
        credentials.extend(tokens);
        match &self.file {
            Some(file) if !known => file.write(&credentials),
            _ => Ok(()),
        }
    }
}

/// What a case needs and a server that can only be called does not offer.
#[must_use]
pub fn missing_for(case: &Case, foreign: &Foreign) -> Option<String> {
    let credentials = foreign.credentials();
    let steps: Vec<&Step> = all_steps(case).collect();
    let any = |has: fn(&Step) -> bool| steps.iter().any(|step| has(step));
    let given = |has: fn(&crate::scenario::Given) -> bool| case.instances.values().any(has);
    let needs = [
        (case.instances.len() > 1, "several instances"),
        (given(|given| !given.settings.is_empty()), "settings"),
        (given(|given| !given.actions.is_empty()) || any(|step| step.act.is_some()), "an administrator's actions"),
        (any(|step| step.inspect.is_some()), "an administrator's view"),
        (any(|step| step.wait.is_some()), "a clock that can be moved"),
        (any(|step| step.from.is_some()), "a client's address of its own"),
        (foreign.public_key.is_none() && forges_by_public_key(case), "the public key of the target's tokens"),
    ];
    let named = needs.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, what)| what.to_owned());
    let declared = case.needs.iter().map(|need| format!("`{need}`"));
    let tokens = credentials_used(case).into_iter().filter(|name| !credentials.contains_key(name));
    let all: Vec<String> = named.chain(declared).chain(tokens.map(|name| format!("the credential `{name}`"))).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// All steps of a case, those sent at once one by one.
pub(crate) fn all_steps(case: &Case) -> impl Iterator<Item = &Step> {
    let steps = case.steps.iter().chain(&case.finally).map(|placed| &placed.step.value);
    steps.flat_map(|step| std::iter::once(step).chain(step.together.iter().flatten().map(|call| &call.value)))
}

/// The credentials that a case uses: the names in its steps that no step keeps.
#[must_use]
pub fn credentials_used(case: &Case) -> BTreeSet<String> {
    let kept = |name: &str| all_steps(case).any(|step| step.keep.contains_key(name) || step.base64.contains_key(name));
    let names: BTreeSet<String> = all_steps(case).flat_map(texts_of).flat_map(|text| names_in(&text)).collect();
    let own = |name: String| match name.split_once('.') {
        Some((instance, credential)) if case.instances.contains_key(instance) => credential.to_owned(),
        _ => name,
    };
    names.into_iter().filter(|name| !kept(name)).map(own).collect()
}

/// Whether a token is forged with the public key as a secret.
fn forges_by_public_key(case: &Case) -> bool {
    let hs384 = |part: &Part| matches!(part, Part::Reference { alteration: Some(Alteration::Token(Forgery::Hs384)), .. });
    all_steps(case).flat_map(texts_of).any(|text| template::parse(&text).is_ok_and(|parts| parts.iter().any(hs384)))
}

fn texts_of(step: &Step) -> Vec<String> {
    let spanned = [&step.call, &step.bearer, &step.basic].into_iter().flatten().map(|text| text.value.clone());
    let pairs = step.query.values().chain(step.form.iter().flat_map(BTreeMap::values)).chain(&step.body).chain(step.base64.values()).cloned();
    let values = step.headers.values().chain(&step.json).map(ToString::to_string);
    spanned.chain(pairs).chain(values).collect()
}

fn names_in(text: &str) -> Vec<String> {
    let parts = template::parse(text).unwrap_or_default();
    parts.into_iter().filter_map(|part| if let Part::Reference { name, .. } = part { Some(name) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_timed_in_whole_milliseconds() {
        let clock = || "2026-01-01T00:00:00.336420Z".parse().unwrap_or_default();
        let start = Foreign::new("http://127.0.0.1", clock, BTreeMap::new()).now();
        let told = |text: &str| providers::naming::moment(start, text.parse().unwrap_or_default());
        assert_eq!((told("2026-01-01T00:00:00Z"), told("2026-01-01T01:00:00Z")), ("<start-0.336s>".into(), "<start+3599.664s>".into()));
    }
}
