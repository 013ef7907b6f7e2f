//! One instance on a bench: its clock, its dice, and short words for what tests do with it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::form::FORM;
use crate::hypertrack::HyperTrack;
use crate::{Answer, Api, Authority, Change, Changed, Dice, HeaderMap, Instance, Method, Moment, NoKeys, Request, Step, api::Erased};

pub(super) struct Bench {
    pub(super) instance: Box<dyn Instance>,
    pub(super) now: Timestamp,
    dice: Dice,
}

/// A request, owned.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

pub(super) fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

pub(super) fn basic(account_id: &str, secret_key: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{account_id}:{secret_key}")))
}

pub(super) fn get(path: &str, authorization: &str) -> Call {
    let mut headers = HeaderMap::new();
    if !authorization.is_empty() {
        headers.insert("authorization", authorization.parse().unwrap());
    }
    Call { method: Method::GET, path: path.to_owned(), headers, body: Vec::new() }
}

pub(super) fn post(path: &str, authorization: &str, body: &str) -> Call {
    let mut call = Call { method: Method::POST, body: body.as_bytes().to_vec(), ..get(path, authorization) };
    let content_type = if body.starts_with('{') { "application/json" } else { FORM };
    call.headers.insert("content-type", content_type.parse().unwrap());
    call
}

impl Call {
    pub(super) fn request(&self) -> Request<'_> {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        Request { method: &self.method, path, query, headers: &self.headers, body: &self.body }
    }

    /// The call with a change made.
    pub(super) fn changed(&self, to: &Changed) -> Self {
        let mut call = self.clone();
        match to {
            Changed::Header(name, Some(value)) => {
                call.headers.insert(name, value.parse().unwrap());
            }
            Changed::Body { content_type, bytes } => {
                call.headers.insert("content-type", content_type.parse().unwrap());
                call.body.clone_from(bytes);
            }
            Changed::Path(path) => call.path.clone_from(path),
            Changed::Method(method) => call.method = method.clone(),
            _ => {}
        }
        call
    }
}

impl Bench {
    /// An instance with the default settings but these.
    pub(super) fn new(settings: Value) -> Self {
        let settings: Map<String, Value> = serde_json::from_value(settings).unwrap();
        let configured = Erased::<HyperTrack>::NEW.configure(&settings, None).unwrap();
        let mut dice = Dice::seeded(1);
        let mut moment = Moment { now: start(), client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &NoKeys };
        let instance = configured.start(Authority { instance: "hypertrack" }, &mut moment);
        Self { instance, now: start(), dice }
    }

    pub(super) fn fork(&self) -> Self {
        Self { instance: self.instance.fork(), now: self.now, dice: self.dice.clone() }
    }

    /// So many milliseconds after the start.
    pub(super) fn at(&mut self, milliseconds: i64) -> &mut Self {
        self.now = start() + SignedDuration::from_millis(milliseconds);
        self
    }

    pub(super) fn send(&mut self, call: &Call) -> Answer {
        let mut moment = Moment { now: self.now, client: [127, 0, 0, 1].into(), dice: &mut self.dice, signer: &NoKeys };
        match self.instance.step(&call.request(), &mut moment) {
            Step::Answer(answer) => answer,
            Step::Authorised(authorised) => {
                let answer = self.instance.stub(&authorised);
                self.instance.complete(&authorised, answer, &mut moment)
            }
        }
    }

    pub(super) fn status(&mut self, call: &Call) -> u16 {
        self.send(call).status
    }

    pub(super) fn credential(&self, name: &str) -> String {
        self.instance.credentials()[name].clone()
    }

    /// The first account's own header.
    pub(super) fn basic(&self) -> String {
        basic(&self.credential("account_id"), &self.credential("secret_key"))
    }

    /// The form of a token call.
    pub(super) fn form(&self, scope: &str) -> String {
        let (id, key) = (self.credential("account_id"), self.credential("secret_key"));
        let mut pairs = vec![("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", &key)];
        if !scope.is_empty() {
            pairs.push(("scope", scope));
        }
        serde_urlencoded::to_string(pairs).unwrap()
    }

    /// A new token.
    pub(super) fn token(&mut self, scope: &str) -> String {
        let answer = self.send(&post("/oauth/token", "", &self.form(scope)));
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        json(&answer)["access_token"].as_str().unwrap().to_owned()
    }

    /// The candidates for a call, and whether each turns its answer into a success on a copy.
    pub(super) fn candidates(&self, call: &Call) -> Vec<(Change, bool)> {
        let try_out = |change: Change| {
            let mut copy = self.fork();
            if let Changed::At(at) = change.to {
                copy.now = at;
            }
            let turned = copy.send(&call.changed(&change.to)).succeeded();
            (change, turned)
        };
        self.instance.changes(&call.request(), self.now).into_iter().map(try_out).collect()
    }
}

pub(super) fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

pub(super) fn names(answer: &Answer, clause: &str) -> bool {
    answer.clauses.iter().any(|id| id.0 == clause)
}
