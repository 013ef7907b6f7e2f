//! `standin replay` as a user runs it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use mock_server::{Config, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A recording of two calls with the same token, one before its end and one after it, and one with a foreign token.
async fn recorded() -> Value {
    let config = Config { seed: 1, clock: "frozen@2026-01-01T00:00:00Z".parse().unwrap(), ..Config::default() };
    let server = Server::start(config).await.unwrap();
    let token = server.worlds().credentials("default", "hyper").unwrap()["access_token"].clone();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}/hyper/TokenValidity", server.api_address());
    for bearer in [token.as_str(), "a-foreign-token"] {
        http.get(&url).bearer_auth(bearer).send().await.unwrap();
    }
    server.worlds().change_clock("default", mock_server::ClockChange::Advance(jiff::SignedDuration::from_hours(1))).unwrap();
    http.get(&url).bearer_auth(&token).send().await.unwrap();
    serde_json::to_value(server.worlds().recording("default").unwrap()).unwrap()
}

fn written(folder: &TempDir, recording: &str) -> PathBuf {
    let file = folder.path().join("world.json");
    std::fs::write(&file, recording).unwrap();
    file
}

fn replay(file: &Path, options: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_standin")).arg("replay").arg(file).args(options).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[tokio::test]
async fn a_recorded_world_gives_the_same_answers_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, &recorded().await.to_string());
    let (code, out, err) = replay(&file, &[]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert_eq!(out, "the world `default` with seed 1: 3 calls made again, 3 answered as recorded, 0 otherwise\n");
}

#[tokio::test]
async fn an_answer_that_is_another_is_shown_beside_the_recorded_one_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let mut recording = recorded().await;
    recording["instances"]["hyper"]["settings"]["life_hours"] = json!(2);
    let file = written(&folder, &recording.to_string());
    let (code, out, _) = replay(&file, &[]);
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("#3 GET hyper/TokenValidity\n--- recorded\n+++ answered now\n") && out.contains("-401\n+200\n"), "{out}");
    assert!(out.ends_with("3 calls made again, 1 answered as recorded, 2 otherwise\n"), "{out}");
    let (code, out, _) = replay(&file, &["--format", "json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["compared"], &told["differences"][1]["id"]), (Some(1), &json!(3), &json!(3)), "{out}");
}

#[tokio::test]
async fn values_that_are_others_behind_the_same_names_are_a_difference() {
    let folder = tempfile::tempdir().unwrap();
    let mut recording = recorded().await;
    recording["events"][0]["what"]["call"]["answer"]["digest"] = json!("00");
    let (code, out, _) = replay(&written(&folder, &recording.to_string()), &[]);
    assert_eq!(code, Some(1));
    assert!(out.contains("#1 GET hyper/TokenValidity\n    the same but for the values behind the names\n"), "{out}");
}

#[tokio::test]
async fn another_ledger_than_the_recordings_is_told_beside_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let mut recording = recorded().await;
    recording["apis"]["hyper"] = json!("00");
    let (code, _, err) = replay(&written(&folder, &recording.to_string()), &[]);
    assert_eq!(code, Some(0));
    assert!(err.contains("the clauses of hyper are not those of the recording"), "{err}");
}

#[tokio::test]
async fn a_file_that_is_no_recording_is_told_with_its_place_and_one_without_calls_with_a_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let good = recorded().await;
    let mut without = good.clone();
    without["events"] = json!([]);
    let mut mistyped = good.clone();
    mistyped["instances"]["hyper"]["api"] = json!("hypr");
    for (text, code, part) in [
        ("{\n  \"recording\": }".to_owned(), 2, "world.json:2:16: this is no recording: expected value"),
        ("{\"recordng\": 1}".to_owned(), 2, "unknown field `recordng`"),
        (mistyped.to_string(), 2, "did you mean `hyper`?"),
        (without.to_string(), 4, ""),
        (good.to_string(), 0, ""),
    ] {
        let (seen, out, err) = replay(&written(&folder, &text), &[]);
        assert_eq!(seen, Some(code), "{out}{err}");
        assert!(err.contains(part), "{err}");
    }
    let (code, _, err) = replay(Path::new("no-such-file.json"), &[]);
    assert_eq!(code, Some(2));
    assert!(err.contains("cannot read no-such-file.json"), "{err}");
}
