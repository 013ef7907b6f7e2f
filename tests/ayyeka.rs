//! Ayyeka judged by `standin check` as a foreign server, with and without its public key.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use mock_server::{Config, InstanceSpec, Server};
use serde_json::{Value, json};

/// A server of one Ayyeka, whose clock is the machine's.
async fn served(settings: Value) -> Server {
    let settings = serde_json::from_value(settings).unwrap();
    let instance = InstanceSpec { settings, ..InstanceSpec::of("ayyeka") };
    Server::start(Config { instances: BTreeMap::from([("ayyeka".to_owned(), instance)]), ..Config::default() }).await.unwrap()
}

/// What `standin check` of the clauses tells of one clause of a server that is not its own mock.
fn told(server: &Server, clause: &str, options: &[&str]) -> String {
    let view = server.worlds().view("default").unwrap();
    let instance = &view.instances["ayyeka"];
    let folder = tempfile::tempdir().unwrap();
    let mut check = std::process::Command::new(env!("CARGO_BIN_EXE_standin"));
    check.args(["check", "--provider", "ayyeka", "--profile", "core", "--target", &instance.base_url, "--clause", clause, "--ledger"]);
    check.arg(folder.path().join("tokens.json"));
    for name in ["key", "secret"] {
        check.args(["--credential", &format!("{name}={}", instance.credentials[name])]);
    }
    std::fs::write(folder.path().join("key.pem"), server.worlds().public_key("default", "ayyeka").unwrap().pem).unwrap();
    let output = check.args(options).current_dir(folder.path()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rev().find(|line| line.split_whitespace().any(|word| word == clause)).unwrap_or_else(|| panic!("{output:?}"));
    line.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_servers_signature_is_judged_by_the_key_that_it_names_and_inconclusive_without_one() {
    let server = served(json!({})).await;
    assert!(told(&server, "ayyeka.jwt.signature", &["--public-key", "key.pem"]).contains("pass"));
    assert!(told(&server, "ayyeka.jwt.signature", &[]).contains("inconclusive"));
    assert!(told(&server, "ayyeka.jwt.claims", &[]).contains("pass"));
    assert!(told(&server, "ayyeka.call.tampered", &["--public-key", "key.pem"]).contains("pass"));
    let without = told(&server, "ayyeka.call.tampered", &[]);
    assert!(without.contains("checks made)"), "what forges by the key is played only where there is one: {without}");
}
