//! Recorded answers: insta reads what is written here, and every part is compared under its clause.

use std::collections::BTreeMap;

use serde_json::json;

use super::parts::{Exactness, Part, Reading, compare};
use super::*;
use crate::expect::Holds;
use crate::testing::{answer, case, exchanged, foreign, judged, place, play};
use crate::transcript::{Body, Received, Subject};

fn taken(contents: &str) -> Taken {
    Taken {
        path: "hyper/flow/it-is-so/first.snap".to_owned(),
        source: "scenarios/hyper/flow/\"it\" is: so.yaml".to_owned(),
        description: "GET /x: #1".to_owned(),
        contents: contents.to_owned(),
    }
}

fn body(text: &str) -> Received {
    Received { body: Body::Text(text.to_owned()), ..answer(200, &json!({})) }
}

#[test]
fn an_answer_is_written_as_status_headers_a_blank_line_and_the_body() {
    insta::assert_snapshot!(text::normalised(&answer(401, &json!({"Authorization": false}))), @r#"
    401 Unauthorized
    content-type: application/json
    date: <start+0s>

    {"Authorization":false}
    "#);
}

#[test]
fn insta_reads_what_is_written_and_so_do_we() {
    let folder = tempfile::tempdir().unwrap();
    for contents in ["200 OK\n\n{}", "200 OK\n", "200 OK\nx: y\n\na\n---\nb", "200 OK\n\n  indented\n\nlast"] {
        let taken = taken(contents);
        taken.record(folder.path()).unwrap();
        let path = folder.path().join(&taken.path);
        let theirs = insta::Snapshot::from_file(&path).unwrap();
        assert_eq!(theirs.as_text().unwrap().to_string(), contents.trim_end_matches('\n'));
        assert_eq!(theirs.metadata().source(), Some(taken.source.as_str()));
        assert_eq!(theirs.metadata().description(), Some(taken.description.as_str()));
        let ours = Snapshots::from_files([(taken.path.clone(), std::fs::read_to_string(&path).unwrap().as_str())]).unwrap();
        assert!(ours.agree(&taken), "{contents:?}");
    }
}

#[test]
fn what_differs_from_the_recorded_answer_does_not_agree_with_it() {
    let mut snapshots = Snapshots::default();
    assert!(!snapshots.agree(&taken("200 OK")));
    snapshots.record(&taken("200 OK"));
    assert!(snapshots.agree(&taken("200 OK\n")));
    assert!(!snapshots.agree(&taken("201 Created")));
}

#[test]
fn a_file_that_is_no_snapshot_is_an_error_that_names_it() {
    for text in ["", "200 OK\n", "---\nsource: x\n"] {
        let error = Snapshots::from_files([("a.snap".to_owned(), text)]).unwrap_err();
        assert!(error.to_string().starts_with("a.snap: ") && error.to_string().contains("--update-snapshots"), "{error}");
    }
}

#[test]
fn bodies_that_differ_in_a_line_ending_alone_are_recorded_differently() {
    let texts = ["a", "a\n", "a\r\n", "a\n\n", "a\r", "\na", "a\u{0}"];
    let recorded: Vec<String> = texts.iter().map(|text| file::contents(&file::write(&taken(&text::normalised(&body(text))))).unwrap()).collect();
    for (index, one) in recorded.iter().enumerate() {
        assert!(recorded[index + 1..].iter().all(|other| other != one), "{:?}", texts[index]);
    }
}

#[test]
fn a_pending_answer_lies_beside_its_place_until_it_is_accepted_or_rejected() {
    let folder = tempfile::tempdir().unwrap();
    taken("200 OK").record(folder.path()).unwrap();
    taken("201 Created").leave_pending(folder.path()).unwrap();
    let pending = pending_below(folder.path()).unwrap();
    assert_eq!(pending.len(), 1);
    assert!(pending[0].new.ends_with("it-is-so/first.snap.new"));
    let diff = pending[0].diff().unwrap();
    assert!(diff.contains("-200 OK") && diff.contains("+201 Created"), "{diff}");
    pending[0].reject().unwrap();
    assert_eq!(pending_below(folder.path()).unwrap(), []);

    taken("201 Created").leave_pending(folder.path()).unwrap();
    pending_below(folder.path()).unwrap()[0].accept().unwrap();
    assert_eq!(pending_below(folder.path()).unwrap(), []);
    let recorded = insta::Snapshot::from_file(&folder.path().join("hyper/flow/it-is-so/first.snap")).unwrap();
    assert_eq!(recorded.as_text().unwrap().to_string(), "201 Created");
}

/// What each clause's parts come to; `None` are the parts that no clause governs.
fn compared(old: &Received, new: &Received, exact: Exactness) -> BTreeMap<Option<String>, Holds> {
    compared_by("status: hyper.stated, $.a: hyper.advice, $.a.b: hyper.silent, header X-Y: hyper.stated", old, new, exact)
}

fn compared_by(parts: &str, old: &Received, new: &Received, exact: Exactness) -> BTreeMap<Option<String>, Holds> {
    let steps = format!("  - call: GET /x\n    expect:\n      - snapshot: first\n        parts: {{{parts}}}\n");
    let parts = case(&steps).steps[0].step.value.expect[0].value.parts.clone();
    let read = |body: &[u8]| serde_json::from_slice(body).ok();
    let found = compare(Some(&text::normalised(old)), &text::normalised(new), &parts, &Reading { read: &read, exact });
    found.into_iter().map(|Part { clause, finding }| (clause, finding.holds)).collect()
}

fn failing(old: &Received, new: &Received) -> Vec<String> {
    let parts = compared(old, new, Exactness::Exact).into_iter().filter(|(_, holds)| *holds == Holds::No);
    parts.map(|(clause, _)| clause.unwrap_or_else(|| "none".to_owned())).collect()
}

#[test]
fn each_part_fails_under_its_own_clause() {
    let old = answer(200, &json!({"a": {"b": 1, "c": 1}, "d": 1}));
    let with = |read| answer(200, &read);
    assert_eq!(failing(&old, &old), Vec::<String>::new());
    assert_eq!(failing(&old, &Received { status: 201, ..old.clone() }), ["hyper.stated"]);
    assert_eq!(failing(&old, &with(json!({"a": {"b": 2, "c": 1}, "d": 1}))), ["hyper.silent"]);
    assert_eq!(failing(&old, &with(json!({"a": {"b": 1, "c": 2}, "d": 1}))), ["hyper.advice"]);
    assert_eq!(failing(&old, &with(json!({"a": {"b": 1, "c": 1}, "d": 2}))), ["none"]);
    assert_eq!(failing(&old, &with(json!({"d": 1}))), ["hyper.advice"]);
    let mut more = old.clone();
    more.headers.push(("x-y".to_owned(), "1".to_owned()));
    assert_eq!(failing(&old, &more), ["hyper.stated"]);
    more.headers[2].0 = "x-z".to_owned();
    assert_eq!(failing(&old, &more), ["none"]);
}

#[test]
fn a_body_that_says_the_same_in_other_words_differs_as_text_alone() {
    let spaced = Received { body: Body::Text("{\"a\": 1}".to_owned()), ..answer(200, &json!({"a": 1})) };
    assert_eq!(failing(&answer(200, &json!({"a": 1})), &spaced), ["none"]);
}

#[test]
fn a_clause_that_governs_the_whole_body_fails_where_it_says_something_else() {
    let (old, new) = (answer(200, &json!({"a": 1})), answer(200, &json!({"a": 2})));
    let whole = |new: &Received| compared_by("body: hyper.stated", &old, new, Exactness::Exact)[&Some("hyper.stated".to_owned())].clone();
    assert_eq!((whole(&new), whole(&old)), (Holds::No, Holds::Yes));
}

#[test]
fn a_body_without_meaning_lacks_every_part() {
    let old = answer(200, &json!({"a": {"b": 1, "c": 1}, "d": 1}));
    let empty = Received { body: Body::Text(String::new()), read: None, ..old.clone() };
    assert_eq!(failing(&old, &empty), ["none", "hyper.advice"]);
    assert_eq!(failing(&empty, &old), ["none", "hyper.advice"]);
}

#[test]
fn elsewhere_history_does_not_count_and_parts_without_a_clause_are_only_seen() {
    let old = answer(200, &json!({"a": "<access_token:2>", "d": 1}));
    let new = answer(200, &json!({"a": "<access_token:7>", "d": 2}));
    let parts = compared(&old, &new, Exactness::ByKind);
    assert_eq!(parts[&Some("hyper.advice".to_owned())], Holds::Yes);
    assert_eq!(parts[&None], Holds::Seen);
    let literal = answer(200, &json!({"a": "a token", "d": 1}));
    assert_eq!(compared(&old, &literal, Exactness::ByKind)[&Some("hyper.advice".to_owned())], Holds::No);
}

#[test]
fn an_answer_that_was_never_recorded_fails_the_mock_and_nobody_else() {
    use crate::verdict::Verdict;
    let case = case("  - {call: GET /x, expect: [{snapshot: first}]}\n");
    let of = |subject| {
        let verdicts = judged(&case, play(&case, vec![exchanged(place(0), answer(200, &json!({})))]), subject);
        verdicts.cases[0].checks[0].verdict
    };
    assert_eq!(of(Subject::Embedded), Verdict::Fail);
    assert_eq!(of(foreign()), Verdict::Inconclusive);
}

#[test]
fn a_place_in_recorded_xml_is_governed_by_its_clause_though_names_stand_in_it() {
    let reply = |result: &str| {
        format!(
            "200 OK\n\n<ashrait><response><dateTime><start-30s></dateTime><tranId><tran_id:1></tranId><result>{result}</result></response></ashrait>"
        )
    };
    let read = |body: &[u8]| providers::find("hyp").ok().and_then(|api| api.read(body));
    let parts =
        case("  - call: GET /x\n    expect: [{snapshot: s, parts: {$.result: hyper.stated}}]\n").steps[0].step.value.expect[0].value.parts.clone();
    for exact in [Exactness::Exact, Exactness::ByKind] {
        let holds = |got: &str| {
            let found = compare(Some(&reply("000")), &reply(got), &parts, &Reading { read: &read, exact });
            found.into_iter().find(|part| part.clause.as_deref() == Some("hyper.stated")).unwrap().finding.holds
        };
        assert_eq!((holds("000"), holds("444")), (Holds::Yes, Holds::No), "{exact:?}");
    }
}
