//! The model says what its ledger fixes, and takes what its settings allow. What holds for every API is in `catalogue_tests`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::hypertrack::{HyperTrack, Rules, Settings};
use crate::{Api, Ledger, Level, Provider, api::Erased};

fn ledger() -> Ledger {
    Ledger::parse(HyperTrack::LEDGER).unwrap()
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
