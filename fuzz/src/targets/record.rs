//! The record of a run that can go on: what was cut anywhere is read as far as its lines are whole.

use conformance::record::{Record, line_of};

pub(super) fn read(bytes: &[u8]) {
    let record = match Record::read(bytes) {
        Ok(record) => record,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(record.whole <= bytes.len() && record.torn == (record.whole < bytes.len()));
    let written = record.head.line() + &record.plays.values().filter_map(line_of).collect::<String>();
    let again = Record::read(written.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    assert!(again.plays.iter().all(|(case, play)| record.plays.get(case) == Some(play)));
    assert!(again.head == record.head && !again.torn);
    assert!(record.head.differences(&again.head).is_empty());
}
