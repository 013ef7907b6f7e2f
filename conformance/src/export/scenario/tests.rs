//! What cannot be said is left out with a reason, and what is written is read as what was meant.

use std::collections::BTreeMap;

use providers::naming::{Alteration, Derivation};
use serde_json::{Map, json};

use providers::naming::{Part, Spelling, Text};

use super::*;
use crate::scenario::lint::lint_questions;
use crate::suite::{Files, MANIFEST, Origin, Reading};

const MANIFEST_TEXT: &str = "format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hypertrack: ledger.yaml}\n";
const PATH: &str = "scenarios/hypertrack/exported/a.yaml";

fn named(name: &str) -> Part {
    Part::Named(name.to_owned())
}

fn plain(text: &str) -> Part {
    Part::Plain(text.to_owned())
}

fn spelled(spelling: Spelling, parts: &[Part]) -> Part {
    Part::Spelled(spelling, Text(parts.to_vec()))
}

/// A call that was served.
fn call(id: u64) -> Call {
    let pair = spelled(Spelling::Base64, &[named("<account_id:1>"), plain(":"), named("<secret_key:1>")]);
    Call {
        id,
        instance: "hypertrack".to_owned(),
        client: [127, 0, 0, 1].into(),
        method: "GET".to_owned(),
        path: Text::plain("/devices"),
        query: Text::default(),
        headers: vec![("authorization".to_owned(), Text(vec![plain("Basic "), pair]))],
        body: Body::Text(Text::default()),
        answer: Answer { status: 200, headers: Vec::new(), body: "[]".to_owned(), clauses: vec!["hypertrack.basic.accepted".to_owned()] },
        by: Answerer::Api,
    }
}

/// A story of a call that is served and of another that is made of it.
fn story(change: impl Fn(&mut Call)) -> Story {
    let mut other = call(2);
    change(&mut other);
    let settings = json!({"accounts": [{"account_id": "an account", "secret_key": "a/b+c d&e=\"f\""}]});
    let instance = Instance { api: "hypertrack".to_owned(), settings: settings.as_object().cloned().unwrap_or_default(), deviation: None };
    let begins = "2026-01-01T00:00:00Z".parse().unwrap();
    let event = |call| Event { at: begins, what: What::Call(Box::new(call)) };
    Story {
        world: "default".to_owned(),
        begins,
        instances: BTreeMap::from([("hypertrack".to_owned(), instance)]),
        foreign: BTreeMap::from([
            ("<bearer:1>".to_owned(), Foreign::StandIn("nobody's".to_owned())),
            ("<bearer_cut:1>".to_owned(), Foreign::Derived("<bearer:1>".to_owned(), Alteration::Text(Derivation::Cut))),
        ]),
        events: vec![event(call(1)), event(other)],
    }
}

/// The scenario of a story that no lint complains of.
fn linted(change: impl Fn(&mut Call)) -> String {
    let written = write(&story(change), None).unwrap();
    let mut files = Files::default();
    files.insert(MANIFEST, MANIFEST_TEXT.as_bytes());
    files.insert("ledger.yaml", providers::find("hypertrack").unwrap().ledger().as_bytes());
    files.insert(PATH, written.text.clone().into_bytes());
    let complaints = lint_questions(&Reading::read(files, Origin::BuiltIn).unwrap());
    let complaints: Vec<String> = complaints.iter().filter(|complaint| complaint.path() == PATH).map(ToString::to_string).collect();
    assert_eq!(complaints, Vec::<String>::new(), "{}", written.text);
    written.text
}

/// What is written of the second call.
fn second(change: impl Fn(&mut Call)) -> String {
    let text = linted(change);
    let (_, second) = text.split_once("clause: hypertrack.basic.accepted}\n  ").unwrap();
    second.split_once("clause: hypertrack.basic.accepted}\n  ").unwrap_or(("", second)).1.to_owned()
}

fn form(call: &mut Call, parts: &[Part]) {
    call.headers.push(("content-type".to_owned(), Text::plain("application/x-www-form-urlencoded")));
    call.body = Body::Text(Text(parts.to_vec()));
}

#[test]
fn a_secret_that_a_form_writes_otherwise_is_a_pair_and_never_a_part_of_a_text() {
    let secret = || spelled(Spelling::Form, &[named("<secret_key:1>")]);
    let sorted = second(|call| form(call, &[plain("a=b+c&k="), secret()]));
    assert!(sorted.contains("form: {a: \"b c\", k: \"${secret_key}\"}"), "{sorted}");
    let reordered = second(|call| form(call, &[plain("k="), secret(), plain("&a=b+c")]));
    assert!(reordered.contains("form: {a: \"b c\", k: \"${secret_key}\"}"), "{reordered}");
    let raw = second(|call| form(call, &[plain("k="), named("<secret_key:1>")]));
    assert!(raw.contains("headers: {content-type: \"application/x-www-form-urlencoded\"}\n    body: k=${secret_key}"), "{raw}");
    let twice = second(|call| form(call, &[plain("k="), secret(), plain("&k=2")]));
    assert!(twice.contains("# left out: GET /devices at start + 0s (call 2): secret_key is written in a way that a scenario cannot"), "{twice}");
}

#[test]
fn a_body_is_sent_byte_for_byte() {
    for (kind, sent, said) in [
        ("application/x-www-form-urlencoded", "b=1&a=2", "body: b=1&a=2"),
        ("application/x-www-form-urlencoded", "a=%2f", "body: a=%2f"),
        ("application/x-www-form-urlencoded", "a", "body: a"),
        ("application/x-www-form-urlencoded; charset=utf-8", "a=1", "form: {a: \"1\"}"),
        ("application/json", "{\"a\":1.50}", "body: \"{\\\"a\\\":1.50}\""),
        ("application/json", "{\"a\":null,\"b\":\"on\"}", "json: {a: null, b: \"on\"}"),
        ("application/json", "{\"a\": 1}", "body: \"{\\\"a\\\": 1}\""),
        ("text/xml", "<a>${b}</a>\n", "body: \"<a>$${b}</a>\\n\""),
    ] {
        let text = second(|call| {
            call.headers.push(("content-type".to_owned(), Text::plain(kind)));
            call.body = Body::Text(Text::plain(sent));
        });
        assert!(text.contains(said), "{said}: {text}");
        let by_itself = (said.starts_with("form") && !kind.contains(';')) || said.starts_with("json");
        assert_eq!(text.contains("content-type"), !by_itself, "{text}");
    }
}

#[test]
fn a_secret_in_json_is_put_in_as_json_writes_it() {
    let json = |spelling| {
        second(move |call| {
            call.headers.push(("content-type".to_owned(), Text::plain("application/json")));
            call.body = Body::Text(Text(vec![plain("{\"k\":\""), spelled(spelling, &[named("<secret_key:1>")]), plain("\"}")]));
        })
    };
    assert!(json(Spelling::Json).contains("json: {k: \"${secret_key}\"}"), "{}", json(Spelling::Json));
    assert!(json(Spelling::JsonSlashes).contains("# left out"), "{}", json(Spelling::JsonSlashes));
}

#[test]
fn an_authorization_is_said_in_the_shortest_words_that_send_it() {
    let with = |parts: &[Part]| second(|call| call.headers = vec![("authorization".to_owned(), Text(parts.to_vec()))]);
    let pair = |spelling| spelled(spelling, &[named("<account_id:1>"), plain("::"), named("<bearer:1>")]);
    for (parts, said) in [
        (&[plain("Bearer "), named("<bearer_cut:1>")][..], "bearer: \"nobody'\""),
        (&[plain("bearer "), named("<secret_key:1>")], "headers: {Authorization: \"bearer ${secret_key}\"}"),
        (&[plain("Basic "), pair(Spelling::Base64)], "basic: \"${account_id}::nobody's\""),
        (
            &[plain("basic "), pair(Spelling::Base64)],
            "base64: {base64_1: \"${account_id}::nobody's\"}\n    headers: {Authorization: \"basic ${base64_1}\"}",
        ),
        (&[plain("Basic "), pair(Spelling::Base64Unpadded)], "# left out"),
        (&[plain("Basic "), spelled(Spelling::Base64, &[spelled(Spelling::Form, &[named("<secret_key:1>")])])], "# left out"),
        (&[plain("Bearer $"), named("<secret_key:1>")], "# left out"),
        (&[plain("Bearer "), named("<access_token:9>")], "it uses <access_token:9>, which no step before it is answered with"),
    ] {
        let text = with(parts);
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn whatever_a_client_sends_is_said_in_a_scenario_that_can_be_read_or_left_out() {
    for nasty in [
        "\u{f0000}",
        "%F3%B0%80%80",
        "${",
        "$${",
        "${a|b}",
        "\u{0}\u{1b}",
        "a\r\nb",
        "\u{202e}",
        "ü",
        "ÿ",
        "#",
        "a: b",
        "\"'",
        "\\",
        "{}",
        "- x",
        "& *",
        "%zz",
        "..",
        "/../a",
        "?",
        "<a:1>",
    ] {
        for place in 0..6 {
            linted(|call| match place {
                0 => call.path = Text::plain(&format!("/{nasty}")),
                1 => call.query = Text::plain(nasty),
                2 => call.headers.push(("x-y".to_owned(), Text::plain(&nasty.replace(['\r', '\n', '\0', '\u{1b}'], "")))),
                3 => form(call, &[plain(nasty), named("<account_id:1>")]),
                4 => call.body = Body::Text(Text::plain(nasty)),
                _ => call.method = nasty.to_owned(),
            });
        }
    }
    assert!(second(|call| call.body = Body::Bytes).contains("its body is no UTF-8"));
    assert!(second(|call| call.path = Text::default()).contains("its path is empty"));
}

#[test]
fn a_secret_is_never_in_a_file_beside_the_stand_in_that_the_settings_have() {
    let story = Story { foreign: BTreeMap::new(), ..story(|_| {}) };
    let text = write(&story, None).unwrap().text;
    assert_eq!(text.matches("a/b+c d&e").count(), 1, "{text}");
    assert!(text.contains("given:\n  # in `accounts` something of equal shape stands in for each secret\n  settings:\n    accounts: [{"), "{text}");
}

#[test]
fn a_refusal_is_expected_beside_the_same_call_that_is_served_and_else_is_said() {
    let refused = |path: &'static str| {
        linted(move |call| {
            call.path = Text::plain(path);
            call.answer = Answer {
                status: 401,
                headers: Vec::new(),
                body: "{\"message\":\"Unauthorized\"}".to_owned(),
                clauses: vec!["hypertrack.basic.wrong-credentials".to_owned()],
            };
        })
    };
    assert!(refused("/devices").contains("{refusal: unauthorized, clause: hypertrack.basic.wrong-credentials}"), "{}", refused("/devices"));
    let alone = refused("/trips");
    assert!(!alone.contains("refusal: unauthorized") && alone.contains("# answered with 401; nothing is expected"), "{alone}");
    assert!(alone.contains("verifies: [hypertrack.basic.accepted]\n"), "{alone}");
}

#[test]
fn a_deviation_is_told_with_how_to_have_it_again() {
    let mut story = story(|_| {});
    let instance = Instance { deviation: Some("basic-not-checked".to_owned()), settings: Map::new(), api: "hypertrack".to_owned() };
    story.instances.insert("hypertrack".to_owned(), instance);
    let text = write(&story, None).unwrap().text;
    assert!(text.contains("# it broke a clause on purpose; so does: standin check --deviation hypertrack=basic-not-checked\nsteps:"), "{text}");
}
