//! One instance on a bench: its clock, its dice, and short words for what tests do with it.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::hyper::Hyper;
use crate::{ActionError, Answer, Api, Authority, Dice, HeaderMap, Instance, Method, Moment, NoKeys, Outcome, Request, Step, api::Erased};

pub(super) const EXPIRED: &str = "Token is no longer valid. Please call \"RefreshToken\" function.";
pub(super) const EXPIRED_VALIDITY: &str = "Token is no longer valid. Please call RefreshToken function.";
pub(super) const WRONG: &str = "Missing / Wrong Access Token.";

pub(super) struct Bench {
    pub(super) instance: Box<dyn Instance>,
    pub(super) now: Timestamp,
    pub(super) client: IpAddr,
    dice: Dice,
}

pub(super) fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

impl Bench {
    /// An instance with the default settings but these.
    pub(super) fn new(settings: Value) -> Self {
        Self::deviating(settings, None)
    }

    pub(super) fn deviating(settings: Value, deviation: Option<&str>) -> Self {
        let settings: Map<String, Value> = serde_json::from_value(settings).unwrap();
        let configured = Erased::<Hyper>::NEW.configure(&settings, deviation).unwrap();
        let mut dice = Dice::seeded(1);
        let client = IpAddr::from([127, 0, 0, 1]);
        let instance = configured.start(Authority { instance: "hyper" }, &mut Moment { now: start(), client, dice: &mut dice, signer: &NoKeys });
        Self { instance, now: start(), client, dice }
    }

    pub(super) fn fork(&self) -> Self {
        Self { instance: self.instance.fork(), now: self.now, client: self.client, dice: self.dice.clone() }
    }

    /// So many seconds after the start.
    pub(super) fn at(&mut self, seconds: f64) -> &mut Self {
        self.now = start() + SignedDuration::from_millis((seconds * 1_000.0) as i64);
        self
    }

    pub(super) fn send(&mut self, method: &Method, path: &str, headers: &HeaderMap, body: &[u8]) -> Answer {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request { method, path, query, headers, body };
        let mut moment = Moment { now: self.now, client: self.client, dice: &mut self.dice, signer: &NoKeys };
        match self.instance.step(&request, &mut moment) {
            Step::Answer(answer) => answer,
            Step::Authorised(authorised) => {
                let answer = self.instance.stub(&authorised);
                self.instance.complete(&authorised, answer, &mut moment)
            }
        }
    }

    /// A call by a Bearer token; the empty token sends no Authorization.
    pub(super) fn call(&mut self, method: &Method, path: &str, token: &str) -> Answer {
        let mut headers = HeaderMap::new();
        if !token.is_empty() {
            headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        self.send(method, path, &headers, b"")
    }

    /// Whether the access token opens a call, or with which message it is refused.
    pub(super) fn open(&mut self, token: &str) -> Result<Value, String> {
        outcome(&self.call(&Method::GET, "/Does_Entity_Exist_Json", token))
    }

    pub(super) fn validity(&mut self, token: &str) -> Result<Value, String> {
        outcome(&self.call(&Method::GET, "/TokenValidity", token))
    }

    /// RefreshToken; the new access and refresh token.
    pub(super) fn refresh(&mut self, token: &str) -> Result<(String, String), String> {
        let reply = outcome(&self.call(&Method::GET, "/RefreshToken", token))?;
        let text = |name: &str| reply[name].as_str().unwrap().to_owned();
        Ok((text("access_token"), text("refresh_token")))
    }

    pub(super) fn act(&mut self, action: &str, arguments: Value) -> Result<Outcome, ActionError> {
        let arguments: Map<String, Value> = serde_json::from_value(arguments).unwrap();
        self.instance.act(action, &arguments, &mut Moment { now: self.now, client: self.client, dice: &mut self.dice, signer: &NoKeys })
    }

    pub(super) fn access_token(&self) -> String {
        self.instance.credentials()["access_token"].clone()
    }

    pub(super) fn refresh_token(&self) -> String {
        self.instance.credentials()["refresh_token"].clone()
    }

    pub(super) fn record(&self, field: &str) -> Value {
        self.instance.inspect(self.now)[field].clone()
    }
}

/// The body's meaning, or the message of a refusal, or the status where there is none.
pub(super) fn outcome(answer: &Answer) -> Result<Value, String> {
    let meaning = Erased::<Hyper>::NEW.read(&answer.body).unwrap_or_default();
    match meaning.get("Message").and_then(Value::as_str) {
        Some(message) => Err(message.to_owned()),
        None if answer.succeeded() => Ok(meaning),
        None => Err(answer.status.to_string()),
    }
}
