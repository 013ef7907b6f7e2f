//! Numbers of the command line that cannot be 0.

use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

/// Reads a whole number from 1 up.
///
/// # Errors
/// It is 0, no whole number, or more than its kind can hold.
pub(crate) fn from_one<Number: FromStr<Err = ParseIntError>>(text: &str) -> Result<Number, &'static str> {
    text.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::Zero => "it must be 1 or more",
        IntErrorKind::PosOverflow => "it is too large",
        _ => "it takes a whole number from 1 up",
    })
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU8;

    use super::from_one;

    #[test]
    fn a_number_from_one_up_is_read_and_anything_else_is_told_in_words() {
        assert_eq!(from_one::<NonZeroU8>("1").map(NonZeroU8::get), Ok(1));
        assert_eq!(from_one::<NonZeroU8>("255").map(NonZeroU8::get), Ok(255));
        assert_eq!(from_one::<NonZeroU8>("0"), Err("it must be 1 or more"));
        assert_eq!(from_one::<NonZeroU8>("256"), Err("it is too large"));
        for wrong in ["", "-1", "1.5", "two"] {
            assert_eq!(from_one::<NonZeroU8>(wrong), Err("it takes a whole number from 1 up"), "{wrong}");
        }
    }
}
