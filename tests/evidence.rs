//! Evidence as people use it: kept by a check, judged again, signed, verified, compared; and each error as they meet it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance::evidence::Bundle;
use conformance::judge::judge;
use conformance::snapshot::Snapshots;
use conformance::transcript::Transcript;
use serde_json::Value;
use tempfile::TempDir;

use leaks::Leaks;

#[path = "support/leaks.rs"]
mod leaks;

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
    expect: [{refusal: wrong}]
  - call: POST /RefreshToken
    bearer: ${refresh_token}
    expect: [{refusal: none}]
";

const LEDGER: &str = r#"
provider: hyper
version: 3
documents: {tokens: {title: "Connection & Tokens"}}
opaque: [{name: access_token, at: $.access_token}, {name: refresh_token, at: $.refresh_token}]
times: [{at: "$['Token Valid Until UTC']", format: "%Y-%m-%d %H:%M:%S"}]
refusals:
  wrong: {clause: hyper.refusal.wrong, body: {Authorization: false, Message: "Missing / Wrong Access Token."}}
clauses:
  - {id: hyper.refusal.wrong, level: stated, profile: core, document: tokens, section: "Wrong Token Example", says: "A wrong token is refused."}
"#;

const FILE: &str = "suite/scenarios/hyper/refusals/a-wrong-token-is-refused.yaml";

/// A folder with a suite of one scenario, and keys.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("suite/suite.yaml", "format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: ledger.yaml}\n");
        place.write("suite/ledger.yaml", LEDGER);
        place.write(FILE, SCENARIO);
        place.key("key", 7);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// `NAME.pem` and `NAME.pub.pem`, as OpenSSL writes keys with this seed.
    fn key(&self, name: &str, seed: u8) {
        let der = [[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20].as_slice(), &[seed; 32]].concat();
        self.write(&format!("{name}.pem"), pem("PRIVATE KEY", &der));
        let pair = rcgen::KeyPair::try_from(der.as_slice()).unwrap();
        self.write(&format!("{name}.pub.pem"), pair.public_key_pem());
    }

    fn standin(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_standin")).current_dir(self.0.path()).args(arguments).output().unwrap()
    }

    /// What the command says to both, having ended with this code.
    fn told(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.standin(arguments);
        let text = text(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        text
    }

    /// Checks the mock and keeps the evidence.
    fn check(&self, code: i32, more: &[&str]) -> String {
        self.told(code, &[&["check", "--suite", "suite", "--evidence", "run.json"], more].concat())
    }

    fn bundle(&self) -> Value {
        serde_json::from_str(&self.read("run.json")).unwrap()
    }

    /// The bundle with something in it changed.
    fn change(&self, pointer: &str, to: impl Into<Value>) {
        let mut bundle = self.bundle();
        *bundle.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}")) = to.into();
        self.write("run.json", bundle.to_string());
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const DEVIATING: [&str; 2] = ["--deviation", "hyper=wrong-message-of-wrong"];
const MESSAGE: &str = "/transcript/plays/0/events/1/what/exchanged/answer/read/Message";

#[test]
fn the_evidence_of_a_run_that_passed_says_what_was_asked_of_whom_and_what_came() {
    let place = Place::new();
    assert!(place.check(0, &[]).contains("standin: evidence: run.json, SHA-256 "));
    let bundle = place.bundle();
    assert_eq!(bundle["standin_evidence"], 1);
    assert_eq!(bundle["environment"]["start"], "2026-03-02T10:20:30Z");
    assert_eq!(bundle["target"], serde_json::json!({"subject": "embedded", "apis": ["hyper"]}));
    let files = bundle["suite"]["files"].as_array().unwrap();
    let paths: Vec<&str> = files.iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["ledgers/hyper.yaml", "scenarios/hyper/refusals/a-wrong-token-is-refused.yaml", "suite.yaml"]);
    let judged = place.told(0, &["judge", "run.json"]);
    assert!(judged.contains("pass          hyper.refusal.wrong") && judged.contains("CONFORMS"), "{judged}");
    assert!(judged.ends_with("nothing differs from the verdicts in the bundle\n"), "{judged}");
}

#[test]
fn a_run_that_failed_leaves_evidence_too_and_it_fails_again_without_the_suite_at_hand() {
    let place = Place::new();
    place.check(1, &DEVIATING);
    assert_eq!(place.bundle()["target"]["settings"]["deviations"]["hyper"], "wrong-message-of-wrong");
    fs::remove_dir_all(place.path("suite")).unwrap();
    let judged = place.told(1, &["judge", "run.json", "-q"]);
    assert!(judged.contains("FAIL hyper/refusals/a-wrong-token-is-refused, step 2") && judged.contains("DOES NOT CONFORM"), "{judged}");
    assert!(judged.contains("nothing differs"), "{judged}");
}

#[test]
fn the_same_run_is_the_same_bytes() {
    let place = Place::new();
    place.check(0, &["--sign", "key.pem"]);
    let (bundle, signature) = (place.read("run.json"), place.read("run.json.dsse.json"));
    place.check(0, &["--sign", "key.pem"]);
    assert_eq!((place.read("run.json"), place.read("run.json.dsse.json")), (bundle, signature));
}

#[test]
fn a_verdict_or_an_answer_that_was_changed_after_the_run_is_told_as_that() {
    let place = Place::new();
    place.check(1, &DEVIATING);
    let honest = place.read("run.json");
    for (pointer, to, differs) in [
        ("/verdicts/clauses/0/verdict", "pass", "differs: clause hyper.refusal.wrong: pass ("),
        ("/verdicts/cases/0/checks/1/verdict", "pass", "the refusal `wrong`: pass in the bundle, fail now"),
        (MESSAGE, "Missing / Wrong Access Token.", "the refusal `wrong`: fail in the bundle, pass now"),
    ] {
        place.write("run.json", &honest);
        place.change(pointer, to);
        let judged = place.told(1, &["judge", "run.json", "-q"]);
        assert!(judged.contains(differs), "{judged}");
        assert!(
            judged.contains("run.json: the verdicts in this bundle do not follow from its transcript and suite: one of them was changed"),
            "{judged}"
        );
        assert!(place.told(2, &["gate", "run.json", "--against", "run.json"]).contains("its verdicts do not follow"));
    }
}

#[test]
fn a_bundle_of_another_version_of_standin_is_told_to_be_that_where_it_differs() {
    let place = Place::new();
    place.check(1, &DEVIATING);
    place.change("/environment/standin", "9.9.9");
    assert!(!place.told(1, &["judge", "run.json"]).contains("9.9.9"));
    place.change("/verdicts/cases/0/checks/1/verdict", "pass");
    assert!(place.told(1, &["judge", "run.json"]).contains("written by standin 9.9.9"));
}

#[test]
fn a_newer_suite_judges_the_same_answers_by_what_it_expects() {
    let place = Place::new();
    place.check(0, &[]);
    place.write(FILE, SCENARIO.replace("refusal: wrong}", "refusal: wrong}, {status: 403}"));
    let judged = place.told(1, &["judge", "run.json", "--suite", "suite", "-q"]);
    assert!(judged.contains("step 2: status 403: not there in the bundle, fail now") && !judged.contains("do not follow"), "{judged}");
    place.write(FILE, SCENARIO.replace("|changed", "|doubled"));
    let judged = place.told(4, &["judge", "run.json", "--suite", "suite", "-q"]);
    assert!(judged.contains("not judged: hyper/refusals/a-wrong-token-is-refused: this suite asks it otherwise"), "{judged}");
    let judged = place.told(4, &["judge", "run.json", "--current", "-q"]);
    assert!(judged.contains("not judged: hyper/refusals/a-wrong-token-is-refused"), "{judged}");
    place.write(FILE, SCENARIO);
    place.write(&FILE.replace("a-wrong", "another"), SCENARIO.replace("|changed", "|doubled"));
    place.check(0, &[]);
    fs::remove_file(place.path(&FILE.replace("a-wrong", "another"))).unwrap();
    place.told(5, &["judge", "run.json", "--suite", "suite", "-q"]);
    assert!(place.told(2, &["judge", "run.json", "--suite", "suite", "--current"]).contains("cannot be used with"));
}

#[test]
fn a_signature_is_verified_by_its_key_and_by_no_other() {
    let place = Place::new();
    place.key("other", 8);
    let checked = place.check(0, &["--sign", "key.pem"]);
    assert!(checked.contains("standin: signed: run.json.dsse.json, with the key "), "{checked}");
    let verified = place.told(0, &["verify", "run.json", "--key", "key.pub.pem"]);
    assert!(verified.contains("the mock: conforms\n") && verified.contains("hyper, ledger 3: 1 of 1 clauses verified\n"), "{verified}");
    assert!(verified.contains("checks: 3 pass\n") && verified.contains("  profiles: core verified\n"), "{verified}");
    assert!(place.told(1, &["verify", "run.json", "--key", "other.pub.pem"]).contains("it was signed with the key"));
    let envelope: Value = serde_json::from_str(&place.read("run.json.dsse.json")).unwrap();
    assert_eq!(envelope["payloadType"], "application/vnd.in-toto+json");
    let statement: Value = serde_json::from_slice(&STANDARD.decode(envelope["payload"].as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(
        (statement["_type"].as_str(), statement["predicate"]["apis"][0]["ledger"]["version"].as_u64()),
        (Some("https://in-toto.io/Statement/v1"), Some(3))
    );
}

#[test]
fn a_signature_of_what_was_changed_since_does_not_hold() {
    let place = Place::new();
    place.check(0, &["--sign", "key.pem", "--signature", "signature.json"]);
    let verify = |code: i32| place.told(code, &["verify", "run.json", "--signature", "signature.json", "--key", "key.pub.pem"]);
    verify(0);
    let honest = (place.read("run.json"), place.read("signature.json"));
    place.write("run.json", honest.0.replacen("hyper", "hypes", 1));
    assert!(verify(1).contains("another file was signed, or this one was changed"));
    place.write("run.json", &honest.0);
    place.write("signature.json", honest.1.replacen("\":", "\": ", 1));
    assert!(verify(1).contains("its bytes were changed"));
    let payload = honest.1.find("\"payload\":\"").unwrap() + 40;
    let spoilt = |c: &str| if c == "A" { "B" } else { "A" };
    place.write("signature.json", [&honest.1[..payload], spoilt(&honest.1[payload..=payload]), &honest.1[payload + 1..]].concat());
    assert!(verify(1).contains("the signature does not hold"));
    place.write("signature.json", "{}");
    assert!(verify(2).contains("signature.json: this is no signature"));
    fs::remove_file(place.path("signature.json")).unwrap();
    assert!(verify(2).contains("signature.json: "));
}

#[test]
fn a_key_that_cannot_sign_or_a_place_that_cannot_be_written_is_told_before_anything_is_asked() {
    let place = Place::new();
    place.write("rsa.pem", include_str!("../conformance/src/play/another-key.pem"));
    place.write("encrypted.pem", pem("ENCRYPTED PRIVATE KEY", b"x"));
    for (arguments, right) in [
        (["--evidence", "run.json", "--sign", "key.pub.pem"].as_slice(), "key.pub.pem: this is a public key, and signing takes the private one"),
        (&["--evidence", "run.json", "--sign", "encrypted.pem"], "encrypted.pem: this private key is encrypted"),
        (&["--evidence", "run.json", "--sign", "rsa.pem"], "rsa.pem: this is a public key"),
        (&["--evidence", "run.json", "--sign", "suite/suite.yaml"], "`openssl genpkey -algorithm ed25519 -out KEY.pem` makes one"),
        (&["--evidence", "run.json", "--sign", "nowhere.pem"], "nowhere.pem: "),
        (&["--evidence", "run.json", "--sign", "suite"], "suite: this is no file"),
        (&["--evidence", "nowhere/run.json"], "nowhere/run.json: evidence cannot be written there"),
        (&["--evidence", "/dev/null"], "/dev/null: evidence cannot be written there: that is no regular file"),
        (&["--evidence", "suite"], "suite: evidence cannot be written there: that is no regular file"),
        (&["--evidence", "run.json", "--sign", "key.pem", "--signature", "run.json"], "the signature needs a file of its own"),
        (&["--evidence", "key.pem", "--sign", "key.pem"], "the evidence would be written over the key"),
        (&["--sign", "key.pem"], "--evidence <FILE>"),
        (&["--evidence", "run.json", "--signature", "s.json"], "--sign <KEY>"),
        (&["--evidence", "run.json", "--update-snapshots"], "cannot be used with"),
        (&["--evidence", "run.json", "--list"], "cannot be used with"),
    ] {
        let told = place.told(2, &[["check", "--suite", "suite"].as_slice(), arguments].concat());
        assert!(told.contains(right) && !told.contains("CONFORMS"), "{told}");
    }
    assert!(!place.path("run.json").exists() && place.read("key.pem").contains("PRIVATE KEY"));
    place.check(0, &["--sign", "key.pem"]);
    let told = place.told(2, &["verify", "run.json", "--key", "key.pem"]);
    assert!(told.contains("key.pem: this is a private key, and checking takes the public one"), "{told}");
    assert!(place.told(2, &["verify", "run.json", "--key", "rsa.pem"]).contains("rsa.pem: this is no Ed25519 public key"));
}

#[test]
fn what_is_no_bundle_is_told_with_its_name() {
    let place = Place::new();
    place.check(0, &[]);
    place.write("empty.json", "");
    place.write("other.json", r#"{"format": "other"}"#);
    place.write("deep.json", "[".repeat(200_000));
    for (file, why) in [
        ("nowhere.json", "nowhere.json: "),
        ("suite", "suite: this is no file"),
        ("empty.json", "empty.json: this is no bundle of evidence as `standin check --evidence FILE` writes it"),
        ("other.json", "other.json: this is no bundle of evidence"),
        ("deep.json", "deep.json: a bundle of evidence is nested at most 100 deep"),
    ] {
        for command in [["judge", file].as_slice(), &["gate", file, "--against", "run.json"], &["gate", "run.json", "--against", file]] {
            let told = place.told(2, command);
            assert!(told.contains(why), "{told}");
        }
    }
    let honest = place.read("run.json");
    for (pointer, to, why) in [
        ("/standin_evidence", Value::from(2), "this bundle has version 2, and this program reads version 1"),
        ("/suite/files/1/text", "title: \u{1b}[31mred".into(), "a-wrong-token-is-refused.yaml is not what its hash says"),
        ("/environment/duration_ms", "long".into(), "this bundle is spoilt: invalid type"),
    ] {
        place.write("run.json", &honest);
        place.change(pointer, to);
        let told = place.told(2, &["judge", "run.json"]);
        assert!(told.contains(why) && !told.contains('\u{1b}'), "{told}");
    }
}

#[test]
fn nothing_in_a_bundle_commands_a_terminal() {
    let place = Place::new();
    place.check(1, &DEVIATING);
    place.change("/verdicts/cases/0/checks/1/got", "\u{1b}[2Jcleared");
    let judged = place.told(1, &["judge", "run.json"]);
    assert!(!judged.contains('\u{1b}') && judged.contains("\\u{1b}[2Jcleared"), "{judged}");
}

#[test]
fn a_gate_is_open_for_what_is_no_worse_and_names_all_that_is() {
    let place = Place::new();
    place.check(0, &[]);
    fs::rename(place.path("run.json"), place.path("last.json")).unwrap();
    let gate = |code: i32| place.told(code, &["gate", "run.json", "--against", "last.json"]);
    place.check(0, &[]);
    assert_eq!(gate(0), "OPEN: nothing is worse than in the last release\n");
    place.check(1, &DEVIATING);
    let told = gate(1);
    assert!(
        told.contains("new failure: check of hyper.refusal.wrong in hyper/refusals/a-wrong-token-is-refused, step 2: the refusal `wrong`"),
        "{told}"
    );
    assert!(told.contains("lost clause: hyper.refusal.wrong passed, and now it is fail") && told.contains("CLOSED: 2 findings"), "{told}");
    place.write(FILE, SCENARIO.rsplit_once("    expect: ").unwrap().0);
    place.check(0, &[]);
    let told = gate(1);
    assert!(told.contains("weaker coverage: clause hyper.refusal.wrong: 2 checks made, 3 before"), "{told}");
    assert!(told.contains("changed suite: scenarios/hyper/refusals/a-wrong-token-is-refused.yaml has changed"), "{told}");
    place.told(0, &["check", "-q", "--provider", "hyp", "--clause", "hyp.session.*", "--evidence", "last.json"]);
    assert!(place.told(2, &["gate", "run.json", "--against", "last.json"]).contains("these bundles have no API in common"));
}

#[test]
fn a_target_that_is_not_there_leaves_evidence_of_that() {
    let place = Place::new();
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}");
    let given = [
        "--target",
        &url,
        "--credentials-file",
        "tokens.json",
        "--credential",
        "access_token=abcdefghij",
        "--credential",
        "refresh_token=klmnopqrst",
    ];
    place.check(3, &given);
    let bundle = place.bundle();
    assert_eq!((&bundle["target"]["subject"]["foreign"], &bundle["environment"]["start"]), (&Value::from(url.as_str()), &Value::Null));
    assert!(place.told(3, &["judge", "run.json"]).contains("UNREACHABLE"));
}

#[test]
fn no_secret_of_a_target_is_in_anything_that_is_written_but_the_file_of_its_credentials() {
    let place = Place::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(mock_server::Server::start(mock_server::Config::default())).unwrap();
    let instance = server.worlds().view("default").unwrap().instances.remove("hyper").unwrap();
    let mut given: Vec<String> =
        ["--target", &instance.base_url, "--ledger", "tokens.json", "--pace", "600", "--max-wait", "0s"].map(str::to_owned).to_vec();
    given.extend(instance.credentials.iter().map(|(name, value)| format!("--credential={name}={value}")));
    let arguments: Vec<&str> = given.iter().map(String::as_str).collect();
    let printed = [place.check(0, &[arguments.as_slice(), &["--sign", "key.pem"]].concat()), place.told(0, &["judge", "run.json"])].concat();
    runtime.block_on(server.shutdown());
    let ledger: Value = serde_json::from_str(&place.read("tokens.json")).unwrap();
    let rotated: BTreeMap<String, String> = ["access_token", "refresh_token"]
        .map(|name| (name.to_owned(), ledger["instances"]["target"]["tokens"][name]["current"].as_str().unwrap().to_owned()))
        .into();
    assert_ne!(rotated["access_token"], instance.credentials["access_token"], "there are new tokens");
    let seed = STANDARD.encode([7; 32]);
    let secrets = instance.credentials.values().chain(rotated.values()).chain([&seed]).map(String::as_str);
    let leaks = Leaks::of(secrets);
    assert!(!leaks.told_in(place.read("tokens.json").as_bytes()).is_empty(), "they are found where they are");
    for (what, text) in [("bundle", place.read("run.json")), ("signature", place.read("run.json.dsse.json")), ("output", printed)] {
        assert_eq!(leaks.told_in(text.as_bytes()).len(), 0, "secrets stand in the {what}");
    }
    assert_eq!(place.bundle()["target"]["settings"]["pace"], 600);
    let written: Vec<String> = fs::read_dir(place.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(written.len(), 7, "a suite, two keys, credentials and their lock, a bundle and its signature: {written:?}");
    assert!(Path::new(&place.path("run.json")).exists());
}

/// The places of all values in a value that hold no others.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| leaves(item, &format!("{at}/{index}"), found)),
        Value::Object(members) => members.iter().for_each(|(name, member)| leaves(member, &format!("{at}/{}", escaped(name)), found)),
        _ => found.push(at.to_owned()),
    }
}

#[test]
fn no_transcript_of_a_stranger_makes_the_judge_panic() {
    let place = Place::new();
    place.told(0, &["check", "-q", "--evidence", "run.json"]);
    let bundle = Bundle::read(place.read("run.json").as_bytes()).unwrap();
    let suite = bundle.suite().unwrap();
    let snapshots = Snapshots::of(&suite).unwrap();
    let odd = [
        i64::MAX.into(),
        i64::MIN.into(),
        0.into(),
        Value::Null,
        "".into(),
        "<access_token:1>".into(),
        "<start+99999999999999s>".into(),
        "é\0".into(),
    ];
    let empty = Transcript { plays: Vec::new(), ..bundle.transcript.clone() };
    let (mut read, mut random) = (0, 1_u64);
    for play in &bundle.transcript.plays {
        let case = suite.case(&play.case).unwrap();
        let honest = serde_json::to_value(play).unwrap();
        let mut places = Vec::new();
        leaves(&honest, "", &mut places);
        for _ in 0..12 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(random >> 33).unwrap();
            let mut spoilt = honest.clone();
            *spoilt.pointer_mut(&places[at % places.len()]).unwrap() = odd[at / 7 % odd.len()].clone();
            let Ok(play) = serde_json::from_value(spoilt) else { continue };
            let transcript = Transcript { plays: vec![play], ..empty.clone() };
            read += judge(std::slice::from_ref(&case), &suite.ledgers, &snapshots, &transcript).cases.len();
        }
    }
    assert!(read > 3_000, "{read} were judged");
}
