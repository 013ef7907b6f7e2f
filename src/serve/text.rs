//! Option values that are more than a number or a word.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use mock_server::parse_span;

/// `INSTANCE.SETTING=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// The instance.
    pub(crate) instance: String,
    /// The setting.
    pub(crate) setting: String,
    /// The value as it was written.
    pub(crate) value: String,
}

impl FromStr for Assignment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "write INSTANCE.SETTING=VALUE, such as hyper.refresh_token=constant";
        let (name, value) = text.split_once('=').ok_or(FORM)?;
        let (instance, setting) = name.split_once('.').ok_or(FORM)?;
        Ok(Self { instance: instance.to_owned(), setting: setting.to_owned(), value: value.to_owned() })
    }
}

/// `NAME=API`, or a name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mount {
    /// The instance's name.
    pub(crate) name: String,
    /// The API, where it is said.
    pub(crate) api: Option<String>,
}

impl Mount {
    /// What a text says; every text says something.
    pub(crate) fn read(text: &str) -> Self {
        let (name, api) = text.split_once('=').map_or((text, None), |(name, api)| (name, Some(api.to_owned())));
        Self { name: name.to_owned(), api }
    }
}

impl FromStr for Mount {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::read(text))
    }
}

/// A number of bytes above 0, such as `65536`, `64KiB` or `1MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) usize);

const UNITS: [(&str, usize); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];

impl FromStr for Bytes {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "write a number of bytes above 0, such as 65536, 64KiB or 1MiB";
        let unit = UNITS.into_iter().find_map(|(name, size)| text.strip_suffix(name).map(|number| (number, size)));
        let (number, size) = unit.unwrap_or((text, 1));
        let bytes = number.trim().parse().ok().and_then(|number: usize| number.checked_mul(size)).filter(|bytes| *bytes > 0);
        bytes.map(Self).ok_or(FORM)
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.into_iter().find(|(_, size)| self.0.is_multiple_of(*size)) {
            Some((unit, size)) => write!(formatter, "{}{unit}", self.0 / size),
            None => self.0.fmt(formatter),
        }
    }
}

/// A duration above nothing, such as `30s` or `1h 30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let span = Duration::try_from(parse_span(text)?).ok().filter(|span| !span.is_zero());
        span.map(Self).ok_or_else(|| format!("`{text}` is not above nothing"))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:#}", SignedDuration::try_from(self.0).unwrap_or(SignedDuration::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_named_with_its_instance() {
        let assignment = Assignment { instance: "hyper".to_owned(), setting: "a".to_owned(), value: "b=c.d".to_owned() };
        assert_eq!("hyper.a=b=c.d".parse(), Ok(assignment));
        assert!("a=b".parse::<Assignment>().is_err());
        assert!("hyper.a".parse::<Assignment>().is_err());
    }

    #[test]
    fn bytes_have_units() {
        assert_eq!("65536".parse(), Ok(Bytes(65_536)));
        assert_eq!("64KiB".parse(), Ok(Bytes(65_536)));
        assert_eq!("1 MiB".parse(), Ok(Bytes(1 << 20)));
        for text in ["", "0", "-1", "1MB", "99999999999999999999GiB", "99999999999GiB"] {
            assert!(text.parse::<Bytes>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_is_above_nothing() {
        assert_eq!("1h 30m".parse(), Ok(Span(Duration::from_mins(90))));
        for text in ["0s", "-1s", "soon"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_printed_can_be_read_again() {
        for bytes in [1, 1000, 65_536, 3 << 30] {
            assert_eq!(Bytes(bytes).to_string().parse(), Ok(Bytes(bytes)));
        }
        for span in [Duration::from_millis(1), Duration::from_secs(30), Duration::from_mins(90)] {
            assert_eq!(Span(span).to_string().parse(), Ok(Span(span)));
        }
    }
}
