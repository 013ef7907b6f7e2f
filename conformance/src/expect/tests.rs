//! Every relation holds, does not hold, and says when it cannot tell.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::transcript::Interval;

/// `<t:1>` has twelve characters of `A-Z0-9-`.
fn known() -> Known {
    let facts = Facts { length: 12, alphabet: "A-Z0-9-".to_owned(), uuid: false, derived: None, jwt: None };
    Known::from([("<t:1>".to_owned(), facts.clone()), ("<t:2>".to_owned(), facts)])
}

fn plain() -> Known {
    Known::new()
}

fn undecided(finding: &Finding) -> bool {
    matches!(finding.holds, Holds::Unknown(_))
}

fn fault(finding: &Finding) -> bool {
    matches!(finding.holds, Holds::Fault(_))
}

#[test]
fn a_value_equals_its_like_and_no_other() {
    assert_eq!(equals(&plain(), &json!({"a": 1}), &json!({"a": 1})).holds, Holds::Yes);
    let finding = equals(&plain(), &json!({"a": 1}), &json!({"a": "1"}));
    assert_eq!((finding.holds, finding.differences.len()), (Holds::No, 1));
}

#[test]
fn an_opaque_value_equals_its_own_name_and_may_equal_a_text_of_its_length() {
    assert_eq!(equals(&known(), &json!("<t:1>"), &json!("<t:1>")).holds, Holds::Yes);
    assert_eq!(equals(&known(), &json!("<t:2>"), &json!("<t:1>")).holds, Holds::No);
    assert_eq!(equals(&known(), &json!("too short"), &json!("<t:1>")).holds, Holds::No);
    assert!(undecided(&equals(&known(), &json!("ABCDEFGHIJ-1"), &json!("<t:1>"))));
}

#[test]
fn one_of_several_values_is_enough() {
    assert_eq!(one_of(&plain(), &[json!(1), json!(2)], &json!(2)).holds, Holds::Yes);
    assert_eq!(one_of(&plain(), &[json!(1), json!(2)], &json!(3)).holds, Holds::No);
    assert_eq!(one_of(&plain(), &[], &json!(3)).holds, Holds::No);
    assert!(undecided(&one_of(&known(), &[json!(1), json!("ABCDEFGHIJ-1")], &json!("<t:1>"))));
}

#[test]
fn a_pattern_is_found_somewhere_in_a_text_but_not_sought_in_an_opaque_one() {
    assert_eq!(matches(&plain(), "b.", &json!("abc")).holds, Holds::Yes);
    assert_eq!(matches(&plain(), "^b", &json!("abc")).holds, Holds::No);
    assert_eq!(matches(&plain(), "^36", &json!(3600)).holds, Holds::Yes);
    assert!(undecided(&matches(&known(), "t", &json!("<t:1>"))));
    assert!(fault(&matches(&plain(), "(", &json!("abc"))));
}

#[test]
fn members_are_exactly_those_in_any_order() {
    let wanted = ["a".to_owned(), "b".to_owned()];
    assert_eq!(members(&wanted, &json!({"b": 1, "a": null})).holds, Holds::Yes);
    let finding = members(&wanted, &json!({"a": 1, "c": 2}));
    assert_eq!((finding.holds, finding.got.as_str()), (Holds::No, "a, c (without b, with c besides)"));
    assert_eq!(members(&wanted, &json!(["a", "b"])).holds, Holds::No);
}

#[test]
fn length_counts_characters_and_knows_that_of_an_opaque_value() {
    assert_eq!(length(&plain(), 4, &json!("שלום")).holds, Holds::Yes);
    assert_eq!(length(&plain(), 8, &json!("שלום")).holds, Holds::No);
    assert_eq!(length(&known(), 12, &json!("<t:1>")).holds, Holds::Yes);
    assert_eq!(length(&known(), 5, &json!("<t:1>")).holds, Holds::No);
    assert_eq!(length(&plain(), 4, &json!(1234)).holds, Holds::No);
}

#[test]
fn an_alphabet_holds_every_character_or_names_the_first_that_it_lacks() {
    assert_eq!(made_of(&plain(), "a-c-", &json!("a-b")).holds, Holds::Yes);
    let finding = made_of(&plain(), "a-c", &json!("a-b"));
    assert!(finding.holds == Holds::No && finding.got.contains("'-'"), "{finding:?}");
}

#[test]
fn of_an_opaque_value_only_whole_classes_of_characters_are_known() {
    assert_eq!(made_of(&known(), "A-Za-z0-9-", &json!("<t:1>")).holds, Holds::Yes);
    assert_eq!(made_of(&known(), "A-Z0-9", &json!("<t:1>")).holds, Holds::No);
    assert_eq!(made_of(&known(), "a-z0-9-", &json!("<t:1>")).holds, Holds::No);
    assert!(undecided(&made_of(&known(), "A-F0-9-", &json!("<t:1>"))));
}

#[test]
fn a_schema_is_judged_by_length_and_characters_of_an_opaque_value() {
    let of = |rule: Value| json!({"type": "object", "properties": {"t": rule}});
    let got = json!({"t": "<t:1>"});
    assert_eq!(valid_by(&known(), &of(json!({"minLength": 12})), &got).holds, Holds::Yes);
    assert_eq!(valid_by(&known(), &of(json!({"minLength": 13})), &got).holds, Holds::No);
    assert_eq!(valid_by(&known(), &of(json!({"type": "integer"})), &got).holds, Holds::No);
    assert!(undecided(&valid_by(&known(), &of(json!({"const": "ABCDEFGHIJ-1"})), &got)));
    assert!(fault(&valid_by(&known(), &json!({"type": "strin"}), &got)));
}

#[test]
fn a_schema_checks_formats() {
    let schema = json!({"format": "uuid"});
    assert_eq!(valid_by(&plain(), &schema, &json!("6ba7b810-9dad-11d1-80b4-00c04fd430c8")).holds, Holds::Yes);
    assert_eq!(valid_by(&plain(), &schema, &json!("nope")).holds, Holds::No);
}

#[test]
fn of_alternatives_the_one_that_came_furthest_is_told() {
    let schema =
        json!({"anyOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}}}]});
    let finding = valid_by(&plain(), &schema, &json!({"a": {"b": "x"}}));
    assert!(finding.holds == Holds::No && finding.got.starts_with("/a/b: "), "{finding:?}");
}

fn told(expected: Interval, format: &str, got: &str) -> Holds {
    let start: Timestamp = "2026-03-02T10:20:30.500Z".parse().unwrap();
    let expected = Expected { name: "refreshed", interval: expected, start, teller: Teller::Ours };
    is_moment(expected, Resolution::of(format), got).holds
}

fn at(from: i64, to: i64) -> Interval {
    Interval { from, to }
}

#[test]
fn a_moment_is_floored_to_what_its_text_can_tell() {
    // 10:20:30.500 plus 400 ms is 10:20:30.900, which a text of seconds tells as 10:20:30.
    assert_eq!(told(at(400, 400), "%Y-%m-%d %H:%M:%S", "<start-0.500s>"), Holds::Yes);
    assert_eq!(told(at(500, 500), "%Y-%m-%d %H:%M:%S", "<start-0.500s>"), Holds::No);
    assert_eq!(told(at(500, 500), "%Y-%m-%d %H:%M:%S", "<start+0.500s>"), Holds::Yes);
    assert_eq!(told(at(400, 400), "%H:%M", "<start-30.500s>"), Holds::Yes);
    assert_eq!(told(at(400, 400), "%H:%M", "<start-0.500s>"), Holds::No);
    assert_eq!(told(at(0, 0), "%Y-%m-%d %H:%M:%S", "yesterday"), Holds::No);
}

#[test]
fn a_moment_that_is_not_exactly_known_decides_only_where_its_whole_interval_does() {
    assert_eq!(told(at(0, 400), "%S", "<start-0.500s>"), Holds::Yes);
    assert!(matches!(told(at(0, 900), "%S", "<start-0.500s>"), Holds::Unknown(_)));
    assert_eq!(told(at(0, 900), "%S", "<start+1.500s>"), Holds::No);
}
