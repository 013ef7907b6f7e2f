//! `standin serve` in a process of its own, and the commands that ask it.
#![allow(dead_code, reason = "no test file uses all of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A server that is ended when the test is over, however it ends.
pub(crate) struct Serving {
    child: Child,
    pub(crate) ready: Value,
    pub(crate) folder: tempfile::TempDir,
}

impl Serving {
    pub(crate) fn start(options: &[&str]) -> Self {
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

    pub(crate) fn ready_file(&self) -> PathBuf {
        self.folder.path().join("ready.json")
    }

    pub(crate) fn control_url(&self) -> &str {
        self.ready["control_url"].as_str().unwrap()
    }

    pub(crate) fn credential(&self, instance: &str, name: &str) -> &str {
        self.ready["instances"][instance]["credentials"][name].as_str().unwrap()
    }

    /// The answer to a call below Hyper with this token.
    pub(crate) fn get(&self, path: &str, token: &str) -> String {
        self.call("GET", &format!("/hyper{path}"), &format!("Bearer {token}"))
    }

    /// The answer to a call with this header.
    pub(crate) fn call(&self, method: &str, path: &str, authorization: &str) -> String {
        let root = self.ready["instances"]["hyper"]["base_url"].as_str().unwrap().strip_suffix("/hyper").unwrap();
        send(method, &format!("{root}{path}"), &format!("authorization: {authorization}\r\n"), "")
    }

    /// What the control plane answers, which must not refuse.
    pub(crate) fn told(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = send(method, &format!("{}{path}", self.control_url()), "", &body);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 2"), "{method} {path}: {answer}");
        serde_json::from_str(body).unwrap()
    }

    /// A command that takes its server from the ready file.
    pub(crate) fn asked_by(&self, command: &str) -> Command {
        let mut standin = standin(command);
        standin.arg("--ready-file").arg(self.ready_file());
        standin
    }

    /// What such a command prints, which must do so.
    pub(crate) fn printed(&self, command: &str, options: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.asked_by(command).args(options).output().unwrap();
        assert_eq!(status.code(), Some(0), "{}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    }

    pub(crate) fn end(&mut self, signal: &str) -> Option<i32> {
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

pub(crate) fn standin(command: &str) -> Command {
    let mut standin = Command::new(env!("CARGO_BIN_EXE_standin"));
    standin.arg(command).env_remove("STANDIN_CONTROL_TOKEN");
    standin
}

/// The members of an object that the control plane's description of itself knows by this name.
pub(crate) fn described(document: &Value, name: &str) -> Vec<String> {
    document["components"]["schemas"][name]["properties"].as_object().unwrap().keys().cloned().collect()
}

fn send(method: &str, url: &str, headers: &str, body: &str) -> String {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(stream, "{method} /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
