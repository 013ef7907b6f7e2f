//! The Authorization header (RFC 9110 section 11.6.2), read without ever failing.

use http::HeaderMap;

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
            (Some(value), None) => value.to_str().map_or(Self::Malformed, Self::parse),
            (Some(_), Some(_)) => Self::Malformed,
        }
    }

    /// Reads the first of the headers, however many there are.
    #[must_use]
    pub fn first_of(headers: &'a HeaderMap) -> Self {
        headers.get(http::header::AUTHORIZATION).map_or(Self::Absent, |value| value.to_str().map_or(Self::Malformed, Self::parse))
    }

    /// Reads the last of the headers, however many there are.
    #[must_use]
    pub fn last_of(headers: &'a HeaderMap) -> Self {
        let last = headers.get_all(http::header::AUTHORIZATION).iter().next_back();
        last.map_or(Self::Absent, |value| value.to_str().map_or(Self::Malformed, Self::parse))
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
    // Nearly every text is visible ASCII throughout, and is seen to be by many bytes at a time.
    let plain = text.bytes().fold(true, |plain, byte| plain & byte.is_ascii_graphic() & (byte != b','));
    plain || !text.contains(|c: char| c.is_whitespace() || c == ',')
}
