//! Records of explorations that are read, signed and verified; and what is done to them by others.

use std::collections::BTreeMap;
use std::time::Duration;

use ring::rand::SystemRandom;
use ring::signature::Ed25519KeyPair;
use serde_json::{Value, json};

use super::certificate::Certificate;
use super::*;
use crate::explore::{Budget, Coverage, Difference, Explored, Found, Reach, Share, Silence, Stretch, Subject as About, Wrong};
use crate::testing;
use crate::transcript::Subject;

/// What was explored of Hyper, and differs in one thing.
fn explored() -> Explored {
    let regions = BTreeMap::from([(Stretch::Start, Share { transitions: 5, taken: 5 }), (Stretch::At, Share { transitions: 3, taken: 2 })]);
    let difference = Difference { subject: About::Status, expected: Some(json!(200)), actual: Some(Value::Null) };
    let found = Found {
        word: Some(5),
        original: 9,
        plays: 180,
        stopped: None,
        lines: vec!["GET /TokenValidity  authorization: Bearer <access_token:1> -> 401".to_owned()],
        wrong: Wrong { step: 0, differences: vec![difference], clause: Some("hyper.stated".to_owned()) },
        scenario: "title: x\n".to_owned(),
    };
    let coverage = Coverage { depth: 2, states: 2, transitions: 8, taken: 7, cut: false, regions };
    Explored { words: 3, steps: 27, readings: vec![], coverage: Some(coverage), found: Some(found), lasted: None }
}

fn exploration() -> Exploration {
    let suite = testing::suite("verifies: [hyper.stated]\n", "  - call: GET /x\n    expect: [{status: 200, clause: hyper.stated}]\n");
    let subject = Subject::Foreign("http://anna:hunter2@example.com/api?key=s3cret".to_owned());
    let api = ExploredApi::of(providers::find("hyper").unwrap(), &suite, &explored());
    let asked = Errand::of(2, Reach::Exhaustive(2), Silence::Open, Budget { plays: 5_000, time: Duration::from_secs(30) });
    let target = Description::of(&subject, vec!["hyper".to_owned()]);
    Exploration::new(Environment::over("0.1.0", "linux-x86_64", None), target, asked, Outcome::Differs, vec![api])
}

fn key() -> SigningKey {
    SigningKey::read(Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap().as_ref()).unwrap()
}

fn signed(exploration: &Exploration, key: &SigningKey) -> (Vec<u8>, Vec<u8>) {
    let bytes = exploration.bytes().unwrap();
    let statement = Statement::about_exploration(exploration, &bytes).bytes();
    (bytes, Envelope::sign(&statement, key).bytes())
}

/// What is said of the record once something in it is another.
fn told(pointer: &str, to: Value) -> String {
    let mut value = serde_json::to_value(exploration()).unwrap();
    *value.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}")) = to;
    Exploration::read(&serde_json::to_vec(&value).unwrap()).map_or_else(|error| error.to_string(), |_| "read".to_owned())
}

#[test]
fn a_record_is_read_as_it_was_written_and_says_nothing_that_only_users_may_know() {
    let exploration = exploration();
    let bytes = exploration.bytes().unwrap();
    assert!(bytes.starts_with(b"{\"standin_exploration\":1,") && bytes.ends_with(b"}\n"));
    assert_eq!(Exploration::read(&bytes).as_ref(), Ok(&exploration), "a null that came is no nothing");
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains("hunter2") && !text.contains("s3cret"));
    assert!(text.contains(r#""asked":{"seed":2,"reach":{"exhaustive":2},"silence":"open","#), "{text}");
}

#[test]
fn a_record_whose_parts_do_not_fit_together_is_refused() {
    assert_eq!(told("/asked/seed", json!(3)), "read");
    assert!(told("/standin_exploration", json!(2)).contains("has version 2, and this program reads version 1"));
    assert!(told("/outcome", json!("no-difference")).contains("its outcome is not that of its APIs"));
    assert!(told("/apis/0/found", Value::Null).contains("its outcome is not that of its APIs"));
    assert!(told("/target/apis", json!(["hyper", "hyp"])).contains("it says that it is done, and lacks an API"));
    assert!(told("/target/apis", json!(["hyp"])).contains("it is not about the APIs"));
    assert!(told("/apis/0/coverage/taken", json!(8)).contains("the numbers of its coverage do not fit together"));
    assert!(told("/environment", json!({"host": "x"})).contains("is spoilt"));
}

#[test]
fn a_bundle_and_a_record_are_told_apart() {
    let bytes = exploration().bytes().unwrap();
    assert_eq!(Bundle::read(&bytes), Err(BundleError::Exploration));
    assert!(matches!(Exploration::read(b"{\"standin_evidence\":1}"), Err(ExplorationError::Other(_))));
    assert!(matches!(Bundle::read(b"{\"standin\":1}"), Err(BundleError::Other(_))));
}

#[test]
fn a_signature_vouches_for_the_record_and_a_byte_that_is_another_anywhere_is_found() {
    let (exploration, key) = (exploration(), key());
    let (bytes, envelope) = signed(&exploration, &key);
    let Ok(Vouched::Exploration(certificate)) = verify(&bytes, &envelope, &key.verifying()) else { panic!("it is an exploration") };
    let found = certificate.apis[0].found.as_ref().unwrap();
    assert_eq!((certificate.outcome, found.steps, found.clause.as_deref()), (Outcome::Differs, 1, Some("hyper.stated")));
    assert_eq!(certificate.apis[0].coverage, exploration.apis[0].coverage);
    for at in 0..bytes.len() {
        let mut spoilt = bytes.clone();
        spoilt[at] ^= 1;
        assert!(verify(&spoilt, &envelope, &key.verifying()).is_err(), "byte {at}");
    }
    let own = super::exploration_tests::key().verifying();
    assert!(matches!(verify(&bytes, &envelope, &own), Err(VerifyError::Key { .. })));
}

#[test]
fn a_certificate_that_says_otherwise_than_its_record_is_found_though_the_signature_holds() {
    let (exploration, key) = (exploration(), key());
    let bytes = exploration.bytes().unwrap();
    let honest = Statement::about_exploration(&exploration, &bytes);
    let verified = |statement: &[u8]| verify(&bytes, &Envelope::sign(statement, &key).bytes(), &key.verifying());
    assert!(verified(&honest.bytes()).is_ok());
    let mut other = honest.clone();
    other.predicate.apis[0].steps = 20_000;
    assert_eq!(verified(&other.bytes()), Err(VerifyError::Predicate(vec!["apis"])));
    let mut other = honest.clone();
    other.predicate.asked.seed = 3;
    assert_eq!(verified(&other.bytes()), Err(VerifyError::Predicate(vec!["asked"])));
    let run: Result<Statement<Certificate>, _> = serde_json::from_slice(&honest.bytes());
    assert!(run.is_err(), "it is no certificate of a run");
    let mut other = honest;
    other.predicate_type = "urn:standin:certificate:v1".to_owned();
    assert!(matches!(verified(&other.bytes()), Err(VerifyError::Statement(_))));
}
