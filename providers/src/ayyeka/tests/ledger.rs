//! The model says what its ledger fixes, and takes what its settings allow. What holds for every API is in `catalogue_tests`.

use serde_json::{Map, Value, json};

use crate::ayyeka::{Ayyeka, Settings, rules::Rules};
use crate::{Ledger, Provider, SettingError, overlay};

fn ledger() -> Ledger {
    Ledger::parse(Ayyeka::LEDGER).unwrap()
}

fn with(name: &str, value: Value) -> Result<Settings, SettingError> {
    overlay(Ayyeka::SETTINGS, &Map::from_iter([(name.to_owned(), value)]))
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
    assert_eq!(fixed("ayyeka.token.no-store", "cache_control"), rules.caching.cache_control);
    assert_eq!(ledger.refusals["refused"].body["message"], Settings::default().refusal_message);
}
