//! The ledger and the code speak of the same clauses.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::ayyeka::{Ayyeka, Settings, rules::Rules};
use crate::{Api, Kind, Ledger, Level, Provider, SettingError, api::Erased, overlay};

fn ledger() -> Ledger {
    Ledger::parse(Ayyeka::LEDGER).unwrap()
}

fn with(name: &str, value: Value) -> Result<Settings, SettingError> {
    overlay(Ayyeka::SETTINGS, &Map::from_iter([(name.to_owned(), value)]))
}

#[test]
fn the_code_and_the_ledger_have_the_same_clauses() {
    let source = include_str!("../rules.rs");
    let named: BTreeSet<&str> = source.split('"').filter(|text| text.starts_with("ayyeka.")).collect();
    let ledger = ledger();
    assert_eq!(named, ledger.clauses.iter().map(|clause| clause.id.as_str()).collect());
}

#[test]
fn every_silent_clause_has_a_setting_and_every_setting_a_clause() {
    let ledger = ledger();
    let settings: BTreeSet<&str> = Ayyeka::SETTINGS.iter().map(|spec| spec.name).collect();
    for clause in &ledger.clauses {
        assert_eq!(clause.level == Level::Silent, !clause.settings.is_empty(), "{}", clause.id);
        assert!(!clause.beyond || clause.level == Level::Silent, "{}", clause.id);
        assert!(clause.unobservable.is_none(), "{}", clause.id);
        for name in &clause.settings {
            assert!(settings.contains(name.as_str()), "{} names the setting {name}", clause.id);
        }
    }
    for spec in Ayyeka::SETTINGS {
        assert!(ledger.clause(spec.clause.0).is_some(), "{}", spec.name);
    }
}

#[test]
fn the_specifications_and_the_settings_have_the_same_names() {
    let fields: BTreeSet<String> = Erased::<Ayyeka>::NEW.defaults().keys().cloned().collect();
    let specs: BTreeSet<String> = Ayyeka::SETTINGS.iter().map(|spec| spec.name.to_owned()).collect();
    assert_eq!(fields, specs);
}

#[test]
fn every_default_and_every_word_is_a_value_that_its_setting_takes() {
    let defaults = Erased::<Ayyeka>::NEW.defaults();
    for spec in Ayyeka::SETTINGS {
        let words = match spec.kind {
            Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
            _ => Vec::new(),
        };
        for value in words.into_iter().chain([defaults[spec.name].clone()]) {
            let settings = with(spec.name, value.clone()).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
            assert_eq!(crate::setting::as_map(&settings)[spec.name], value);
        }
    }
}

#[test]
fn a_client_without_a_part_with_a_colon_in_its_key_or_twice_is_refused_and_never_shown() {
    let client = |key: &str, secret: &str| json!({"key": key, "secret": secret, "sub": "1:1"});
    assert!(with("clients", json!([client("a", "hunter2"), client("b", "hunter2")])).is_ok());
    let wrong = [
        json!([client("", "hunter2")]),
        json!([client("a", "")]),
        json!([client("a:b", "hunter2")]),
        json!([client("a", "hunter2"), client("a", "hunter3")]),
        json!([{"key": "a", "secret": "hunter2"}]),
        json!([{"key": "a", "secret": "hunter2", "sub": "1:1", "scope": ""}]),
        json!("hunter2"),
    ];
    for clients in wrong {
        let error = with("clients", clients).unwrap_err().to_string();
        assert!(error.starts_with("`clients` cannot be the value given; it takes a list of clients") && !error.contains("hunter"), "{error}");
    }
}

#[test]
fn settings_in_a_message_show_neither_secret_nor_key() {
    let mut settings = with("clients", json!([{"key": "an-api-key", "secret": "hunter2", "sub": "1:1"}])).unwrap();
    settings.signing_key = "-----BEGIN PRIVATE KEY-----".to_owned();
    let shown = format!("{settings:?}");
    assert!(shown.contains("1:1") && !shown.contains("hunter2") && !shown.contains("an-api-key") && !shown.contains("BEGIN"), "{shown}");
}

#[test]
fn the_model_says_what_the_ledger_fixes() {
    let ledger = ledger();
    let rules = Rules::default();
    let fixed = |clause: &str, name: &str| ledger.clause(clause).unwrap().fixes[name].clone();
    assert_eq!(fixed("ayyeka.token.type", "token_type"), rules.token_type);
    assert_eq!(fixed("ayyeka.token.content-type", "content_type"), rules.content_type);
    assert_eq!(fixed("ayyeka.token.no-store", "cache_control"), rules.cache_control);
    assert_eq!(ledger.refusals["refused"].body["message"], Settings::default().refusal_message);
}

#[test]
fn every_action_names_a_clause_of_the_ledger() {
    for action in Ayyeka::ACTIONS {
        assert!(ledger().clause(action.clause.0).is_some(), "{}", action.name);
    }
}
