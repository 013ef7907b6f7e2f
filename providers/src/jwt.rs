//! JSON Web Tokens in their compact form (RFC 7519, RFC 7515 section 7.1), taken apart and put together; keys are the host's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// A longer text is taken for no token.
const LONGEST: usize = 16_384;

/// A token in its three parts. Nothing is said about whether its signature holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Jwt {
    /// The header (RFC 7515 section 4).
    pub header: Map<String, Value>,
    /// The claims (RFC 7519 section 4).
    pub claims: Map<String, Value>,
    /// What is signed: the first two parts as they were written, with the dot between.
    pub signed: String,
    /// The signature; empty where there is none.
    pub signature: Vec<u8>,
}

impl Jwt {
    /// The token that a text is; `None` where it is none, or longer than 16,384 bytes.
    ///
    /// ```
    /// assert!(providers::Jwt::read("eyJhbGciOiJub25lIn0.e30.").is_some());
    /// assert!(providers::Jwt::read("eyJhbGciOiJub25lIn0.e30").is_none());
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        Some(Self { header: object(header)?, claims: object(claims)?, signed: signed.to_owned(), signature: URL_SAFE_NO_PAD.decode(signature).ok()? })
    }

    /// What is to be signed for a header and claims, each already written as JSON.
    #[must_use]
    pub fn message(header: &str, claims: &str) -> String {
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
    }

    /// A number among the claims (NumericDate, RFC 7519 section 2): seconds, where they are whole.
    #[must_use]
    pub fn seconds(&self, claim: &str) -> Option<i64> {
        self.claims.get(claim).and_then(Value::as_i64)
    }

    /// A text among the claims.
    #[must_use]
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str)
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_put_together_is_taken_apart_again() {
        let message = Jwt::message(r#"{"alg":"RS384"}"#, r#"{"exp":7,"sub":"a"}"#);
        let token = Jwt::read(&format!("{message}.AQI")).unwrap();
        assert_eq!((token.signed.as_str(), token.signature.as_slice()), (message.as_str(), [1, 2].as_slice()));
        assert_eq!((token.header["alg"].as_str(), token.seconds("exp"), token.text("sub")), (Some("RS384"), Some(7), Some("a")));
    }

    #[test]
    fn what_has_other_parts_or_other_json_is_no_token() {
        let message = Jwt::message("{}", "{}");
        assert!(Jwt::read(&format!("{message}.AQI")).is_some());
        for text in ["", ".", "..", "a.b.c", &message, &format!("{message}.AQI.AQI"), &format!("{message}.AQI="), "W10.W10.AQI"] {
            assert!(Jwt::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_huge_text_is_no_token() {
        let of = |length: usize| Jwt::read(&format!("{}.{}", Jwt::message("{}", "{}"), "A".repeat(length)));
        assert!(of(400).is_some() && of(40_000).is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,200}", near in "[A-Za-z0-9_=.-]{0,200}") {
            let _ = (Jwt::read(&text), Jwt::read(&near));
        }
    }
}
