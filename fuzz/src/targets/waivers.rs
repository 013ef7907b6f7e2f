//! A file of waivers.

use conformance::waiver::Waivers;

use super::suite::{SUITE, judge};

pub(super) fn read(bytes: &[u8]) {
    match Waivers::read("waivers.yaml", bytes, &SUITE.suite) {
        Ok(Waivers(waivers)) => {
            let is_sound = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
            assert!(waivers.iter().all(|waiver| is_sound(&waiver.owner) && is_sound(&waiver.reason)));
        }
        Err(complaints) => {
            assert!(!complaints.is_empty());
            judge(&complaints);
        }
    }
}
