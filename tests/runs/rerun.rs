//! `--rerun failed --from FILE`.

use std::fs;

use crate::place::{DEVIATING, Place, ids};

const AGAIN: [&str; 4] = ["--rerun", "failed", "--from", "last.json"];
const REPORT: [&str; 2] = ["--report", "json=last.json"];

#[test]
fn only_what_did_not_pass_is_played_again_and_that_is_not_the_whole() {
    let place = Place::new();
    for kept in [REPORT, ["--evidence", "last.json"]] {
        place.check(1, &[DEVIATING, kept].concat());
        let told = place.check(0, &[AGAIN.as_slice(), &["--report", "json=again.json"]].concat());
        assert!(told.contains("CONFORMS: 3 cases;") && told.contains("core asked about in part"), "{told}");
        assert!(ids(&place.json("again.json")).iter().all(|id| id.contains("the-message-is-right")), "{told}");
        assert_eq!(place.listed(&AGAIN).len(), 3);
        assert_eq!(place.listed(&[AGAIN.as_slice(), &["--filter", "right-2"]].concat()).len(), 1);
    }
}

#[test]
fn a_report_may_be_read_and_written_anew_until_nothing_is_left() {
    let place = Place::new();
    place.check(1, &[DEVIATING, REPORT].concat());
    place.check(1, &[AGAIN.as_slice(), &REPORT, &DEVIATING].concat());
    place.check(0, &[AGAIN.as_slice(), &REPORT].concat());
    let told = place.check(4, &AGAIN);
    assert!(told.contains("last.json: every case passed, so there is nothing to play again"), "{told}");
}

#[test]
fn what_is_waived_is_not_played_again() {
    let place = Place::new();
    place.write(
        "waivers.yaml",
        "waivers:\n  - {clause: hyper.refusal.wrong, target: embedded, reason: it is so, owner: the team, expiry: 2027-01-31}\n",
    );
    place.check(0, &[DEVIATING.as_slice(), &REPORT, &["--waivers", "waivers.yaml", "--today", "2027-01-31"]].concat());
    place.check(4, &AGAIN);
}

#[test]
fn a_failure_that_the_suite_no_longer_has_is_told() {
    let place = Place::new();
    place.check(1, &[DEVIATING, REPORT].concat());
    fs::remove_file(place.path("scenarios/hyper/refusals/the-message-is-right-2.yaml")).unwrap();
    let told = place.check(0, &AGAIN);
    assert!(told.contains("standin: last.json: the suite no longer has: hyper/refusals/the-message-is-right-2\n"), "{told}");
    assert!(told.contains("CONFORMS: 2 cases;"), "{told}");
    let told = place.check(4, &[AGAIN.as_slice(), &["--filter", "it-is-refused"]].concat());
    assert!(told.contains("last.json: 3 did not pass, and none of them is selected"), "{told}");
}

#[test]
fn the_parts_of_what_is_played_again_are_all_of_it_and_can_be_merged() {
    let place = Place::new();
    place.check(1, &[DEVIATING, REPORT].concat());
    let mut files = Vec::new();
    for part in ["1/2", "2/2"] {
        let file = format!("part{}.json", &part[..1]);
        place.command(&[&["check", "-q", "--partition", part, "--evidence", &file], AGAIN.as_slice()].concat()).output().unwrap();
        files.extend(place.path(&file).exists().then_some(file));
    }
    let arguments: Vec<&str> = ["report", "merge"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let told = place.told(0, &arguments);
    assert!(told.contains("CONFORMS: 3 cases;") && told.contains("core asked about in part"), "{told}");
}

#[test]
fn a_rerun_without_the_last_run_or_of_something_else_is_wrong_usage() {
    let place = Place::new();
    place.check(1, &[DEVIATING, REPORT].concat());
    place.write("text.json", "hello");
    place.write("other.json", r#"{"cases": []}"#);
    place.write("newer.json", r#"{"version": 2, "cases": []}"#);
    let honest = place.read("last.json");
    place.write("spoilt.json", honest.replace(r#""verdict": "fail""#, r#""verdict": "bad""#));
    for (arguments, why) in [
        (["--rerun", "failed"].as_slice(), "--from <FILE>"),
        (&["--from", "last.json"], "--rerun <WHICH>"),
        (&["--rerun", "faild", "--from", "last.json"], "failed"),
        (&["--rerun", "failed", "--from", "last.json", "--only", "x"], "cannot be used with"),
        (&["--rerun", "failed", "--from", "nowhere.json"], "nowhere.json: "),
        (&["--rerun", "failed", "--from", "text.json"], "text.json: this is neither a JSON report nor evidence of a run: "),
        (&["--rerun", "failed", "--from", "other.json"], "other.json: this is neither a JSON report nor evidence of a run: it has no version"),
        (&["--rerun", "failed", "--from", "newer.json"], "a report of version 2; this program reads version 1"),
        (&["--rerun", "failed", "--from", "spoilt.json"], "unknown variant `bad`"),
    ] {
        let told = place.check(2, arguments);
        assert!(told.contains(why), "{told}");
    }
}
