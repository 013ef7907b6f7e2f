//! Whole requests to each API, as documented and in its strict reading: a head and a body each, `====` between two.
//!
//! The first line is method, path and query, then come headers until an empty line. `@name` is the credential of that name.

use http::{HeaderName, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use providers::{Answer, Api, Authority, CATALOGUE, Credentials, Dice, HeaderMap, Instance, Method, Moment, NoKeys, Request, Step};
use serde_json::Map;

/// A conversation is no longer.
const MOST: usize = 8;
/// What passes between two requests.
const PAUSE: SignedDuration = SignedDuration::from_secs(61);

pub(super) fn read(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for api in CATALOGUE {
        for settings in [Map::new(), api.strict()] {
            let configured = api.configure(&settings, None).unwrap_or_else(|error| panic!("{error}"));
            let mut dice = Dice::seeded(1);
            let mut now = Timestamp::UNIX_EPOCH;
            let mut instance = configured.start(Authority { instance: api.name() }, &mut at(now, &mut dice));
            for message in text.split("\n====\n").take(MOST) {
                let message = filled(message, &instance.credentials());
                send(*api, instance.as_mut(), &message, now, &mut dice);
                now += PAUSE;
            }
        }
    }
}

/// Sends a request, and the same to a copy: both must answer alike, and the state must be data that can be taken up again.
fn send(api: &dyn Api, instance: &mut dyn Instance, message: &str, now: Timestamp, dice: &mut Dice) {
    let (head, body) = message.split_once("\n\n").unwrap_or((message, ""));
    let (target, lines) = head.split_once('\n').unwrap_or((head, ""));
    let (method, target) = target.split_once(' ').unwrap_or(("GET", target));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
    let headers = headers(lines);
    let request = Request { method: &method, path, query, headers: &headers, body: body.as_bytes() };
    let (mut copy, mut other) = (instance.fork(), dice.clone());
    let changes = instance.changes(&request, now);
    let answer = answer(instance, &request, &mut at(now, dice));
    assert_eq!(answer, self::answer(copy.as_mut(), &request, &mut at(now, &mut other)));
    assert!((200..600).contains(&answer.status) && changes.len() < 1_000);
    assert_eq!(instance.state(), copy.state());
    let resumed = instance.configured().resume(&instance.state()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((resumed.state(), resumed.inspect(now)), (instance.state(), instance.inspect(now)));
    assert!(instance.deadlines(now).is_sorted_by_key(|deadline| deadline.at));
    api.read(&answer.body);
}

fn answer(instance: &mut dyn Instance, request: &Request<'_>, moment: &mut Moment<'_>) -> Answer {
    match instance.step(request, moment) {
        Step::Answer(answer) => answer,
        Step::Authorised(authorised) => {
            let documented = instance.stub(&authorised);
            instance.complete(&authorised, documented, moment)
        }
    }
}

fn at(now: Timestamp, dice: &mut Dice) -> Moment<'_> {
    Moment { now, client: [127, 0, 0, 1].into(), dice, signer: &NoKeys }
}

fn headers(lines: &str) -> HeaderMap {
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value.trim().as_bytes()).ok()?))
    };
    lines.lines().filter_map(header).fold(HeaderMap::new(), |mut headers, (name, value)| {
        headers.append(name, value);
        headers
    })
}

fn filled(message: &str, credentials: &Credentials) -> String {
    credentials.iter().fold(message.to_owned(), |message, (name, value)| message.replace(&format!("@{name}"), value))
}
