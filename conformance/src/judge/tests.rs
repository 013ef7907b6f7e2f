//! What a check, a clause and a run come to.

use std::collections::BTreeMap;

use providers::Profile;
use serde_json::json;

use crate::scope::{Breadth, Scope};
use crate::testing::{answer, case, cases, exchanged, foreign, judged, judged_as, place, play};
use crate::transcript::{End, Event, Fault, Interval, Place, Play, Subject, What};
use crate::verdict::{ClauseVerdict, Conclusion, ProfileState, Reason, Verdict, Verdicts};

fn verdicts_of(verdicts: &Verdicts) -> Vec<Verdict> {
    verdicts.checks().map(|check| check.verdict).collect()
}

fn clause<'a>(verdicts: &'a Verdicts, id: &str) -> &'a ClauseVerdict {
    verdicts.clauses.iter().find(|one| one.clause == id).unwrap()
}

fn state(verdicts: &Verdicts, id: &str) -> Verdict {
    clause(verdicts, id).verdict
}

/// What the run comes to for those who asked about these cases alone.
fn concluded(mut verdicts: Verdicts) -> Conclusion {
    verdicts.scope.breadth = Breadth::Selected;
    verdicts.conclusion()
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
    assert_eq!(concluded(one(stated, 201, &json!({}), foreign())), Conclusion::DoesNot);
    assert_eq!(concluded(one("{status: 200, clause: hyper.advice}", 201, &json!({}), foreign())), Conclusion::Conforms);
}

#[test]
fn silence_is_judged_of_the_mock_and_only_observed_of_others() {
    let silent = "{status: 200, clause: hyper.silent}";
    assert_eq!(verdict(silent, 201, &json!({})), Verdict::Fail);
    for status in [200, 201] {
        let verdicts = one(silent, status, &json!({}), foreign());
        assert_eq!(verdicts_of(&verdicts), [Verdict::Observed]);
        assert_eq!(state(&verdicts, "hyper.silent"), Verdict::Observed);
        assert_eq!(concluded(verdicts), Conclusion::Conforms);
    }
}

#[test]
fn a_recorded_answer_shows_elsewhere_what_is_done_where_a_clause_is_silent_and_verifies_no_other() {
    let of = |id: &str, end: Option<End>| {
        let case = case(&format!("  - call: GET /x\n    expect: [{{snapshot: it, clause: {id}}}]\n"));
        let made = play(&case, vec![exchanged(place(0), answer(200, &json!({})))]);
        let play = end.map_or_else(|| made.clone(), |end| Play { end, events: Vec::new(), ..made.clone() });
        let verdicts = judged(&case, play, foreign());
        (state(&verdicts, id), clause(&verdicts, id).reason.clone())
    };
    assert_eq!(of("hyper.silent", None), (Verdict::Observed, None));
    assert_eq!(of("hyper.stated", None), (Verdict::NotRun, Some(Reason::Unasked)));
    let unplayed = End::NotRun { needs: "settings".to_owned() };
    assert_eq!(of("hyper.silent", Some(unplayed)), (Verdict::NotRun, Some(Reason::Unmade("needs settings".to_owned()))));
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

/// Two calls, of which the second is not reached because of this.
fn ended(end: End, subject: Subject) -> Verdicts {
    let case = case(
        "  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n",
    );
    let mut play = play(&case, vec![exchanged(place(0), answer(200, &json!({})))]);
    play.end = end;
    judged(&case, play, subject)
}

fn stopped(fault: Fault, subject: Subject) -> Verdicts {
    ended(End::Broken { place: place(1), fault, why: "because".to_owned() }, subject)
}

#[test]
fn what_was_not_reached_never_passes_and_is_told_by_whose_fault_it_was() {
    let needs = End::NotRun { needs: "settings".to_owned() };
    for (verdicts, unmade, comes_to) in [
        (stopped(Fault::Answer, foreign()), Verdict::Blocked, Conclusion::DoesNot),
        (stopped(Fault::Target, foreign()), Verdict::Blocked, Conclusion::Unreachable),
        (stopped(Fault::Target, Subject::Embedded), Verdict::Error, Conclusion::Broken),
        (stopped(Fault::Limit, foreign()), Verdict::Blocked, Conclusion::Incomplete),
        (stopped(Fault::Given, foreign()), Verdict::Blocked, Conclusion::Incomplete),
        (stopped(Fault::Hook, foreign()), Verdict::Blocked, Conclusion::Incomplete),
        (stopped(Fault::Tool, foreign()), Verdict::Error, Conclusion::Broken),
        (ended(needs, foreign()), Verdict::NotRun, Conclusion::Incomplete),
        (ended(End::Interrupted, foreign()), Verdict::NotRun, Conclusion::Interrupted),
        (ended(End::Finished, foreign()), Verdict::Error, Conclusion::Broken),
    ] {
        assert_eq!(verdicts_of(&verdicts)[..2], [Verdict::Pass, unmade], "{:?}", verdicts.cases[0].end);
        assert_eq!(state(&verdicts, "hyper.stated"), unmade);
        assert!(verdicts.cases[0].verdict >= unmade);
        assert_eq!(concluded(verdicts), comes_to);
    }
}

#[test]
fn a_play_that_stopped_where_nothing_was_expected_is_no_less_incomplete() {
    let case = case("  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n  - call: GET /x\n");
    let of = |end| {
        let mut play = play(&case, vec![exchanged(place(0), answer(200, &json!({})))]);
        play.end = end;
        concluded(judged(&case, play, foreign()))
    };
    assert_eq!(of(End::Finished), Conclusion::Conforms);
    let stopped = |fault| of(End::Broken { place: place(1), fault, why: "because".to_owned() });
    assert_eq!((stopped(Fault::Limit), stopped(Fault::Tool)), (Conclusion::Incomplete, Conclusion::Broken));
}

#[test]
fn a_play_that_lacks_an_answer_has_a_check_that_fails_for_it_and_only_one() {
    let verdicts = stopped(Fault::Answer, foreign());
    assert_eq!(verdicts_of(&verdicts), [Verdict::Pass, Verdict::Blocked, Verdict::Fail]);
    let check = &verdicts.cases[0].checks[2];
    assert_eq!((check.clause.as_deref(), check.got.as_str(), check.place), (None, "because", place(1)));
    let case = case("  - {call: GET /x, keep: {new: $.a}}\n  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n");
    let mut first = exchanged(place(0), answer(200, &json!({})));
    first.missing = BTreeMap::from([("new".to_owned(), "$.a".to_owned())]);
    let mut play = play(&case, vec![first]);
    play.end = End::Broken { place: place(1), fault: Fault::Answer, why: "because".to_owned() };
    assert_eq!(verdicts_of(&judged(&case, play, foreign())), [Verdict::Fail, Verdict::Blocked]);
}

/// One call that must be served and is not, by a target that declares not to support that clause or does not.
fn declared(clause: &str, status: u16) -> Verdicts {
    let case = case("  - {call: GET /x, keep: {new: $.a}, expect: [{status: 200, clause: hyper.stated}]}\n");
    let mut event = exchanged(place(0), answer(status, &json!({})));
    event.missing = BTreeMap::from([("new".to_owned(), "$.a".to_owned())]);
    judged_as(&case, play(&case, vec![event]), foreign(), |transcript| transcript.unsupported = [clause.to_owned()].into())
}

#[test]
fn what_is_declared_unsupported_may_be_refused_and_in_no_other_way_answered_wrongly() {
    for refusal in [404, 501] {
        let verdicts = declared("hyper.stated", refusal);
        assert_eq!(verdicts_of(&verdicts), [Verdict::Unsupported, Verdict::Blocked], "{refusal}");
        assert_eq!(state(&verdicts, "hyper.stated"), Verdict::Unsupported);
        assert_eq!(concluded(verdicts), Conclusion::Incomplete);
    }
    for other in [201, 302, 500] {
        assert_eq!(verdicts_of(&declared("hyper.stated", other)), [Verdict::Fail, Verdict::Fail], "{other}");
    }
    assert_eq!(verdicts_of(&declared("hyper.untouched", 404)), [Verdict::Fail, Verdict::Fail]);
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
    let reason = |id| clause(&verdicts, id).reason.clone();
    assert_eq!(reason("hyper.stated"), Some(Reason::Unmade("needs settings".to_owned())));
    assert_eq!(reason("hyper.untouched"), Some(Reason::Unasked));
    assert_eq!(reason("hyper.hidden"), Some(Reason::Unobservable("It is inside.".to_owned())));
    assert_eq!(verdicts.clauses.iter().map(|clause| clause.verdict).collect::<Vec<_>>(), [Verdict::NotRun; 5]);
    assert_eq!(verdicts.conclusion(), Conclusion::Incomplete);
    let nothing = Verdicts { cases: Vec::new(), ..verdicts };
    assert_eq!(nothing.conclusion(), Conclusion::Nothing);
}

#[test]
fn a_clause_is_as_good_as_the_worst_of_its_checks() {
    let case = case("  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}, {status: 201, clause: hyper.stated}]}\n");
    let verdicts = judged(&case, play(&case, vec![exchanged(place(0), answer(200, &json!({})))]), Subject::Embedded);
    let clause = clause(&verdicts, "hyper.stated");
    assert_eq!((clause.verdict, clause.checks, clause.asked, clause.failed), (Verdict::Fail, 2, 2, 1));
}

#[test]
fn a_profile_is_verified_only_as_a_whole_and_a_clause_of_another_is_not_missed() {
    let steps = "  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}, {status: 200, clause: hyper.advice}, \
                 {status: 200, clause: hyper.silent}]}\n";
    let case = case(steps);
    let of = |status, profiles: &[Profile], breadth| {
        let events = vec![exchanged(place(0), answer(status, &json!({})))];
        judged_as(&case, play(&case, events), foreign(), |transcript| {
            transcript.scope = Scope { profiles: profiles.iter().copied().collect(), breadth, division: None }
        })
    };
    let states = |verdicts: &Verdicts| verdicts.profiles().into_iter().map(|one| (one.profile, one.state, one.clauses)).collect::<Vec<_>>();
    let core = of(200, &[Profile::Core], Breadth::Whole);
    assert_eq!(states(&core), [(Profile::Core, ProfileState::Verified, 3), (Profile::Lifecycle, ProfileState::NotChosen, 1)]);
    assert_eq!(core.conclusion(), Conclusion::Conforms);
    let both = of(200, &Profile::ALL, Breadth::Whole);
    assert_eq!(states(&both)[1].1, ProfileState::NotVerified(Verdict::NotRun), "nothing was asked about a clause of it");
    assert_eq!(both.conclusion(), Conclusion::Incomplete);
    let some = of(200, &Profile::ALL, Breadth::Selected);
    assert_eq!((states(&some)[0].1, some.conclusion()), (ProfileState::Partial, Conclusion::Conforms));
    let wrong = of(201, &[Profile::Core], Breadth::Whole);
    assert_eq!((states(&wrong)[0].1, wrong.conclusion()), (ProfileState::NotVerified(Verdict::Fail), Conclusion::DoesNot));
    assert_eq!(of(201, &[Profile::Lifecycle], Breadth::Whole).conclusion(), Conclusion::DoesNot, "what fails is told whatever was chosen");
}

#[test]
fn evidence_shows_the_line_and_the_part_of_it_that_is_meant() {
    let verdicts = one("{status: 200, clause: hyper.stated}, {status: 201, clause: hyper.stated}", 201, &json!({}), Subject::Embedded);
    let excerpt = &verdicts.cases[0].checks[0].evidence.as_ref().unwrap().excerpt;
    assert_eq!((excerpt.path.as_str(), excerpt.line, excerpt.column), ("scenarios/hyper/flow/it-is-so.yaml", 6, 14));
    assert_eq!(&excerpt.text[excerpt.span.0..excerpt.span.1], "{status: 200, clause: hyper.stated}");
}
