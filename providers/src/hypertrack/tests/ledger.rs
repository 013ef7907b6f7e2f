//! The ledger and the code speak of the same clauses; settings and deviations are real ones.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::hypertrack::{HyperTrack, Rules, Settings};
use crate::{Api, Kind, Ledger, Level, Provider, api::Erased, overlay};

fn ledger() -> Ledger {
    Ledger::parse(HyperTrack::LEDGER).unwrap()
}

#[test]
fn the_code_names_every_clause_of_the_ledger_and_no_other() {
    let source = include_str!("../rules.rs");
    let named: BTreeSet<String> = source.split('"').filter(|text| text.starts_with("hypertrack.")).map(str::to_owned).collect();
    assert_eq!(named, ledger().clauses.into_iter().map(|clause| clause.id).collect());
}

#[test]
fn every_silent_clause_has_a_setting_and_every_setting_is_its_clauses() {
    let ledger = ledger();
    for clause in &ledger.clauses {
        assert_eq!(clause.level == Level::Silent, !clause.settings.is_empty(), "{}", clause.id);
        assert!(!clause.beyond || clause.level == Level::Silent, "{}", clause.id);
    }
    for spec in HyperTrack::SETTINGS {
        let clause = ledger.clause(spec.clause.0).unwrap();
        assert!(clause.settings.iter().any(|name| name == spec.name), "{} does not name {}", clause.id, spec.name);
    }
}

#[test]
fn the_specifications_and_the_settings_have_the_same_names() {
    let fields: BTreeSet<String> = Erased::<HyperTrack>::NEW.defaults().keys().cloned().collect();
    assert_eq!(fields, HyperTrack::SETTINGS.iter().map(|spec| spec.name.to_owned()).collect());
}

#[test]
fn every_default_and_every_word_is_a_value_that_its_setting_takes() {
    let defaults = Erased::<HyperTrack>::NEW.defaults();
    for spec in HyperTrack::SETTINGS {
        let words = match spec.kind {
            Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
            Kind::Whole { min, max } => vec![min.into(), max.into()],
            _ => Vec::new(),
        };
        for value in words.into_iter().chain([defaults[spec.name].clone()]) {
            let given = Map::from_iter([(spec.name.to_owned(), value.clone())]);
            let settings: Settings = overlay(HyperTrack::SETTINGS, &given).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
            assert_eq!(crate::setting::as_map(&settings)[spec.name], value);
        }
    }
}

#[test]
fn a_path_or_a_view_that_no_call_reaches_is_refused_with_the_settings() {
    let configured = |name: &str, value: Value| Erased::<HyperTrack>::NEW.configure(&Map::from_iter([(name.to_owned(), value)]), None).map(drop);
    let view = |scope: &str, path: &str| serde_json::json!([{"scope": scope, "path": path}]);
    assert_eq!((configured("token_path", "/a/b".into()), configured("views", view("a", "/b"))), (Ok(()), Ok(())));
    for path in ["", "/", "a", "/a b", "/a?b", "/a/", "/é"] {
        assert!(configured("token_path", path.into()).is_err(), "{path}");
        assert!(configured("views", view("a", path)).is_err(), "{path}");
    }
    assert!(configured("views", view("two words", "/a")).is_err());
}

#[test]
fn the_model_says_what_the_ledger_fixes() {
    let ledger = ledger();
    let fixed = |clause: &str, name: &str| ledger.clause(clause).unwrap().fixes[name].clone();
    assert_eq!(fixed("hypertrack.unauthorized.status", "status"), Rules::default().unauthorized_status);
    assert_eq!(fixed("hypertrack.unauthorized.body", "message"), Rules::default().unauthorized_message);
}

#[test]
fn every_deviation_changes_something_and_breaks_a_clause_that_binds() {
    let ledger = ledger();
    let mut names = BTreeSet::new();
    for deviation in HyperTrack::DEVIATIONS {
        let mut settings = Settings::default();
        (deviation.apply)(&mut settings);
        assert_ne!(settings, Settings::default(), "{}", deviation.name);
        assert_ne!(ledger.clause(deviation.breaks.0).unwrap().level, Level::Silent, "{}", deviation.name);
        assert!(names.insert(deviation.name), "{} stands twice", deviation.name);
    }
    let broken: BTreeSet<&str> = HyperTrack::DEVIATIONS.iter().map(|deviation| deviation.breaks.0).collect();
    let binding = ledger.clauses.iter().filter(|clause| clause.level != Level::Silent);
    assert_eq!(broken, binding.map(|clause| clause.id.as_str()).collect(), "each clause that binds has a deviation");
}
