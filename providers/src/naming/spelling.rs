//! The spellings in which one text can stand in another.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a text is written within another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spelling {
    /// As forms write it: percent-encoded, a blank as a plus.
    Form,
    /// The same in small letters: `%2b`.
    FormLowercase,
    /// As loosely as forms can still be read: only `%`, `&`, plus and blank are encoded.
    FormLoose,
    /// Percent-encoded, all but what is unreserved (RFC 3986 section 2.3).
    Percent,
    /// As JSON writes it in quotes.
    Json,
    /// The same, each slash behind a backslash.
    JsonSlashes,
    /// As XML writes it between tags.
    Xml,
    /// The same, quotes as entities too.
    XmlQuotes,
    /// In Base64 (RFC 4648 section 4).
    Base64,
    /// The same without padding.
    Base64Unpadded,
    /// In Base64 for URLs (RFC 4648 section 5).
    Base64Url,
    /// The same without padding.
    Base64UrlUnpadded,
}

impl Spelling {
    /// All of them, the likelier first.
    pub const ALL: [Self; 12] = [
        Self::Form,
        Self::FormLowercase,
        Self::FormLoose,
        Self::Percent,
        Self::Json,
        Self::JsonSlashes,
        Self::Xml,
        Self::XmlQuotes,
        Self::Base64,
        Self::Base64Unpadded,
        Self::Base64Url,
        Self::Base64UrlUnpadded,
    ];

    /// A text in this spelling.
    #[must_use]
    pub fn of(self, text: &str) -> String {
        let json = || {
            let quoted = Value::from(text).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        };
        let form = || serde_urlencoded::to_string([("", text)]).unwrap_or_default().trim_start_matches('=').to_owned();
        let xml = || text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        match self {
            Self::Form => form(),
            Self::FormLowercase => lowercase(&form()),
            Self::FormLoose => text.replace('%', "%25").replace('&', "%26").replace('+', "%2B").replace(' ', "+"),
            Self::Percent => form().replace('+', "%20").replace('*', "%2A").replace("%7E", "~"),
            Self::Json => json(),
            Self::JsonSlashes => json().replace('/', "\\/"),
            Self::Xml => xml(),
            Self::XmlQuotes => xml().replace('"', "&quot;"),
            Self::Base64 => STANDARD.encode(text),
            Self::Base64Unpadded => STANDARD_NO_PAD.encode(text),
            Self::Base64Url => URL_SAFE.encode(text),
            Self::Base64UrlUnpadded => URL_SAFE_NO_PAD.encode(text),
        }
    }

    /// Whether each character is written by itself, so that a text can be written piece by piece.
    #[must_use]
    pub fn is_by_character(self) -> bool {
        !matches!(self, Self::Base64 | Self::Base64Unpadded | Self::Base64Url | Self::Base64UrlUnpadded)
    }
}

/// The text with the digits of its percent-encoding in small letters.
fn lowercase(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| {
        let (digits, rest) = part.split_at(part.len().min(2));
        format!("{before}%{}{rest}", digits.to_ascii_lowercase())
    })
}

/// The value as it is, and as JSON, a form, a path or XML write it.
pub(super) fn spellings(value: &str) -> Vec<String> {
    const SEARCHED: [Spelling; 6] = [Spelling::JsonSlashes, Spelling::Json, Spelling::Form, Spelling::Percent, Spelling::XmlQuotes, Spelling::Xml];
    let mut all = vec![value.to_owned()];
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return all;
    }
    for spelling in SEARCHED.map(|spelling| spelling.of(value)) {
        if !all.contains(&spelling) {
            all.push(spelling);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_spelled_as_clients_spell_it() {
        for (spelling, written) in [
            (Spelling::Form, "%3Ca+b%26%2F%2B~*".replace('~', "%7E")),
            (Spelling::FormLowercase, "%3ca+b%26%2f%2b%7e*".to_owned()),
            (Spelling::FormLoose, "<a+b%26/%2B~*".to_owned()),
            (Spelling::Percent, "%3Ca%20b%26%2F%2B~%2A".to_owned()),
            (Spelling::Xml, "&lt;a b&amp;/+~*".to_owned()),
            (Spelling::JsonSlashes, "<a b&\\/+~*".to_owned()),
            (Spelling::Base64, "PGEgYiYvK34q".to_owned()),
        ] {
            assert_eq!(spelling.of("<a b&/+~*"), written, "{spelling:?}");
        }
    }
}
