//! The ledger and the code speak of the same clauses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::hyper::{Hyper, Settings, rules::Rules};
use crate::{Api, Kind, Ledger, Level, Provider, api::Erased, overlay};

fn ledger() -> Ledger {
    Ledger::parse(Hyper::LEDGER).unwrap()
}

#[test]
fn every_clause_that_the_code_names_is_in_the_ledger() {
    let ledger = ledger();
    let source = include_str!("../rules.rs");
    let named: Vec<&str> = source.split('"').filter(|text| text.starts_with("hyper.")).collect();
    assert!(named.len() > 50, "the clause table is read");
    for id in named {
        assert!(ledger.clause(id).is_some(), "{id} is not in the ledger");
    }
}

#[test]
fn every_silent_clause_has_a_setting_and_every_setting_a_clause() {
    let ledger = ledger();
    let settings: BTreeSet<&str> = Hyper::SETTINGS.iter().map(|spec| spec.name).collect();
    for clause in &ledger.clauses {
        assert_eq!(clause.level == Level::Silent, !clause.settings.is_empty(), "{}", clause.id);
        for name in &clause.settings {
            assert!(settings.contains(name.as_str()), "{} names the setting {name}", clause.id);
        }
    }
    for spec in Hyper::SETTINGS {
        assert!(ledger.clause(spec.clause.0).is_some(), "{}", spec.name);
    }
}

#[test]
fn the_specifications_and_the_settings_have_the_same_names() {
    let fields: BTreeSet<String> = Erased::<Hyper>::NEW.defaults().keys().cloned().collect();
    let specs: BTreeSet<String> = Hyper::SETTINGS.iter().map(|spec| spec.name.to_owned()).collect();
    assert_eq!(fields, specs);
}

#[test]
fn every_default_and_every_word_is_a_value_that_its_setting_takes() {
    let defaults = Erased::<Hyper>::NEW.defaults();
    for spec in Hyper::SETTINGS {
        let words = match spec.kind {
            Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
            Kind::WholeOr { word, max, .. } => vec![word.into(), max.into()],
            _ => Vec::new(),
        };
        for value in words.into_iter().chain([defaults[spec.name].clone()]) {
            let given = Map::from_iter([(spec.name.to_owned(), value.clone())]);
            let settings: Settings = overlay(Hyper::SETTINGS, &given).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
            assert_eq!(crate::setting::as_map(&settings)[spec.name], value);
        }
    }
}

#[test]
fn a_setting_outside_its_range_is_refused_and_one_inside_is_not() {
    let with = |hours: u64| overlay::<Settings>(Hyper::SETTINGS, &Map::from_iter([("life_hours".to_owned(), hours.into())]));
    assert_eq!(with(8761).unwrap_err().to_string(), "`life_hours` cannot be 8761; it takes a whole number from 1 to 8760");
    assert_eq!(with(8760).unwrap().life_hours, 8760);
}

#[test]
fn an_unknown_setting_is_refused_by_the_nearest_name() {
    let given = Map::from_iter([("refresh_tokn".to_owned(), Value::from("constant"))]);
    let error = overlay::<Settings>(Hyper::SETTINGS, &given).unwrap_err();
    assert_eq!(error.to_string(), "there is no setting `refresh_tokn`; did you mean `refresh_token`?");
}

#[test]
fn the_model_says_what_the_ledger_fixes() {
    let ledger = ledger();
    let rules = Rules::default();
    let fixed = |clause: &str, name: &str| ledger.clause(clause).unwrap().fixes[name].clone();
    assert_eq!(fixed("hyper.access-token.length", "length"), rules.access_token_length);
    assert_eq!(fixed("hyper.refresh-token.length", "length"), rules.refresh_token_length);
    assert_eq!(fixed("hyper.refusal.expired", "message"), rules.expired);
    assert_eq!(fixed("hyper.refusal.wrong", "message"), rules.wrong);
    assert_eq!(fixed("hyper.validity.expired", "message"), rules.expired_validity);
    assert_eq!(fixed("hyper.grace.access-token", "seconds"), rules.access_token_grace.as_secs());
    assert_eq!(fixed("hyper.grace.refresh-token", "seconds"), rules.refresh_token_grace.as_secs());
}

#[test]
fn every_action_names_a_clause_of_the_ledger() {
    let ledger = ledger();
    for action in Hyper::ACTIONS {
        assert!(ledger.clause(action.clause.0).is_some(), "{}", action.name);
    }
}
