//! A scenario file: read, its rows and fragments put in, and linted.

use std::slice;

use conformance::property::Draws;
use conformance::scenario::budget::MOST_TEXT;
use conformance::scenario::fragment::Fragments;
use conformance::scenario::lint::lint_questions;
use conformance::scenario::load::{Loaded, load};

use super::suite::{SCENARIO, SUITE, judge};

pub(super) fn read(bytes: &[u8]) {
    let mut reading = SUITE.clone();
    reading.suite.files.insert(SCENARIO, bytes.to_vec());
    let loaded = load(&Fragments::new(&reading.suite.files, "scenarios"), SCENARIO);
    match loaded {
        Err(complaint) => judge(slice::from_ref(&*complaint)),
        Ok(Loaded::Property(property)) => {
            // What is drawn must be a case that can be linted, whatever it is drawn from.
            let drawn: Vec<_> = property.draws(1, Draws::Each(2)).map(|draw| property.case(draw)).collect();
            assert_eq!(drawn.len(), 2);
            reading.suite.properties = vec![*property];
            judge(&lint_questions(&reading));
        }
        Ok(Loaded::Cases(cases)) => {
            assert!(cases.iter().map(|case| case.source.text.len()).sum::<usize>() <= MOST_TEXT);
            reading.suite.cases = cases;
            judge(&lint_questions(&reading));
        }
    }
}
