//! One instance on a bench: its clock, its dice, a signer that needs no keys, and short words for what tests do with it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::ayyeka::Ayyeka;
use crate::{ActionError, Answer, Api, Authority, Dice, HeaderMap, Instance, Jwt, Key, Method, Moment, Outcome, Request, Signer, Step, api::Erased};

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const GRANT: &[u8] = b"grant_type=client_credentials";

/// A signer whose signature is a number of key and message: good enough to tell texts apart, and no secret.
#[derive(Debug)]
struct Numbers;

fn number(key: &Key, message: &[u8]) -> Vec<u8> {
    let key = match key {
        Key::Shipped => "shipped",
        Key::Pem(pem) => pem.as_str(),
    };
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    key.bytes().chain(message.iter().copied()).fold(0xcbf2_9ce4_8422_2325, fold).to_be_bytes().to_vec()
}

impl Signer for Numbers {
    fn verifies(&self, key: &Key, message: &[u8], signature: &[u8]) -> bool {
        number(key, message) == signature
    }
}

/// A token over these parts that is signed by a key.
pub(super) fn signed(key: &Key, header: &str, claims: &str) -> String {
    let message = Jwt::message(header, claims);
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(number(key, message.as_bytes())))
}

pub(super) struct Bench {
    pub(super) instance: Box<dyn Instance>,
    pub(super) now: Timestamp,
    dice: Dice,
}

pub(super) fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

impl Bench {
    /// An instance with the default settings but these.
    pub(super) fn new(settings: Value) -> Self {
        let settings: Map<String, Value> = serde_json::from_value(settings).unwrap();
        let configured = Erased::<Ayyeka>::NEW.configure(&settings, None).unwrap();
        let mut dice = Dice::seeded(1);
        let mut moment = Moment { now: start(), client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &Numbers };
        let instance = configured.start(Authority { instance: "ayyeka" }, &mut moment);
        Self { instance, now: start(), dice }
    }

    pub(super) fn fork(&self) -> Self {
        Self { instance: self.instance.fork(), now: self.now, dice: self.dice.clone() }
    }

    /// So many seconds after the start.
    pub(super) fn at(&mut self, seconds: f64) -> &mut Self {
        self.now = start() + SignedDuration::from_millis((seconds * 1_000.0) as i64);
        self
    }

    /// Sends a request and puts in the signature that its answer lacks.
    pub(super) fn send(&mut self, method: &Method, path: &str, headers: &HeaderMap, body: &[u8]) -> Answer {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request { method, path, query, headers, body };
        let mut moment = Moment { now: self.now, client: [127, 0, 0, 1].into(), dice: &mut self.dice, signer: &Numbers };
        let mut answer = match self.instance.step(&request, &mut moment) {
            Step::Answer(answer) => answer,
            Step::Authorised(authorised) => {
                let answer = self.instance.stub(&authorised);
                self.instance.complete(&authorised, answer, &mut moment)
            }
        };
        if let Some(unsigned) = answer.unsigned.take() {
            let signature = URL_SAFE_NO_PAD.encode(number(&unsigned.key, unsigned.message.as_bytes()));
            answer.body.splice(unsigned.at..unsigned.at, signature.into_bytes());
        }
        answer
    }

    /// A token request with this pair in Basic and this form.
    pub(super) fn ask(&mut self, pair: &str, form: &[u8]) -> Answer {
        let basic = format!("Basic {}", STANDARD.encode(pair));
        self.send(&Method::POST, "/auth/token", &headers(&[("authorization", &basic), ("content-type", FORM)]), form)
    }

    /// Key and secret with a colon between.
    pub(super) fn pair(&self) -> String {
        let credentials = self.instance.credentials();
        format!("{}:{}", credentials["key"], credentials["secret"])
    }

    /// A fresh token.
    pub(super) fn token(&mut self) -> String {
        let answer = self.ask(&self.pair(), GRANT);
        read(&answer)["access_token"].as_str().unwrap().to_owned()
    }

    /// GET /v2.0/site with this Authorization; the empty text sends none.
    pub(super) fn site(&mut self, authorization: &str) -> Answer {
        let given = if authorization.is_empty() { headers(&[]) } else { headers(&[("authorization", authorization)]) };
        self.send(&Method::GET, "/v2.0/site", &given, b"")
    }

    /// The status of GET /v2.0/site by this token.
    pub(super) fn open(&mut self, token: &str) -> u16 {
        self.site(&format!("Bearer {token}")).status
    }

    pub(super) fn act(&mut self, action: &str, arguments: Value) -> Result<Outcome, ActionError> {
        let arguments: Map<String, Value> = serde_json::from_value(arguments).unwrap();
        let mut moment = Moment { now: self.now, client: [127, 0, 0, 1].into(), dice: &mut self.dice, signer: &Numbers };
        self.instance.act(action, &arguments, &mut moment)
    }
}

pub(super) fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap())).collect()
}

/// The body's meaning.
pub(super) fn read(answer: &Answer) -> Value {
    Erased::<Ayyeka>::NEW.read(&answer.body).unwrap_or_default()
}

pub(super) fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(given, _)| given == name).map(|(_, value)| &**value)
}

/// Whether an answer names a clause.
pub(super) fn names(answer: &Answer, clause: &str) -> bool {
    answer.clauses.iter().any(|id| id.0 == clause)
}
