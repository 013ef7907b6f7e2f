//! Plays against a small server of its own, controlled or not.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::target::{
    Clock, Connection, ControlError, Controls, CredentialLedger, Door, ExtraHeader, Foreign, HeaderText, LONE, Rotation, missing_for,
};
use crate::testing::{case, cases, ledgers};
use crate::transcript::{Body, Event, Interval, What};

mod kept;
mod turns;

const TOKEN: &str = "SECRETTOKEN1";

/// A server that answers every call with this text and keeps what it was sent.
struct Small {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Small {
    async fn start(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (answers, keeping): (Vec<String>, _) = (answers.iter().map(|one| (*one).to_owned()).collect(), heard.clone());
        tokio::spawn(async move {
            for answer in answers.iter().cycle() {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut heard = String::new();
                while !is_whole(&heard) {
                    let mut buffer = [0; 4_096];
                    let length = stream.read(&mut buffer).await.unwrap();
                    heard.push_str(&String::from_utf8_lossy(&buffer[..length]));
                }
                keeping.lock().unwrap().push(heard);
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// Whether a request has come to its end.
fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().unwrap());
    body.len() >= length
}

fn http(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nDate: Mon, 02 Mar 2026 10:20:31 GMT\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Controls over one small server: a clock that stands, actions that are refused where they are called so.
struct Hand {
    url: String,
    now: Mutex<Timestamp>,
}

impl Controls for Hand {
    fn prepare(&self, order: &WorldOrder<'_>) -> Result<BTreeMap<String, Door>, ControlError> {
        *self.now.lock().unwrap() = order.start;
        let given = order.instances.values().flat_map(|given| &given.actions);
        given.into_iter().try_for_each(|action| self.act("", "", &action.value.act.value, &action.value.with))?;
        let credentials = BTreeMap::from([("access_token".to_owned(), TOKEN.to_owned())]);
        Ok(order
            .instances
            .keys()
            .map(|name| (name.clone(), Door { base_url: self.url.clone(), credentials: credentials.clone(), public_keys: Vec::new() }))
            .collect())
    }
    fn now(&self, _: &str) -> Result<Timestamp, ControlError> {
        Ok(*self.now.lock().unwrap())
    }
    fn advance_to(&self, _: &str, to: Timestamp) -> Result<(), ControlError> {
        *self.now.lock().unwrap() = to;
        Ok(())
    }
    fn act(&self, _: &str, _: &str, action: &str, _: &Map<String, Value>) -> Result<(), ControlError> {
        if action == "refuse" { Err(ControlError::Refused(format!("{TOKEN} is taken"))) } else { Ok(()) }
    }
    fn inspect(&self, _: &str, _: &str) -> Result<Value, ControlError> {
        Ok(json!({"access_token": TOKEN, "until": "2026-03-02 11:20", "note": format!("was {TOKEN}")}))
    }
    fn release(&self, _: &str) {}
}

struct Nobody;

impl Watcher for Nobody {
    fn played(&self, _: &Case, _: &Play) {}
    fn stopped(&self) -> bool {
        false
    }
}

async fn played_on(target: Target, cases: Vec<Case>) -> Transcript {
    play(Plan { cases, ledgers: ledgers(), target, seed: 1, jobs: 4 }, Arc::new(Nobody)).await.unwrap()
}

async fn played(server: &Small, steps: &str) -> Play {
    let hand = Hand { url: server.url.clone(), now: Mutex::new(Timestamp::UNIX_EPOCH) };
    played_on(Target::Controlled(Arc::new(hand)), vec![case(steps)]).await.plays.remove(0)
}

fn answer_of(event: &Event) -> &crate::transcript::Received {
    match &event.what {
        What::Exchanged(exchange) => &exchange.answer,
        other => panic!("no call: {other:?}"),
    }
}

fn sent_in(event: &Event) -> &crate::transcript::Sent {
    match &event.what {
        What::Exchanged(exchange) => &exchange.request,
        other => panic!("no call: {other:?}"),
    }
}

#[tokio::test]
async fn all_that_a_step_says_is_sent_and_none_of_its_secrets_is_written_down() {
    let server = Small::start(&[&http("{}")]).await;
    let steps = "  - call: POST /x\n    bearer: ${access_token}\n    query: {q: 'a b'}\n    form: {t: '${access_token|doubled}'}\n    \
                 headers: {X-Many: [one, 'two ${access_token|cut}'], x-empty: ''}\n    from: 192.0.2.7\n";
    let play = played(&server, steps).await;
    let heard = server.heard().remove(0);
    assert!(heard.starts_with("POST /x?q=a+b HTTP/1.1\r\n"), "{heard}");
    for line in ["authorization: Bearer SECRETTOKEN1", "x-many: one", "x-many: two SECRETTOKEN", "x-empty: ", "standin-client-address: 192.0.2.7"] {
        assert!(heard.contains(&format!("{line}\r\n")), "{line} in {heard}");
    }
    assert!(heard.ends_with("\r\n\r\nt=SECRETTOKEN1SECRETTOKEN1"), "{heard}");
    let sent = sent_in(&play.events[0]);
    assert_eq!(sent.form, Some(vec![("t".to_owned(), "<access_token_doubled:1>".to_owned())]));
    assert!(!serde_json::to_string(&play).unwrap().contains("SECRETTOKEN"));
    assert_eq!(play.values["<access_token_cut:1>"].derived.as_ref().unwrap().from, "<access_token:1>");
}

#[tokio::test]
async fn basic_is_named_and_its_parts_are_told_without_secrets() {
    let server = Small::start(&[&http("{}")]).await;
    let play = played(&server, "  - {call: GET /x, basic: 'user:${access_token}'}\n").await;
    assert!(server.heard()[0].contains("authorization: Basic dXNlcjpTRUNSRVRUT0tFTjE="), "{:?}", server.heard());
    let sent = sent_in(&play.events[0]);
    assert_eq!((sent.headers[0].1.as_str(), sent.basic.as_deref()), ("Basic <basic:1>", Some("user:<access_token:1>")));
}

#[tokio::test]
async fn opaque_values_times_and_the_date_are_renamed_in_body_and_meaning() {
    let body = r#"{"access_token":"another-one-0","pin":"1234","until":"2026-03-02 11:20","text":"1234 another-one-0"}"#;
    let server = Small::start(&[&http(body)]).await;
    let play = played(&server, "  - {call: GET /x, keep: {new: $.access_token, pin: $.pin}}\n").await;
    let answer = answer_of(&play.events[0]);
    let expected = r#"{"access_token":"<access_token:2>","pin":"<pin:1>","until":"<start+3570s>","text":"1234 <access_token:2>"}"#;
    assert_eq!(answer.body, Body::Text(expected.to_owned()));
    assert_eq!(answer.read, Some(serde_json::from_str(expected).unwrap()));
    assert_eq!(answer.header("date").collect::<Vec<_>>(), ["<start+1s>"]);
    assert_eq!(play.events[0].kept, BTreeMap::from([("new".to_owned(), json!("<access_token:2>")), ("pin".to_owned(), json!("<pin:1>"))]));
}

#[tokio::test]
async fn a_base64_text_is_put_into_other_texts_and_has_a_name() {
    let server = Small::start(&[&http("{}")]).await;
    let steps =
        "  - call: GET /x\n    base64: {pair: 'user:${access_token}'}\n    headers: {Authorization: ['basic ${pair}', 'Basic ${pair|cut}']}\n";
    let play = played(&server, steps).await;
    let heard = server.heard().remove(0);
    for line in ["authorization: basic dXNlcjpTRUNSRVRUT0tFTjE=", "authorization: Basic dXNlcjpTRUNSRVRUT0tFTjE"] {
        assert!(heard.contains(&format!("{line}\r\n")), "{line} in {heard}");
    }
    let shown: Vec<&str> = sent_in(&play.events[0]).headers.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(shown, ["basic <basic:1>", "Basic <basic_cut:1>"]);
    assert!(!serde_json::to_string(&play).unwrap().contains("dXNlcjpTRUNSRVRUT0tFTjE"));
}

#[tokio::test]
async fn an_opaque_header_is_renamed_there_and_in_the_body() {
    let http = http(r#"{"see":"trace-number-1"}"#).replace("Connection", "X-Trace: trace-number-1\r\nX-Other: plain\r\nConnection");
    let server = Small::start(&[&http]).await;
    let play = played(&server, "  - {call: GET /x}\n").await;
    let answer = answer_of(&play.events[0]);
    assert_eq!((answer.header("x-trace").next(), answer.header("x-other").next()), (Some("<trace:1>"), Some("plain")));
    assert_eq!(answer.body, Body::Text(r#"{"see":"<trace:1>"}"#.to_owned()));
    assert_eq!(play.values["<trace:1>"].length, 14);
}

#[tokio::test]
async fn a_kept_value_is_sent_as_it_is() {
    let server = Small::start(&[&http(r#"{"access_token":"another-one-0"}"#)]).await;
    played(&server, "  - {call: GET /x, keep: {new: $.access_token}}\n  - {call: GET /x, bearer: '${new}'}\n").await;
    assert!(server.heard()[1].contains("authorization: Bearer another-one-0\r\n"));
}

#[tokio::test]
async fn a_wait_moves_the_clock_and_one_into_the_past_does_nothing() {
    let server = Small::start(&[&http("{}")]).await;
    let steps = "  - {call: GET /x, moment: asked}\n  - wait: {until: asked + 2m, plus: 1s, minus: 500ms}\n  - {call: GET /x}\n  \
                 - wait: {until: start}\n  - {call: GET /x}\n";
    let play = played(&server, steps).await;
    let at = |event: &Event| event.interval;
    let late = Interval { from: 120_500, to: 120_500 };
    assert_eq!(play.events.iter().map(at).collect::<Vec<_>>(), [Interval { from: 0, to: 0 }, late, late, late, late]);
}

#[tokio::test]
async fn acts_and_the_administrators_view_are_written_down_without_secrets() {
    let server = Small::start(&[&http("{}")]).await;
    let play = played(&server, "  - act: refuse\n  - act: allow\n  - {inspect: record, keep: {seen: $.access_token}}\n").await;
    let acted = |refused: Option<&str>, action: &str| What::Acted { action: action.to_owned(), refused: refused.map(str::to_owned) };
    assert_eq!(play.events[0].what, acted(Some("<access_token:1> is taken"), "refuse"));
    assert_eq!(play.events[1].what, acted(None, "allow"));
    let record = json!({"access_token": "<access_token:1>", "until": "<start+3570s>", "note": "was <access_token:1>"});
    assert_eq!(play.events[2].what, What::Inspected(record));
}

#[tokio::test]
async fn a_value_that_was_not_there_to_be_kept_stops_the_play_but_not_its_end() {
    let server = Small::start(&[&http("{}")]).await;
    let steps = "  - {call: GET /x, keep: {new: $.access_token}}\n  - {call: GET /x, bearer: '${new}'}\nfinally:\n  - {call: GET /end}\n";
    let play = played(&server, steps).await;
    assert_eq!(play.events[0].missing, BTreeMap::from([("new".to_owned(), "$.access_token".to_owned())]));
    assert!(matches!(&play.end, End::Broken { fault: Fault::Answer, place, .. } if place.step == 1), "{:?}", play.end);
    assert_eq!(server.heard().len(), 2, "the first call and the last");
    assert!(server.heard()[1].starts_with("GET /end "));
}

#[tokio::test]
async fn what_cannot_be_sent_is_our_fault_and_what_is_not_answered_the_targets() {
    let server = Small::start(&[""]).await;
    let unsent = played(&server, "  - {call: GET /x, headers: {'a b': x}}\n").await;
    assert!(matches!(unsent.end, End::Broken { fault: Fault::Tool, .. }), "{:?}", unsent.end);
    assert_eq!(server.heard().len(), 0);
    let unanswered = played(&server, "  - {call: GET /x}\n").await;
    assert!(matches!(unanswered.end, End::Broken { fault: Fault::Target, .. }), "{:?}", unanswered.end);
}

#[tokio::test]
async fn what_is_given_and_refused_is_nobodys_fault_and_nothing_is_sent() {
    let server = Small::start(&[&http("{}")]).await;
    let of = async |action: &str| {
        let hand = Hand { url: server.url.clone(), now: Mutex::new(Timestamp::UNIX_EPOCH) };
        let given = format!("verifies: [hyper.stated]\ngiven: {{actions: [{{act: {action}}}]}}\n");
        played_on(Target::Controlled(Arc::new(hand)), cases(&given, "  - {call: GET /x}\n")).await.plays.remove(0).end
    };
    let refused = of("refuse").await;
    assert!(matches!(refused, End::Broken { fault: Fault::Given, .. }), "{refused:?}");
    assert_eq!(server.heard().len(), 0);
    assert_eq!(of("save").await, End::Finished);
}

#[tokio::test]
async fn calls_at_once_are_all_sent_and_written_down_in_their_order() {
    let server = Small::start(&[&http("{}")]).await;
    let play = played(&server, "  - together:\n      - {call: GET /a}\n      - {call: GET /b}\n      - {call: GET /c}\n").await;
    let places: Vec<_> = play.events.iter().map(|event| (event.place.call, sent_in(event).path.as_str())).collect();
    assert_eq!(places, [(Some(0), "/a"), (Some(1), "/b"), (Some(2), "/c")]);
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn of_like_calls_at_once_the_answers_are_told_in_an_order_that_no_chance_decides() {
    let refused = "HTTP/1.1 429 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    for answers in [[&http("{}"), refused], [refused, &http("{}")]] {
        let server = Small::start(&answers).await;
        let of = async |steps: &str| played(&server, steps).await.events.iter().map(|event| answer_of(event).status).collect::<Vec<_>>();
        assert_eq!(of("  - together:\n      - {call: GET /a}\n      - {call: GET /a}\n").await, [200, 429]);
    }
}

#[tokio::test]
async fn plays_stand_in_the_order_of_their_cases() {
    let server = Small::start(&[&http("{}")]).await;
    let rows: Vec<String> = (0..20).map(|row| format!("  - {{case: row{row}}}\n")).collect();
    let all = cases(&format!("verifies: [hyper.stated]\nmatrix:\n{}", rows.concat()), "  - {call: 'GET /${case}'}\n");
    let ids: Vec<String> = all.iter().map(|case| case.id.clone()).collect();
    let hand = Hand { url: server.url.clone(), now: Mutex::new(Timestamp::UNIX_EPOCH) };
    let transcript = played_on(Target::Controlled(Arc::new(hand)), all).await;
    assert_eq!(transcript.plays.iter().map(|play| play.case.clone()).collect::<Vec<_>>(), ids);
}

fn clock() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1)
}

fn elsewhere(url: &str) -> Foreign {
    Foreign::new(url, Clock::Told(clock), BTreeMap::from([("access_token".to_owned(), TOKEN.to_owned())]))
}

#[tokio::test]
async fn a_foreign_target_is_only_called_and_the_rest_is_not_run() {
    let server = Small::start(&[&http("{}")]).await;
    let call = "  - {call: GET /x, bearer: '${access_token}'}\n";
    for (more, needs) in [
        ("", None),
        ("  - act: save\n", Some("an administrator's actions")),
        ("  - {inspect: record}\n", Some("an administrator's view")),
        ("  - wait: {until: start + 1s}\n", Some("a clock that can be waited for")),
        ("  - {call: GET /x, from: 192.0.2.1}\n", Some("a client's address of its own for 192.0.2.1")),
        ("  - {call: GET /x, bearer: '${refresh_token}'}\n", Some("the credential `refresh_token`")),
    ] {
        let play = played_on(Target::Foreign(Arc::new(elsewhere(&server.url))), vec![case(&format!("{call}{more}"))]).await.plays.remove(0);
        let expected = needs.map_or(End::Finished, |needs| End::NotRun { needs: needs.to_owned() });
        assert_eq!(play.end, expected, "{more}");
    }
    assert_eq!(server.heard().len(), 1, "what is not run sends nothing");
    let limits = cases("verifies: [hyper.stated]\nneeds: [rate-limits]\n", call).remove(0);
    assert_eq!(missing_for(&limits, &elsewhere("")), Some("`rate-limits`".to_owned()));
    let given = cases("verifies: [hyper.stated]\ngiven: {settings: {a: 1}, actions: [{act: save}]}\n", call).remove(0);
    assert_eq!(missing_for(&given, &elsewhere("")), Some("settings, an administrator's actions".to_owned()));
}

#[tokio::test]
async fn a_new_token_is_in_the_file_before_the_next_call_and_used_by_the_next_case() {
    let server = Small::start(&[&http(r#"{"access_token":"another-one-0"}"#)]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.json");
    let foreign = elsewhere(&server.url).with_ledger(CredentialLedger::open(&path).unwrap(), Rotation::default());
    let steps = "  - {call: GET /x, bearer: '${access_token}'}\n";
    played_on(Target::Foreign(Arc::new(foreign)), vec![case(steps), case(steps)]).await;
    let opening = CredentialLedger::open(&path).unwrap().opening(LONE, &server.url, &BTreeMap::new()).unwrap();
    assert_eq!(opening.credentials["access_token"], "another-one-0");
    assert!(server.heard()[0].contains("Bearer SECRETTOKEN1") && server.heard()[1].contains("Bearer another-one-0"), "{:?}", server.heard());
}

#[tokio::test]
async fn every_call_carries_the_targets_headers_and_the_secret_ones_are_written_down_by_name() {
    let server = Small::start(&[&http(r#"{"echo":"hidden-value-1"}"#)]).await;
    let header = |name: &str, value| ExtraHeader { name: name.to_owned(), value };
    let (secret, short) = (HeaderText::Secret("hidden-value-1".to_owned()), HeaderText::Secret("hid".to_owned()));
    let headers = vec![header("x-key", secret), header("x-pin", short), header("x-team", HeaderText::Plain("shown".to_owned()))];
    let foreign = elsewhere(&server.url).with_connection(Connection { headers, ..Connection::default() });
    let step = "  - {call: GET /x, headers: {X-Team: other}}\n";
    let play = played_on(Target::Foreign(Arc::new(foreign)), vec![case(step)]).await.plays.remove(0);
    let heard = &server.heard()[0];
    assert!(heard.contains("x-key: hidden-value-1") && heard.contains("x-pin: hid") && heard.contains("x-team: other"), "{heard}");
    assert!(!heard.contains("shown"), "a call that says otherwise does: {heard}");
    let written = serde_json::to_string(&play).unwrap();
    assert!(!written.contains("hid") && written.contains(r#"["x-key","<header:1>"],["x-pin","<header:2>"]"#), "{written}");
}

#[tokio::test]
async fn a_target_that_does_not_answer_the_first_call_is_not_asked_again() {
    let nowhere = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let plays =
        played_on(Target::Foreign(Arc::new(elsewhere(&nowhere))), vec![case("  - {call: GET /x}\n"), case("  - {call: GET /x}\n")]).await.plays;
    assert!(matches!(plays[0].end, End::Broken { fault: Fault::Target, .. }), "{:?}", plays[0].end);
    assert_eq!(plays[1].end, End::NotRun { needs: "a target that can be reached".to_owned() });
}

#[test]
fn a_world_is_named_by_what_can_be_read_of_the_case() {
    assert_eq!(world_name("hyper/grace/an old token@row", 7), "hyper-grace-an-old-token-row-7");
    assert!(world_name(&"a/".repeat(100), 1_000).len() <= 63);
}
