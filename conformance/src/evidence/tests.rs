//! Bundles that are read, judged, signed and compared; and what is done to them by others.

use ring::rand::SystemRandom;
use ring::signature::Ed25519KeyPair;
use serde_json::{Value, json};

use super::*;
use crate::judge::judge;
use crate::scope::{Breadth, Scope};
use crate::snapshot::Snapshots;
use crate::testing;
use crate::transcript::{Event, Received, Subject, Transcript, What};

const HEAD: &str = "verifies: [hyper.stated, hyper.advice]\n";
const STEPS: &str = "  - call: GET /x\n    expect: [{status: 200, clause: hyper.stated}, {json: $.a, is: present}]\n";

/// The evidence of one call with this answer.
fn bundle_of(suite: &Suite, answer: Received) -> Bundle {
    let subject = Subject::Foreign("http://anna:hunter2@example.com/api".to_owned());
    let play = testing::play(&suite.cases[0], vec![testing::exchanged(testing::place(0), answer)]);
    let transcript = Transcript {
        scope: Scope { breadth: Breadth::Selected, ..Scope::default() },
        unsupported: Default::default(),
        version: transcript::VERSION,
        facts: providers::naming::FACTS_VERSION,
        seed: 1,
        subject,
        plays: vec![play],
    };
    let ledgers = suite.ledgers_of(&suite.cases);
    let verdicts = judge(&suite.cases, &ledgers, &Snapshots::default(), &transcript);
    let target = Description::of(&transcript.subject, ledgers.into_keys().collect());
    Bundle::new(suite, target, Environment::of("0.1.0", "linux-x86_64", &transcript), &transcript, &verdicts).unwrap()
}

fn bundle() -> Bundle {
    bundle_of(&testing::suite(HEAD, STEPS), testing::answer(200, &json!({"a": 1})))
}

/// Whether the evidence of an answer that was read as this is read as it was written.
pub(crate) fn is_held(read: &Value) -> bool {
    let suite = testing::suite(
        HEAD,
        "  - call: GET /x\n    expect: [{json: $, equals: 1, clause: hyper.stated}, {json: $.a, equals: 1}]\n    keep: {all: $}\n",
    );
    let mut bundle = bundle_of(&suite, testing::answer(200, read));
    bundle.transcript.plays[0].events[0].kept.insert("all".to_owned(), read.clone());
    bundle.bytes().and_then(|bytes| Bundle::read(&bytes)).is_ok_and(|read| read == bundle)
}

fn key() -> SigningKey {
    SigningKey::read(Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap().as_ref()).unwrap()
}

fn signed(bundle: &Bundle, key: &SigningKey) -> (Vec<u8>, Vec<u8>) {
    let bytes = bundle.bytes().unwrap();
    let statement = Statement::about(bundle, &bytes).unwrap();
    (bytes, Envelope::sign(&statement.bytes(), key).bytes())
}

fn again(bundle: &Bundle) -> Again {
    let own = bundle.suite().unwrap();
    bundle.judge_again(&own, &own).unwrap()
}

fn told(changes: &[Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

/// The bundle with something in its JSON changed.
fn changed(bundle: &Bundle, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value = serde_json::to_value(bundle).unwrap();
    change(&mut value);
    serde_json::to_vec(&value).unwrap()
}

#[test]
fn a_bundle_is_read_as_it_was_written_and_says_the_same_again() {
    let bundle = bundle();
    let bytes = bundle.bytes().unwrap();
    assert!(bytes.starts_with(b"{\"standin_evidence\":1,") && bytes.ends_with(b"}\n"));
    let read = Bundle::read(&bytes).unwrap();
    assert_eq!((read.bytes().unwrap(), &read), (bytes.clone(), &bundle));
    assert_eq!(told(&again(&read).changes), [""; 0]);
    assert!(!String::from_utf8(bytes).unwrap().contains("hunter2"));
}

#[test]
fn numbers_and_nulls_that_a_file_could_spoil_are_judged_again_as_they_were() {
    let suite = testing::suite(HEAD, "  - call: GET /x\n    expect: [{json: $.a, equals: 1}, {json: $.b, equals: 1}, {json: $, equals: 1}]\n");
    let many: Vec<f64> = (1..1000).map(|n| f64::from(n) * 1e-9 / 7.0).collect();
    for read in [json!({"a": many, "b": 0.1}), json!({"a": null}), Value::Null] {
        let bundle = bundle_of(&suite, testing::answer(200, &read));
        let read = Bundle::read(&bundle.bytes().unwrap()).unwrap();
        assert_eq!(read.transcript, bundle.transcript);
        assert_eq!(told(&again(&read).changes), [""; 0]);
    }
}

#[test]
fn a_verdict_that_does_not_follow_from_the_transcript_is_found_and_named() {
    let bundle = bundle_of(&testing::suite(HEAD, STEPS), testing::answer(500, &json!({"a": 1})));
    let bytes = changed(&bundle, |value| {
        value["verdicts"]["clauses"][0]["verdict"] = json!("pass");
        value["verdicts"]["cases"][0]["checks"][0]["verdict"] = json!("pass");
    });
    insta::assert_snapshot!(told(&again(&Bundle::read(&bytes).unwrap()).changes).join("\n"), @r#"
    clause hyper.stated: pass (1 checks made, 1 failed) in the bundle, fail (1 checks made, 1 failed) now
    check of hyper.stated in hyper/flow/it-is-so, step 1: status 200: pass in the bundle, fail now
    "#);
}

#[test]
fn a_transcript_that_was_changed_is_found_by_the_verdicts() {
    let bytes = changed(&bundle(), |value| value["transcript"]["plays"][0]["events"][0]["what"]["exchanged"]["answer"]["status"] = json!(500));
    let changes = told(&again(&Bundle::read(&bytes).unwrap()).changes);
    assert!(changes.iter().any(|change| change.contains("status 200: pass in the bundle, fail now")), "{changes:?}");
}

#[test]
fn every_part_of_the_verdicts_is_compared() {
    let bundle = bundle_of(&testing::suite(HEAD, STEPS), testing::answer(500, &json!({"a": 1})));
    for (pointer, about) in [
        ("/verdicts/cases/0/title", "case hyper/flow/it-is-so"),
        ("/verdicts/cases/0/checks/0/got", "check of hyper.stated in hyper/flow/it-is-so, step 1: status 200"),
        ("/verdicts/cases/0/checks/0/evidence/excerpt/text", "check of hyper.stated in hyper/flow/it-is-so, step 1: status 200"),
    ] {
        let bytes = changed(&bundle, |value| *value.pointer_mut(pointer).unwrap() = json!("otherwise"));
        let changes = again(&Bundle::read(&bytes).unwrap()).changes;
        assert_eq!(changes.iter().map(|change| change.about.as_str()).collect::<Vec<_>>(), [about], "{pointer}");
    }
    let bytes = changed(&bundle, |value| value["verdicts"]["seed"] = json!(2));
    assert_eq!(again(&Bundle::read(&bytes).unwrap()).changes.len(), 1);
}

#[test]
fn another_suite_judges_what_it_asks_the_same_and_leaves_out_what_it_asks_otherwise() {
    let (bundle, own) = (bundle(), testing::suite(HEAD, STEPS));
    let by = |steps: &str| bundle.judge_again(&own, &testing::suite(HEAD, steps)).unwrap();
    let stricter = by(&STEPS.replace("status: 200", "status: 201"));
    assert_eq!((stricter.left_out.len(), stricter.verdicts.count(crate::verdict::Verdict::Fail)), (0, 1));
    assert!(
        told(&stricter.changes)
            .contains(&"check of hyper.stated in hyper/flow/it-is-so, step 1: status 201: not there in the bundle, fail now".to_owned())
    );
    for otherwise in
        [STEPS.replace("GET /x", "GET /y"), format!("{STEPS}  - call: GET /y\n"), STEPS.replace("    expect", "    bearer: abc\n    expect")]
    {
        let asked = by(&otherwise);
        assert_eq!((asked.left_out.as_slice(), asked.verdicts.cases.len()), (["hyper/flow/it-is-so".to_owned()].as_slice(), 0), "{otherwise}");
    }
}

#[test]
fn what_is_no_bundle_or_at_odds_with_itself_is_told_and_never_panics() {
    let bundle = bundle();
    let told = |change: &dyn Fn(&mut Value)| Bundle::read(&changed(&bundle, change)).unwrap_err().to_string();
    for (change, why) in [
        ((|value| value["standin_evidence"] = json!(2)) as fn(&mut Value), "this bundle has version 2, and this program reads version 1"),
        (|value| value["extra"] = json!(1), "unknown field `extra`"),
        (|value| value["target"]["password"] = json!("x"), "unknown field `password`"),
        (|value| drop(value.as_object_mut().unwrap().remove("environment")), "missing field `environment`"),
        (|value| value["transcript"]["version"] = json!(9), "the transcript in this bundle has version 9"),
        (|value| value["target"]["subject"] = json!("embedded"), "do not name the same subject"),
        (|value| value["suite"]["files"][0]["text"] = json!("x"), "is not what its hash says"),
        (|value| value["suite"]["sha256"] = json!("00"), "not what the hash over all of them says"),
        (|value| value["suite"]["files"].as_array_mut().unwrap().swap(0, 1), "is not in its place"),
        (|value| drop(value["suite"]["files"].as_array_mut().unwrap().pop()), "not what the hash over all of them says"),
        (|value| value["suite"]["files"][0]["path"] = json!("a\nb"), "holds a control character"),
    ] {
        assert!(told(&change).contains(why), "{why}: {}", told(&change));
    }
    for (bytes, why) in [
        (b"".as_slice(), "this is no bundle"),
        (b"{}", "this is no bundle"),
        (b"\xff\xfe", "this is no bundle"),
        (b"{\"standin_evidence\":1}", "this bundle is spoilt"),
        ("[".repeat(1_000_000).as_bytes(), "nested at most"),
    ] {
        let told = Bundle::read(bytes).unwrap_err().to_string();
        assert!(told.contains(why), "{told}");
    }
}

#[test]
fn a_suite_that_holds_its_hashes_and_is_no_suite_is_told() {
    let mut bundle = bundle();
    bundle.suite.files.retain(|file| file.path != "suite.yaml");
    let list: String = bundle.suite.files.iter().map(|file| format!("{}  {}\n", file.sha256, file.path)).collect();
    bundle.suite.sha256 = sha256(list.as_bytes());
    let read = Bundle::read(&bundle.bytes().unwrap()).unwrap();
    assert!(read.suite().unwrap_err().to_string().contains("this file is empty"));
}

#[test]
fn a_signature_vouches_for_the_bundle_and_no_other_key_does() {
    let (bundle, key, other) = (bundle(), key(), key());
    let (bytes, envelope) = signed(&bundle, &key);
    let Vouched::Run(certificate) = verify(&bytes, &envelope, &key.verifying()).unwrap() else { panic!("it is a run") };
    assert_eq!((certificate.conclusion.as_str(), certificate.apis[0].clauses[0].verdict.as_str()), ("conforms", "pass"));
    assert_eq!(certificate.suite.sha256, bundle.suite.sha256);
    assert!(matches!(verify(&bytes, &envelope, &other.verifying()), Err(VerifyError::Key { .. })));
    let forged = Envelope {
        signatures: vec![Signature { keyid: key.verifying().id(), ..Envelope::sign(b"x", &other).signatures.remove(0) }],
        ..Envelope::read(&envelope).unwrap()
    };
    assert_eq!(verify(&bytes, &forged.bytes(), &key.verifying()), Err(VerifyError::Signature));
}

#[test]
fn a_byte_that_is_another_anywhere_is_found() {
    let key = key();
    let (bundle, envelope) = signed(&bundle(), &key);
    let verifies = |bundle: &[u8], envelope: &[u8]| verify(bundle, envelope, &key.verifying()).is_ok();
    assert!(verifies(&bundle, &envelope));
    let spoilt = |bytes: &[u8], at: usize, by: u8| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= by;
        bytes
    };
    for by in [0x01, 0x20, 0x80] {
        for at in 0..bundle.len() {
            let bundle = spoilt(&bundle, at, by);
            assert!(!verifies(&bundle, &envelope), "byte {at} of the bundle");
            // That it is read or refused, and no more.
            let _ = Bundle::read(&bundle);
        }
        for at in 0..envelope.len() {
            assert!(!verifies(&bundle, &spoilt(&envelope, at, by)), "byte {at} of the signature");
        }
    }
    for at in 0..envelope.len() {
        let with_a_blank = [&envelope[..at], b" ", &envelope[at..]].concat();
        assert!(!verifies(&bundle, &with_a_blank) && !verifies(&bundle, &envelope[..at]), "byte {at} of the signature");
    }
    assert!(!verifies(&bundle[..bundle.len() - 1], &envelope) && !verifies(&[bundle.as_slice(), b"\n"].concat(), &envelope));
}

#[test]
fn a_certificate_that_says_otherwise_than_its_bundle_is_found_though_the_signature_holds() {
    let (bundle, key) = (bundle(), key());
    let bytes = bundle.bytes().unwrap();
    let honest = Statement::about(&bundle, &bytes).unwrap();
    let verified = |statement: &Statement| verify(&bytes, &Envelope::sign(&statement.bytes(), &key).bytes(), &key.verifying());
    assert!(verified(&honest).is_ok());
    let with = |change: fn(&mut Statement)| {
        let mut statement = honest.clone();
        change(&mut statement);
        verified(&statement).unwrap_err().to_string()
    };
    assert_eq!(with(|statement| statement.predicate.conclusion = "broken".to_owned()), "the certificate does not agree with the file in: conclusion");
    assert_eq!(with(|statement| statement.predicate.apis[0].clauses[0].checks = 9), "the certificate does not agree with the file in: apis");
    assert!(with(|statement| statement.subject[0].digest.sha256 = "00".to_owned()).starts_with("another file was signed"));
    assert!(with(|statement| statement.predicate_type = "urn:x".to_owned()).contains("its type is urn:x"));
    assert!(with(|statement| statement.subject[0].name = "x".to_owned()).contains("its subject is not one file"));
    let payload = |payload: &[u8]| verify(&bytes, &Envelope::sign(payload, &key).bytes(), &key.verifying()).unwrap_err().to_string();
    assert!(payload(b"{}").starts_with("what was signed is no certificate"));
}

#[test]
fn a_gate_names_what_is_worse_kind_by_kind_and_nothing_else() {
    let good = bundle();
    assert_eq!(gate(&good, &good), []);
    let told = |now: &Bundle, last: &Bundle| gate(now, last).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let suite = testing::suite(HEAD, STEPS);
    let bad = bundle_of(&suite, testing::answer(500, &json!({"b": 1})));
    insta::assert_snapshot!(told(&bad, &good), @r"
    new failure: check in hyper/flow/it-is-so, step 1: $.a is present; it was absent
    new failure: check of hyper.stated in hyper/flow/it-is-so, step 1: status 200; it was status 500
    lost clause: hyper.stated passed, and now it is fail
    ");
    assert_eq!((told(&bad, &bad), told(&good, &bad)), (String::new(), String::new()), "what failed before is no news");
    let once = "  - call: GET /x\n    expect: [{status: 200, clause: hyper.stated}]\n";
    let twice = format!("{once}{once}");
    let fewer = bundle_of(&testing::suite(HEAD, once), testing::answer(200, &json!({"a": 1})));
    insta::assert_snapshot!(told(&fewer, &good), @r"
    weaker coverage: case hyper/flow/it-is-so, beside its clauses: 0 checks made, 1 before
    changed suite: scenarios/hyper/flow/it-is-so.yaml has changed
    ");
    let more = testing::suite(HEAD, &twice);
    let answered = |place| -> Event { testing::exchanged(testing::place(place), testing::answer(200, &json!({}))) };
    let mut both = bundle_of(&more, testing::answer(200, &json!({})));
    both.transcript.plays[0].events.push(answered(1));
    both.verdicts = both.judge_again(&more, &more).unwrap().verdicts;
    insta::assert_snapshot!(told(&fewer, &both), @r"
    weaker coverage: clause hyper.stated: 1 checks made, 2 before
    changed suite: scenarios/hyper/flow/it-is-so.yaml has changed
    ");
}

#[test]
fn a_run_in_which_nothing_was_played_has_no_start() {
    let mut transcript = bundle().transcript;
    transcript.plays[0].events.clear();
    assert_eq!(Environment::of("0", "x", &transcript), Environment { standin: "0".into(), platform: "x".into(), start: None, duration_ms: 0 });
    assert!(matches!(bundle().transcript.plays[0].events[0].what, What::Exchanged(_)));
}

#[test]
fn a_suite_has_the_same_hash_wherever_its_ledgers_lie() {
    let lock = Lock::of(&testing::suite(HEAD, STEPS)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let exported = testing::suite(HEAD, STEPS).export(&folder.path().join("suite")).unwrap();
    assert_eq!(Lock::of(&Suite::open(&exported.folder).unwrap()).unwrap(), lock);
    assert_eq!(Lock::of(&lock.open().unwrap()).unwrap(), lock);
    assert_eq!(
        lock.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
        ["ledgers/hyper.yaml", "scenarios/hyper/flow/it-is-so.yaml", "suite.yaml"]
    );
}
