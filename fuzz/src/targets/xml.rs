//! Hyp's XML: as a whole reply, and as a request in a form, percent-encoded or pasted in as it is.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use providers::{Api, Authority, Configured, Dice, HeaderMap, Method, Moment, NoKeys, Request, Step};
use serde_json::{Map, Value};

/// Elements lie no deeper one in another.
const DEEPEST: usize = 40;

static HYP: LazyLock<(&dyn Api, Arc<dyn Configured>)> = LazyLock::new(|| {
    let api = providers::find("hyp").unwrap_or_else(|error| panic!("{error}"));
    (api, api.configure(&Map::new(), None).unwrap_or_else(|error| panic!("{error}")))
});

pub(super) fn read(bytes: &[u8]) {
    let (api, configured) = &*HYP;
    if let Some(reply) = api.read(bytes) {
        assert!(depth(&reply) <= DEEPEST);
    }
    let encoded = bytes.iter().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02x}");
        encoded
    });
    ask(configured, encoded.as_bytes());
    ask(configured, bytes);
}

fn ask(configured: &Arc<dyn Configured>, int_in: &[u8]) {
    let mut dice = Dice::seeded(1);
    let mut moment = Moment { now: Timestamp::UNIX_EPOCH, client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &NoKeys };
    let mut instance = configured.clone().start(Authority { instance: "hyp" }, &mut moment);
    let credentials = instance.credentials();
    let of = |name: &str| credentials.get(name).map(String::as_str).unwrap_or_default();
    let form = format!("user={}&password={}&int_in=", of("user"), of("password"));
    let body = [form.as_bytes(), int_in].concat();
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/x-www-form-urlencoded"));
    let request = Request { method: &Method::POST, path: "/xpo/Relay", query: "", headers: &headers, body: &body };
    let _ = instance.changes(&request, moment.now);
    let answer = match instance.step(&request, &mut moment) {
        Step::Answer(answer) => answer,
        Step::Authorised(authorised) => {
            let documented = instance.stub(&authorised);
            instance.complete(&authorised, documented, &mut moment)
        }
    };
    // Whatever it was asked, its own reply is one.
    assert!(HYP.0.read(&answer.body).is_some(), "{}", String::from_utf8_lossy(&answer.body));
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or_default(),
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}
