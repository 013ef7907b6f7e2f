//! `standin report merge`.

use std::fs;

use crate::place::{DEVIATING, Place};

/// The evidence of three parts, `part1.json` and so on.
fn three(place: &Place, more: &[&str]) {
    for part in 1..=3 {
        let (partition, file) = (format!("{part}/3"), format!("part{part}.json"));
        let output = place.command(&[&["check", "-q", "--partition", &partition, "--evidence", &file], more].concat()).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", crate::place::text(&output));
    }
}

const PARTS: [&str; 5] = ["report", "merge", "part3.json", "part1.json", "part2.json"];

#[test]
fn the_parts_of_a_run_make_the_evidence_and_the_report_of_the_run_that_was_not_divided() {
    let place = Place::new();
    for (code, more) in [(0, [].as_slice()), (1, DEVIATING.as_slice()), (0, &["--seed", "7"])] {
        let whole = place.check(code, &[&["--evidence", "whole.json", "--report", "json=whole.report"], more].concat());
        three(&place, more);
        let merged = place.told(code, &[PARTS.as_slice(), &["--evidence", "merged.json", "--report", "json=merged.report"]].concat());
        assert_eq!(place.read("merged.json"), place.read("whole.json"), "{more:?}");
        let (mut merged_report, mut whole_report) = (place.json("merged.report"), place.json("whole.report"));
        assert_eq!((merged_report["suite"]["origin"].take(), whole_report["suite"]["origin"].take()), ("bundle".into(), "folder".into()));
        assert_eq!(merged_report, whole_report, "{more:?}");
        let table = |text: &str| text.split("standin: evidence").next().unwrap().split("; played in").next().unwrap().to_owned();
        assert_eq!(table(&merged), table(&whole));
    }
    place.told(0, &["judge", "merged.json"]);
}

#[test]
fn a_part_that_is_missing_is_told_and_the_rest_conforms_no_more_than_it_is_the_whole() {
    let place = Place::new();
    three(&place, &[]);
    let told = place.told(5, &["report", "merge", "part1.json", "part3.json", "--evidence", "some.json"]);
    assert!(told.contains("standin: part 2 of 3 is missing, so that this is not the whole run"), "{told}");
    assert!(told.contains("core asked about in part") && told.contains("INCOMPLETE in parts 1 and 3 of 3: "), "{told}");
    place.told(5, &["judge", "some.json"]);
    place.told(5, &["report", "merge", "part1.json"]);
    let told = place.told(0, &["report", "merge", "some.json", "part2.json"]);
    assert!(told.contains("core verified") && told.contains("CONFORMS: 8 cases;") && !told.contains("missing"), "{told}");
    three(&place, &DEVIATING);
    place.told(1, &["report", "merge", "part1.json", "part2.json"]);
}

#[test]
fn a_part_in_which_no_case_falls_is_not_missed() {
    let place = Place::new();
    let mut files = Vec::new();
    for part in 1..=12 {
        let file = format!("part{part}.json");
        place.command(&["check", "-q", "--partition", &format!("{part}/12"), "--evidence", &file]).output().unwrap();
        if place.path(&file).exists() {
            files.push(file);
        }
    }
    assert!(files.len() < 12, "some part is empty");
    let arguments: Vec<&str> = ["report", "merge"].into_iter().chain(files.iter().map(String::as_str)).collect();
    assert!(place.told(0, &arguments).contains("core verified"));
    place.told(5, &arguments[..arguments.len() - 1]);
}

#[test]
fn bundles_that_are_no_parts_of_one_run_are_refused_and_both_are_named() {
    let place = Place::new();
    three(&place, &[]);
    let differs = |more: &[&str], partition: &str, what: &str| {
        place.command(&[&["check", "-q", "--partition", partition, "--evidence", "other.json"], more].concat()).output().unwrap();
        let told = place.told(2, &["report", "merge", "part1.json", "other.json"]);
        assert!(told.contains(&format!("part1.json and other.json are not parts of one run: they differ in {what}")), "{told}");
    };
    differs(&["--seed", "2"], "2/3", "the seed (1, 2)");
    differs(&["--profile", "core"], "2/3", "the chosen profiles");
    differs(&["--filter", "refused"], "2/3", "the selected cases");
    differs(&["--filter", "*"], "2/3", "the selected cases");
    differs(&[], "2/2", "the number of parts (3, 2)");
    differs(&DEVIATING, "2/3", "what is said of the target");
    place.check(0, &["-q", "--evidence", "other.json"]);
    let told = place.told(2, &["report", "merge", "part1.json", "other.json"]);
    assert!(told.contains("other.json is no part of a run: it was made without --partition"), "{told}");
    place.case("another", "{status: 401}");
    differs(&[], "2/3", "the suite's files");
    fs::remove_file(place.path("scenarios/hyper/refusals/another.yaml")).unwrap();
    place.check(0, &["-q", "--partition", "2/3", "--evidence", "other.json"]);
    place.told(5, &["report", "merge", "part1.json", "other.json"]);
}

#[test]
fn a_part_that_is_given_twice_counts_once_and_one_that_was_changed_is_no_part() {
    let place = Place::new();
    three(&place, &DEVIATING);
    let merged = place.told(1, &PARTS);
    let twice = place.told(1, &[PARTS.as_slice(), &["part1.json"]].concat());
    assert_eq!(merged, twice);
    let honest = place.read("part1.json");
    place.write("part1.json", honest.replacen(r#""status":401"#, r#""status":403"#, 1));
    assert_ne!(place.read("part1.json"), honest);
    assert!(place.told(2, &PARTS).contains("part1.json: its verdicts do not follow from its transcript and suite"));
}

#[test]
fn what_lies_over_the_verdicts_of_a_run_lies_over_those_of_its_parts() {
    let place = Place::new();
    place.write(
        "waivers.yaml",
        "waivers:\n  - {clause: hyper.refusal.wrong, target: embedded, reason: it is so, owner: the team, expiry: 2027-01-31}\n",
    );
    three(&place, &DEVIATING);
    place.told(1, &PARTS);
    let told = place.told(0, &[PARTS.as_slice(), &["--waivers", "waivers.yaml", "--today", "2027-01-31"]].concat());
    assert!(told.contains("WAIVED") && told.contains("core verified"), "{told}");
    place.told(6, &[PARTS.as_slice(), &["--waivers", "waivers.yaml", "--today", "2027-02-01"]].concat());
}

#[test]
fn what_cannot_be_merged_or_written_is_wrong_usage() {
    let place = Place::new();
    three(&place, &[]);
    place.write("report.json", "{}");
    for (arguments, why) in [
        (["report", "merge"].as_slice(), "<PARTS>..."),
        (&["report", "merge", "nowhere.json"], "nowhere.json: "),
        (&["report", "merge", "report.json"], "report.json: this is no bundle of evidence"),
        (&["report", "merge", "part1.json", "--report", "junit=nowhere/x.xml"], "junit=nowhere/x.xml cannot be written"),
        (&["report", "merge", "part1.json", "--evidence", "nowhere/x.json"], "nowhere/x.json: evidence cannot be written there"),
        (&["report", "merge", "part1.json", "--target", "nowhere.yaml"], "nowhere.yaml: the target file cannot be read"),
    ] {
        let told = place.told(2, arguments);
        assert!(told.contains(why), "{told}");
    }
}
