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
    for path in ["/devices", "/trips/trip-1", "/workers", "/tracking/x"] {
        assert!(configured("views", view("a", path)).unwrap_err().to_string().contains("is the path of a call"), "{path}");
    }
    let twice = |second: &str| serde_json::json!([{"scope": "a", "path": "/a"}, {"scope": "a", "path": second}]);
    assert_eq!((configured("views", twice("/b")), configured("views", twice("/a")).is_err()), (Ok(()), true));
}

#[test]
fn a_device_or_a_trip_that_no_path_names_is_refused_with_the_settings() {
    let configured = |name: &str, value: Value| Erased::<HyperTrack>::NEW.configure(&Map::from_iter([(name.to_owned(), value)]), None).map(drop);
    for (name, id) in [("devices", "device_id"), ("trips", "trip_id")] {
        let named = |value: Value| serde_json::json!([{"name": "x", id: value}]);
        assert_eq!((configured(name, serde_json::json!([])), configured(name, named("a-1".into()))), (Ok(()), Ok(())));
        for wrong in [Value::Null, 7.into(), "".into(), "a/b".into(), "a b".into(), "a?".into()] {
            assert!(configured(name, named(wrong.clone())).unwrap_err().to_string().contains(id), "{wrong}");
        }
        assert!(configured(name, serde_json::json!([{"name": "x"}])).is_err());
        assert!(configured(name, serde_json::json!([{id: "a"}, {id: "a"}])).is_err());
    }
}

#[test]
fn the_model_says_what_the_ledger_fixes() {
    let ledger = ledger();
    let fixed = |clause: &str, name: &str| ledger.clause(clause).unwrap().fixes[name].clone();
    assert_eq!(fixed("hypertrack.unauthorized.status", "status"), Rules::default().refusals[0].status);
    assert_eq!(fixed("hypertrack.unauthorized.body", "message"), Rules::default().refusals[0].message);
}

#[test]
fn every_deviation_changes_something_and_breaks_a_clause_that_binds() {
    let ledger = ledger();
    let mut names = BTreeSet::new();
    for deviation in HyperTrack::DEVIATIONS.iter().copied().flatten() {
        let mut settings = Settings::default();
        (deviation.apply)(&mut settings);
        assert_ne!(settings, Settings::default(), "{}", deviation.name);
        assert_ne!(ledger.clause(deviation.breaks.0).unwrap().level, Level::Silent, "{}", deviation.name);
        assert!(names.insert(deviation.name), "{} stands twice", deviation.name);
    }
    let broken: BTreeSet<&str> = HyperTrack::DEVIATIONS.iter().copied().flatten().map(|deviation| deviation.breaks.0).collect();
    let binding = ledger.clauses.iter().filter(|clause| clause.level != Level::Silent);
    assert_eq!(broken, binding.map(|clause| clause.id.as_str()).collect(), "each clause that binds has a deviation");
}
