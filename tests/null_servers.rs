//! Servers that know nothing of any API, judged: no clause may be verified by what they do. A check that holds on one of them
//! would hold on anything.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};

/// What a server does with whatever it is sent.
#[derive(Clone, Copy, Debug)]
enum Null {
    /// 200 without a body.
    Empty,
    /// 200 with what was sent.
    Echo,
    /// 401 without a body.
    Unauthorized,
    /// 500 without a body.
    Broken,
    /// The connection ends.
    Closes,
    /// Nothing, ever.
    Silent,
}

/// The state of a clause of which checks were made and all hold.
const VERIFIED: &str = "pass";

const APIS: [(&str, &[&str]); 4] = [
    ("hyper", &["access_token", "refresh_token"]),
    ("hypertrack", &["account_id", "secret_key"]),
    ("hyp", &["user", "password", "terminal"]),
    ("ayyeka", &["key", "secret"]),
];

/// Serves until the test process ends; gives the URL.
fn serve(null: Null) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(|stream| drop(std::thread::spawn(move || answer(stream.unwrap(), null)))));
    url
}

fn answer(mut stream: TcpStream, null: Null) {
    let request = read(&mut stream);
    let (status, body) = match null {
        Null::Empty => ("200 OK", String::new()),
        Null::Echo => ("200 OK", request),
        Null::Unauthorized => ("401 Unauthorized", String::new()),
        Null::Broken => ("500 Internal Server Error", String::new()),
        Null::Closes => return,
        // Until the client has gone away.
        Null::Silent => return drop(stream.read(&mut [0])),
    };
    let _ = write!(stream, "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
}

/// A request with its body, as far as it says how long that is.
fn read(stream: &mut TcpStream) -> String {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut part) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&part[..count]),
            _ => return text,
        }
    }
}

/// The exit code, and the clauses that are said to be verified.
fn judged(null: Null, api: &str, credentials: &[&str]) -> (Option<i32>, Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut check = Command::new(env!("CARGO_BIN_EXE_standin"));
    check.current_dir(env!("CARGO_MANIFEST_DIR")).args(["check", "--target", &serve(null), "--provider", api, "--max-wait", "0s", "--ledger"]);
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
