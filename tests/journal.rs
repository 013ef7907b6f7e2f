//! `standin journal` and `standin serve --coverage` as a user runs them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use support::{Serving, described, standin};

/// What the text of a call shows.
const SHOWN: [&str; 13] = [
    "id",
    "at",
    "request.method",
    "request.path",
    "request.query",
    "request.basic",
    "answer.status",
    "clauses",
    "beyond",
    "lift",
    "stub",
    "faults",
    "error",
];
/// What `--format json` alone shows; of the headers, the text shows Authorization.
const NOT_SHOWN: [&str; 8] = ["real", "world", "instance", "client", "request.headers", "request.body", "answer.headers", "answer.body"];

#[test]
fn the_calls_are_printed_in_words_and_without_a_secret() {
    let serving = Serving::start(&[]);
    let (access, refresh) = (serving.credential("hyper", "access_token"), serving.credential("hyper", "refresh_token"));
    serving.get(&format!("/TokenValidity?x={access}"), access);
    let reply = serving.get("/RefreshToken", refresh);
    serving.get("/TokenValidity", "of nobody");
    let printed = serving.printed("journal", &[]);
    let first =
        "#1 2026-01-01T00:00:00Z GET /hyper/TokenValidity?x=<access_token:1> [Bearer <access_token:1>] 200\n    decided by: hyper.validity.reply";
    assert!(printed.starts_with(first), "{printed}");
    assert!(printed.contains("[Bearer <bearer:1>] 401\n    decided by: hyper.refusal.malformed"), "{printed}");
    let all = printed + &serving.printed("journal", &["--format", "json"]);
    let (_, body) = reply.split_once("\r\n\r\n").unwrap();
    let reply: Value = serde_json::from_str(body).unwrap();
    for secret in [access, refresh, reply["access_token"].as_str().unwrap(), reply["refresh_token"].as_str().unwrap(), "of nobody"] {
        assert!(!all.contains(secret), "{all}");
    }
    assert!(all.contains("<access_token:2>") && all.contains("<refresh_token:2>"), "{all}");
}

/// The value at a place such as `request.path`.
fn at<'a>(call: &'a Value, place: &str) -> &'a Value {
    place.split('.').fold(call, |value, name| &value[name])
}

/// The texts of which a value consists.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        _ => vec![value.to_string()],
    }
}

#[test]
fn every_member_that_a_call_can_have_is_shown_or_known_not_to_be() {
    let document = Serving::start(&[]).told("GET", "/openapi.json", &Value::Null);
    let inner = |of: &str, name: &str| described(&document, name).into_iter().map(|member| format!("{of}.{member}")).collect::<Vec<_>>();
    let mut members: BTreeSet<String> = described(&document, "EntryView").into_iter().collect();
    assert!(members.remove("request") && members.remove("answer"));
    members.extend(inner("request", "RequestView").into_iter().chain(inner("answer", "AnswerView")));
    assert_eq!(members, SHOWN.into_iter().chain(NOT_SHOWN).map(str::to_owned).collect());
}

#[test]
fn the_text_of_a_call_has_every_value_that_it_is_said_to_show() {
    let serving = Serving::start(&["--set", "hyper.max_posts=1"]);
    let access = serving.credential("hyper", "access_token");
    let stub = json!({"name": "an-order", "match": {"path": "/Order"}, "answers": [{"text": "an order"}]});
    serving.told("POST", "/worlds/default/instances/hyper/stubs", &stub);
    let fault = json!({"name": "out-of-order", "match": {"path": "/Order"}, "effect": {"status": {"code": 503}}});
    serving.told("POST", "/worlds/default/faults", &fault);
    serving.get("/Order?number=7", access);
    serving.call("POST", "/hyper/TokenValidity", &format!("bearer {access}"));
    serving.call("POST", "/hyper/TokenValidity", &format!("Bearer {access}"));
    serving.call("GET", "/hyper/TokenValidity", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    serving.call("GET", "/nowhere", "Bearer of nobody");

    let printed = serving.printed("journal", &[]);
    let calls: Vec<Value> = serving.printed("journal", &["--format", "json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<&str> = printed.split("\n#").collect();
    assert_eq!(told.len(), calls.len(), "{printed}");
    let mut seen = BTreeSet::new();
    for (call, told) in calls.iter().zip(told) {
        for member in SHOWN {
            let texts = texts(at(call, member));
            seen.extend((!texts.is_empty()).then_some(member));
            assert!(texts.iter().all(|text| told.contains(text)), "{member} of {call} is not in: {told}");
        }
    }
    assert_eq!(seen, BTreeSet::from(SHOWN), "{printed}");
}

#[test]
fn filters_choose_and_json_is_a_call_a_line() {
    let serving = Serving::start(&[]);
    serving.get("/TokenValidity", serving.credential("hyper", "access_token"));
    serving.get("/TokenValidity", "x");
    let lines: Vec<Value> =
        serving.printed("journal", &["--refused", "--format", "json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|call| call["id"].as_u64().unwrap()).collect::<Vec<_>>(), [2]);
    assert_eq!(serving.printed("journal", &["--status", "200", "--path", "/Token*", "--limit", "1"]).matches('#').count(), 1);
}

#[test]
fn a_follower_prints_each_call_as_it_happens_and_ends_with_the_server() {
    let mut serving = Serving::start(&[]);
    serving.get("/TokenValidity", "x");
    let mut follower = serving.asked_by("journal").arg("--follow").stdout(Stdio::piped()).spawn().unwrap();
    let mut printed = BufReader::new(follower.stdout.take().unwrap()).lines();
    let mut call = || printed.by_ref().map(Result::unwrap).find(|line| line.starts_with('#'));
    assert!(call().unwrap().starts_with("#1 "));
    serving.get("/alive_check", "x");
    assert!(call().unwrap().starts_with("#2 2026-01-01T00:00:00Z GET /hyper/alive_check "));
    assert_eq!(serving.end("-TERM"), Some(0));
    assert_eq!(call(), None);
    assert_eq!(follower.wait().unwrap().code(), Some(0));
}

#[test]
fn a_token_is_taken_from_the_option_the_environment_or_the_ready_file() {
    let given = Serving::start(&["--control-token", "secret"]);
    let url = given.control_url();
    let code = |options: &[&str], variable: &str| {
        let mut command = standin("journal");
        command.args(["--control", url]).args(options).env(variable, "secret");
        command.output().unwrap().status.code()
    };
    assert_eq!(code(&[], "ANOTHER_VARIABLE"), Some(2));
    assert_eq!(code(&["--token", "secret"], "ANOTHER_VARIABLE"), Some(0));
    assert_eq!(code(&[], "STANDIN_CONTROL_TOKEN"), Some(0));
    Serving::start(&["--control-bind", "0.0.0.0"]).printed("journal", &[]);
}

#[test]
fn what_cannot_be_asked_is_said_with_what_to_do_about_it() {
    let serving = Serving::start(&[]);
    let url = serving.control_url();
    let cases: [(&[&str], i32, &str); 5] = [
        (&["--control", url, "--world", "defalt"], 2, "did you mean `default`?"),
        (&["--control", url, "--status", "9"], 2, "4xx"),
        (&["--control", "nowhere"], 2, "http://127.0.0.1:8081"),
        (&["--ready-file", "no-such-file"], 2, "no-such-file"),
        (&["--control", "http://127.0.0.1:1"], 3, "standin serve"),
    ];
    for (options, code, says) in cases {
        let Output { status, stderr, .. } = standin("journal").args(options).output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(code), "{options:?}: {stderr}");
        assert!(stderr.contains(says), "{options:?}: {stderr}");
    }
}

#[test]
fn coverage_is_written_at_the_end_in_the_form_of_its_name() {
    for (name, signal, met) in [
        ("coverage.txt", "-INT", "hyper: 3 clauses met"),
        ("coverage.json", "-TERM", "\"met\": 3,"),
        ("coverage.xml", "-INT", "<testcase name=\"hyper.refusal.wrong\" classname=\"hyper\">\n            <system-out>"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        let mut serving = Serving::start(&["--coverage", file.to_str().unwrap()]);
        assert!(!std::fs::read_to_string(&file).unwrap().contains(met), "{name}");
        serving.get("/Some_Function", "x");
        assert_eq!(serving.end(signal), Some(0));
        let written = std::fs::read_to_string(&file).unwrap();
        assert!(written.contains(met), "{name}: {written}");
    }
}

#[test]
fn a_coverage_file_that_cannot_be_written_is_found_at_the_start() {
    let Output { status, stderr, .. } =
        standin("serve").args(["--port", "0", "--control-port", "0", "--coverage", "no/such/folder/coverage.txt"]).output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("no/such/folder/coverage.txt"), "{stderr}");
}

#[test]
fn strict_refuses_what_is_served_without_it() {
    for (options, status) in [(&[][..], "HTTP/1.1 200"), (&["--strict"], "HTTP/1.1 401")] {
        let serving = Serving::start(options);
        assert!(serving.get("/alive_check", "x").starts_with(status), "{options:?}");
    }
}

#[test]
fn the_header_with_the_clauses_is_sent_on_demand() {
    for (options, named) in [(&[][..], false), (&["--explain-header"], true)] {
        let answer = Serving::start(options).get("/TokenValidity", "x");
        assert_eq!(answer.contains("\r\nstandin-clauses: hyper.refusal."), named, "{answer}");
    }
}
