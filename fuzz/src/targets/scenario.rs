//! A scenario file: read, its rows and fragments put in, and linted.

use std::slice;

use conformance::scenario::budget::{Budget, MOST_TEXT};
use conformance::scenario::lint::lint_questions;
use conformance::scenario::load::load;

use super::suite::{SCENARIO, SUITE, judge};

pub(super) fn read(bytes: &[u8]) {
    let mut reading = SUITE.clone();
    reading.suite.files.insert(SCENARIO, bytes.to_vec());
    match load(&reading.suite.files, "scenarios", SCENARIO, &Budget::default()) {
        Err(complaint) => judge(slice::from_ref(&*complaint)),
        Ok(cases) => {
            assert!(cases.iter().map(|case| case.source.text.len()).sum::<usize>() <= MOST_TEXT);
            reading.suite.cases = cases;
            judge(&lint_questions(&reading));
        }
    }
}
