//! The Authorization header (RFC 9110 section 11.6.2), read without ever failing.

use http::{HeaderMap, HeaderValue};
use memchr::{memchr2, memchr3};

/// What the Authorization header holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorization<'a> {
    /// There is no such header.
    Absent,
    /// One scheme, one space or more, and credentials without blanks.
    Credentials {
        /// The scheme as it was written.
        scheme: &'a str,
        /// The credentials, never empty.
        credentials: &'a str,
    },
    /// Anything else: several headers, no scheme, no credentials, bytes that are no visible ASCII.
    Malformed,
}

impl<'a> Authorization<'a> {
    /// Reads the header.
    #[must_use]
    pub fn of(headers: &'a HeaderMap) -> Self {
        let mut values = headers.get_all(http::header::AUTHORIZATION).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::Absent,
            (Some(value), None) => Self::of_value(value),
            (Some(_), Some(_)) => Self::Malformed,
        }
    }

    /// Reads the first of the headers, however many there are.
    #[must_use]
    pub fn first_of(headers: &'a HeaderMap) -> Self {
        headers.get(http::header::AUTHORIZATION).map_or(Self::Absent, Self::of_value)
    }

    /// Reads the last of the headers, however many there are.
    #[must_use]
    pub fn last_of(headers: &'a HeaderMap) -> Self {
        let last = headers.get_all(http::header::AUTHORIZATION).iter().next_back();
        last.map_or(Self::Absent, Self::of_value)
    }

    /// Whether there is more than one header.
    #[must_use]
    pub fn is_several(headers: &HeaderMap) -> bool {
        headers.get_all(http::header::AUTHORIZATION).iter().nth(1).is_some()
    }

    /// Whether more than one blank stands behind the scheme, where the header is one with a scheme.
    #[must_use]
    pub fn has_several_blanks(headers: &HeaderMap) -> bool {
        let value = headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.split_once(' ')).is_some_and(|(_, rest)| rest.starts_with(' '))
    }

    /// As `HeaderValue::to_str`, which looks at one byte after the other: no value holds a control character but the tab.
    fn of_value(value: &'a HeaderValue) -> Self {
        let text = std::str::from_utf8(value.as_bytes()).ok().filter(|text| text.is_ascii());
        text.map_or(Self::Malformed, Self::parse)
    }

    /// Reads the header's value.
    ///
    /// ```
    /// use providers::Authorization;
    /// assert_eq!(Authorization::parse("Bearer abc"), Authorization::Credentials { scheme: "Bearer", credentials: "abc" });
    /// assert_eq!(Authorization::parse("Bearer"), Authorization::Malformed);
    /// assert_eq!(Authorization::parse("Bearer a b"), Authorization::Malformed);
    /// ```
    #[must_use]
    pub fn parse(value: &'a str) -> Self {
        match value.split_once(' ') {
            Some((scheme, rest)) => {
                let credentials = rest.trim_matches(' ');
                if scheme.is_empty() || credentials.is_empty() || !is_one_word(credentials) {
                    Self::Malformed
                } else {
                    Self::Credentials { scheme, credentials }
                }
            }
            None => Self::Malformed,
        }
    }
}

/// Whether there is no blank in it, and no comma, which would make it a list.
fn is_one_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    // All blanks of ASCII, many bytes at a time.
    let has_one = memchr3(b' ', b'\t', b',', bytes).or_else(|| memchr2(b'\n', b'\r', bytes)).or_else(|| memchr2(b'\x0b', b'\x0c', bytes)).is_some();
    !has_one && (text.is_ascii() || !text.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_header_is_read_as_the_text_that_http_makes_of_it(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                prop_assert_eq!(Authorization::of_value(&value), value.to_str().map_or(Authorization::Malformed, Authorization::parse));
            }
        }
    }

    #[test]
    fn one_word_has_neither_a_blank_of_any_script_nor_a_comma() {
        for between in (0..=0x3000).filter_map(char::from_u32) {
            let is_one = !between.is_whitespace() && between != ',';
            assert_eq!(is_one_word(&format!("a{between}b")), is_one, "{between:?}");
        }
    }
}
