//! A server that the program does not control, checked by its address.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use mock_server::{Config, InstanceSpec, Log, Server};
use serde_json::{Map, Value, json};

struct Foreign {
    server: Server,
    url: String,
    credentials: BTreeMap<&'static str, String>,
}

/// A server whose settings and deviation nobody tells the checker.
async fn serve(settings: Value, deviation: Option<&str>) -> Foreign {
    serve_and_tell(settings, deviation, Arc::new(|_| {})).await
}

/// The same, and somebody is told of every call.
async fn serve_and_tell(settings: Value, deviation: Option<&str>, log: Log) -> Foreign {
    let settings: Map<String, Value> = serde_json::from_value(settings).unwrap();
    let instance = InstanceSpec { settings, deviation: deviation.map(str::to_owned), ..InstanceSpec::of("hyper") };
    let server =
        Server::start(Config { instances: BTreeMap::from([("hyper".to_owned(), instance)]), log: Some(log), ..Config::default() }).await.unwrap();
    let view = server.worlds().view("default").unwrap();
    let (url, credentials) = (view.instances["hyper"].base_url.clone(), view.instances["hyper"].credentials.clone());
    Foreign { server, url, credentials }
}

fn check(arguments: &[&str]) -> Output {
    // The suite asks about several APIs, and a target is one of them.
    let provider: &[&str] = if arguments.contains(&"--target") && !arguments.contains(&"--provider") { &["--provider", "hyper"] } else { &[] };
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("check").args(provider).args(arguments).output().unwrap()
}

fn check_target(foreign: &Foreign, file: &Path) -> Output {
    let arguments = to_target(foreign, file);
    check(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The same, of what calls alone show.
fn check_core(foreign: &Foreign, file: &Path) -> Output {
    let mut arguments = to_target(foreign, file);
    arguments.push("--profile=core".to_owned());
    check(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

fn to_target(foreign: &Foreign, file: &Path) -> Vec<String> {
    let fixed = ["--target", &foreign.url, "--provider", "hyper", "--max-wait", "0s", "--ledger", file.to_str().unwrap()].map(str::to_owned);
    fixed.into_iter().chain(foreign.credentials.iter().map(|(name, value)| format!("--credential={name}={value}"))).collect()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn state(output: &Output, clause: &str) -> String {
    let text = text(output);
    let line = text.lines().rev().find(|line| line.split([' ', ',']).any(|word| word == clause));
    line.unwrap_or_else(|| panic!("{clause} is not told of:\n{text}")).split_whitespace().next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_limits_conforms_and_its_silent_points_are_only_observed() {
    // Everything that the documents leave open is otherwise than in the mock by default.
    let otherwise = json!({"max_posts": "off", "refresh_limit": "off", "encoding": "documented", "refusal_status": 200, "alive_check": "function",
        "refresh_refusal": "refresh-token", "method_replaceable": "Renewed", "never_refreshed": "empty"});
    let foreign = serve(otherwise, None).await;
    let folder = tempfile::tempdir().unwrap();
    let output = check_core(&foreign, &folder.path().join("tokens.json"));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert_eq!(state(&output, "hyper.refusal.wrong"), "pass");
    assert_eq!(state(&output, "hyper.refresh.reply"), "pass");
    assert_eq!(state(&output, "hyper.refusal.status"), "observed");
    assert!(text(&output).contains("core verified, lifecycle not chosen"), "{}", text(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_that_can_only_be_called_does_not_show_makes_a_run_incomplete() {
    let foreign = serve(json!({"max_posts": "off", "refresh_limit": "off"}), None).await;
    let folder = tempfile::tempdir().unwrap();
    let output = check_target(&foreign, &folder.path().join("tokens.json"));
    assert_eq!(output.status.code(), Some(5), "{}", text(&output));
    assert!(text(&output).contains("INCOMPLETE") && text(&output).contains("a longer wait than `--max-wait` allows"), "{}", text(&output));
    assert!(text(&output).contains("lifecycle not verified (not-run)"), "{}", text(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_new_token_is_in_the_file_and_the_next_run_starts_from_it() {
    let foreign = serve(json!({"max_posts": "off", "refresh_limit": "off"}), None).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    assert_eq!(check_core(&foreign, &file).status.code(), Some(0));
    let kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let current = foreign.server.worlds().credentials("default", "hyper").unwrap();
    assert_ne!(current["access_token"], foreign.credentials["access_token"]);
    for name in ["access_token", "refresh_token"] {
        assert_eq!(kept["instances"]["target"]["tokens"][name]["current"], current[name]);
    }
    let again = check(&["--profile=core", "--target", &foreign.url, "--ledger", file.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_where_new_tokens_could_not_be_kept() {
    let calls = Arc::new(Mutex::new(0));
    let counted = calls.clone();
    let log: Log = Arc::new(move |_| *counted.lock().unwrap() += 1);
    let foreign = serve_and_tell(json!({"max_posts": "off", "refresh_limit": "off"}), None, log).await;
    let folder = tempfile::tempdir().unwrap();
    let output = check_target(&foreign, &folder.path().join("nowhere/tokens.json"));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("new tokens cannot be written there"), "{}", text(&output));
    assert_eq!(*calls.lock().unwrap(), 0);
    assert_eq!(foreign.server.worlds().credentials("default", "hyper").unwrap(), foreign.credentials);
    assert_eq!(check_core(&foreign, &folder.path().join("tokens.json")).status.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_of_the_target_is_printed() {
    let foreign = serve(json!({"max_posts": "off", "refresh_limit": "off"}), Some("access-token-of-119-characters")).await;
    let folder = tempfile::tempdir().unwrap();
    let output = check_target(&foreign, &folder.path().join("tokens.json"));
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert_eq!(state(&output, "hyper.access-token.length"), "fail");
    let current = foreign.server.worlds().credentials("default", "hyper").unwrap();
    for secret in foreign.credentials.values().chain(current.values()) {
        assert!(!text(&output).contains(secret.as_str()), "a token is printed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_limit_bites_is_not_failed_for_it_nor_passed() {
    let foreign = serve(json!({}), None).await;
    let folder = tempfile::tempdir().unwrap();
    let output = check_target(&foreign, &folder.path().join("tokens.json"));
    assert_eq!(output.status.code(), Some(5), "{}", text(&output));
    assert!(text(&output).contains("--pace 10"), "{}", text(&output));
}

#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    // Port 9 of loopback, where nothing listens that answers HTTP.
    let output = check(&["--target", "http://127.0.0.1:9", "--ledger", file.to_str().unwrap(), "--credential", "access_token=none"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(!file.exists());
}

#[test]
fn wrong_usage_is_told_apart_from_a_wrong_server() {
    let cases: [(&[&str], &str); 8] = [
        (&["--target", "http://127.0.0.1:9"], "--ledger"),
        (&["--target", "http://192.0.2.1:80", "--ledger", "x"], "on this machine"),
        (&["--target", "http://127.0.0.1:9", "--ledger", "x", "--credential", "access_token="], "`access_token` is empty"),
        (&["--credential", "a=b"], "--target"),
        (&["--target", "http://127.0.0.1:9", "--ledger", "target/none.json", "--credential", "acces_token=b"], "did you mean `access_token`?"),
        (&["--clause", "hyper.refusal.wron"], "did you mean `hyper.refusal.wrong`?"),
        (&["--suite", "docs"], "suite.yaml"),
        (&["--update-snapshot"], "--update-snapshots"),
    ];
    for (arguments, help) in cases {
        let output = check(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output));
        assert!(text(&output).contains(help), "{arguments:?}: {}", text(&output));
    }
}

#[test]
fn a_selection_of_nothing_is_its_own_exit_code() {
    let output = check(&["--filter", "no-such-case"]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_two_calls_come_closer_than_the_pace_allows() {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let told = calls.clone();
    let foreign = serve_and_tell(json!({}), None, Arc::new(move |call| told.lock().unwrap().extend(call.at))).await;
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = to_target(&foreign, &folder.path().join("tokens.json"));
    arguments.extend(["--pace=3000", "--filter=refusals"].map(str::to_owned));
    check(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let calls = calls.lock().unwrap();
    assert!(calls.len() > 5, "{} calls", calls.len());
    // Twenty milliseconds between calls as they are sent; they may take one more or less to arrive.
    let all = calls[calls.len() - 1].duration_since(calls[0]).as_millis();
    assert!(all >= 19 * (calls.len() as i128 - 1) - 20, "{} calls within {all} ms", calls.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_says_so_and_keeps_what_it_did() {
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let begun = Mutex::new(Some(begun));
    let tell = move |_: &mock_server::Call<'_>| {
        begun.lock().unwrap().take().map(|begun| begun.send(()));
    };
    let foreign = serve_and_tell(json!({"max_posts": "off", "refresh_limit": "off"}), None, Arc::new(tell)).await;
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("check").args(to_target(&foreign, &folder.path().join("tokens.json")));
    let running = command.args(["--pace", "120"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    has_begun.await.unwrap();
    assert!(Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap().success());
    let output = running.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", text(&output));
    assert!(text(&output).contains("INTERRUPTED"), "{}", text(&output));
    assert!(text(&output).contains("the run was interrupted"), "{}", text(&output));
}
