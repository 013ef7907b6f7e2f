//! An instance on a bench: its clock and its dice in the test's hands.

use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::api::Erased;
use crate::hyp::Hyp;
use crate::{ActionError, Answer, Api, Authority, Change, Changed, Dice, HeaderMap, Instance, Method, Moment, NoKeys, Outcome, Request, Step};

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

pub(super) struct Bench {
    pub(super) instance: Box<dyn Instance>,
    pub(super) now: Timestamp,
    dice: Dice,
    settings: Map<String, Value>,
}

/// A request that owns its parts.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Sent {
    /// A form that is posted to the relay.
    pub(super) fn form(fields: &[(&str, &str)]) -> Self {
        Self::body(FORM, serde_urlencoded::to_string(fields).unwrap().as_bytes())
    }

    pub(super) fn body(content_type: &'static str, body: &[u8]) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(content_type));
        Self { method: Method::POST, path: "/xpo/Relay".to_owned(), query: String::new(), headers, body: body.to_vec() }
    }

    fn request(&self) -> Request<'_> {
        Request { method: &self.method, path: &self.path, query: &self.query, headers: &self.headers, body: &self.body }
    }
}

pub(super) fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

/// A request for a command, with what is in its element.
pub(super) fn xml(command: &str, element: &str) -> String {
    format!(
        "<ashrait><request><version>2000</version><language>ENG</language><command>{command}</command><{command}>{element}</{command}></request></ashrait>"
    )
}

impl Bench {
    /// An instance with the default settings but these.
    pub(super) fn new(settings: Value) -> Self {
        Self::deviating(settings, None)
    }

    pub(super) fn deviating(settings: Value, deviation: Option<&str>) -> Self {
        let settings: Map<String, Value> = serde_json::from_value(settings).unwrap();
        let configured = Erased::<Hyp>::NEW.configure(&settings, deviation).unwrap();
        let mut dice = Dice::seeded(1);
        let instance = configured.start(Authority { instance: "hyp" }, &mut moment(start(), &mut dice));
        Self { instance, now: start(), dice, settings }
    }

    /// A copy, perhaps under another setting.
    pub(super) fn fork(&self) -> Self {
        Self { instance: self.instance.fork(), now: self.now, dice: self.dice.clone(), settings: self.settings.clone() }
    }

    pub(super) fn at(&mut self, seconds: f64) -> &mut Self {
        self.now = start() + SignedDuration::from_millis((seconds * 1_000.0) as i64);
        self
    }

    pub(super) fn send(&mut self, sent: &Sent) -> Answer {
        let mut moment = moment(self.now, &mut self.dice);
        match self.instance.step(&sent.request(), &mut moment) {
            Step::Answer(answer) => answer,
            Step::Authorised(authorised) => {
                let answer = self.instance.stub(&authorised);
                self.instance.complete(&authorised, answer, &mut moment)
            }
        }
    }

    pub(super) fn credential(&self, name: &str) -> String {
        self.instance.credentials()[name].clone()
    }

    /// A command with user and password.
    pub(super) fn by_password(&self, int_in: &str) -> Sent {
        Sent::form(&[("user", &self.credential("user")), ("password", &self.credential("password")), ("int_in", int_in)])
    }

    /// getSessionId for the first terminal.
    pub(super) fn asking(&self) -> Sent {
        self.by_password(&xml("getSessionId", &format!("<terminalNumber>{}</terminalNumber>", self.credential("terminal"))))
    }

    /// A new session.
    pub(super) fn session(&mut self) -> String {
        let asking = self.asking();
        let reply = read(&self.send(&asking));
        reply["getSessionId"]["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {reply}")).to_owned()
    }

    /// The result of a doDeal by session.
    pub(super) fn deal(&mut self, session: &str) -> String {
        result(&self.send(&Sent::form(&[("sessionId", session), ("int_in", &xml("doDeal", ""))])))
    }

    pub(super) fn act(&mut self, action: &str, arguments: Value) -> Result<Outcome, ActionError> {
        let arguments: Map<String, Value> = serde_json::from_value(arguments).unwrap();
        self.instance.act(action, &arguments, &mut moment(self.now, &mut self.dice))
    }

    pub(super) fn changes(&self, sent: &Sent) -> Vec<Change> {
        self.instance.changes(&sent.request(), self.now)
    }

    /// The answer to the request with the change made, on a copy.
    pub(super) fn with(&self, sent: &Sent, change: &Change) -> Answer {
        let (mut copy, mut sent) = (self.fork(), sent.clone());
        match change.to.clone() {
            Changed::At(at) => copy.now = at,
            Changed::Header(name, Some(value)) => drop(sent.headers.insert(name, value.parse().unwrap())),
            Changed::Header(name, None) => drop(sent.headers.remove(name)),
            Changed::Query(query) => sent.query = query,
            Changed::Method(method) => sent.method = method,
            Changed::Path(path) => sent.path = path,
            Changed::Body { content_type, bytes } => {
                sent.headers.insert("content-type", content_type.parse().unwrap());
                sent.body = bytes;
            }
            Changed::Client(_) => panic!("{change:?}"),
            Changed::Setting(name, value) => {
                // The same dice make the same merchant; no other state matters to a setting.
                copy.settings.insert(name.to_owned(), value.into());
                copy = Self::new(Value::Object(copy.settings));
            }
        }
        copy.send(&sent)
    }
}

fn moment(now: Timestamp, dice: &mut Dice) -> Moment<'_> {
    Moment { now, client: [127, 0, 0, 1].into(), dice, signer: &NoKeys }
}

/// The reply's meaning.
pub(super) fn read(answer: &Answer) -> Value {
    Erased::<Hyp>::NEW.read(&answer.body).unwrap_or_default()
}

/// The reply's result.
pub(super) fn result(answer: &Answer) -> String {
    read(answer)["result"].as_str().unwrap_or_default().to_owned()
}
