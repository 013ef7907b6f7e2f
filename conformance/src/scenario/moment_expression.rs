//! Moments and durations as scenarios write them: `refreshed + 2m`, `start`, `1h 30m`.

use std::str::FromStr;

use jiff::SignedDuration;

use super::template::is_name;

/// The name of the moment at which the play begins.
pub const START: &str = "start";

/// A named moment and a distance from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MomentExpression {
    /// `start`, or a moment that a step kept.
    pub name: String,
    /// So much later; negative: earlier.
    pub distance: SignedDuration,
}

/// A text that is no moment or no duration. The text says what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    /// The name is none.
    #[error("`{0}` is no moment; write `start` or a kept moment, and a distance where needed: `refreshed + 2m`")]
    Name(String),
    /// The duration is none.
    #[error("`{0}` is no duration; write `500ms`, `1s`, `2m`, `1h 30m` or `7d`")]
    Duration(String),
}

impl FromStr for MomentExpression {
    type Err = MomentError;

    /// ```
    /// use conformance::scenario::moment_expression::MomentExpression;
    ///
    /// let moment: MomentExpression = "refreshed + 2m".parse()?;
    /// assert_eq!((moment.name.as_str(), moment.distance.as_secs()), ("refreshed", 120));
    /// # Ok::<(), conformance::scenario::moment_expression::MomentError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, MomentError> {
        let (name, distance) = match text.split_once(['+', '-']) {
            None => (text, SignedDuration::ZERO),
            Some((name, distance)) if text[name.len()..].starts_with('-') => (name, -duration(distance)?),
            Some((name, distance)) => (name, duration(distance)?),
        };
        let name = name.trim();
        if !is_name(name) {
            return Err(MomentError::Name(name.to_owned()));
        }
        Ok(Self { name: name.to_owned(), distance })
    }
}

/// Reads a duration: whole numbers, each with `ms`, `s`, `m`, `h` or `d`.
///
/// # Errors
/// The text is no duration, or one too long to be counted.
pub fn duration(text: &str) -> Result<SignedDuration, MomentError> {
    let refuse = || MomentError::Duration(text.trim().to_owned());
    let mut total = SignedDuration::ZERO;
    let mut pieces = text.split_whitespace().peekable();
    pieces.peek().ok_or_else(refuse)?;
    for piece in pieces {
        total = piece_of_duration(piece).and_then(|piece| total.checked_add(piece)).ok_or_else(refuse)?;
    }
    Ok(total)
}

fn piece_of_duration(piece: &str) -> Option<SignedDuration> {
    let digits = piece.find(|c: char| !c.is_ascii_digit())?;
    let milliseconds: i64 = match &piece[digits..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let count: i64 = piece[..digits].parse().ok()?;
    count.checked_mul(milliseconds).map(SignedDuration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_name_and_a_distance_to_either_side() {
        let parse = |text: &str| text.parse::<MomentExpression>().map(|moment| (moment.name, moment.distance.as_millis()));
        assert_eq!(parse("start"), Ok(("start".to_owned(), 0)));
        assert_eq!(parse("refreshed + 1h 30m"), Ok(("refreshed".to_owned(), 5_400_000)));
        assert_eq!(parse("refreshed-500ms"), Ok(("refreshed".to_owned(), -500)));
    }

    #[test]
    fn what_is_no_moment_is_refused_with_an_example() {
        assert_eq!("".parse::<MomentExpression>(), Err(MomentError::Name(String::new())));
        assert_eq!("Refreshed + 1s".parse::<MomentExpression>(), Err(MomentError::Name("Refreshed".to_owned())));
        assert_eq!("refreshed +".parse::<MomentExpression>(), Err(MomentError::Duration(String::new())));
    }

    #[test]
    fn a_duration_needs_whole_numbers_with_units_and_may_not_overflow() {
        assert_eq!(duration("1h 30m"), Ok(SignedDuration::from_secs(5_400)));
        for text in ["", " ", "5", "1.5h", "-1s", "1 h", "1w", "s", "١s", "99999999999999999999s", "9223372036854775807d"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
