//! `standin journal` and `standin serve --coverage` as a user runs them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A server that is ended when the test is over, however it ends.
struct Serving {
    child: Child,
    ready: Value,
    folder: tempfile::TempDir,
}

impl Serving {
    fn start(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ready.json");
        let mut child = standin("serve")
            .args(["--port", "0", "--control-port", "0", "--clock", "frozen@2026-01-01T00:00:00Z", "--seed", "1", "--log", "json", "--ready-file"])
            .arg(&file)
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap();
        Self { child, ready, folder }
    }

    fn ready_file(&self) -> PathBuf {
        self.folder.path().join("ready.json")
    }

    fn credential(&self, name: &str) -> &str {
        self.ready["instances"]["hyper"]["credentials"][name].as_str().unwrap()
    }

    fn get(&self, path: &str, token: &str) -> String {
        let url = self.ready["instances"]["hyper"]["base_url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let (address, mount) = url.split_once('/').unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /{mount}{path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// `standin journal` with the ready file.
    fn journal(&self, options: &[&str]) -> String {
        let Output { status, stdout, stderr } = standin("journal").arg("--ready-file").arg(self.ready_file()).args(options).output().unwrap();
        assert_eq!(status.code(), Some(0), "{}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    }

    fn end(&mut self, signal: &str) -> Option<i32> {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn standin(command: &str) -> Command {
    let mut standin = Command::new(env!("CARGO_BIN_EXE_standin"));
    standin.arg(command).env_remove("STANDIN_CONTROL_TOKEN");
    standin
}

#[test]
fn the_calls_are_printed_in_words_and_without_a_secret() {
    let serving = Serving::start(&[]);
    let (access, refresh) = (serving.credential("access_token"), serving.credential("refresh_token"));
    serving.get(&format!("/TokenValidity?x={access}"), access);
    let reply = serving.get("/RefreshToken", refresh);
    serving.get("/TokenValidity", "of nobody");
    let printed = serving.journal(&[]);
    let first =
        "#1 2026-01-01T00:00:00Z GET /hyper/TokenValidity?x=<access_token:1> [Bearer <access_token:1>] 200\n    decided by: hyper.validity.reply";
    assert!(printed.starts_with(first), "{printed}");
    assert!(printed.contains("[Bearer <bearer:1>] 401\n    decided by: hyper.refusal.malformed"), "{printed}");
    let all = printed + &serving.journal(&["--format", "json"]);
    let (_, body) = reply.split_once("\r\n\r\n").unwrap();
    let reply: Value = serde_json::from_str(body).unwrap();
    for secret in [access, refresh, reply["access_token"].as_str().unwrap(), reply["refresh_token"].as_str().unwrap(), "of nobody"] {
        assert!(!all.contains(secret), "{all}");
    }
    assert!(all.contains("<access_token:2>") && all.contains("<refresh_token:2>"), "{all}");
}

#[test]
fn filters_choose_and_json_is_a_call_a_line() {
    let serving = Serving::start(&[]);
    serving.get("/TokenValidity", serving.credential("access_token"));
    serving.get("/TokenValidity", "x");
    let lines: Vec<Value> = serving.journal(&["--refused", "--format", "json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|call| call["id"].as_u64().unwrap()).collect::<Vec<_>>(), [2]);
    assert_eq!(serving.journal(&["--status", "200", "--path", "/Token*", "--limit", "1"]).matches('#').count(), 1);
}

#[test]
fn a_follower_prints_each_call_as_it_happens_and_ends_with_the_server() {
    let mut serving = Serving::start(&[]);
    serving.get("/TokenValidity", "x");
    let mut follower = standin("journal").arg("--ready-file").arg(serving.ready_file()).arg("--follow").stdout(Stdio::piped()).spawn().unwrap();
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
    let url = given.ready["control_url"].as_str().unwrap();
    let code = |options: &[&str], variable: &str| {
        let mut command = standin("journal");
        command.args(["--control", url]).args(options).env(variable, "secret");
        command.output().unwrap().status.code()
    };
    assert_eq!(code(&[], "ANOTHER_VARIABLE"), Some(2));
    assert_eq!(code(&["--token", "secret"], "ANOTHER_VARIABLE"), Some(0));
    assert_eq!(code(&[], "STANDIN_CONTROL_TOKEN"), Some(0));
    Serving::start(&["--control-bind", "0.0.0.0"]).journal(&[]);
}

#[test]
fn what_cannot_be_asked_is_said_with_what_to_do_about_it() {
    let serving = Serving::start(&[]);
    let url = serving.ready["control_url"].as_str().unwrap().to_owned();
    let cases: [(&[&str], i32, &str); 5] = [
        (&["--control", &url, "--world", "defalt"], 2, "did you mean `default`?"),
        (&["--control", &url, "--status", "9"], 2, "4xx"),
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
