//! What holds for every API of the catalogue: its ledger, settings, actions and deviations speak of the same things.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{Api, CATALOGUE, Kind, Ledger, Level, Profile};

/// The files in which the models name their clauses.
const RULES: [(&str, &str); 4] = [
    ("hyper", include_str!("hyper/rules/clause.rs")),
    ("hypertrack", include_str!("hypertrack/rules/clause.rs")),
    ("hyp", include_str!("hyp/rules/clause.rs")),
    ("ayyeka", include_str!("ayyeka/rules/clause.rs")),
];

fn ledger(api: &dyn Api) -> Ledger {
    Ledger::parse(api.ledger()).unwrap_or_else(|error| panic!("{}: {error}", api.name()))
}

#[test]
fn every_api_has_its_rules_read_here() {
    assert_eq!(RULES.map(|(name, _)| name).as_slice(), CATALOGUE.iter().map(|api| api.name()).collect::<Vec<_>>());
}

#[test]
fn a_model_names_the_clauses_of_its_ledger_and_no_other() {
    for (api, (name, rules)) in CATALOGUE.iter().zip(RULES) {
        let ledger = ledger(*api);
        let start = format!("{name}.");
        let named: BTreeSet<&str> = rules.split('"').filter(|text| text.starts_with(&start)).collect();
        let unknown: Vec<_> = named.iter().filter(|id| ledger.clause(id).is_none()).collect();
        assert!(unknown.is_empty(), "not in the ledger: {unknown:?}");
        let unnamed = ledger.clauses.iter().filter(|clause| clause.unobservable.is_none() && !named.contains(clause.id.as_str()));
        assert_eq!(unnamed.map(|clause| clause.id.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}

#[test]
fn silent_clauses_and_no_others_have_settings_and_those_settings_are_there() {
    for api in CATALOGUE {
        let names: BTreeSet<&str> = api.settings().iter().map(|spec| spec.name).collect();
        for clause in ledger(*api).clauses {
            assert_eq!(clause.level == Level::Silent, !clause.settings.is_empty(), "{}", clause.id);
            assert!(clause.level == Level::Silent || !clause.beyond, "{}", clause.id);
            assert!(clause.settings.iter().all(|name| names.contains(name.as_str())), "{} names {:?}", clause.id, clause.settings);
        }
    }
}

#[test]
fn settings_actions_and_deviations_name_clauses_of_the_ledger() {
    for api in CATALOGUE {
        let ledger = ledger(*api);
        let settings = api.settings().iter().map(|spec| (spec.name, spec.clause));
        let actions = api.actions().iter().map(|spec| (spec.name, spec.clause));
        let deviations = api.deviations().into_iter().map(|(name, clause, _)| (name, clause));
        for (name, clause) in settings.chain(actions).chain(deviations) {
            assert!(ledger.clause(clause.0).is_some(), "{}: {name} names {clause}", api.name());
        }
    }
}

#[test]
fn each_clause_that_binds_and_can_be_observed_has_two_deviations_and_each_deviation_a_name_of_its_own() {
    for api in CATALOGUE {
        let deviations = api.deviations();
        let names: BTreeSet<&str> = deviations.iter().map(|(name, _, _)| *name).collect();
        assert_eq!(names.len(), deviations.len(), "{} has a name twice", api.name());
        let broken = |id: &str| deviations.iter().filter(|(_, clause, _)| clause.0 == id).count();
        let binding = ledger(*api).clauses.into_iter().filter(|clause| clause.level != Level::Silent && clause.unobservable.is_none());
        let short: Vec<_> = binding.filter(|clause| broken(&clause.id) < 2).map(|clause| clause.id).collect();
        assert_eq!(short, Vec::<String>::new());
    }
}

#[test]
fn the_settings_are_those_that_are_described() {
    for api in CATALOGUE {
        let described: BTreeSet<String> = api.settings().iter().map(|spec| spec.name.to_owned()).collect();
        assert_eq!(api.defaults().keys().cloned().collect::<BTreeSet<_>>(), described, "{}", api.name());
    }
}

#[test]
fn every_default_word_and_edge_is_a_value_that_its_setting_takes() {
    for api in CATALOGUE {
        let defaults = api.defaults();
        for spec in api.settings() {
            let special: Vec<Value> = match spec.kind {
                Kind::Choice(words) => words.iter().map(|word| Value::from(*word)).collect(),
                Kind::Whole { min, max } => vec![min.into(), max.into()],
                Kind::WholeOr { word, min, max } => vec![word.into(), min.into(), max.into()],
                _ => Vec::new(),
            };
            for value in special.into_iter().chain([defaults[spec.name].clone()]) {
                let given = Map::from_iter([(spec.name.to_owned(), value.clone())]);
                let configured = api.configure(&given, None).unwrap_or_else(|error| panic!("{}: {error}", api.name()));
                assert_eq!(configured.settings()[spec.name], value, "{}.{}", api.name(), spec.name);
            }
        }
    }
}

#[test]
fn the_strict_readings_are_taken_and_are_no_defaults() {
    for api in CATALOGUE {
        let strict = api.strict();
        assert!(!strict.is_empty(), "{} accepts something beyond its document", api.name());
        let configured = api.configure(&strict, None).unwrap_or_else(|error| panic!("{}: {error}", api.name()));
        assert!(strict.iter().all(|(name, value)| configured.settings()[name] == *value && api.defaults()[name] != *value));
    }
}

#[test]
fn a_ledger_gives_every_clause_one_profile_that_there_is() {
    let ledger = |profile: &str| {
        let clause = format!("{{id: x.a, level: stated, {profile}document: d, section: A, says: So.}}");
        Ledger::parse(&format!("provider: x\nversion: 1\ndocuments: {{d: {{title: D}}}}\nclauses:\n  - {clause}\n"))
    };
    for profile in Profile::ALL {
        assert_eq!(ledger(&format!("profile: {profile}, ")).unwrap().clauses[0].profile, profile);
    }
    for (profile, told) in
        [("", "profile"), ("profile: coer, ", "coer"), ("profile: [core, limits], ", "line 5"), ("profile: core, profile: limits, ", "profile")]
    {
        let error = ledger(profile).unwrap_err().to_string();
        assert!(error.contains(told), "{profile}: {error}");
    }
}
