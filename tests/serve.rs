//! `standin serve` as a user runs it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A server that is ended when the test is over, however it ends.
struct Serving {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
    ready: Value,
}

impl Serving {
    /// Starts a server and reads the first line that it prints.
    fn start(options: &[&str]) -> Self {
        let mut child = standin(&["--port", "0", "--control-port", "0", "--log", "json"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut serving = Self { child, stdout, ready: Value::Null };
        serving.ready = serving.line();
        serving
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    fn base_url(&self) -> &str {
        self.ready["instances"]["hyper"]["base_url"].as_str().unwrap()
    }

    fn get(&self, path: &str, header: &str) -> String {
        let url = self.base_url().strip_prefix("http://").unwrap();
        let (address, mount) = url.split_once('/').unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /{mount}{path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{header}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends a signal and waits for the end.
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

fn standin(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    command.arg("serve").args(options).env_remove("STANDIN_CONTROL_TOKEN");
    command
}

/// What a server says that cannot start.
fn refused(options: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = standin(options).output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn the_ready_file_says_all_that_a_client_needs_and_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ready.json");
    let serving = Serving::start(&["--seed", "1", "--ready-file", file.to_str().unwrap()]);
    let ready: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(ready, serving.ready);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(ready["control_url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    let access = ready["instances"]["hyper"]["credentials"]["access_token"].as_str().unwrap();
    let answer = serving.get("/TokenValidity", &format!("authorization: Bearer {access}\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(serving.get("/TokenValidity", "").starts_with("HTTP/1.1 401"));
}

#[test]
fn one_seed_gives_one_set_of_tokens_and_another_seed_another() {
    let credentials = |seed| Serving::start(&["--seed", seed]).ready["instances"]["hyper"]["credentials"].clone();
    assert_eq!(credentials("5"), credentials("5"));
    assert_ne!(credentials("5"), credentials("6"));
}

#[test]
fn a_call_is_a_line_without_its_token() {
    let mut serving = Serving::start(&["--clock", "frozen@2026-01-01T00:00:00Z"]);
    serving.get("/TokenValidity?token=in-the-query", "authorization: Bearer in-the-header\r\n");
    let line = serving.line();
    assert_eq!(line["at"], "2026-01-01T00:00:00Z");
    assert_eq!((&line["world"], &line["method"], &line["path"]), (&"default".into(), &"GET".into(), &"/hyper/TokenValidity".into()));
    assert!(!line["clauses"].as_array().unwrap().is_empty(), "{line}");
    assert!(!line.to_string().contains("in-the-"), "{line}");
}

#[test]
fn a_taken_port_is_one_clear_line_and_code_69() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (option, other) in [("--port", "--control-port"), ("--control-port", "--port")] {
        let (code, says) = refused(&[option, &port, other, "0"]);
        assert_eq!((code, says.lines().count()), (Some(69), 1), "{says}");
        assert!(says.contains(&format!("127.0.0.1:{port}")), "{says}");
    }
}

#[test]
fn sigterm_and_ctrl_c_end_with_code_0() {
    for signal in ["-TERM", "-INT"] {
        assert_eq!(Serving::start(&[]).end(signal), Some(0), "{signal}");
    }
}

#[test]
fn a_call_under_way_is_finished_before_the_end() {
    let mut serving = Serving::start(&[]);
    let address = serving.base_url().strip_prefix("http://").unwrap().split_once('/').unwrap().0.to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(stream, "POST /hyper/x HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n").unwrap();
    // That it asks for the body shows that the call is under way.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert!(Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status().unwrap().success());
    while TcpStream::connect(&address).is_ok() {}
    stream.write_all(b"{}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
}

#[test]
fn wrong_options_are_told_what_would_be_right() {
    let cases: [(&[&str], &str); 14] = [
        (&["--deviation", "hyper=grace-of-119-second"], "did you mean `grace-of-119-seconds`?"),
        (&["--deviation", "grace-of-119-second"], "did you mean `grace-of-119-seconds`?"),
        (&["--deviation", "grace-of-119-seconds", "--deviation", "hyper=grace-of-125-seconds"], "an instance has one deviation"),
        (&["--instance", "hyp", "--deviation", "grace-of-119-seconds"], "no instance of hyper is served"),
        (&["--set", "hyper.refresh_tokn=constant"], "did you mean `refresh_token`?"),
        (&["--set", "hyper.refresh_token=always"], "it takes one of"),
        (&["--set", "hypr.refresh_token=constant"], "did you mean `hyper`?"),
        (&["--set", "refresh_token=constant"], "INSTANCE.SETTING=VALUE"),
        (&["--instance", "hyper=hypr"], "did you mean `hyper`?"),
        (&["--instance", "a=hyper", "--instance", "a=hyper"], "twice"),
        (&["--clock", "stopped"], "flowing, frozen or rate=60"),
        (&["--max-body", "0"], "1MiB"),
        (&["--read-timeout", "never"], "90s"),
        (&["--max-connections", "0"], "--max-connections"),
    ];
    for (options, right) in cases {
        let (code, says) = refused(&[&["--port", "0", "--control-port", "0"], options].concat());
        assert_eq!(code, Some(2), "{options:?}: {says}");
        assert!(says.contains(right), "{options:?}: {says}");
    }
}

#[test]
fn settings_and_instances_are_taken_from_the_options() {
    let serving =
        Serving::start(&["--instance", "one=hyper", "--instance", "two=hyper", "--set", "one.refresh_token=constant", "--clock", "rate=60"]);
    let instances = serving.ready["instances"].as_object().unwrap();
    assert_eq!(instances.keys().collect::<Vec<_>>(), ["one", "two"]);
    assert_ne!(instances["one"]["credentials"], instances["two"]["credentials"]);
}

#[test]
fn a_deviating_instance_is_announced_and_breaks_its_clause_and_another_does_not() {
    let alone = |name: &str| Serving::start(&["--instance", "hyper", "--deviation", name]);
    let deviating = alone("hyper=wrong-message-of-wrong");
    assert_eq!(deviating.ready["instances"]["hyper"]["deviation"], "wrong-message-of-wrong");
    assert!(deviating.get("/Login_json", "Authorization: Bearer a\r\n").contains("Wrong Access Token\""));
    assert_eq!(alone("wrong-message-of-wrong").ready["instances"]["hyper"]["deviation"], "wrong-message-of-wrong");
    let clean = Serving::start(&["--instance", "hyper"]);
    assert_eq!(clean.ready["instances"]["hyper"].get("deviation"), None);
    assert!(clean.get("/Login_json", "Authorization: Bearer a\r\n").contains("Wrong Access Token.\""));
}

#[test]
fn a_deviation_is_announced_where_nothing_else_is() {
    let announced = |options: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ready.json");
        let mut child = standin(&["--port", "0", "--control-port", "0", "-q", "--ready-file", file.to_str().unwrap()])
            .args(options)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_for(&file);
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        child.wait().unwrap();
        said
    };
    let said = announced(&["--deviation", "wrong-message-of-wrong"]);
    for part in ["ATTENTION", "`hyper`", "hyper.refusal.wrong", "lacks its full stop"] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(announced(&[]), "");
}

#[test]
fn off_loopback_a_control_token_is_generated_and_told() {
    let generated = Serving::start(&["--control-bind", "0.0.0.0"]);
    assert_eq!(generated.ready["control_token"].as_str().unwrap().len(), 32);
    let given = Serving::start(&["--control-bind", "0.0.0.0", "--control-token", "secret"]);
    assert_eq!(given.ready.get("control_token"), None);
    assert_eq!(Serving::start(&[]).ready.get("control_token"), None);
}

#[test]
fn quiet_prints_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ready.json");
    let mut child = standin(&["--port", "0", "--control-port", "0", "-q", "--ready-file", file.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for(&file);
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let ended = child.wait().unwrap();
    let mut printed = String::new();
    child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut printed).unwrap();
    assert_eq!((ended.code(), printed.as_str()), (Some(0), ""));
}

/// Waits until there is such a file; the test runner's own time limit ends it.
fn wait_for(file: &Path) {
    while !file.exists() {
        std::thread::yield_now();
    }
}

#[test]
fn the_help_names_the_exit_codes() {
    let help = standin(&["--help"]).output().unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    for part in ["--ready-file", "--worlds-on-demand", "Exit codes:", "69"] {
        assert!(text.contains(part), "{text}");
    }
}
