//! The model in a server's place: the same steps, taken one by one, without a socket.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;
use providers::naming::Facts;
use providers::{Answer, Api, Authority, ClauseId, Deadline, Dice, Instance, Key, Ledger, Moment, Request, SettingError, Signer};
use reqwest::Client;
use serde_json::{Map, Value};

use super::PlayError;
use super::capture::{Capture, Raw};
use super::fill::{Stop, Values};
use super::keep::{Found, keep};
use super::names::Names;
use super::request::build;
use crate::scenario::Step;
use crate::target::{Connection, PublicKey};
use crate::transcript::{Event, Exchange, Fault, Interval, Place, What};

/// Where the model's instances seem to be; nobody calls it.
const NOWHERE: &str = "http://model.invalid";
/// Where calls come from that do not say it, and administrators.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The keys by which a model's tokens are signed and checked, as the host of a served model has them.
pub trait Keys: Send + Sync {
    /// Checks signatures.
    fn signer(&self) -> &dyn Signer;
    /// Puts in the signature that an answer lacks.
    fn sign(&self, answer: &mut Answer);
    /// The public half of a key.
    fn public(&self, key: &Key) -> Option<PublicKey>;
}

/// What all models of one API share.
pub(crate) struct Studio<'a> {
    pub(crate) api: &'static dyn Api,
    capture: Capture,
    keys: &'a dyn Keys,
    client: Client,
}

impl<'a> Studio<'a> {
    pub(crate) fn new(api: &'static dyn Api, ledger: &Ledger, keys: &'a dyn Keys) -> Result<Self, PlayError> {
        let client = Connection::default().client().map_err(|error| PlayError::Client(error.to_string()))?;
        Ok(Self { api, capture: Capture::new(api, ledger)?, keys, client })
    }
}

/// Instances of one API, what a client knows of them, and what they were asked.
pub(crate) struct Model<'a> {
    studio: &'a Studio<'a>,
    hosted: BTreeMap<String, Hosted>,
    values: Values,
    given: BTreeMap<String, String>,
    start: Timestamp,
    now: Timestamp,
}

struct Hosted {
    instance: Box<dyn Instance>,
    dice: Dice,
}

/// What a step came to, and the clauses that decided it, the most decisive first.
pub(crate) struct Taken {
    pub(crate) event: Event,
    pub(crate) clauses: Vec<ClauseId>,
}

impl<'a> Model<'a> {
    /// New instances with these settings.
    pub(crate) fn open(studio: &'a Studio<'a>, instances: &BTreeMap<String, Map<String, Value>>, start: Timestamp) -> Result<Self, SettingError> {
        let mut hosted = BTreeMap::new();
        let mut keys: BTreeMap<String, Vec<PublicKey>> = BTreeMap::new();
        for (name, settings) in instances {
            let configured = studio.api.configure(settings, None)?;
            keys.insert(name.clone(), configured.key().and_then(|key| studio.keys.public(&key)).into_iter().collect());
            let mut dice = Dice::derived(1, name);
            let mut moment = Moment { now: start, client: HERE, dice: &mut dice, signer: studio.keys.signer() };
            let instance = configured.start(Authority { instance: name }, &mut moment);
            hosted.insert(name.clone(), Hosted { instance, dice });
        }
        let all = keys.values().flatten().cloned().collect();
        let mut values = Values { names: Names::since(start, all), keys, ..Values::default() };
        let mut given = BTreeMap::new();
        for (name, one) in &hosted {
            let credentials: BTreeMap<String, String> =
                one.instance.credentials().into_iter().map(|(credential, value)| (credential.to_owned(), value)).collect();
            for (credential, value) in &credentials {
                given.insert(format!("{name}.{credential}"), values.names.secret(credential, value));
            }
            values.credentials.insert(name.clone(), credentials);
        }
        Ok(Self { studio, hosted, values, given, start, now: start })
    }

    /// A copy that goes its own way.
    pub(crate) fn fork(&self) -> Self {
        let hosted = self.hosted.iter().map(|(name, one)| (name.clone(), Hosted { instance: one.instance.fork(), dice: one.dice.clone() }));
        Self {
            studio: self.studio,
            hosted: hosted.collect(),
            values: self.values.clone(),
            given: self.given.clone(),
            start: self.start,
            now: self.now,
        }
    }

    /// Milliseconds since the start.
    pub(crate) fn now(&self) -> i64 {
        self.now.as_millisecond().saturating_sub(self.start.as_millisecond())
    }

    /// Lets time go on to a moment, in milliseconds since the start; it never goes back.
    pub(crate) fn reach(&mut self, to: i64) {
        let at = self.start.as_millisecond().saturating_add(to);
        self.now = Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX).max(self.now);
    }

    /// Takes a step that is a call, an action or an administrator's look; a wait has been reached before.
    pub(crate) fn take(&mut self, place: Place, name: &str, step: &Step) -> Result<Taken, Stop> {
        let mut event = self.event(place, name, step);
        let clauses = if step.call.is_some() {
            self.call(name, step, &mut event)?
        } else if let Some(action) = &step.act {
            event.what = What::Acted { action: action.value.clone(), refused: self.act(name, &action.value, step)? };
            Vec::new()
        } else if step.inspect.is_some() {
            let now = self.now;
            let record = self.hosted(name)?.instance.inspect(now);
            let shown = self.studio.capture.value(&record, &mut self.values.names, self.start);
            keep(step, &Found { headers: None, actual: Some(&record), shown: Some(&shown) }, &mut self.values, &mut event)?;
            event.what = What::Inspected(shown);
            Vec::new()
        } else {
            Vec::new()
        };
        Ok(Taken { event, clauses })
    }

    fn call(&mut self, name: &str, step: &Step, event: &mut Event) -> Result<Vec<ClauseId>, Stop> {
        let built = build(&self.studio.client, NOWHERE, name, step, &mut self.values)?;
        let answer = self.answer(name, &built.request, built.sent.from)?;
        let headers = answer.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.to_string())).collect();
        let read = self.studio.capture.read(&answer.body);
        let raw = Raw { status: answer.status, headers, body: answer.body, read };
        let received = self.studio.capture.answer(&raw, &mut self.values.names, self.start);
        let found = Found { headers: Some((&raw, &received)), actual: raw.read.as_ref(), shown: received.read.as_ref() };
        keep(step, &found, &mut self.values, event)?;
        event.what = What::Exchanged(Box::new(Exchange { request: built.sent, answer: received }));
        Ok(answer.clauses)
    }

    fn answer(&mut self, name: &str, sent: &reqwest::Request, from: Option<IpAddr>) -> Result<Answer, Stop> {
        let (studio, now) = (self.studio, self.now);
        let hosted = self.hosted(name)?;
        let mut moment = Moment { now, client: from.unwrap_or(HERE), dice: &mut hosted.dice, signer: studio.keys.signer() };
        let body = sent.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
        let (path, query) = (sent.url().path(), sent.url().query().unwrap_or_default());
        let request = Request { method: sent.method(), path, query, headers: sent.headers(), body };
        let mut answer = match hosted.instance.step(&request, &mut moment) {
            providers::Step::Answer(answer) => answer,
            providers::Step::Authorised(authorised) => {
                let documented = hosted.instance.stub(&authorised);
                hosted.instance.complete(&authorised, documented, &mut moment)
            }
        };
        studio.keys.sign(&mut answer);
        Ok(answer)
    }

    /// Why the action was refused; nothing where it was done.
    fn act(&mut self, name: &str, action: &str, step: &Step) -> Result<Option<String>, Stop> {
        let (with, _) = self.values.json(name, &Value::Object(step.arguments().clone()))?;
        let (studio, now) = (self.studio, self.now);
        let hosted = self.hosted(name)?;
        let mut moment = Moment { now, client: HERE, dice: &mut hosted.dice, signer: studio.keys.signer() };
        let done = hosted.instance.act(action, with.as_object().unwrap_or(step.arguments()), &mut moment);
        Ok(done.err().map(|refused| refused.to_string()))
    }

    fn hosted(&mut self, name: &str) -> Result<&mut Hosted, Stop> {
        self.hosted.get_mut(name).ok_or_else(|| Stop::new(Fault::Tool, format!("there is no instance `{name}`")))
    }

    fn event(&self, place: Place, name: &str, step: &Step) -> Event {
        let interval = Interval { from: self.now(), to: self.now() };
        let moment = step.moment.as_ref().map(|name| name.value.clone());
        Event { place, instance: name.to_owned(), interval, what: What::Waited, kept: BTreeMap::new(), missing: BTreeMap::new(), moment }
    }

    /// Every coming change of any instance, in milliseconds since the start, each once, soonest first.
    pub(crate) fn deadlines(&self) -> Vec<i64> {
        let of = |one: &Hosted| one.instance.deadlines(self.now);
        let at = |deadline: Deadline| deadline.at.as_millisecond().saturating_sub(self.start.as_millisecond());
        let mut all: Vec<i64> = self.hosted.values().flat_map(of).map(at).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The credentials that a client was given at first, by instance.
    pub(crate) fn credentials(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
        self.values.credentials.iter().map(|(instance, credentials)| (instance.as_str(), credentials.keys().map(String::as_str)))
    }

    /// The names of those credentials, by `instance.credential`.
    pub(crate) fn given(&self) -> BTreeMap<String, String> {
        self.given.clone()
    }

    /// The moment that its clock shows.
    pub(crate) fn moment(&self) -> Timestamp {
        self.now
    }

    /// Whether two names, of credentials or kept, stand for the same value.
    pub(crate) fn same(&self, one: &str, other: &str) -> bool {
        let value = |name: &str| match name.split_once('.') {
            Some((instance, credential)) => self.values.credentials.get(instance)?.get(credential),
            None => self.values.kept.get(name).map(|filled| &filled.actual),
        };
        value(one).is_some() && value(one) == value(other)
    }

    /// What is known of the named values.
    pub(crate) fn facts(&self) -> BTreeMap<String, Facts> {
        self.values.names.facts()
    }

    /// The state of every instance as data, with opaque values by their names.
    pub(crate) fn state(&self) -> Value {
        let state = |(name, one): (&String, &Hosted)| (name.clone(), self.values.names.rename_value(&one.instance.state()));
        Value::Object(self.hosted.iter().map(state).collect())
    }
}
