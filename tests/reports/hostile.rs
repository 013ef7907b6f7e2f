//! A server that answers so as to break the reports, through the program.

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::Value;

use crate::running::{CASE, check, code, err, out};

const HOSTILE: &str = "]]></failure>\u{1b}[2J\r\n::add-mask::x\n::stop-commands::y\n##[error]z\n```\n# h\n| a |\n<b>\n<script>alert(1)</script>\n  ...\nok 1 - a\n\u{202e}\u{9b}";

/// The URL of a server that answers anything so; it ends with the tests.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-hostile: ::error::x\t##[y]\r\nconnection: close";
            let _ = write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{HOSTILE}", HOSTILE.len());
        }
    });
    url
}

/// What the program prints of it in this form, and its text.
fn told(form: &str) -> (String, String) {
    let (url, folder) = (serve(), tempfile::tempdir().unwrap());
    let report = format!("{form}=-");
    let credentials = ["--credentials-file", "tokens.json", "--credential=access_token=abcdefghij", "--credential=refresh_token=jihgfedcba"];
    let output = check(folder.path(), &[["--target", &url, "--only", CASE, "--report", &report].as_slice(), &credentials].concat());
    assert_eq!(code(&output), 1, "{}{}", out(&output), err(&output));
    (out(&output), err(&output))
}

#[test]
fn every_form_stays_what_it_is_and_has_nothing_that_cannot_be_seen() {
    for form in ["json", "junit", "sarif", "github", "tap", "html"] {
        let (report, text) = told(form);
        let unseen = |c: char| !"\n\t".contains(c) && c.is_control() || c == '\u{202e}';
        assert!(!report.contains(unseen) && !text.contains(unseen), "{form}:\n{report}\n{text}");
    }
    for form in ["json", "sarif"] {
        serde_json::from_str::<Value>(&told(form).0).unwrap();
    }
    let junit = told("junit").0;
    let junit = roxmltree::Document::parse(&junit).unwrap();
    let failed = junit.descendants().filter(|node| node.has_tag_name("failure")).count();
    let not_ok = told("tap").0.lines().filter(|line| line.starts_with("not ok ")).count();
    assert!(failed > 0 && failed == not_ok, "{failed} failures, {not_ok} points that are not ok");
}

#[test]
fn a_page_has_one_script_and_it_is_ours() {
    let text = told("html").0;
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let page = roxmltree::Document::parse_with_options(&text, options).unwrap();
    let scripts: Vec<_> = page.descendants().filter(|node| node.has_tag_name("script")).collect();
    assert_eq!(scripts.len(), 1);
    assert!(scripts[0].text().unwrap().starts_with("'use strict'"));
    assert!(!page.descendants().any(|node| node.has_tag_name("b") || node.has_tag_name("failure")));
}

#[test]
fn github_is_commanded_by_us_alone() {
    let text = told("github").0;
    let word = text.lines().next().unwrap().strip_prefix("::stop-commands::").unwrap();
    let (_, commands) = text.split_once(&format!("\n::{word}::\n")).unwrap();
    assert!(commands.lines().count() > 0);
    let ours = |line: &str| ["::error", "::notice"].iter().any(|kind| line.starts_with(&format!("{kind} file=scenarios/hyper/")));
    assert!(commands.lines().all(ours), "{commands}");
}
