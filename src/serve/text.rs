//! Option values that are more than a number or a word.

use std::str::FromStr;
use std::time::Duration;

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

/// `NAME=API`, or a name that is also the API's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mount {
    /// The instance's name.
    pub(crate) name: String,
    /// The API.
    pub(crate) api: String,
}

impl FromStr for Mount {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, api) = text.split_once('=').unwrap_or((text, text));
        Ok(Self { name: name.to_owned(), api: api.to_owned() })
    }
}

/// A number of bytes, such as `65536`, `64KiB` or `1MiB`.
pub(crate) fn bytes(text: &str) -> Result<usize, &'static str> {
    const FORM: &str = "write a number of bytes above 0, such as 65536, 64KiB or 1MiB";
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
    let unit = units.into_iter().find_map(|(name, size)| text.strip_suffix(name).map(|number| (number, size)));
    let (number, size) = unit.unwrap_or((text, 1));
    number.trim().parse().ok().and_then(|number: usize| number.checked_mul(size)).filter(|bytes| *bytes > 0).ok_or(FORM)
}

/// A duration above nothing, such as `30s` or `1h 30m`.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let span = parse_span(text)?;
    Duration::try_from(span).ok().filter(|span| !span.is_zero()).ok_or_else(|| format!("`{text}` is not above nothing"))
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
        assert_eq!(bytes("65536"), Ok(65_536));
        assert_eq!(bytes("64KiB"), Ok(65_536));
        assert_eq!(bytes("1 MiB"), Ok(1 << 20));
        for text in ["", "0", "-1", "1MB", "99999999999999999999GiB", "99999999999GiB"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_is_above_nothing() {
        assert_eq!(span("1h 30m"), Ok(Duration::from_mins(90)));
        for text in ["0s", "-1s", "soon"] {
            assert!(span(text).is_err(), "{text}");
        }
    }
}
