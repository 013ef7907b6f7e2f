//! What the tests of playing and judging have in common: a small ledger, cases from text, transcripts by hand.

use std::collections::{BTreeMap, BTreeSet};

use providers::Ledger;
use serde_json::{Value, json};

use crate::scenario::Case;
use crate::scope::Scope;
use crate::snapshot::Snapshots;
use crate::suite::{Files, Origin, Reading, Suite};
use crate::transcript::{Body, End, Event, Exchange, Interval, Part, Place, Play, Received, Sent, Subject, Transcript, VERSION, What};
use crate::verdict::Verdicts;

const LEDGER: &str = r#"
provider: hyper
version: 1
documents: {d: {title: "The document"}}
opaque: [{name: access_token, at: $.access_token}, {name: pin, at: $.pin}, {name: trace, at: header X-Trace}]
times: [{at: $.until, format: "%Y-%m-%d %H:%M"}]
refusals:
  wrong: {clause: hyper.stated, status: 401, body: {Authorization: false}}
  late: {clause: hyper.stated, body: {Authorization: false, Message: late}}
clauses:
  - {id: hyper.stated, level: stated, profile: core, document: d, section: "A", says: "It is so.", fixes: {length: 12, word: Bearer}}
  - {id: hyper.advice, level: implied, profile: core, advice: true, document: d, section: "A", says: "It should be so."}
  - {id: hyper.silent, level: silent, profile: core, document: d, section: "B", says: "Whether it is so."}
  - {id: hyper.hidden, level: stated, profile: core, document: d, section: "B", says: "It is so inside.", unobservable: "It is inside."}
  - {id: hyper.untouched, level: stated, profile: lifecycle, document: d, section: "B", says: "It is so too."}
"#;

pub(crate) fn ledger() -> Ledger {
    Ledger::parse(LEDGER).unwrap()
}

pub(crate) fn ledgers() -> BTreeMap<String, Ledger> {
    BTreeMap::from([("hyper".to_owned(), ledger())])
}

/// The cases of a scenario whose steps are these lines.
pub(crate) fn cases(head: &str, steps: &str) -> Vec<Case> {
    suite(head, steps).cases
}

/// A suite of such a scenario.
pub(crate) fn suite(head: &str, steps: &str) -> Suite {
    Reading::read(files(head, steps), Origin::BuiltIn).unwrap().complete().unwrap_or_else(|error| panic!("{error}"))
}

/// The files of a suite of one scenario whose steps are these lines.
pub(crate) fn files(head: &str, steps: &str) -> Files {
    let mut files = Files::default();
    files.insert("suite.yaml", b"format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: ledger.yaml}\n".to_vec());
    files.insert("ledger.yaml", LEDGER.as_bytes().to_vec());
    let scenario = format!("title: It is so\nprovider: hyper\n{head}steps:\n{steps}");
    files.insert("scenarios/hyper/flow/it-is-so.yaml", scenario.into_bytes());
    files
}

pub(crate) fn case(steps: &str) -> Case {
    cases("verifies: [hyper.stated, hyper.advice, hyper.silent]\n", steps).remove(0)
}

pub(crate) fn place(step: usize) -> Place {
    Place { part: Part::Steps, step, call: None }
}

pub(crate) fn answer(status: u16, read: &Value) -> Received {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned()), ("date".to_owned(), "<start+0s>".to_owned())];
    Received { status, headers, body: Body::Text(read.to_string()), read: Some(read.clone()) }
}

pub(crate) fn exchanged(place: Place, answer: Received) -> Event {
    let request = Sent { method: "GET".to_owned(), path: "/x".to_owned(), ..Sent::default() };
    let what = What::Exchanged(Box::new(Exchange { request, answer }));
    Event {
        place,
        instance: "hyper".to_owned(),
        interval: Interval { from: 0, to: 0 },
        what,
        kept: BTreeMap::new(),
        missing: BTreeMap::new(),
        moment: None,
    }
}

/// A play of these events in which `<access_token:1>` has twelve letters and digits.
pub(crate) fn play(case: &Case, events: Vec<Event>) -> Play {
    let facts = serde_json::from_value(json!({"length": 12, "alphabet": "A-Z0-9"})).unwrap();
    Play {
        case: case.id.clone(),
        start: "2026-03-02T10:20:30Z".parse().unwrap(),
        opened: None,
        tokens_since: None,
        spans: BTreeSet::new(),
        ahead: None,
        earlier: 0,
        given: BTreeMap::from([("hyper.access_token".to_owned(), "<access_token:1>".to_owned())]),
        events,
        end: End::Finished,
        values: BTreeMap::from([("<access_token:1>".to_owned(), facts)]),
    }
}

pub(crate) fn judged(case: &Case, play: Play, subject: Subject) -> Verdicts {
    judged_as(case, play, subject, |_| ())
}

/// The same, of a transcript that says more.
pub(crate) fn judged_as(case: &Case, play: Play, subject: Subject, more: impl FnOnce(&mut Transcript)) -> Verdicts {
    let mut transcript = Transcript {
        version: VERSION,
        facts: providers::naming::FACTS_VERSION,
        seed: 1,
        subject,
        scope: Scope::default(),
        unsupported: BTreeSet::new(),
        plays: vec![play],
    };
    more(&mut transcript);
    crate::judge::judge(std::slice::from_ref(case), &ledgers(), &Snapshots::default(), &transcript)
}

pub(crate) fn foreign() -> Subject {
    Subject::Foreign("http://127.0.0.1:1".to_owned())
}
