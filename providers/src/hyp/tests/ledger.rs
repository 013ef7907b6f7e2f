//! The ledger and the code speak of the same clauses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::hyp::{Code, Hyp, Settings, rules::Rules};
use crate::{Api, Kind, Ledger, Level, Provider, api::Erased, overlay};

fn ledger() -> Ledger {
    Ledger::parse(Hyp::LEDGER).unwrap()
}

#[test]
fn every_clause_that_the_code_names_is_in_the_ledger() {
    let ledger = ledger();
    let source = include_str!("../rules.rs");
    let named: Vec<&str> = source.split('"').filter(|text| text.starts_with("hyp.")).collect();
    assert!(named.len() >= 40, "the clause table is read");
    for id in named {
        assert!(ledger.clause(id).is_some(), "{id} is not in the ledger");
    }
}

#[test]
fn every_silent_clause_has_a_setting_and_every_setting_a_clause() {
    let ledger = ledger();
    let settings: BTreeSet<&str> = Hyp::SETTINGS.iter().map(|spec| spec.name).collect();
    for clause in &ledger.clauses {
        assert_eq!(clause.level == Level::Silent, !clause.settings.is_empty(), "{}", clause.id);
        for name in &clause.settings {
            assert!(settings.contains(name.as_str()), "{} names the setting {name}", clause.id);
        }
    }
    for spec in Hyp::SETTINGS {
        assert!(ledger.clause(spec.clause.0).is_some(), "{}", spec.name);
    }
}

#[test]
fn the_specifications_and_the_settings_have_the_same_names() {
    let fields: BTreeSet<String> = Erased::<Hyp>::NEW.defaults().keys().cloned().collect();
    let specs: BTreeSet<String> = Hyp::SETTINGS.iter().map(|spec| spec.name.to_owned()).collect();
    assert_eq!(fields, specs);
}

#[test]
fn every_default_and_every_word_is_a_value_that_its_setting_takes() {
    let defaults = Erased::<Hyp>::NEW.defaults();
    for spec in Hyp::SETTINGS {
        let words = match spec.kind {
            Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
            Kind::WholeOr { word, max, .. } => vec![word.into(), max.into()],
            _ => Vec::new(),
        };
        for value in words.into_iter().chain([defaults[spec.name].clone()]) {
            let given = Map::from_iter([(spec.name.to_owned(), value.clone())]);
            let settings: Settings = overlay(Hyp::SETTINGS, &given).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
            assert_eq!(crate::setting::as_map(&settings)[spec.name], value);
        }
    }
}

#[test]
fn the_model_says_what_the_ledger_fixes() {
    let ledger = ledger();
    let rules = Rules::default();
    let fixed = |clause: &str, name: &str| ledger.clause(clause).unwrap().fixes[name].clone();
    assert_eq!(fixed("hyp.request.xml-command", "command"), rules.command);
    assert_eq!(fixed("hyp.session.expiration", "seconds"), rules.expiration);
    assert_eq!(fixed("hyp.session.ten-minutes", "seconds"), rules.lifetime.as_secs());
    assert_eq!(fixed("hyp.session.reuse-flag", "single"), rules.reuse_flags[0]);
    assert_eq!(fixed("hyp.session.reuse-flag", "reusable"), rules.reuse_flags[1]);
    assert_eq!(fixed("hyp.session.message", "message"), rules.messages[0]);
    for code in [Code::Gateway, Code::Credentials, Code::Processing, Code::NoSessions, Code::Expired, Code::Generation] {
        let clause = format!("hyp.error.{}", code.written());
        assert_eq!(fixed(&clause, "result"), code.written());
        assert_eq!(fixed(&clause, "message"), rules.messages[code as usize]);
    }
}

#[test]
fn every_refusal_is_recognised_by_the_code_of_its_clause() {
    for (name, refusal) in ledger().refusals {
        assert!(Code::WORDS.contains(&refusal.body["result"].as_str().unwrap()), "{name}");
    }
}

#[test]
fn no_clause_is_excused() {
    assert!(ledger().clauses.iter().all(|clause| clause.unobservable.is_none()));
}

#[test]
fn every_deviation_changes_something_and_breaks_a_clause_that_there_is() {
    let (ledger, mut names) = (ledger(), BTreeSet::new());
    for deviation in Hyp::DEVIATIONS {
        let mut settings = Settings::default();
        (deviation.apply)(&mut settings);
        assert_ne!(settings, Settings::default(), "{}", deviation.name);
        assert!(ledger.clause(deviation.breaks.0).is_some(), "{}", deviation.name);
        assert!(names.insert(deviation.name), "{} stands twice", deviation.name);
    }
}

#[test]
fn every_action_names_a_clause_of_the_ledger() {
    let ledger = ledger();
    for action in Hyp::ACTIONS {
        assert!(ledger.clause(action.clause.0).is_some(), "{}", action.name);
    }
}
