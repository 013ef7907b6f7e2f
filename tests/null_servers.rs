//! Servers that know nothing of any API, judged: no clause may be verified by what they do. A check that holds on one of them
//! would hold on anything.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

use null::{Null, NullServer};

#[path = "../src/strength/null.rs"]
#[allow(dead_code, reason = "what it is called is told by the command alone")]
mod null;

/// The state of a clause of which checks were made and all hold.
const VERIFIED: &str = "pass";

const APIS: [(&str, &[&str]); 4] = [
    ("hyper", &["access_token", "refresh_token"]),
    ("hypertrack", &["account_id", "secret_key"]),
    ("hyp", &["user", "password", "terminal"]),
    ("ayyeka", &["key", "secret"]),
];

/// The exit code, and the clauses that are said to be verified.
fn judged(null: Null, api: &str, credentials: &[&str]) -> (Option<i32>, Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let server = NullServer::start(null).unwrap();
    let mut check = Command::new(env!("CARGO_BIN_EXE_standin"));
    check.current_dir(env!("CARGO_MANIFEST_DIR")).args(["check", "--target", &server.url(), "--provider", api, "--max-wait", "0s", "--ledger"]);
    check.arg(folder.path().join("tokens.json")).args(credentials.iter().map(|name| format!("--credential={name}=a-value-of-{name}")));
    let Output { status, stdout, stderr } = check.output().unwrap();
    let text = String::from_utf8(stdout).unwrap() + &String::from_utf8_lossy(&stderr);
    let states = text.lines().filter_map(|line| line.trim_start().split_once(char::is_whitespace));
    let verified = states.filter(|(state, _)| *state == VERIFIED).map(|(_, clause)| clause.trim().to_owned());
    (status.code(), verified.collect(), text)
}

fn no_clause_is_verified(null: Null) {
    std::thread::scope(|scope| {
        for (api, credentials) in APIS {
            scope.spawn(move || {
                let (code, verified, text) = judged(null, api, credentials);
                assert!(verified.is_empty(), "{api} {null:?}: {verified:?}");
                assert!(matches!(code, Some(1 | 3 | 5)), "{api} {null:?}: {code:?}\n{text}");
            });
        }
    });
}

#[test]
fn a_server_that_always_answers_200_without_a_body_verifies_no_clause() {
    no_clause_is_verified(Null::Empty);
}

#[test]
fn a_server_that_echoes_verifies_no_clause() {
    no_clause_is_verified(Null::Echo);
}

#[test]
fn a_server_that_refuses_everything_verifies_no_clause() {
    no_clause_is_verified(Null::Unauthorized);
}

#[test]
fn a_server_that_is_broken_verifies_no_clause() {
    no_clause_is_verified(Null::Broken);
}

#[test]
fn a_server_that_closes_every_connection_verifies_no_clause() {
    no_clause_is_verified(Null::Closes);
}

#[test]
fn a_server_that_never_answers_verifies_no_clause() {
    no_clause_is_verified(Null::Silent);
}
