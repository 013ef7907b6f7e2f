//! Texts in which names stand in the places of secrets, each with how the secret is written there.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::Value;

/// A text of parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Part>);

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Itself.
    Plain(String),
    /// The value of this name.
    Named(String),
    /// Another text in a spelling.
    Spelled(Spelling, Text),
}

/// How a text is written within another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As forms write it.
    Form,
    /// Percent-encoded, a blank too.
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
    /// A text in this spelling.
    pub(super) fn of(self, text: &str) -> String {
        let form = || serde_urlencoded::to_string([("", text)]).unwrap_or_default().trim_start_matches('=').to_owned();
        let json = || {
            let quoted = Value::from(text).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        };
        let xml = || text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        match self {
            Self::Form => form(),
            Self::Percent => form().replace('+', "%20"),
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
    pub(super) fn is_by_character(self) -> bool {
        !matches!(self, Self::Base64 | Self::Base64Unpadded | Self::Base64Url | Self::Base64UrlUnpadded)
    }
}

impl Text {
    /// A text without names.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Part::Plain(text.to_owned())] })
    }

    /// The text with names where the values are, whatever their spelling.
    pub(super) fn shown(&self) -> String {
        let part = |part: &Part| match part {
            Part::Plain(text) | Part::Named(text) => text.clone(),
            Part::Spelled(_, text) => text.shown(),
        };
        self.0.iter().map(part).collect()
    }

    /// The names in it.
    pub(super) fn names(&self) -> Vec<&str> {
        let part = |part| match part {
            &Part::Plain(_) => Vec::new(),
            Part::Named(name) => vec![name.as_str()],
            Part::Spelled(_, text) => text.names(),
        };
        self.0.iter().flat_map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_spelled_as_its_place_demands() {
        for (spelling, spelled) in [
            (Spelling::Form, "a+%22%3C%2F"),
            (Spelling::Percent, "a%20%22%3C%2F"),
            (Spelling::Json, "a \\\"</"),
            (Spelling::JsonSlashes, "a \\\"<\\/"),
            (Spelling::Xml, "a \"&lt;/"),
            (Spelling::XmlQuotes, "a &quot;&lt;/"),
            (Spelling::Base64, "YSAiPC8="),
            (Spelling::Base64UrlUnpadded, "YSAiPC8"),
        ] {
            assert_eq!(spelling.of("a \"</"), spelled, "{spelling:?}");
        }
        assert_eq!(Spelling::Json.of("\"\""), "\\\"\\\"");
    }
}
