//! `--partition K/N`.

use crate::place::{CASES, Place};

/// The cases of each of so many parts.
fn parts(place: &Place, of: usize) -> Vec<Vec<String>> {
    (1..=of).map(|part| place.listed(&["--partition", &format!("{part}/{of}")])).collect()
}

#[test]
fn the_parts_of_a_selection_have_no_case_in_common_and_together_they_are_all_of_it() {
    let place = Place::new();
    let all = place.listed(&[]);
    assert_eq!(all.len(), CASES);
    for of in [1, 2, 3, 7] {
        let mut together = parts(&place, of).concat();
        together.sort();
        assert_eq!(together, all, "{of} parts");
    }
}

#[test]
fn a_case_that_is_added_moves_no_other_into_another_part() {
    let place = Place::new();
    let before = parts(&place, 3);
    (1..=4).for_each(|number| place.case(&format!("another-{number}"), "{status: 401}"));
    let after = parts(&place, 3);
    assert_eq!(after.concat().len(), CASES + 4);
    for (before, after) in before.iter().zip(&after) {
        assert!(before.iter().all(|case| after.contains(case)), "{before:?} {after:?}");
    }
    let filtered = place.listed(&["--partition", "2/3", "--filter", "another"]);
    assert!(filtered.iter().all(|case| after[1].contains(case) && case.contains("another")), "a selection changes no part: {filtered:?}");
}

#[test]
fn what_names_no_part_is_wrong_usage() {
    let place = Place::new();
    for (text, why) in [
        ("0/5", "parts are counted from 1"),
        ("6/5", "these are 1/5 to 5/5"),
        ("2/0", "there are no 0 parts"),
        ("x/y", "it takes K/N, as 2/5 is the second of five parts"),
    ] {
        let told = place.check(2, &["--partition", text]);
        assert!(told.contains(why) && told.contains("--partition <K/N>"), "{told}");
    }
    assert!(place.check(2, &["--partition", "1/1", "--only", "x"]).contains("cannot be used with"));
    place.check(0, &["--partition", "1/1"]);
}

#[test]
fn a_part_verifies_no_profile_and_says_which_part_it_is() {
    let place = Place::new();
    let whole = place.check(0, &["--report", "json=whole.json"]);
    assert!(whole.contains("core verified") && whole.contains("CONFORMS: 8 cases;"), "{whole}");
    assert_eq!(place.json("whole.json").get("division"), None);
    let part = place.check(0, &["--partition", "1/2", "--report", "json=part.json"]);
    assert!(part.contains("core asked about in part") && part.contains("CONFORMS in part 1 of 2: "), "{part}");
    assert_eq!(place.json("part.json")["division"], serde_json::json!({"parts": [1], "of": 2}));
}

#[test]
fn a_part_without_a_case_is_told_and_is_no_success() {
    let place = Place::new();
    let empty = (1..=50).find(|part| place.listed(&["--partition", &format!("{part}/50")]).is_empty()).unwrap();
    let told = place.check(4, &["--partition", &format!("{empty}/50")]);
    assert!(told.contains(&format!("none of the 8 selected cases falls into part {empty}/50")), "{told}");
    let told = place.check(4, &["--partition", "1/2", "--filter", "no-such-case"]);
    assert!(told.contains("no scenario was selected"), "{told}");
}
