//! The header Date, as it was written last: many answers fall into one second.

use http::HeaderValue;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use parking_lot::Mutex;

/// The second that was written last.
#[derive(Default)]
pub(super) struct Dates(Mutex<Option<(i64, HeaderValue)>>);

impl Dates {
    /// The moment as HTTP writes it (RFC 9110 section 5.6.7), whole seconds rounded down.
    pub(super) fn at(&self, moment: Timestamp) -> Option<HeaderValue> {
        let second = moment.as_millisecond().div_euclid(1_000);
        let mut last = self.0.lock();
        match &*last {
            Some((known, date)) if *known == second => Some(date.clone()),
            _ => {
                let date = written(moment)?;
                *last = Some((second, date.clone()));
                Some(date)
            }
        }
    }
}

fn written(moment: Timestamp) -> Option<HeaderValue> {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()?;
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_written_as_it_is_whatever_was_written_before() {
        let dates = Dates::default();
        for moment in ["2026-01-01T00:00:00.999Z", "2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z"] {
            let moment: Timestamp = moment.parse().unwrap();
            assert_eq!(dates.at(moment), written(moment));
        }
        assert_eq!(dates.at(Timestamp::UNIX_EPOCH).unwrap(), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
