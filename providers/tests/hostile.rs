//! Every API, as it is documented and under each deviation: any request gets an answer, and nothing panics.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use providers::{Api, Authority, CATALOGUE, Credentials, Dice, Instance, Moment, NoKeys, Request, Step};
use serde_json::Map;

/// A request that owns its parts.
#[derive(Clone, Debug)]
struct Sent {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Words of the documents, among which random ones stand. `@name` is the credential of that name, `#` the Base64 of the
/// first two with a colon between.
const WORDS: &[&str] = &[
    "Basic ",
    "Bearer ",
    "basic",
    "bearer\t",
    "@access_token",
    "@refresh_token",
    "#",
    "@user",
    "@password",
    "@terminal",
    "/",
    "?",
    "&",
    "=",
    ":",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    "%",
    "%00",
    "%ff",
    "+",
    " ",
    "\u{0}",
    "\u{5e2}",
    "grant_type",
    "client_credentials",
    "client_id",
    "scope",
    "view:trips",
    "user",
    "password",
    "sessionId",
    "int_in",
    "<",
    ">",
    "</",
    "<ashrait><request>",
    "</request></ashrait>",
    "<command>getSessionId",
    "</command>",
    "<version>2000</version>",
    "<getSessionId/>",
    "<requestId>&#1;",
    "</requestId>",
    "&amp;",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "<!DOCTYPE a>",
    "eyJhbGciOiJSUzM4NCJ9",
    ".",
    "phone",
    "embed_url",
    "device_id",
    "99999999999999999999",
    "-1",
];

const PATHS: &[&str] = &[
    "/RefreshToken",
    "/TokenValidity",
    "/Does_Entity_Exist_Json",
    "/alive_check",
    "/oauth/token",
    "/oauth/embed-token",
    "/devices",
    "/devices/",
    "/trips/trip-1/complete",
    "/views/trips",
    "/tracking/",
    "/xpo/Relay",
    "/auth/token",
    "/v2.0/site",
    "/v2.0/health",
    "",
    "/",
    "//",
    "/%",
];

const TYPES: &[&str] = &["application/x-www-form-urlencoded", "application/json", "text/xml; charset=\"", "", "\u{fffd}"];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => "\\PC{0,8}", 1 => "[a-zA-Z0-9]{1,10}"];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn sent() -> impl Strategy<Value = Sent> {
    let path = prop_oneof![4 => prop::sample::select(PATHS).prop_map(str::to_owned), 1 => text()];
    let body = prop_oneof![4 => text().prop_map(String::into_bytes), 1 => proptest::collection::vec(any::<u8>(), 0..200)];
    let method = prop::sample::select(&["GET", "POST", "PUT", "OPTIONS"][..]);
    (method, path, text(), proptest::option::of(text()), prop::sample::select(TYPES), body).prop_map(
        |(method, path, query, authorization, kind, body)| {
            let mut headers = HeaderMap::new();
            for (name, value) in [(CONTENT_TYPE, Some(kind.to_owned())), (AUTHORIZATION, authorization)] {
                if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok()) {
                    headers.insert(name, value);
                }
            }
            Sent { method: method.parse().unwrap(), path, query, headers, body }
        },
    )
}

fn filled(text: &str, credentials: &Credentials) -> String {
    let mut filled = text.to_owned();
    for (name, value) in credentials {
        filled = filled.replace(&format!("@{name}"), value);
    }
    let pair: Vec<&str> = credentials.values().map(String::as_str).take(2).collect();
    filled.replace('#', &STANDARD.encode(pair.join(":")))
}

impl Sent {
    fn filled(&self, credentials: &Credentials) -> Self {
        let mut sent = Self { query: filled(&self.query, credentials), ..self.clone() };
        sent.body = std::str::from_utf8(&self.body).map_or_else(|_| self.body.clone(), |body| filled(body, credentials).into_bytes());
        for value in sent.headers.values_mut() {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            *value = HeaderValue::from_bytes(filled(&text, credentials).as_bytes()).unwrap();
        }
        sent
    }
}

/// Takes the whole way of a call, and asks all else that a host asks about it.
fn send(api: &dyn Api, instance: &mut dyn Instance, sent: &Sent) -> u16 {
    let mut dice = Dice::seeded(1);
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let moment = &mut Moment { now, client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &NoKeys };
    let request = Request { method: &sent.method, path: &sent.path, query: &sent.query, headers: &sent.headers, body: &sent.body };
    let answer = match instance.step(&request, moment) {
        Step::Answer(answer) => answer,
        Step::Authorised(authorised) => {
            let answer = instance.stub(&authorised);
            instance.complete(&authorised, answer, moment)
        }
    };
    instance.changes(&request, now);
    instance.deadlines(now);
    instance.inspect(now);
    api.read(&answer.body);
    api.read(&sent.body);
    answer.status
}

fn start(api: &'static dyn Api, deviation: Option<&str>) -> Box<dyn Instance> {
    let mut dice = Dice::seeded(1);
    let moment = &mut Moment { now: "2026-01-01T00:00:00Z".parse().unwrap(), client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &NoKeys };
    api.configure(&Map::new(), deviation).unwrap().start(Authority { instance: api.name() }, moment)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_api_answers_any_request_whatever_its_deviation(sent in sent()) {
        for api in CATALOGUE {
            let deviations = api.deviations();
            for deviation in std::iter::once(None).chain(deviations.iter().map(|(name, ..)| Some(*name))) {
                let mut instance = start(*api, deviation);
                let sent = sent.filled(&instance.credentials());
                let status = send(*api, instance.as_mut(), &sent);
                prop_assert!((200..600).contains(&status), "{} {deviation:?}: {status}", api.name());
            }
        }
    }
}
