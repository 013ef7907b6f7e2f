//! A target file: described, or told what is wrong with it, with nothing shown that might be a secret.

use conformance::target::description::{Knowledge, describe};

use super::suite::{SUITE, judge};

pub(super) fn read(bytes: &[u8]) {
    let suite = &SUITE.suite;
    let knowledge = Knowledge { ledgers: &suite.ledgers, cases: &suite.cases };
    match describe("target.yaml", bytes, knowledge) {
        Ok(described) => {
            // Masked byte for byte, so that places are the same; a byte-order mark is no part of the text.
            let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
            assert_eq!(described.source.text.len(), text.len());
            assert!(!described.instances.is_empty());
        }
        Err(complaints) => {
            assert!(!complaints.is_empty());
            judge(&complaints);
        }
    }
}
