//! `standin explain` as a user runs it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use support::{Serving, described, standin};

/// What every explanation holds.
const SHOWN: [&str; 7] = ["world", "instance", "at", "status", "refused", "clauses", "changes"];
/// What the explanation of one of the journal's calls may hold besides.
const SHOWN_OF_THE_JOURNAL: [&str; 4] = ["id", "stub", "faults", "error"];
const SHOWN_OF_A_CLAUSE: [&str; 5] = ["id", "level", "says", "place", "undocumented"];
const SHOWN_OF_A_CHANGE: [&str; 3] = ["says", "status", "clauses"];
/// Which part of the call a change is about; its sentence says so too.
const NOT_SHOWN_OF_A_CHANGE: [&str; 7] = ["at", "client", "method", "path", "header", "setting", "changes"];

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

/// How a command ended, and what it said beside its output.
fn failed(command: &mut Command) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(stdout.is_empty(), "{}", String::from_utf8_lossy(&stdout));
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_refusal_is_told_with_its_clauses_their_places_and_what_would_have_turned_it() {
    let serving = Serving::start(&[]);
    let access = serving.credential("hyper", "access_token");
    let header = format!("Authorization: Bearer {access}");
    let call = ["--instance", "hyper", "GET", "/TokenValidity?x=y", "-H", &header];
    let served = serving.printed("explain", &call);
    assert!(served.starts_with("2026-01-01T00:00:00Z hyper in the world default: 200\n    decided by:\n"), "{served}");
    assert!(!served.contains("refused") && !served.contains("turned"), "{served}");

    serving.told("POST", "/worlds/default/clock", &json!({"advance": "3603200ms"}));
    let refused = serving.printed("explain", &call);
    assert!(refused.starts_with("2026-01-01T01:00:03.2Z hyper in the world default: 401, refused\n    decided by:\n"), "{refused}");
    let clause = "        hyper.refusal.expired-current (";
    let (_, of_the_clause) = refused.split_once(clause).unwrap_or_else(|| panic!("no clause {clause} in {refused}"));
    assert!(of_the_clause.lines().nth(1).unwrap().starts_with("            \"Connection & Tokens\", section \""), "{refused}");
    let change = "        send it earlier: this token expired 3.2 s ago; it was good until 01:00:00 -> 200 by hyper.validity.reply ";
    assert!(refused.contains(&format!("    would be turned by:\n{change}")), "{refused}");
    assert!(!refused.contains(access) && !served.contains(access));
    assert_eq!(serving.printed("journal", &[]), "", "what is imagined is no call");
}

#[test]
fn what_was_accepted_beyond_the_documents_is_told_and_what_they_say_is_not() {
    let serving = Serving::start(&[]);
    for (scheme, beyond) in [("bearer", true), ("Bearer", false)] {
        let header = format!("Authorization: {scheme} {}", serving.credential("hyper", "access_token"));
        let told = serving.printed("explain", &["--instance", "hyper", "/TokenValidity", "-H", &header]);
        assert_eq!(told.contains("    accepted beyond the documents:\n        hyper.bearer.case\n"), beyond, "{told}");
    }
}

#[test]
fn a_body_is_taken_from_the_line_a_file_or_standard_input_and_is_a_form() {
    let serving = Serving::start(&[]);
    let [id, secret] = ["account_id", "secret_key"].map(|name| serving.credential("hypertrack", name));
    let file = serving.folder.path().join("body");
    let explained = |data: &str, body: &str| {
        let command = ["--instance", "hypertrack", "/oauth/token", "--format", "json", "-d", data];
        let mut child = serving.asked_by("explain").args(command).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(body.as_bytes()).unwrap();
        let Output { stdout, .. } = child.wait_with_output().unwrap();
        serde_json::from_slice::<Value>(&stdout).unwrap()["status"].clone()
    };
    for (secret, status) in [(secret, 200), ("wrong", 401)] {
        let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        std::fs::write(&file, &body).unwrap();
        assert_eq!(explained(&body, ""), status);
        assert_eq!(explained(&format!("@{}", file.display()), ""), status);
        assert_eq!((explained("-", &body), explained("@-", &body)), (json!(status), json!(status)));
    }
}

#[test]
fn a_user_and_a_password_are_a_basic_header() {
    let serving = Serving::start(&[]);
    let [id, secret] = ["account_id", "secret_key"].map(|name| serving.credential("hypertrack", name));
    for (pair, status) in [(format!("{id}:{secret}"), ": 200\n"), (format!("{id}:wrong"), ": 401, refused\n")] {
        let told = serving.printed("explain", &["--instance", "hypertrack", "/devices", "-u", &pair]);
        assert!(told.contains(status) && !told.contains(secret) && !told.contains(id), "{told}");
    }
}

#[test]
fn the_clients_address_is_part_of_the_call() {
    let serving = Serving::start(&[]);
    let action = |name: &str, with: &Value| serving.told("POST", &format!("/worlds/default/instances/hyper/actions/{name}"), with);
    action("set_whitelist", &json!({"addresses": ["192.0.2.1"]}));
    action("save", &Value::Null);
    action("restart", &Value::Null);
    let header = format!("Authorization: Bearer {}", serving.credential("hyper", "access_token"));
    for (address, status) in [("192.0.2.1", ": 200\n"), ("192.0.2.2", ": 403, refused\n")] {
        let told = serving.printed("explain", &["--instance", "hyper", "/TokenValidity", "-H", &header, "--client", address]);
        assert!(told.contains(status), "{address}: {told}");
    }
}

#[test]
fn every_member_that_an_explanation_can_have_is_shown_or_known_not_to_be() {
    let serving = Serving::start(&[]);
    let document = serving.told("GET", "/openapi.json", &Value::Null);
    let explanation: BTreeSet<String> = described(&document, "Explanation").into_iter().collect();
    assert_eq!(explanation, names(&[&SHOWN[..], &SHOWN_OF_THE_JOURNAL].concat()));
    assert_eq!(BTreeSet::from_iter(described(&document, "ClauseView")), names(&SHOWN_OF_A_CLAUSE));
    let change = [&SHOWN_OF_A_CHANGE[..], &NOT_SHOWN_OF_A_CHANGE].concat();
    assert_eq!(BTreeSet::from_iter(described(&document, "Proposal")), names(&change));
}

#[test]
fn the_text_has_every_value_that_it_is_said_to_show() {
    let serving = Serving::start(&[]);
    let header = format!("Authorization: bearer {}", serving.credential("hyper", "refresh_token"));
    let call = ["--instance", "hyper", "/TokenValidity", "-H", &header];
    let told = serving.printed("explain", &call);
    let printed = serving.printed("explain", &[&call[..], &["--format", "json"]].concat());
    assert_eq!(printed.lines().count(), 1, "{printed}");
    let explanation: Value = serde_json::from_str(&printed).unwrap();
    let shows = |of: &Value, names: &[&str]| {
        for value in names.iter().map(|name| &of[*name]).filter(|value| !value.is_array() && !value.is_boolean()) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert!(told.contains(&text), "{text} is not in: {told}");
        }
    };
    shows(&explanation, &SHOWN);
    assert!(!explanation["changes"].as_array().unwrap().is_empty(), "{printed}");
    explanation["clauses"].as_array().unwrap().iter().for_each(|clause| shows(clause, &["id", "level", "says", "place"]));
    explanation["changes"].as_array().unwrap().iter().for_each(|change| shows(change, &["says", "status"]));
}

#[test]
fn where_no_call_was_refused_there_is_none_to_explain() {
    let serving = Serving::start(&[]);
    serving.get("/TokenValidity", serving.credential("hyper", "access_token"));
    let (code, said) = failed(serving.asked_by("explain").arg("--last-refused"));
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("standin journal"), "{said}");
    serving.get("/TokenValidity", "of nobody");
    let (code, _) = failed(serving.asked_by("explain").args(["--last-refused", "--instance", "hyp"]));
    assert_eq!(code, Some(4), "the refused call was to another instance");
}

#[test]
fn a_call_of_the_journal_is_explained_by_its_number_or_as_the_latest_that_was_refused() {
    let serving = Serving::start(&[]);
    serving.get("/TokenValidity", serving.credential("hyper", "access_token"));
    serving.get("/TokenValidity", "of nobody");
    serving.told("POST", "/worlds/default/clock", &json!({"advance": "2h"}));
    serving.get("/alive_check", "");
    let served = serving.printed("explain", &["1"]);
    assert!(served.starts_with("#1 2026-01-01T00:00:00Z hyper in the world default: 200\n"), "{served}");
    let refused = serving.printed("explain", &["#2"]);
    assert!(refused.starts_with("#2 2026-01-01T00:00:00Z hyper in the world default: 401, refused\n"), "{refused}");
    assert_eq!(serving.printed("explain", &["--last-refused"]), refused);
    let (code, said) = failed(serving.asked_by("explain").arg("4"));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("no call #4") && said.contains("the latest is #3"), "{said}");
}

#[test]
fn what_cannot_be_explained_is_said_with_what_to_do_about_it_and_without_a_secret() {
    const SECRET: &str = "not-to-be-told";
    let serving = Serving::start(&[]);
    let path = format!("/x?key={SECRET}");
    let hyper = ["--instance", "hyper"];
    let cases: [(&[&str], &str); 16] = [
        (&[], "--last-refused"),
        (&["TokenValidity"], "begins with a slash"),
        (&[SECRET], "such as 7"),
        (&[&path], "--instance hyper"),
        (&["--instance", "hypr", &path], "did you mean `hyper`?"),
        (&["--instance", "hyper", "--world", "defalt", &path], "did you mean `default`?"),
        (&["7", "-d", SECRET], "as it was"),
        (&["--last-refused", "-d", SECRET], "cannot be used with"),
        (&["--instance", "hyper", "GET", &path, SECRET], "either one number"),
        (&["--instance", "hyper", &format!("Bearer {SECRET}"), &path], "no method such as GET"),
        (&["--instance", "hyper", &path, "-H", SECRET], "-H number 1"),
        (&["--instance", "hyper", &path, "-H", &format!("Bearer {SECRET}: x")], "-H number 1"),
        (&["--instance", "hyper", &path, "-H", "X-Header: a\u{1}not-to-be-told"], "-H number 1"),
        (&["--instance", "hyper", &path, "-u", SECRET], "-u takes"),
        (&["--instance", "hyper", &path, "-u", "a:not-to-be-told", "-H", "authorization: x"], "authorization is given twice"),
        (&["--instance", "hyper", &path, "-d", "@no-such-file"], "no-such-file"),
    ];
    for (options, says) in cases {
        let (code, said) = failed(serving.asked_by("explain").args(options));
        assert_eq!(code, Some(2), "{options:?}: {said}");
        assert!(said.contains(says) && !said.contains(SECRET), "{options:?}: {said}");
    }
    assert!(serving.printed("explain", &[&hyper[..], &[&path]].concat()).contains(": 401, refused\n"), "the path itself can be explained");
}

#[test]
fn a_server_that_cannot_be_reached_is_told_without_its_password() {
    let (code, said) = failed(standin("explain").args(["--control", "http://me:secret@127.0.0.1:1", "--token", "-secret", "7"]));
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("standin serve") && said.contains("127.0.0.1:1") && !said.contains("secret"), "{said}");
}
