//! What waivers cover, when they are stale, and what is said of a file that is wrong.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde_json::json;

use super::{WaiverVerdict, Waivers};
use crate::scope::{Breadth, Scope};
use crate::suite::{Files, Origin, Reading, Suite};
use crate::testing::{answer, case, exchanged, files, foreign, judged, judged_as, place, play};
use crate::transcript::{End, Fault, Subject};
use crate::verdict::{Conclusion, Verdict, Verdicts};

const TODAY: Date = date(2026, 3, 2);
const STEPS: &str = "  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n";

fn suite() -> Suite {
    let files: Files = files("verifies: [hyper.stated, hyper.advice, hyper.silent]\n", STEPS);
    Reading::read(files, Origin::BuiltIn).unwrap().complete().unwrap()
}

fn waivers(text: &str) -> Result<Waivers, String> {
    let told = |complaints: Vec<crate::diagnostic::Diagnostic>| complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Waivers::read("waivers.yaml", text.as_bytes(), &suite()).map_err(told)
}

/// A waiver of the stated clause with this in place of, or beside, what it says.
fn waiver(more: &[(&str, &str)]) -> String {
    let usual = [("clause", "hyper.stated"), ("target", "'*'"), ("reason", "It is known."), ("owner", "the team"), ("expiry", "2026-03-02")];
    let mut fields: BTreeMap<&str, &str> = usual.into();
    fields.extend(more.iter().copied());
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("  - {{{}}}\n", fields.join(", "))
}

fn one(more: &[(&str, &str)]) -> Waivers {
    waivers(&format!("waivers:\n{}", waiver(more))).unwrap()
}

/// One call that must get 200 and gets this.
fn got(status: u16) -> Verdicts {
    let case = case(STEPS);
    let scope = |profiles| Scope { profiles, ..Scope::default() };
    judged_as(&case, play(&case, vec![exchanged(place(0), answer(status, &json!({})))]), foreign(), |transcript| {
        transcript.scope = scope([providers::Profile::Core].into());
    })
}

fn applied(waivers: &Waivers, verdicts: Verdicts, today: Date) -> (Verdicts, WaiverVerdict) {
    let verdicts = waivers.apply(verdicts, &["http://127.0.0.1:1"], today);
    let first = verdicts.waivers[0].clone();
    (verdicts, first)
}

fn of_clause(verdicts: &Verdicts) -> Verdict {
    verdicts.clauses.iter().find(|clause| clause.clause == "hyper.stated").unwrap().verdict
}

fn comes_to(mut verdicts: Verdicts) -> Conclusion {
    verdicts.scope.breadth = Breadth::Selected;
    verdicts.conclusion()
}

#[test]
fn a_failure_that_is_covered_is_waived_until_the_last_day_and_stale_from_the_next() {
    let (verdicts, told) = applied(&one(&[]), got(500), TODAY);
    assert_eq!((told.verdict, told.checks, told.why.as_str()), (Verdict::Waived, 1, "1 check until 2026-03-02"));
    assert_eq!(
        (verdicts.cases[0].checks[0].verdict, verdicts.cases[0].verdict, of_clause(&verdicts)),
        (Verdict::Waived, Verdict::Waived, Verdict::Waived)
    );
    assert_eq!(comes_to(verdicts), Conclusion::Conforms);

    let (verdicts, told) = applied(&one(&[]), got(500), TODAY.tomorrow().unwrap());
    assert_eq!((told.verdict, told.why.as_str()), (Verdict::StaleWaiver, "it expired with 2026-03-02"));
    assert_eq!((verdicts.cases[0].verdict, of_clause(&verdicts)), (Verdict::StaleWaiver, Verdict::StaleWaiver));
    assert_eq!(comes_to(verdicts), Conclusion::Stale);
}

#[test]
fn a_waiver_whose_failure_happens_no_longer_is_stale_though_all_checks_pass() {
    let (verdicts, told) = applied(&one(&[]), got(200), TODAY);
    assert_eq!((told.verdict, told.checks), (Verdict::StaleWaiver, 0));
    assert_eq!((verdicts.cases[0].verdict, of_clause(&verdicts)), (Verdict::Pass, Verdict::StaleWaiver));
    assert_eq!(comes_to(verdicts), Conclusion::Stale);
}

#[test]
fn where_not_all_of_its_checks_were_made_a_waiver_is_neither_used_nor_stale() {
    let case = case(&format!("{STEPS}{STEPS}"));
    let mut cut = play(&case, vec![exchanged(place(0), answer(200, &json!({})))]);
    cut.end = End::Broken { place: place(1), fault: Fault::Limit, why: "because".to_owned() };
    let (verdicts, told) = applied(&one(&[]), judged(&case, cut, foreign()), TODAY);
    assert_eq!((told.verdict, of_clause(&verdicts)), (Verdict::NotRun, Verdict::Blocked));
    let selected = Verdicts { scope: Scope { breadth: Breadth::Selected, ..Scope::default() }, ..got(200) };
    assert_eq!(applied(&one(&[]), selected.clone(), TODAY).1.verdict, Verdict::NotRun, "other cases may fail");
    let named = one(&[("check", "hyper/flow/it-is-so")]);
    assert_eq!(applied(&named, selected, TODAY).1.verdict, Verdict::StaleWaiver, "the one case that it is about does not");
}

#[test]
fn a_waiver_covers_its_clause_its_cases_and_its_target_alone() {
    for (more, verdict) in [
        (("clause", "hyper.untouched"), Verdict::Fail),
        (("target", "http://127.0.0.1:2"), Verdict::Fail),
        (("target", "embedded"), Verdict::Fail),
        (("target", "http://127.0.0.1:1"), Verdict::Waived),
        (("target", "http://127.0.0.1:*"), Verdict::Waived),
        (("check", "hyper/flow/*"), Verdict::Waived),
    ] {
        let (verdicts, told) = applied(&one(&[more]), got(500), TODAY);
        assert_eq!(of_clause(&verdicts), verdict, "{more:?}");
        assert_eq!(told.verdict == Verdict::Waived, verdict == Verdict::Waived, "{more:?}: {told}");
    }
}

#[test]
fn what_a_named_case_needs_to_go_on_is_covered_with_its_clause() {
    let case = case("  - {call: GET /x, keep: {new: $.a}, expect: [{status: 200, clause: hyper.stated}]}\n");
    let mut event = exchanged(place(0), answer(500, &json!({})));
    event.missing = BTreeMap::from([("new".to_owned(), "$.a".to_owned())]);
    let of = |more: &[(&str, &str)]| {
        let (verdicts, _) = applied(&one(more), judged(&case, play(&case, vec![event.clone()]), foreign()), TODAY);
        verdicts.checks().map(|check| check.verdict).collect::<Vec<_>>()
    };
    assert_eq!(of(&[("check", "hyper/flow/it-is-so")]), [Verdict::Waived, Verdict::Waived]);
    assert_eq!(of(&[]), [Verdict::Waived, Verdict::Fail]);
}

#[test]
fn no_error_of_ours_and_nothing_that_was_not_made_is_waived() {
    let case = case(STEPS);
    for fault in [Fault::Tool, Fault::Limit] {
        let mut cut = play(&case, Vec::new());
        cut.end = End::Broken { place: place(0), fault, why: "because".to_owned() };
        let before = judged(&case, cut, foreign());
        let after = one(&[]).apply(before.clone(), &["http://127.0.0.1:1"], TODAY);
        assert_eq!((&before.cases, &before.clauses), (&after.cases, &after.clauses));
    }
}

#[test]
fn a_new_waiver_covers_what_an_old_one_did_and_the_old_one_is_told() {
    let both = waivers(&format!("waivers:\n{}{}", waiver(&[("expiry", "2026-01-01")]), waiver(&[]))).unwrap();
    let verdicts = both.apply(got(500), &["http://127.0.0.1:1"], TODAY);
    assert_eq!(verdicts.waivers.iter().map(|waiver| waiver.verdict).collect::<Vec<_>>(), [Verdict::StaleWaiver, Verdict::Waived]);
    assert_eq!((verdicts.cases[0].verdict, of_clause(&verdicts)), (Verdict::Waived, Verdict::StaleWaiver));
}

#[test]
fn the_mock_is_waived_by_its_name() {
    let case = case(STEPS);
    let verdicts = judged(&case, play(&case, vec![exchanged(place(0), answer(500, &json!({})))]), Subject::Embedded);
    let verdicts = one(&[("target", "embedded")]).apply(verdicts, &["embedded"], TODAY);
    assert_eq!(of_clause(&verdicts), Verdict::Waived);
}

#[test]
fn a_file_that_is_wrong_is_told_with_line_and_caret_and_what_would_be_right() {
    for (more, told) in [
        (("clause", "hyper.statd"), "did you mean `hyper.stated`?"),
        (("clause", "zzz"), "`standin reference API` lists them"),
        (("check", "hyper/flow/it-is-sp"), "did you mean `hyper/flow/it-is-so`?"),
        (("check", "'***'"), "this is no pattern"),
        (("reason", "' '"), "say why the failure is borne"),
        (("owner", "''"), "name who answers for it"),
        (("owner", "\"a\\u001bb\""), "a control character"),
        (("expiry", "2026-02-30"), "`2026-02-30` is no day"),
        (("expiry", "20260302"), "write it as in 2027-01-31"),
        (("ownr", "me"), "did you mean `owner`?"),
    ] {
        let error = waivers(&format!("waivers:\n{}", waiver(&[more]))).unwrap_err();
        assert!(error.contains(told) && error.contains("waivers.yaml:2:") && error.contains('^'), "{more:?}:\n{error}");
    }
    assert!(waivers("waivers: [{clause: hyper.stated}]").unwrap_err().contains("the field `target` is missing here"));
    let two = waivers(&format!("waivers:\n{}{}", waiver(&[("clause", "a")]), waiver(&[("owner", "''")]))).unwrap_err();
    assert_eq!(two.matches("error:").count(), 2, "all that is wrong is told at once:\n{two}");
    assert_eq!(waivers("waivers: []").unwrap(), Waivers::default());
}
