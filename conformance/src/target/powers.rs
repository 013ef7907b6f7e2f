//! What a target can be made to do beyond answering calls: by hooks, and by calls from other addresses.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Map, Value};

use super::description::ANY;
use super::hook::{ClockControl, Hook, HookError};
use super::needs::all_steps;
use super::{Certainty, Foreign, ForeignInstance};
use crate::scenario::{Action, Case, Given};

/// The word under which what an administrator can do is allowed.
const ADMIN: &str = "admin";

/// What a target can be made to do.
#[derive(Debug, Default)]
pub struct Powers {
    /// Brings an instance into the state of a new one with other settings.
    pub settings: Option<Hook>,
    /// Puts an instance back to how it is described.
    pub reset: Option<Hook>,
    /// An administrator's actions by name.
    pub actions: BTreeMap<String, Hook>,
    /// Moves its clock.
    pub clock: Option<ClockControl>,
    /// Where calls come from, by the address that scenarios name.
    pub origins: BTreeMap<IpAddr, Origin>,
    /// Instances that are no longer as they are described, and why.
    pub(super) changed: Mutex<BTreeMap<String, String>>,
}

/// Where calls come from that stand for those from an address.
#[derive(Clone, Debug)]
pub struct Origin {
    /// It sends them.
    pub client: Client,
    /// The address that the target sees, as far as that is known.
    pub seen_as: Option<IpAddr>,
}

impl Powers {
    fn changed(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn action(&self, name: &str) -> Option<&Hook> {
        self.actions.get(name).or_else(|| self.actions.get(ANY))
    }

    /// A value for a hook: the addresses that scenarios name are those that the target sees.
    fn as_seen(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let seen = text.parse().ok().and_then(|address| self.origins.get(&address)?.seen_as);
                Value::String(seen.map_or_else(|| text.clone(), |address: IpAddr| address.to_string()))
            }
            Value::Array(items) => items.iter().map(|item| self.as_seen(item)).collect(),
            Value::Object(members) => Value::Object(members.iter().map(|(name, member)| (name.clone(), self.as_seen(member))).collect()),
            other => other.clone(),
        }
    }
}

impl Foreign {
    /// It can be made to do this.
    #[must_use]
    pub fn with_powers(mut self, powers: Powers) -> Self {
        self.powers = powers;
        self
    }

    /// What moves its clock.
    #[must_use]
    pub fn clock_control(&self) -> Option<&ClockControl> {
        self.powers.clock.as_ref()
    }

    /// Moves its clock ahead. Where that fails nobody knows what it shows, nor how old its tokens are by it.
    ///
    /// # Errors
    /// The hook is refused or fails, or there is none; the sentence says why.
    pub async fn advance(&self, by: Duration) -> Result<(), String> {
        let Some(control) = self.clock_control() else { return Err("this target has no hook that moves its clock".to_owned()) };
        control.advance(by).await.map_err(|error| {
            if let HookError::Failed(_) = error {
                self.instances().values().for_each(ForeignInstance::forget_the_tokens_age);
            }
            format!("the clock's hook: {}", self.masked(error))
        })?;
        self.clock().was_moved(by);
        Ok(())
    }

    /// What sends the calls that scenarios want to come from an address.
    #[must_use]
    pub fn client_from(&self, address: IpAddr) -> Option<&Client> {
        self.powers.origins.get(&address).map(|origin| &origin.client)
    }

    /// The settings that an instance has while it plays a part: those that it is described with, unless the case wants others.
    #[must_use]
    pub fn settings_for(given: &Given, instance: &ForeignInstance) -> Map<String, Value> {
        let mut settings = instance.settings.clone();
        settings.extend(given.settings.clone());
        settings
    }

    /// Instances that are no longer as they are described: each with why.
    #[must_use]
    pub fn changed(&self) -> BTreeMap<String, String> {
        self.powers.changed().clone()
    }

    /// Whether instances can be set up as a case wants them.
    pub(super) fn sets_up(&self) -> bool {
        self.powers.settings.is_some() && self.allows(ADMIN)
    }

    /// What is missing for a case that sets instances up or acts on them, each by itself.
    pub(super) fn missing_hooks(&self, case: &Case) -> Vec<String> {
        let actions = actions_of(case);
        let powers = &self.powers;
        if actions.is_empty() {
            return Vec::new();
        }
        if powers.actions.is_empty() {
            return vec!["an administrator's actions".to_owned()];
        }
        let mut missing: Vec<String> = Vec::new();
        for action in actions.into_iter().filter(|action| powers.action(action).is_none()) {
            missing.push(format!("a hook for the action `{action}`"));
        }
        if powers.reset.is_none() && powers.settings.is_none() {
            missing.push("a hook that puts an instance back".to_owned());
        }
        if !self.allows(ADMIN) {
            missing.push(format!("`{ADMIN}`"));
        }
        missing
    }

    /// Brings the instances of a cast into the state that a case takes as given.
    ///
    /// # Errors
    /// A hook is refused or fails; the sentence says which and why.
    pub async fn set_up(&self, case: &Case, cast: &BTreeMap<String, String>) -> Result<(), String> {
        for (part, name, given, instance) in self.parts(case, cast) {
            if let (true, Some(hook)) = (wants_others(given, instance), &self.powers.settings) {
                let settings = Self::settings_for(given, instance);
                let done = self.run(hook, case, name, "given.settings", ("settings", settings)).await;
                done.map_err(|error| format!("the hook `given.settings` for `{part}`: {error}"))?;
            }
            for Action { act, with } in given.actions.iter().map(|action| &action.value) {
                let refused = self.act(case, name, &act.value, with).await?;
                if let Some(why) = refused {
                    return Err(format!("the action `{}` was refused: {why}", act.value));
                }
            }
        }
        Ok(())
    }

    /// Puts the instances of a cast back that a case may have changed. One that cannot be put back is not played on again.
    pub async fn put_back(&self, case: &Case, cast: &BTreeMap<String, String>) {
        for (part, name, given, instance) in self.parts(case, cast) {
            if !wants_others(given, instance) && given.actions.is_empty() && !acts_on(case, part) {
                continue;
            }
            let Some(hook) = self.powers.reset.as_ref().or(self.powers.settings.as_ref()) else { continue };
            if let Err(error) = self.run(hook, case, name, "given.reset", ("settings", instance.settings.clone())).await {
                self.powers.changed().insert(name.clone(), format!("it could not be put back after {}: {error}", case.id));
            }
        }
    }

    /// Has an instance do what an administrator has it do: why it refused; nothing where it is done.
    ///
    /// # Errors
    /// There is no hook for it, or it failed.
    pub async fn act(&self, case: &Case, instance: &str, action: &str, with: &Map<String, Value>) -> Result<Option<String>, String> {
        let Some(hook) = self.powers.action(action) else { return Err(format!("this target has no hook for the action `{action}`")) };
        match self.run(hook, case, instance, action, ("with", with.clone())).await {
            Ok(()) => Ok(None),
            Err(HookError::Refused(why)) => Ok(Some(why)),
            Err(HookError::Failed(why)) => Err(format!("the hook of the action `{action}`: {why}")),
        }
    }

    /// The parts of a case, each with the name of the instance that plays it, what is given of it, and that instance.
    fn parts<'a>(
        &'a self,
        case: &'a Case,
        cast: &'a BTreeMap<String, String>,
    ) -> impl Iterator<Item = (&'a String, &'a String, &'a Given, &'a ForeignInstance)> {
        cast.iter().filter_map(|(part, name)| Some((part, name, case.instances.get(part)?.as_ref(), self.instances().get(name)?)))
    }

    /// Runs a hook. Credentials that it brings are in the ledger before anything goes on, and in doubt from before it is run.
    async fn run(&self, hook: &Hook, case: &Case, instance: &str, what: &str, (word, values): (&str, Map<String, Value>)) -> Result<(), HookError> {
        let unwritten = |error: std::io::Error| HookError::Failed(format!("the ledger cannot be written: {error}"));
        let base_url = self.instances().get(instance).map(|instance| instance.base_url.clone());
        let mut named = Map::from_iter([
            ("instance".to_owned(), instance.into()),
            ("base_url".to_owned(), base_url.into()),
            (word.to_owned(), self.powers.as_seen(&Value::Object(values))),
        ]);
        if word == "with" {
            named.insert("action".to_owned(), what.into());
        }
        if hook.brings_credentials() {
            self.begin(instance, what, &case.id).map_err(unwritten)?;
        }
        let done = hook.run(&named).await.map_err(|error| self.masked(error));
        match (hook.brings_credentials(), done) {
            (true, Ok(brought)) => self.take_up(instance, brought, Certainty::Known).map_err(unwritten),
            (true, Err(refused @ HookError::Refused(_))) => {
                self.take_up(instance, BTreeMap::new(), Certainty::Known).map_err(unwritten)?;
                Err(refused)
            }
            (_, done) => done.map(drop),
        }
    }

    /// What went wrong, without what clients were given.
    fn masked(&self, error: HookError) -> HookError {
        let mut credentials: Vec<(String, String)> = self.instances().values().flat_map(ForeignInstance::credentials).collect();
        // Of one that begins with another the rest would be left.
        credentials.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        let mask = |text: String| {
            let secrets = credentials.iter().filter(|(_, value)| value.len() >= super::hook::SHORTEST_SECRET);
            secrets.fold(text, |text, (name, value)| text.replace(value.as_str(), &format!("<{name}>")))
        };
        match error {
            HookError::Refused(why) => HookError::Refused(mask(why)),
            HookError::Failed(why) => HookError::Failed(mask(why)),
        }
    }
}

/// Whether a part needs settings that the instance is not described with.
pub(super) fn wants_others(given: &Given, instance: &ForeignInstance) -> bool {
    given.settings.iter().any(|(name, value)| instance.settings.get(name) != Some(value))
}

/// The administrator's actions that a case does, given ones included, in the order of their names.
fn actions_of(case: &Case) -> std::collections::BTreeSet<&str> {
    let given = case.instances.values().flat_map(|given| &given.actions).map(|action| action.value.act.value.as_str());
    given.chain(all_steps(case).filter_map(|step| step.act.as_ref()).map(|act| act.value.as_str())).collect()
}

fn acts_on(case: &Case, part: &str) -> bool {
    all_steps(case).any(|step| step.act.is_some() && case.instance(step) == part)
}
