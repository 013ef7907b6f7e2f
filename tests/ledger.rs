//! The ledgers and the suite: every clause is asked about, and what is excused is excused by name.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::Path;

use conformance::scope::profiles_of;
use conformance::suite::Suite;
use providers::{Level, Profile};

/// The clauses that no client can observe. A further one is a decision, not an oversight.
const UNOBSERVABLE: [&str; 3] = ["hyper.admin.session-timeout", "hyper.admin.modules", "hyper.admin.keep-alive"];

fn suite() -> Suite {
    Suite::open(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|error| panic!("{error}"))
}

/// The clauses that a suite's expectations name.
fn asked(suite: &Suite) -> BTreeSet<String> {
    let steps = suite.cases.iter().flat_map(|case| case.steps.iter().chain(case.finally.iter()).map(move |placed| (case, &placed.step.value)));
    let mut asked = BTreeSet::new();
    for (case, step) in steps {
        let together = step.together.iter().flatten().flat_map(|step| &step.value.expect);
        let expectations = step.expect.iter().chain(together);
        asked.extend(expectations.filter_map(|expectation| case.clause(expectation.value.clause.as_deref()).map(str::to_owned)));
        asked.extend(step.outcome.as_ref().and_then(|_| case.clause(step.clause.as_deref()).map(str::to_owned)));
    }
    asked
}

#[test]
fn every_clause_is_asked_about_or_excused_by_name() {
    let suite = suite();
    let asked = asked(&suite);
    for ledger in suite.ledgers.values() {
        for clause in &ledger.clauses {
            let excused = UNOBSERVABLE.contains(&clause.id.as_str());
            assert_eq!(excused, clause.unobservable.is_some(), "{}", clause.id);
            assert!(excused || asked.contains(&clause.id), "no scenario asks about {}", clause.id);
        }
    }
}

#[test]
fn every_clause_that_is_asked_about_is_in_a_ledger() {
    let suite = suite();
    for id in asked(&suite) {
        assert!(suite.ledgers.values().any(|ledger| ledger.clause(&id).is_some()), "{id}");
    }
}

#[test]
fn a_silent_clause_names_settings_that_there_are() {
    for ledger in suite().ledgers.values() {
        let api = providers::find(&ledger.provider).unwrap();
        for clause in ledger.clauses.iter().filter(|clause| clause.level == Level::Silent) {
            for name in &clause.settings {
                assert!(api.settings().iter().any(|spec| spec.name == name), "{} names {name}", clause.id);
            }
        }
    }
}

/// The clauses that are asked about by cases of a profile.
fn asked_within(suite: &Suite, profile: Profile) -> BTreeSet<String> {
    let belongs = |case: &conformance::scenario::Case| profiles_of(case, &suite.ledgers[&case.provider]).contains(&profile);
    let mut within = suite.clone();
    within.cases.retain(belongs);
    let steps = within.cases.iter().flat_map(|case| case.steps.iter().chain(case.finally.iter())).map(|placed| &placed.step.value);
    let parts = steps.flat_map(|step| &step.expect).flat_map(|expectation| expectation.value.parts.values());
    parts.map(|clause| clause.value.clone()).chain(asked(&within)).collect()
}

#[test]
fn every_clause_is_asked_about_by_the_cases_of_its_own_profile() {
    let suite = suite();
    for profile in Profile::ALL {
        let asked = asked_within(&suite, profile);
        let clauses = suite.ledgers.values().flat_map(|ledger| &ledger.clauses);
        for clause in clauses.filter(|clause| clause.profile == profile && clause.unobservable.is_none()) {
            assert!(asked.contains(&clause.id), "no case of {profile} asks about {}", clause.id);
        }
    }
}

#[test]
fn every_case_belongs_to_a_profile_and_every_api_has_a_core() {
    let suite = suite();
    for case in &suite.cases {
        assert!(!profiles_of(case, &suite.ledgers[&case.provider]).is_empty(), "{}", case.id);
    }
    for (api, ledger) in &suite.ledgers {
        assert!(ledger.clauses.iter().any(|clause| clause.profile == Profile::Core), "{api}");
    }
}
