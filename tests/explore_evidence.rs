//! The evidence of an exploration as people use it: kept, signed, verified, and told apart from that of a run.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use support::Serving;
use tempfile::TempDir;

#[path = "support/leaks.rs"]
mod leaks;

use leaks::Leaks;

const DEVIATING: [&str; 5] = ["ayyeka", "--deviation", "ayyeka=any-secret", "--seed", "2"];

/// A folder with keys.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let der = [[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20].as_slice(), &[7; 32]].concat();
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(&der));
        fs::write(place.path("key.pem"), pem).unwrap();
        fs::write(place.path("key.pub.pem"), rcgen::KeyPair::try_from(der.as_slice()).unwrap().public_key_pem()).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// What the command says to both, having ended with this code.
    fn told(&self, code: i32, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(self.0.path()).args(arguments).output().unwrap();
        let text = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        text
    }

    /// Explores, and keeps the evidence.
    fn explore(&self, code: i32, arguments: &[&str]) -> String {
        self.told(code, &[&["explore"], arguments, &["--evidence", "explored.json"]].concat())
    }

    fn record(&self) -> Value {
        serde_json::from_str(&self.read("explored.json")).unwrap()
    }
}

#[test]
fn the_record_says_what_was_asked_what_was_covered_and_that_nothing_differs_the_same_for_the_same_seed() {
    let place = Place::new();
    let told = place.explore(0, &["ayyeka", "--exhaustive", "--sign", "key.pem"]);
    assert!(told.contains("standin: evidence: explored.json, SHA-256 ") && told.contains("standin: signed: explored.json.dsse.json"), "{told}");
    let record = place.record();
    assert_eq!((&record["standin_exploration"], &record["outcome"]), (&json!(1), &json!("no-difference")));
    assert_eq!(record["target"], json!({"subject": "embedded", "apis": ["ayyeka"]}));
    assert_eq!((&record["asked"]["reach"], &record["asked"]["silence"]), (&json!({"exhaustive": 2}), &json!("known")));
    let coverage = &record["apis"][0]["coverage"];
    assert!(coverage["taken"].as_u64().unwrap() > 100 && coverage["taken"] == coverage["transitions"], "{coverage}");
    assert_eq!(coverage["regions"]["start"]["taken"], coverage["regions"]["start"]["transitions"]);
    let both = (place.read("explored.json"), place.read("explored.json.dsse.json"));
    place.explore(0, &["ayyeka", "--exhaustive", "--sign", "key.pem"]);
    assert_eq!((place.read("explored.json"), place.read("explored.json.dsse.json")), both);
}

#[test]
fn a_finding_is_in_the_record_and_the_verified_record_says_how_to_see_it_again() {
    let place = Place::new();
    let told = place.explore(1, &[&DEVIATING[..], &["--sign", "key.pem"]].concat());
    let (record, found) = (place.record(), place.record()["apis"][0]["found"].clone());
    assert_eq!((&record["outcome"], &found["clause"]), (&json!("differs"), &json!("ayyeka.client.wrong-secret")));
    assert_eq!((found["steps"].as_array().unwrap().len(), &found["differences"][0]), (1, &json!({"at": "status", "expected": 401, "actual": 200})));
    assert!(found["scenario"].as_str().unwrap().contains("verifies: [ayyeka.client.wrong-secret]"));
    assert_eq!(record["target"]["settings"]["deviations"]["ayyeka"], "any-secret");
    let verified = place.told(0, &["verify", "explored.json", "--key", "key.pub.pem"]);
    assert!(verified.contains("the mock, explored: a difference\n"), "{verified}");
    assert!(verified.contains("a difference after 1 steps, decided by ayyeka.client.wrong-secret"), "{verified}");
    let again = verified.lines().find_map(|line| line.strip_prefix("again, with standin ")?.split_once(": standin ")).unwrap().1;
    let repeated = place.told(1, &again.split(' ').collect::<Vec<_>>());
    let finding = |text: &str| text.split_once("made of ").unwrap().0.to_owned();
    assert_eq!(finding(&repeated), finding(&told));
}

#[test]
fn a_record_that_was_changed_since_is_refused_and_the_honest_one_is_not() {
    let place = Place::new();
    place.explore(1, &[&DEVIATING[..], &["--sign", "key.pem", "--signature", "s.json"]].concat());
    let verify = |code: i32| place.told(code, &["verify", "explored.json", "--signature", "s.json", "--key", "key.pub.pem"]);
    verify(0);
    let honest = place.read("explored.json");
    for (from, to) in [("\"seed\":2", "\"seed\":3"), ("-> 200", "-> 401"), ("\"differs\"", "\"no-difference\""), ("}\n", "}")] {
        assert!(honest.contains(from), "{honest}");
        fs::write(place.path("explored.json"), honest.replacen(from, to, 1)).unwrap();
        assert!(verify(1).contains("another file was signed, or this one was changed"));
    }
    fs::write(place.path("explored.json"), honest).unwrap();
    verify(0);
}

#[test]
fn a_command_that_takes_the_evidence_of_a_run_says_that_this_is_an_exploration() {
    let place = Place::new();
    place.explore(0, &["ayyeka", "--steps", "10"]);
    place.told(0, &["check", "-q", "--provider", "hyp", "--clause", "hyp.error.354", "--evidence", "run.json"]);
    place.told(0, &["gate", "run.json", "--against", "run.json"]);
    for command in [
        &["judge", "explored.json"][..],
        &["gate", "explored.json", "--against", "run.json"],
        &["gate", "run.json", "--against", "explored.json"],
        &["report", "merge", "explored.json"],
    ] {
        let told = place.told(2, command);
        assert!(told.contains("explored.json: this is the record of an exploration, which holds no answers to judge"), "{told}");
    }
}

#[test]
fn a_place_that_cannot_be_written_or_a_key_that_cannot_sign_is_told_before_anything_is_asked() {
    let place = Place::new();
    for (arguments, right) in [
        (&["--evidence", "nowhere/explored.json"][..], "nowhere/explored.json: evidence cannot be written there"),
        (&["--evidence", "/dev/null"], "/dev/null: evidence cannot be written there: that is no regular file"),
        (&["--evidence", "explored.json", "--sign", "key.pub.pem"], "key.pub.pem: this is a public key, and signing takes the private one"),
        (&["--evidence", "key.pem", "--sign", "key.pem"], "would be written over the key"),
        (&["--sign", "key.pem"], "--evidence <FILE>"),
    ] {
        let told = place.told(2, &[&["explore", "ayyeka", "--steps", "10"], arguments].concat());
        assert!(told.contains(right) && !told.contains("sequences"), "{told}");
    }
    assert!(!place.path("explored.json").exists() && place.read("key.pem").contains("PRIVATE KEY"));
    assert!(place.explore(0, &["ayyeka", "--steps", "10"]).contains("sequences"));
}

#[test]
fn a_target_that_does_not_answer_leaves_a_record_of_that() {
    let place = Place::new();
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}");
    let given =
        ["hyper", "--target", &url, "--ledger", "t.json", "--credential", "access_token=abcdefghij", "--credential", "refresh_token=klmnopqrst"];
    place.explore(3, &given);
    let record = place.record();
    assert_eq!((&record["outcome"], &record["apis"]), (&json!("unreachable"), &json!([])));
    assert_eq!(record["target"]["subject"]["foreign"], url.as_str());
}

#[test]
fn the_record_of_a_target_tells_its_readings_and_no_secret() {
    let serving = Serving::start(&["--set", "hyper.refusal_status=403", "--set", "hyper.refresh_limit=off", "--set", "hyper.max_posts=off"]);
    let place = Place::new();
    let base_url = serving.ready["instances"]["hyper"]["base_url"].as_str().unwrap();
    let (access, refresh) = (serving.credential("hyper", "access_token"), serving.credential("hyper", "refresh_token"));
    let credentials = [format!("access_token={access}"), format!("refresh_token={refresh}")];
    let named = ["hyper", "--steps", "40", "--max-wait", "0s", "--ledger", "tokens.json", "--target", base_url];
    let told = place.explore(0, &[&named[..], &["--credential", &credentials[0], "--credential", &credentials[1], "--sign", "key.pem"]].concat());
    let record = place.record();
    assert_eq!(record["apis"][0]["readings"][0]["refusal_status"], 403, "{record}");
    assert_eq!((&record["asked"]["silence"], &record["target"]["settings"]["max_wait_ms"]), (&json!("open"), &json!(0)));
    let ledger = place.read("tokens.json");
    let current: Value = serde_json::from_str(&ledger).unwrap();
    let newest = current["instances"]["target"]["tokens"]["access_token"]["current"].as_str().unwrap().to_owned();
    let leaks = Leaks::of([access, refresh, newest.as_str()]);
    assert!(!leaks.told_in(ledger.as_bytes()).is_empty(), "they are found where they are");
    for text in [place.read("explored.json"), place.read("explored.json.dsse.json"), told] {
        assert_eq!(leaks.told_in(text.as_bytes()).len(), 0, "{text}");
    }
    let verified = place.told(0, &["verify", "explored.json", "--key", "key.pub.pem"]);
    assert!(verified.contains(&format!("--target {}", base_url.trim_end_matches('/'))) && verified.contains("--max-wait 0ms"), "{verified}");
}
