//! A deviation is a real one: it changes the settings or the rules, and names a clause of the ledger.

use std::collections::BTreeSet;

use crate::ayyeka::{Ayyeka, Settings};
use crate::{Ledger, Provider};

#[test]
fn every_deviation_changes_something_and_breaks_a_clause_that_there_is() {
    let ledger = Ledger::parse(Ayyeka::LEDGER).unwrap();
    let mut names = BTreeSet::new();
    for deviation in Ayyeka::DEVIATIONS.iter().copied().flatten() {
        let mut settings = Settings::default();
        (deviation.apply)(&mut settings);
        assert_ne!(settings, Settings::default(), "{}", deviation.name);
        assert!(ledger.clause(deviation.breaks.0).is_some(), "{}", deviation.name);
        assert!(names.insert(deviation.name), "{} stands twice", deviation.name);
    }
}
