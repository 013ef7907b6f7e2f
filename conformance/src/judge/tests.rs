//! What a check, a clause and a run come to.

use std::collections::BTreeMap;

use serde_json::json;

use crate::testing::{answer, case, cases, exchanged, foreign, judged, place, play};
use crate::transcript::{End, Event, Fault, Interval, Place, Subject, What};
use crate::verdict::{ClauseState, Conclusion, Verdict, Verdicts};

fn verdicts_of(verdicts: &Verdicts) -> Vec<Verdict> {
    verdicts.checks().map(|check| check.verdict).collect()
}

fn state(verdicts: &Verdicts, clause: &str) -> ClauseState {
    verdicts.clauses.iter().find(|one| one.clause == clause).unwrap().state.clone()
}

/// One call with this expectation, answered so.
fn one(expectation: &str, status: u16, read: &serde_json::Value, subject: Subject) -> Verdicts {
    let case = case(&format!("  - call: GET /x\n    expect: [{expectation}]\n"));
    let events = vec![exchanged(place(0), answer(status, read))];
    judged(&case, play(&case, events), subject)
}

fn verdict(expectation: &str, status: u16, read: &serde_json::Value) -> Verdict {
    verdicts_of(&one(expectation, status, read, Subject::Embedded))[0]
}

#[test]
fn a_stated_clause_fails_and_advice_only_warns() {
    let stated = "{status: 200, clause: hyper.stated}";
    assert_eq!(verdict(stated, 200, &json!({})), Verdict::Pass);
    assert_eq!(verdict(stated, 201, &json!({})), Verdict::Fail);
    assert_eq!(verdict("{status: 200, clause: hyper.advice}", 201, &json!({})), Verdict::Warning);
    assert_eq!(one(stated, 201, &json!({}), foreign()).conclusion(), Conclusion::DoesNot);
    assert_eq!(one("{status: 200, clause: hyper.advice}", 201, &json!({}), foreign()).conclusion(), Conclusion::Conforms);
}

#[test]
fn silence_is_judged_of_the_mock_and_only_observed_of_others() {
    let silent = "{status: 200, clause: hyper.silent}";
    assert_eq!(verdict(silent, 201, &json!({})), Verdict::Fail);
    for status in [200, 201] {
        let verdicts = one(silent, status, &json!({}), foreign());
        assert_eq!(verdicts_of(&verdicts), [Verdict::Observed]);
        assert_eq!(state(&verdicts, "hyper.silent"), ClauseState::Observed);
    }
}

#[test]
fn a_refusal_needs_all_its_members_and_its_status() {
    let wrong = "{refusal: wrong, clause: hyper.stated}";
    assert_eq!(verdict(wrong, 401, &json!({"Authorization": false, "more": 1})), Verdict::Pass);
    assert_eq!(verdict(wrong, 403, &json!({"Authorization": false})), Verdict::Fail);
    assert_eq!(verdict(wrong, 401, &json!({"Authorization": true})), Verdict::Fail);
    assert_eq!(verdict("{refusal: late, clause: hyper.stated}", 200, &json!({"Authorization": false, "Message": "late"})), Verdict::Pass);
}

#[test]
fn any_refusal_is_one_of_the_ledger_or_a_status_that_refuses() {
    let any = "{refusal: any, clause: hyper.stated}";
    assert_eq!(verdict(any, 429, &json!({})), Verdict::Pass);
    assert_eq!(verdict(any, 200, &json!({"Authorization": false, "Message": "late"})), Verdict::Pass);
    assert_eq!(verdict(any, 200, &json!({})), Verdict::Fail);
    assert_eq!(verdict(any, 500, &json!({})), Verdict::Fail);
}

#[test]
fn no_refusal_is_neither_one_of_the_ledger_nor_a_status_that_fails() {
    let none = "{refusal: none, clause: hyper.stated}";
    assert_eq!(verdict(none, 200, &json!({})), Verdict::Pass);
    assert_eq!(verdict(none, 200, &json!({"Authorization": false, "Message": "late"})), Verdict::Fail);
    assert_eq!(verdict(none, 302, &json!({})), Verdict::Fail);
    assert_eq!(verdict(none, 404, &json!({})), Verdict::Fail);
    assert_eq!(verdict(none, 500, &json!({})), Verdict::Fail);
}

#[test]
fn a_constant_comes_from_the_ledger_and_a_name_that_it_lacks_is_our_own_error() {
    let fixed = |name: &str| format!("{{json: $.type, fixed: {name}, clause: hyper.stated}}");
    assert_eq!(verdict(&fixed("word"), 200, &json!({"type": "Bearer"})), Verdict::Pass);
    assert_eq!(verdict(&fixed("word"), 200, &json!({"type": "bearer"})), Verdict::Fail);
    assert_eq!(verdict(&fixed("wort"), 200, &json!({"type": "Bearer"})), Verdict::Error);
}

#[test]
fn what_is_not_there_is_absent_and_equals_nothing() {
    assert_eq!(verdict("{json: $.a, is: absent, clause: hyper.stated}", 200, &json!({})), Verdict::Pass);
    assert_eq!(verdict("{json: $.a, is: absent, clause: hyper.stated}", 200, &json!({"a": null})), Verdict::Fail);
    assert_eq!(verdict("{json: $.a, is: present, clause: hyper.stated}", 200, &json!({"a": null})), Verdict::Pass);
    assert_eq!(verdict("{json: $.a, is: present, clause: hyper.stated}", 200, &json!({})), Verdict::Fail);
    assert_eq!(verdict("{json: $.a, equals: null, clause: hyper.stated}", 200, &json!({})), Verdict::Fail);
}

#[test]
fn a_header_and_the_body_are_subjects_too() {
    assert_eq!(verdict("{header: Content-Type, equals: application/json, clause: hyper.stated}", 200, &json!({})), Verdict::Pass);
    assert_eq!(verdict("{header: Content-Type, equals: text/plain, clause: hyper.stated}", 200, &json!({})), Verdict::Fail);
    assert_eq!(verdict("{header: x-none, is: absent, clause: hyper.stated}", 200, &json!({})), Verdict::Pass);
    assert_eq!(verdict("{header: date, moment: start, clause: hyper.stated}", 200, &json!({})), Verdict::Pass);
    assert_eq!(verdict("{header: date, moment: start + 1s, clause: hyper.stated}", 200, &json!({})), Verdict::Fail);
    assert_eq!(verdict("{body: text, equals: '{\"a\":1}', clause: hyper.stated}", 200, &json!({"a": 1})), Verdict::Pass);
    assert_eq!(verdict("{body: text, equals: '{\"a\": 1}', clause: hyper.stated}", 200, &json!({"a": 1})), Verdict::Fail);
}

#[test]
fn every_place_that_a_path_means_must_be_so() {
    let all = "{json: '$.list[*]', equals: 1, clause: hyper.stated}";
    assert_eq!(verdict(all, 200, &json!({"list": [1, 1]})), Verdict::Pass);
    assert_eq!(verdict(all, 200, &json!({"list": [1, 2]})), Verdict::Fail);
    assert_eq!(verdict(all, 200, &json!({"list": []})), Verdict::Fail);
}

#[test]
fn a_credential_and_a_kept_value_are_known_by_name() {
    let steps = "  - {call: GET /x, keep: {new: $.access_token}}\n  - call: GET /x\n    expect:\n      \
                 - {json: $.access_token, same_as: new, clause: hyper.stated}\n      \
                 - {json: $.access_token, different_from: [access_token], clause: hyper.stated}\n      \
                 - {json: $.access_token, equals: '${access_token}', clause: hyper.stated}\n";
    let case = case(steps);
    let mut kept = exchanged(place(0), answer(200, &json!({"access_token": "<access_token:2>"})));
    kept.kept.insert("new".to_owned(), json!("<access_token:2>"));
    let of = |token: &str| {
        let events = vec![kept.clone(), exchanged(place(1), answer(200, &json!({"access_token": token})))];
        verdicts_of(&judged(&case, play(&case, events), Subject::Embedded))
    };
    assert_eq!(of("<access_token:2>"), [Verdict::Pass, Verdict::Pass, Verdict::Fail]);
    assert_eq!(of("<access_token:1>"), [Verdict::Fail, Verdict::Fail, Verdict::Pass]);
}

#[test]
fn a_moment_is_judged_where_the_ledger_says_that_a_time_stands() {
    let steps = "  - {call: GET /x, moment: asked, expect: [{json: $.until, moment: asked + 1h, clause: hyper.stated}]}\n";
    let case = case(steps);
    let of = |until: &str| {
        let mut event = exchanged(place(0), answer(200, &json!({"until": until})));
        event.interval = Interval { from: 60_000, to: 60_000 };
        event.moment = Some("asked".to_owned());
        verdicts_of(&judged(&case, play(&case, vec![event]), Subject::Embedded))
    };
    // 10:20:30 and a minute and an hour is 11:21:30, told as 11:21.
    assert_eq!(of("<start+3630s>"), [Verdict::Pass]);
    assert_eq!(of("<start+3690s>"), [Verdict::Fail]);
    let elsewhere = verdict("{json: $.elsewhere, moment: start, clause: hyper.stated}", 200, &json!({"elsewhere": "<start+0s>"}));
    assert_eq!(elsewhere, Verdict::Error);
}

#[test]
fn calls_sent_at_once_are_judged_in_the_order_that_suits_best() {
    let case = case(
        "  - together:\n      - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n      \
         - {call: GET /x, expect: [{status: 429, clause: hyper.stated}]}\n",
    );
    let at = |call: usize| Place { call: Some(call), ..place(0) };
    let of = |first: u16, second: u16| {
        let events = vec![exchanged(at(0), answer(first, &json!({}))), exchanged(at(1), answer(second, &json!({})))];
        verdicts_of(&judged(&case, play(&case, events), Subject::Embedded))
    };
    assert_eq!(of(429, 200), [Verdict::Pass, Verdict::Pass]);
    assert_eq!(of(200, 429), [Verdict::Pass, Verdict::Pass]);
    assert_eq!(of(200, 200), [Verdict::Pass, Verdict::Fail]);
    assert_eq!(of(429, 429), [Verdict::Fail, Verdict::Pass]);
}

fn acted(refused: Option<&str>) -> Event {
    let what = What::Acted { action: "save".to_owned(), refused: refused.map(str::to_owned) };
    Event { what, ..exchanged(place(0), answer(200, &json!({}))) }
}

#[test]
fn an_action_is_done_or_refused_as_it_must_be() {
    let done = case("  - act: save\n");
    let refused = case("  - {act: save, outcome: refused, clause: hyper.stated}\n");
    let of = |case, event| verdicts_of(&judged(case, play(case, vec![event]), Subject::Embedded));
    assert_eq!(of(&done, acted(None)), [Verdict::Pass]);
    assert_eq!(of(&done, acted(Some("no"))), [Verdict::Fail]);
    assert_eq!(of(&refused, acted(None)), [Verdict::Fail]);
    assert_eq!(of(&refused, acted(Some("no"))), [Verdict::Pass]);
}

#[test]
fn the_lone_clause_of_a_scenario_is_that_of_every_expectation_and_among_several_it_is_none() {
    let lone = cases("verifies: [hyper.stated]\n", "  - {call: GET /x, expect: [{status: 200}]}\n").remove(0);
    let several = case("  - {call: GET /x, expect: [{status: 200}]}\n");
    let clause =
        |case| judged(case, play(case, vec![exchanged(place(0), answer(200, &json!({})))]), Subject::Embedded).cases[0].checks[0].clause.clone();
    assert_eq!(clause(&lone), Some("hyper.stated".to_owned()));
    assert_eq!(clause(&several), None);
}

fn stopped(fault: Fault) -> Verdicts {
    let case = case(
        "  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n",
    );
    let mut play = play(&case, vec![exchanged(place(0), answer(200, &json!({})))]);
    play.end = End::Broken { place: place(1), fault, why: "because".to_owned() };
    judged(&case, play, foreign())
}

#[test]
fn what_was_not_reached_never_passes() {
    assert_eq!(verdicts_of(&stopped(Fault::Answer)), [Verdict::Pass, Verdict::NotRun]);
    assert_eq!(verdicts_of(&stopped(Fault::Target)), [Verdict::Pass, Verdict::Error]);
    assert_eq!(verdicts_of(&stopped(Fault::Tool)), [Verdict::Pass, Verdict::Error]);
    assert_eq!(state(&stopped(Fault::Answer), "hyper.stated"), ClauseState::Inconclusive);
    assert_eq!(stopped(Fault::Answer).conclusion(), Conclusion::DoesNot);
    assert_eq!(stopped(Fault::Target).conclusion(), Conclusion::Unreachable);
    assert_eq!(stopped(Fault::Tool).conclusion(), Conclusion::Broken);
}

#[test]
fn what_should_be_kept_and_is_not_there_fails_the_scenario_alone() {
    let case = case("  - {call: GET /x, keep: {new: $.access_token}}\n");
    let mut event = exchanged(place(0), answer(200, &json!({})));
    event.missing = BTreeMap::from([("new".to_owned(), "$.access_token".to_owned())]);
    let verdicts = judged(&case, play(&case, vec![event]), Subject::Embedded);
    assert_eq!(verdicts_of(&verdicts), [Verdict::Fail]);
    assert_eq!(verdicts.cases[0].checks[0].clause, None);
}

#[test]
fn a_run_that_saw_nothing_does_not_conform() {
    let case = case("  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n");
    let mut unplayed = play(&case, Vec::new());
    unplayed.end = End::NotRun { needs: "settings".to_owned() };
    let verdicts = judged(&case, unplayed, foreign());
    assert_eq!(verdicts.conclusion(), Conclusion::Nothing);
    assert_eq!(state(&verdicts, "hyper.stated"), ClauseState::NotCovered("needs settings".to_owned()));
    assert_eq!(state(&verdicts, "hyper.untouched"), ClauseState::NotCovered("no scenario was selected".to_owned()));
    assert_eq!(state(&verdicts, "hyper.hidden"), ClauseState::Unobservable("It is inside.".to_owned()));
}

#[test]
fn a_clause_is_as_good_as_the_worst_of_its_checks() {
    let case = case("  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}, {status: 201, clause: hyper.stated}]}\n");
    let verdicts = judged(&case, play(&case, vec![exchanged(place(0), answer(200, &json!({})))]), Subject::Embedded);
    assert_eq!(state(&verdicts, "hyper.stated"), ClauseState::Failed);
    let clause = verdicts.clauses.iter().find(|one| one.clause == "hyper.stated").unwrap();
    assert_eq!((clause.checks, clause.failed), (2, 1));
}

#[test]
fn evidence_shows_the_line_and_the_part_of_it_that_is_meant() {
    let verdicts = one("{status: 200, clause: hyper.stated}, {status: 201, clause: hyper.stated}", 201, &json!({}), Subject::Embedded);
    let excerpt = &verdicts.cases[0].checks[0].evidence.as_ref().unwrap().excerpt;
    assert_eq!((excerpt.path.as_str(), excerpt.line, excerpt.column), ("scenarios/hyper/flow/it-is-so.yaml", 6, 14));
    assert_eq!(&excerpt.text[excerpt.span.0..excerpt.span.1], "{status: 200, clause: hyper.stated}");
}
