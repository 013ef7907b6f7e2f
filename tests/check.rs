//! `standin check` as people use it: its exit codes, its report, what it writes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const SCENARIO: &str = r"# yaml-language-server: $schema=../../schema.json
title: A wrong token is refused
provider: hyper
verifies: [hyper.refusal.wrong]
steps:
  - call: GET /TokenValidity
    bearer: ${access_token}
    expect: [{refusal: none}]
  - call: GET /TokenValidity
    bearer: ${access_token|changed}
    expect:
      - refusal: wrong
      - snapshot: refused
        clause: hyper.refusal.wrong
";

/// The clause that the scenario is about, and no other.
const LEDGER: &str = r#"
provider: hyper
version: 1
documents: {tokens: {title: "Connection & Tokens"}}
opaque: [{name: access_token, at: $.access_token}]
times: [{at: "$['Token Valid Until UTC']", format: "%Y-%m-%d %H:%M:%S"}]
refusals:
  wrong: {clause: hyper.refusal.wrong, body: {Authorization: false, Message: "Missing / Wrong Access Token."}}
clauses:
  - {id: hyper.refusal.wrong, level: stated, profile: core, document: tokens, section: "Wrong Token Example", says: "A wrong token is refused."}
"#;

/// A suite of one scenario.
fn suite() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("suite.yaml"), "format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: ledger.yaml}\n").unwrap();
    fs::write(root.join("ledger.yaml"), LEDGER).unwrap();
    fs::create_dir_all(root.join("scenarios/hyper/refusals")).unwrap();
    fs::write(root.join("scenarios/hyper/refusals/a-wrong-token-is-refused.yaml"), SCENARIO).unwrap();
    folder
}

fn standin(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(folder).args(arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{output:?}"))
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A suite whose answer is recorded.
fn recorded() -> TempDir {
    let suite = suite();
    let output = standin(suite.path(), &["check", "--update-snapshots"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    suite
}

const SNAPSHOT: &str = "snapshots/hyper/refusals/a-wrong-token-is-refused/refused.snap";

#[test]
fn a_mock_that_does_as_the_document_says_conforms() {
    let output = standin(recorded().path(), &["check"]);
    assert_eq!(code(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("pass          hyper.refusal.wrong"), "{}", out(&output));
    assert!(out(&output).contains("CONFORMS: 1 case; checks: 3 pass, 0 fail"), "{}", out(&output));
}

#[test]
fn a_mock_that_deviates_does_not_conform_and_the_report_says_where_and_how_to_repeat_it() {
    let suite = recorded();
    let output = standin(suite.path(), &["check", "--deviation", "hyper=wrong-message-of-wrong"]);
    assert_eq!(code(&output), 1, "{}", out(&output));
    for part in [
        "FAIL hyper/refusals/a-wrong-token-is-refused, step 2",
        "scenarios/hyper/refusals/a-wrong-token-is-refused.yaml:12:9",
        "expected  the refusal `wrong`",
        "\"Connection & Tokens\", section \"Wrong Token Example\"",
        r#"curl -i -H 'authorization: Bearer '"$ACCESS_TOKEN_CHANGED" "$HYPER_URL"/TokenValidity"#,
        "$ACCESS_TOKEN_CHANGED is <access_token_changed:1>",
        "fail          hyper.refusal.wrong",
    ] {
        assert!(out(&output).contains(part), "{part} in:\n{}", out(&output));
    }
    assert!(!suite.path().join(format!("{SNAPSHOT}.new")).exists(), "a deviating answer is never to be recorded");
}

#[test]
fn an_answer_that_was_never_recorded_fails_and_waits_to_be_accepted() {
    let suite = suite();
    let output = standin(suite.path(), &["check"]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("no snapshot recorded; run with --update-snapshots"), "{}", out(&output));
    assert!(suite.path().join(format!("{SNAPSHOT}.new")).exists());
    assert!(out(&standin(suite.path(), &["snapshots", "diff"])).contains("+401 Unauthorized"));
    assert_eq!(code(&standin(suite.path(), &["snapshots", "accept"])), 0);
    assert_eq!(code(&standin(suite.path(), &["check"])), 0);
}

#[test]
fn an_answer_that_is_no_longer_the_recorded_one_fails_until_it_is_updated() {
    let suite = recorded();
    let path = suite.path().join(SNAPSHOT);
    let changed = fs::read_to_string(&path).unwrap().replace("401 Unauthorized", "403 Forbidden");
    fs::write(&path, changed).unwrap();
    let output = standin(suite.path(), &["check"]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("-403 Forbidden") && out(&output).contains("+401 Unauthorized"), "{}", out(&output));
    assert_eq!(code(&standin(suite.path(), &["snapshots", "reject"])), 0);
    assert!(!suite.path().join(format!("{SNAPSHOT}.new")).exists());
    assert_eq!(code(&standin(suite.path(), &["check"])), 1);
    assert_eq!(code(&standin(suite.path(), &["check", "--update-snapshots"])), 0);
    assert_eq!(code(&standin(suite.path(), &["check"])), 0);
    assert!(!suite.path().join(format!("{SNAPSHOT}.new")).exists(), "what waited is gone");
}

#[test]
fn wrong_usage_is_told_with_what_would_be_right() {
    let suite = recorded();
    for (arguments, right) in [
        (["--clause", "hyper.refusal.wrnog"], "did you mean `hyper.refusal.wrong`?"),
        (["--clause", "hyper.moon"], "`standin reference API` lists them, for hyper"),
        (["--target=http://192.0.2.1", "--ledger=tokens.json"], "describe it in a target file"),
        (["--credential", "access_token=x"], "name it with --target URL"),
        (["--deviation", "hyper=wrong-message-of-wrnog"], "did you mean `wrong-message-of-wrong`?"),
        (["--suite", "nowhere"], "nowhere"),
    ] {
        let output = standin(suite.path(), &[&["check"], arguments.as_slice()].concat());
        assert_eq!(code(&output), 2, "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(right), "{}", err(&output));
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let output = standin(elsewhere.path(), &["check", "--update-snapshots"]);
    assert_eq!(code(&output), 2, "the built-in suite cannot be written to: {}", err(&output));
}

#[test]
fn a_scenario_with_a_mistake_is_shown_and_nothing_is_asked() {
    let suite = recorded();
    let path = suite.path().join("scenarios/hyper/refusals/a-wrong-token-is-refused.yaml");
    fs::write(&path, SCENARIO.replace("refusal: wrong", "refusal: wrnog")).unwrap();
    let output = standin(suite.path(), &["check"]);
    assert_eq!(code(&output), 2, "{}", out(&output));
    assert!(err(&output).contains("a-wrong-token-is-refused.yaml:12") && out(&output).is_empty(), "{}", err(&output));
}

#[test]
fn a_selection_of_nothing_is_no_success() {
    let suite = recorded();
    assert_eq!(code(&standin(suite.path(), &["check", "--filter", "no-such-case"])), 4);
    assert_eq!(code(&standin(suite.path(), &["check", "--filter", "wrong-token", "-q"])), 0);
    let list = standin(suite.path(), &["check", "--list"]);
    assert_eq!(out(&list), "hyper/refusals/a-wrong-token-is-refused\n  A wrong token is refused\n  hyper.refusal.wrong\n1 case\n");
}

#[test]
fn a_target_that_is_not_there_cannot_be_reached() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}");
    let output = standin(recorded().path(), &["check", "--target", &url, "--ledger", "tokens.json", "--credential", "access_token=abcdefghij"]);
    assert_eq!(code(&output), 3, "{}", out(&output));
    assert!(out(&output).contains("no connection") && out(&output).contains("UNREACHABLE"), "{}", out(&output));
}

#[test]
fn a_target_whose_credentials_nobody_has_is_not_asked() {
    let output = standin(recorded().path(), &["check", "--target", "http://127.0.0.1:9", "--ledger", "tokens.json"]);
    assert_eq!(code(&output), 5, "{}", out(&output));
    assert!(out(&output).contains("needs the credential `access_token`") && out(&output).contains("INCOMPLETE"), "{}", out(&output));
}

/// A server whose clients have this access token.
fn serving(runtime: &tokio::runtime::Runtime) -> (mock_server::Server, String, String) {
    let server = runtime.block_on(mock_server::Server::start(mock_server::Config::default())).unwrap();
    let world = server.worlds().view("default").unwrap();
    let instance = &world.instances["hyper"];
    let (url, token) = (instance.base_url.clone(), instance.credentials["access_token"].clone());
    (server, url, token)
}

#[test]
fn a_target_that_does_as_the_document_says_conforms_and_one_without_the_token_does_not() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (server, url, token) = serving(&runtime);
    let suite = recorded();
    let with = |token: &str| {
        let credential = format!("access_token={token}");
        standin(suite.path(), &["check", "--target", &url, "--ledger", "tokens.json", "--credential", &credential])
    };
    let good = with(&token);
    assert_eq!(code(&good), 0, "{}", out(&good));
    assert!(!out(&good).contains(&token));
    let bad = with(&"x".repeat(120));
    assert_eq!(code(&bad), 1, "{}", out(&bad));
    assert!(out(&bad).contains(&format!(r#""$ACCESS_TOKEN" {url}/TokenValidity"#)), "{}", out(&bad));
    runtime.block_on(server.shutdown());
}

#[test]
fn a_credential_may_come_from_the_environment() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (server, url, token) = serving(&runtime);
    let suite = recorded();
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    let output = command
        .current_dir(suite.path())
        .args(["check", "--target", &url, "--ledger", "tokens.json"])
        .env("STANDIN_CREDENTIAL_ACCESS_TOKEN", token)
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", out(&output));
    runtime.block_on(server.shutdown());
}
