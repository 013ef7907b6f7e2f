//! Tests of properties: what is drawn, how it becomes simpler, and how it is written down.

use proptest::strategy::{Strategy, ValueTree};
use serde_json::{Value, json};

use super::*;
use crate::scenario::template::{Part, parse};
use crate::testing::{files, judged, place, play, suite};
use crate::transcript::Subject;

const STEP: &str = "  - {call: GET /x, headers: {X: \"${word}\"}, bearer: \"${near}\", expect: [{status: 200, clause: hyper.stated}]}\n";
const FOR_ALL: &str = "verifies: [hyper.stated]\nfor_all:\n  # any word\n  word: {regex: '[a-z]{1,8}'}\n  near:\n    near: {of: \"${access_token}\"}\n\n# few\ncases: 3\n";

fn property() -> Property {
    suite(FOR_ALL, STEP).properties.remove(0)
}

/// Many values of a generator that is written so.
fn drawn(generator: Value) -> Vec<Value> {
    let strategy = serde_json::from_value::<Generator>(generator).unwrap().strategy().unwrap();
    let draw = |case| strategy.new_tree(&mut runner("x", Draw { seed: 1, case })).unwrap().current();
    (0..200).map(draw).collect()
}

fn refused(generator: Value) -> String {
    serde_json::from_value::<Generator>(generator).unwrap().strategy().map(drop).unwrap_err().to_string()
}

/// The text that is sent where a text is a value.
fn sent(value: &Value) -> String {
    let parts = parse(value.as_str().unwrap()).unwrap();
    let part = |part: &Part| if let Part::Literal(text) = part { text.clone() } else { panic!("{part:?}") };
    parts.iter().map(part).collect()
}

#[test]
fn a_case_is_drawn_again_by_two_numbers_and_no_other_two_draw_the_same() {
    let property = property();
    let values = |seed, case| property.case(Draw { seed, case }).values.clone();
    assert_eq!(values(1, 2), values(1, 2));
    let all = [values(1, 2), values(1, 3), values(2, 2), values(2, 1)];
    assert!((0..4).all(|one| (0..one).all(|other| all[one] != all[other])), "{all:?}");
    let mut other = property.clone();
    other.pattern.id = "hyper/flow/another".to_owned();
    assert_ne!(other.case(Draw { seed: 1, case: 2 }).values, values(1, 2));
}

#[test]
fn a_draw_has_one_name() {
    let draw = Draw { seed: u64::MAX, case: 0 };
    assert_eq!(draw.to_string().parse(), Ok(draw));
    for text in [
        "seed-1",
        "seed-1-case-",
        "seed-01-case-0",
        "seed-1-case-+0",
        "seed--1-case-0",
        "case-0-seed-1",
        "seed-1-case-0-case-0",
        "seed-1-case-4294967296",
    ] {
        assert_eq!(text.parse::<Draw>(), Err(NoDraw), "{text}");
    }
}

#[test]
fn a_suite_finds_the_case_of_an_id_that_it_never_listed_and_of_no_other() {
    let suite = suite(FOR_ALL, STEP);
    assert_eq!(
        suite.asked(1, Draws::AsWritten).iter().map(|case| case.id.as_str()).collect::<Vec<_>>(),
        [0, 1, 2].map(|case| format!("hyper/flow/it-is-so@seed-1-case-{case}"))
    );
    assert_eq!((suite.asked(1, Draws::Each(5)).len(), suite.cases.len(), suite.questions().len()), (5, 0, 1));
    let far = suite.case("hyper/flow/it-is-so@seed-77-case-900").unwrap();
    assert_eq!((far.stem(), far.row()), ("hyper/flow/it-is-so", Some("seed-77-case-900")));
    for id in ["hyper/flow/it-is-so", "hyper/flow/it-is-so@row", "hyper/flow/it-is-no@seed-1-case-0"] {
        assert!(suite.case(id).is_none(), "{id}");
    }
    let ids = ["hyper/flow/it-is-so@seed-2-case-0", "nothing", "hyper/flow/it-is-so@seed-1-case-10", "hyper/flow/it-is-so@seed-1-case-9"];
    assert_eq!(
        suite.cases_of(ids).iter().map(|case| case.row().unwrap().to_owned()).collect::<Vec<_>>(),
        ["seed-1-case-9", "seed-1-case-10", "seed-2-case-0"]
    );
}

#[test]
fn a_regular_expression_draws_what_it_matches_and_a_reference_in_it_is_none() {
    let pattern = regex::Regex::new(r"^(a{2,3}|\$\{x\}b*)$").unwrap();
    let values = drawn(json!({"regex": r"^(a{2,3}|\$\{x\}b*)$"}));
    assert!(values.iter().all(|value| pattern.is_match(&sent(value))), "{values:?}");
    assert!(values.iter().any(|value| sent(value).starts_with("${x}")) && values.contains(&json!("aa")));
    assert!(refused(json!({"regex": "(a"})).contains("no regular expression"));
    assert!(
        refused(json!({"regex": "((a{1000}){1000}){1000}"})).contains("too long") && refused(json!({"regex": "(((a*)*)*)*"})).contains("too long")
    );
}

#[test]
fn ends_and_what_is_beside_them_are_drawn_and_nothing_beyond() {
    let numbers: Vec<i64> = drawn(json!({"integer": {"from": 1, "to": 8760, "near": [24]}})).iter().map(|value| value.as_i64().unwrap()).collect();
    assert!(numbers.iter().all(|number| (1..=8760).contains(number)));
    assert!([1, 2, 23, 24, 25, 8759, 8760].iter().all(|end| numbers.contains(end)), "{numbers:?}");
    let durations = drawn(json!({"duration": {"from": "1s", "to": "2m", "near": ["1m"], "step": "1s"}}));
    assert!(["1s", "2s", "59s", "1m", "61s", "119s", "2m"].iter().all(|end| durations.contains(&json!(end))), "{durations:?}");
    assert!(refused(json!({"integer": {"from": 2, "to": 1}})).contains("no number is from 2 to 1"));
}

#[test]
fn what_a_schema_draws_is_valid_by_it() {
    let schema = json!({
        "type": "object",
        "required": ["name", "kind"],
        "properties": {
            "name": {"type": "string", "minLength": 2, "maxLength": 5},
            "kind": {"anyOf": [{"const": "${x}"}, {"enum": [1, true, null]}]},
            "codes": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{3}$"}, "minItems": 1, "maxItems": 2},
            "count": {"type": "integer", "minimum": 0, "maximum": 3},
        },
    });
    let valid = jsonschema::validator_for(&schema).unwrap();
    let values = drawn(json!({"schema": schema.clone()}));
    // A text stands for itself once its `$${` is read.
    let read = |value: &Value| serde_json::from_str::<Value>(&value.to_string().replace("$${", "${")).unwrap();
    assert!(values.iter().all(|value| valid.is_valid(&read(value))), "{values:?}");
    assert!(values.iter().any(|value| value["codes"].is_array()) && values.iter().any(|value| value["codes"].is_null()));
    assert!(refused(json!({"schema": {"type": "string", "formt": "date"}})).contains("`formt`"));
    assert!(refused(json!({"schema": {"type": "object", "required": ["a"]}})).contains("`a` is required"));
    let nested = |most: usize| (0..3).fold(json!({"type": "string"}), |items, _| json!({"type": "array", "items": items, "maxItems": most}));
    assert!(refused(json!({"schema": nested(100)})).contains("at most 100000") && !drawn(json!({"schema": nested(10)})).is_empty());
}

#[test]
fn what_is_near_is_a_change_and_a_value_is_drawn_in_one_way() {
    let values = drawn(json!({"near": {"of": "${b.token}", "ways": ["cut", "padded"]}}));
    assert!(values.iter().all(|value| value.as_str().unwrap().contains("${b.token|cut-at-") || value == " ${b.token}" || value == "${b.token} "));
    assert!(refused(json!({"near": {"of": "token"}})).contains("${access_token}"));
    for several in [json!({}), json!({"regex": "a", "choice": ["b"]})] {
        assert!(refused(several).starts_with("a value is drawn in one way"));
    }
}

#[test]
fn a_header_is_written_in_right_forms_or_in_wrong_ones() {
    let forms = |forms: &str| drawn(json!({"header": {"scheme": "Bearer", "credentials": "${t}", "forms": forms}}));
    assert!(forms("right").iter().all(|value| value.as_str().unwrap().trim() == "Bearer ${t}"));
    assert!(forms("wrong").iter().all(|value| value.as_str().unwrap().trim() != "Bearer ${t}"));
    assert!(refused(json!({"header": {"scheme": "a b", "credentials": "${t}", "forms": "right"}})).contains("cannot be a scheme"));
}

#[test]
fn values_become_simpler_as_long_as_they_fail_alike_and_none_is_tried_twice() {
    let property = Property {
        generators: [("n".to_owned(), serde_json::from_value(json!({"integer": {"from": 0, "to": 100_000}})).unwrap())].into(),
        ..property()
    };
    let fails = |values: &Values| values["n"].as_i64().unwrap() >= 1_234;
    let draw = (0..).map(|case| Draw { seed: 5, case }).find(|draw| fails(&property.tree(*draw).unwrap().current())).unwrap();
    let mut shrinking = Shrinking::of(&property, draw).unwrap();
    let mut tried = vec![shrinking.simplest().clone()];
    while let Some(values) = shrinking.simpler() {
        assert!(!tried.contains(&values), "{values:?} again");
        shrinking.tell(if fails(&values) { Outcome::Alike } else { Outcome::Otherwise });
        tried.push(values);
    }
    assert_eq!(shrinking.simplest()["n"], 1_234, "{tried:?}");
}

#[test]
fn failures_are_of_one_class_where_clause_and_kind_of_check_are_the_same() {
    let class = |steps: &str, status: u16| {
        let case = crate::testing::case(steps);
        let answered = crate::testing::answer(status, &json!({"a": "x"}));
        let verdicts = judged(&case, play(&case, vec![crate::testing::exchanged(place(0), answered)]), Subject::Embedded);
        Class::of(&verdicts.cases[0])
    };
    let status = |clause: &str| class(&format!("  - {{call: GET /x, expect: [{{status: 200, clause: {clause}}}]}}\n"), 401);
    let json = |value: &str| class(&format!("  - {{call: GET /x, expect: [{{json: $.a, equals: {value}, clause: hyper.stated}}]}}\n"), 401);
    assert_eq!(class("  - {call: GET /x, expect: [{status: 200, clause: hyper.stated}]}\n", 200), None);
    assert!(status("hyper.stated").is_some() && status("hyper.stated") != json("b") && json("b") == json("c") && json("b").is_some());
}

#[test]
fn a_case_is_written_as_the_same_file_with_values_in_the_place_of_how_they_are_drawn() {
    let property = property();
    let values: Values = [("near".to_owned(), json!("${access_token|cut-at-3}")), ("word".to_owned(), json!("a"))].into();
    let before = String::from_utf8(files(FOR_ALL, STEP).get("scenarios/hyper/flow/it-is-so.yaml").unwrap().to_vec()).unwrap();
    let drawing = "for_all:\n  # any word\n  word: {regex: '[a-z]{1,8}'}\n  near:\n    near: {of: \"${access_token}\"}\n";
    let expected = before.replace(drawing, "values:\n  near: \"${access_token|cut-at-3}\"\n  word: \"a\"\n").replace("cases: 3\n", "");
    assert_ne!(before, expected);
    assert_eq!(written(&property, &values), expected);
}

/// The text of a value as a suite reads it that holds the written file.
fn read_back(value: &Value) -> (Values, Option<String>) {
    let property = property();
    let values: Values = [("near".to_owned(), json!("x")), ("word".to_owned(), value.clone())].into();
    let mut files = files(FOR_ALL, STEP);
    files.insert("scenarios/hyper/flow/it-is-so.yaml", written(&property, &values).into_bytes());
    let suite = crate::suite::Suite::read(files, crate::suite::Origin::BuiltIn).unwrap_or_else(|error| panic!("{value}: {error}"));
    let header = suite.cases[0].steps[0].step.value.headers["X"].as_str().map(str::to_owned);
    (suite.cases[0].values.clone(), header)
}

#[test]
fn whatever_a_value_holds_it_is_read_as_it_was_written() {
    let hostile = [
        "",
        " ",
        "a: b",
        "- x",
        "#",
        "'\"\\",
        "\n\r\t\u{0}\u{7f}\u{85}\u{2028}\u{feff}",
        "yes",
        "017",
        "\u{1f600}\u{5d0}",
        "${access_token|cut}",
        "$${x}",
        "&a *b !c",
    ];
    for text in hostile {
        let (values, header) = read_back(&json!(text));
        assert_eq!((&values["word"], header.as_deref()), (&json!(text), Some(text)));
    }
    for value in [json!(7), json!(-1.5), json!(true), json!(null), json!({"a": ["b\n", {"c d": "\u{0}"}]})] {
        assert_eq!(read_back(&value).0["word"], value);
    }
    let mut chance = runner("hostile", Draw { seed: 1, case: 0 });
    for _ in 0..100 {
        let text =
            proptest::prelude::any::<String>().prop_map(|text| crate::scenario::values::escaped(&text)).new_tree(&mut chance).unwrap().current();
        assert_eq!(read_back(&json!(text)).0["word"], json!(text));
    }
}
