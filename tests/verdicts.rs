//! Every verdict and every exit code of `standin check`, as somebody meets them who runs the program.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const HEAD: &str = r#"
provider: hyper
version: 1
documents: {d: {title: "The document"}}
opaque: [{name: access_token, at: $.access_token}]
clauses:
"#;

/// A clause for each situation: its name, what more the ledger says of it, and the steps that ask about it.
const SITUATIONS: [(&str, &str, &str); 12] = [
    ("pass", "level: stated, profile: core", "  - {call: GET /200, expect: [{status: 200}]}\n"),
    ("fail", "level: stated, profile: core", "  - {call: GET /500, expect: [{status: 200}]}\n"),
    ("warning", "level: implied, advice: true, profile: core", "  - {call: GET /500, expect: [{status: 200}]}\n"),
    ("observed", "level: silent, settings: [encoding], profile: core", "  - {call: GET /500, expect: [{status: 200}]}\n"),
    ("inconclusive", "level: stated, profile: core", "  - {call: GET /200, expect: [{json: $.access_token, alphabet: A-M}]}\n"),
    ("blocked", "level: stated, profile: core", "  - {call: GET /429, expect: [{status: 200}]}\n"),
    ("unanswered", "level: stated, profile: core", "  - {call: GET /closed, expect: [{status: 200}]}\n"),
    ("refused", "level: stated, profile: core", "  - {call: GET /404, expect: [{status: 200}]}\n"),
    ("not-run", "level: stated, profile: lifecycle", "  - {wait: {until: start, plus: 1h}}\n  - {call: GET /200, expect: [{status: 200}]}\n"),
    (
        "deleted",
        "level: stated, profile: administration",
        "  - {call: GET /x, expect: [{header: date, is: present}]}\ngiven: {actions: [{act: delete}]}\n",
    ),
    (
        "deleted-twice",
        "level: stated, profile: administration",
        "  - {call: GET /x, expect: [{header: date, is: present}]}\ngiven: {actions: [{act: delete}, {act: delete}]}\n",
    ),
    ("spoils", "level: stated, profile: core", "  - {call: GET /spoils, bearer: '${access_token}', expect: [{json: $.access_token, is: present}]}\n"),
];

/// A suite of these situations, and a target that answers as its paths say.
struct Bench {
    folder: TempDir,
    url: String,
}

impl Bench {
    fn of(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let chosen = SITUATIONS.iter().filter(|(name, ..)| names.contains(name));
        let clause =
            |(name, more, _): &(&str, &str, &str)| format!("  - {{id: hyper.{name}, {more}, document: d, section: A, says: \"It is so.\"}}\n");
        fs::write(root.join("suite.yaml"), "format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: ledger.yaml}\n").unwrap();
        fs::write(root.join("ledger.yaml"), format!("{HEAD}{}", chosen.clone().map(clause).collect::<String>())).unwrap();
        fs::create_dir_all(root.join("scenarios/hyper/flow")).unwrap();
        for (name, _, steps) in chosen {
            let schema = "# yaml-language-server: $schema=../../schema.json";
            let scenario = format!("{schema}\ntitle: It is so\nprovider: hyper\nverifies: [hyper.{name}]\nsteps:\n{steps}");
            fs::write(root.join(format!("scenarios/hyper/flow/{name}.yaml")), scenario).unwrap();
        }
        let url = serve(root.join("tokens.json"));
        Self { folder, url }
    }

    fn check(&self, arguments: &[&str]) -> Output {
        self.run(&[&["--target", &self.url, "--max-wait", "0s", "--ledger", "tokens.json"], arguments].concat())
    }

    fn run(&self, arguments: &[&str]) -> Output {
        standin(self.folder.path(), &[&["check"], arguments].concat())
    }

    /// A file with a waiver of this clause until that day.
    fn waive(&self, clause: &str, expiry: &str) {
        let waiver = format!("waivers:\n  - {{clause: {clause}, target: '*', reason: It is known., owner: the team, expiry: {expiry}}}\n");
        fs::write(self.folder.path().join("waivers.yaml"), waiver).unwrap();
    }
}

fn standin(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    command.current_dir(folder).env("STANDIN_CREDENTIAL_ACCESS_TOKEN", "ABCDEFGHIJKL").args(arguments).output().unwrap()
}

/// Serves as long as the test's process lives.
fn serve(credentials: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = answer(stream.unwrap(), &credentials);
        }
    });
    url
}

/// The path says the status; one closes the connection, and one takes away the place where new tokens are kept.
fn answer(mut stream: TcpStream, credentials: &Path) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    if path == "spoils" {
        let _ = fs::remove_file(credentials);
        fs::create_dir(credentials)?;
    }
    let status = if path == "spoils" { "200" } else { path };
    if status == "closed" {
        return Ok(());
    }
    let body = r#"{"access_token":"ABCDEFGHIJKL"}"#;
    write!(stream, "HTTP/1.1 {status} So\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The word that the table has for a clause: it begins the clause's line, or the lines of those that share a reason.
fn word(output: &Output, clause: &str) -> String {
    let told = told(output);
    let mut word = "";
    for line in told.lines().skip_while(|line| !line.starts_with("hyper: ")) {
        if line.starts_with("  ") && !line.starts_with("   ") {
            word = line.split_whitespace().next().unwrap_or_default();
        }
        if line.split([' ', ',']).any(|part| part == clause) {
            return word.to_owned();
        }
    }
    panic!("{clause} is not told of:\n{told}");
}

/// What a run of one situation tells of its clause, and how it ends.
fn met(situation: &str, arguments: &[&str]) -> (String, Option<i32>, String) {
    let output = Bench::of(&[situation]).check(arguments);
    let last = told(&output).lines().rev().find(|line| line.contains(": 1 case;")).unwrap_or_default().to_owned();
    let conclusion = last.split(':').next().unwrap_or_default().to_owned();
    (word(&output, &format!("hyper.{situation}")), output.status.code(), conclusion)
}

#[test]
fn every_verdict_is_told_by_its_word_and_ends_the_run_as_the_table_says() {
    for (situation, word, code, conclusion) in [
        ("pass", "pass", 0, "CONFORMS"),
        ("observed", "observed", 0, "CONFORMS"),
        ("warning", "warning", 0, "CONFORMS"),
        ("fail", "fail", 1, "DOES NOT CONFORM"),
        ("refused", "fail", 1, "DOES NOT CONFORM"),
        ("inconclusive", "inconclusive", 5, "INCOMPLETE"),
        ("blocked", "blocked", 5, "INCOMPLETE"),
        ("not-run", "not-run", 5, "INCOMPLETE"),
        ("unanswered", "blocked", 3, "UNREACHABLE"),
        ("spoils", "error", 70, "BROKEN"),
    ] {
        assert_eq!(met(situation, &[]), (word.to_owned(), Some(code), conclusion.to_owned()), "{situation}");
    }
}

#[test]
fn what_is_given_and_cannot_be_brought_about_blocks_a_case_and_fails_nothing() {
    for (situation, verdict, code) in [("deleted", "pass", 0), ("deleted-twice", "blocked", 5)] {
        let output = Bench::of(&[situation]).run(&[]);
        assert_eq!((word(&output, &format!("hyper.{situation}")).as_str(), output.status.code()), (verdict, Some(code)), "{}", told(&output));
        assert_eq!(told(&output).contains("what is given could not be brought about"), verdict == "blocked", "{}", told(&output));
    }
}

#[test]
fn what_a_target_declares_not_to_support_is_neither_a_pass_nor_a_failure() {
    let unsupported = met("refused", &["--unsupported", "hyper.refused"]);
    assert_eq!(unsupported, ("unsupported".to_owned(), Some(5), "INCOMPLETE".to_owned()));
    assert_eq!(met("fail", &["--unsupported", "hyper.fail"]).1, Some(1), "500 is no refusal");
    let misspelt = Bench::of(&["refused"]).check(&["--unsupported", "hyper.refusd"]);
    assert_eq!(misspelt.status.code(), Some(2));
    assert!(told(&misspelt).contains("did you mean `hyper.refused`?"), "{}", told(&misspelt));
}

#[test]
fn a_waiver_covers_a_failure_until_its_last_day_and_ends_the_run_with_6_from_the_next() {
    let bench = Bench::of(&["fail", "pass"]);
    assert_eq!(bench.check(&[]).status.code(), Some(1));
    bench.waive("hyper.fail", "2026-03-02");
    let valid = bench.check(&["--waivers", "waivers.yaml", "--today", "2026-03-02"]);
    assert_eq!((valid.status.code(), word(&valid, "hyper.fail")), (Some(0), "waived".to_owned()), "{}", told(&valid));
    assert!(told(&valid).contains("WAIVED hyper.fail: 1 check until 2026-03-02 (the team: It is known.)"), "{}", told(&valid));
    let expired = bench.check(&["--waivers", "waivers.yaml", "--today", "2026-03-03"]);
    assert_eq!((expired.status.code(), word(&expired, "hyper.fail")), (Some(6), "stale-waiver".to_owned()), "{}", told(&expired));
    assert!(told(&expired).contains("STALE-WAIVER hyper.fail: it expired with 2026-03-02"), "{}", told(&expired));
    assert!(told(&expired).contains("A WAIVER IS STALE: 2 cases"), "{}", told(&expired));
}

#[test]
fn a_waiver_whose_failure_happens_no_longer_ends_the_run_with_6() {
    let bench = Bench::of(&["pass"]);
    bench.waive("hyper.pass", "2999-01-01");
    let output = bench.check(&["-q", "--waivers", "waivers.yaml"]);
    assert_eq!(output.status.code(), Some(6), "{}", told(&output));
    assert!(told(&output).contains("STALE-WAIVER hyper.pass: nothing fails any longer; 1 check made"), "{}", told(&output));
}

#[test]
fn the_day_of_the_run_is_that_of_the_clock_unless_it_is_said() {
    let bench = Bench::of(&["fail"]);
    for (expiry, code) in [("2020-01-01", 6), ("2999-01-01", 0)] {
        bench.waive("hyper.fail", expiry);
        assert_eq!(bench.check(&["--waivers", "waivers.yaml"]).status.code(), Some(code), "{expiry}");
    }
    assert_eq!(bench.check(&["--today", "2026-03-02"]).status.code(), Some(2), "a day without waivers means nothing");
}

#[test]
fn a_file_of_waivers_that_is_wrong_is_shown_and_nothing_is_asked() {
    let bench = Bench::of(&["fail"]);
    bench.waive("hyper.fial", "2026-02-30");
    let output = bench.check(&["--waivers", "waivers.yaml"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    for part in ["waivers.yaml:2:14", "did you mean `hyper.fail`?", "`2026-02-30` is no day", "2 mistakes in the waivers; nothing was asked"] {
        assert!(told(&output).contains(part), "{part} in:\n{}", told(&output));
    }
    let missing = bench.check(&["--waivers", "nowhere.yaml"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(told(&missing).contains("nowhere.yaml"), "{}", told(&missing));
}

#[test]
fn a_profile_is_all_that_counts_where_it_is_chosen() {
    let bench = Bench::of(&["pass", "not-run"]);
    let all = bench.check(&[]);
    assert_eq!(all.status.code(), Some(5), "{}", told(&all));
    assert!(told(&all).contains("core verified, lifecycle not verified (not-run)"), "{}", told(&all));
    let core = bench.check(&["--profile", "core"]);
    assert_eq!(core.status.code(), Some(0), "{}", told(&core));
    assert!(told(&core).contains("core verified, lifecycle not chosen"), "{}", told(&core));
    assert_eq!(bench.check(&["--profile", "core", "--profile", "lifecycle"]).status.code(), Some(5));
    let part = bench.check(&["--clause", "hyper.pass"]);
    assert_eq!(part.status.code(), Some(0), "{}", told(&part));
    assert!(told(&part).contains("core asked about in part"), "{}", told(&part));
    assert_eq!(bench.check(&["--profile", "limits"]).status.code(), Some(4), "no case belongs to it");
    let misspelt = bench.check(&["--profile", "cor"]);
    assert_eq!(misspelt.status.code(), Some(2));
    assert!(told(&misspelt).contains("core"), "{}", told(&misspelt));
}

#[test]
fn a_failure_counts_before_an_error_of_ours_and_that_before_what_is_missing() {
    let code = |names: &[&str]| Bench::of(names).check(&[]).status.code();
    // The first case of all is one that moves no tokens.
    assert_eq!(code(&["fail", "spoils"]), Some(1));
    assert_eq!(code(&["blocked", "pass", "spoils"]), Some(70));
    assert_eq!(code(&["unanswered", "blocked", "pass"]), Some(3));
    assert_eq!(code(&["blocked", "pass"]), Some(5));
}

#[test]
fn the_mock_is_asked_the_same_and_waived_by_its_name() {
    let bench = Bench::of(&["fail"]);
    assert_eq!(bench.run(&[]).status.code(), Some(1));
    let waiver = "waivers: [{clause: hyper.fail, target: embedded, reason: It is known., owner: the team, expiry: 2999-01-01}]\n";
    fs::write(bench.folder.path().join("waivers.yaml"), waiver).unwrap();
    assert_eq!(bench.run(&["--waivers", "waivers.yaml"]).status.code(), Some(0));
    assert_eq!(bench.check(&["--waivers", "waivers.yaml"]).status.code(), Some(1), "it is for the mock alone");
}

#[test]
fn the_schema_of_waivers_is_printed_and_names_every_field() {
    let output = standin(Path::new("."), &["schema", "waivers"]);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let fields = schema["$defs"]["Waiver"]["properties"].as_object().unwrap();
    assert_eq!(fields.keys().map(String::as_str).collect::<Vec<_>>(), ["clause", "check", "target", "reason", "owner", "expiry"]);
    assert_eq!(standin(Path::new("."), &["schema", "waiver"]).status.code(), Some(2));
}
