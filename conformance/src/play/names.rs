//! The names of one play's secrets, and what its tokens say of themselves.

use std::collections::BTreeMap;

use jiff::Timestamp;
use providers::Jwt;
use providers::naming::{Alteration, Facts, JwtFacts, Naming, Signature};
use serde_json::Value;

use crate::target::PublicKey;

/// Names for values, and the keys by which tokens among them are checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    naming: Naming,
    /// The moment from which the times within tokens are counted.
    start: Timestamp,
    /// The keys by which tokens are checked.
    keys: Vec<PublicKey>,
}

impl Names {
    /// Names that tell of tokens by these keys, and of their times from this moment on.
    pub(super) fn since(start: Timestamp, keys: Vec<PublicKey>) -> Self {
        Self { start, keys, ..Self::default() }
    }

    /// The name of a secret.
    pub(super) fn secret(&mut self, kind: &str, value: &str) -> String {
        let name = self.naming.name(kind, value);
        self.learn(value, &name);
        name
    }

    /// The name of a value that was made from a named one.
    pub(super) fn derived(&mut self, from: &str, by: Alteration, value: &str) -> String {
        let name = self.naming.derived(from, by, value);
        self.learn(value, &name);
        name
    }

    /// The name of the Base64 of `user:password`.
    pub(super) fn basic(&mut self, pair: &str) -> String {
        self.naming.basic(pair)
    }

    /// The text with every known secret replaced by its name.
    pub(super) fn rename(&self, text: &str) -> String {
        self.naming.rename(text)
    }

    /// The value with every known secret replaced, in names of members too.
    pub(super) fn rename_value(&self, value: &Value) -> Value {
        self.naming.rename_value(value)
    }

    /// Whether a text is the name of a value.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.naming.facts().contains_key(name)
    }

    /// What is known of the named values.
    pub(super) fn facts(&self) -> BTreeMap<String, Facts> {
        self.naming.facts().clone()
    }

    /// What a token says of itself, whoever's it is; its signature holds if any key of the play made it.
    fn learn(&mut self, value: &str, name: &str) {
        let Some(token) = Jwt::read(value) else { return };
        let algorithm = token.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        let signature = match self.keys.iter().any(|key| key.verifies(algorithm, token.signed.as_bytes(), &token.signature)) {
            _ if self.keys.is_empty() => Signature::NoKey,
            true => Signature::Held,
            false => Signature::Failed,
        };
        self.naming.learn(name, JwtFacts::of(&token, self.start, signature));
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;
    use providers::naming::Derivation;

    #[test]
    fn a_secret_is_found_in_every_encoding() {
        let mut names = Names::default();
        names.secret("key", "a/b+c d&e=fgh");
        for text in ["a/b+c d&e=fgh", "a\\/b+c d&e=fgh", "a%2Fb%2Bc+d%26e%3Dfgh", "a%2Fb%2Bc%20d%26e%3Dfgh", "a/b+c d&amp;e=fgh"] {
            assert_eq!(names.rename(&format!("[{text}]")), "[<key:1>]");
        }
        assert_eq!(names.rename("a/b+c d&e=fgx"), "a/b+c d&e=fgx");
    }

    #[test]
    fn a_derived_value_has_a_name_that_says_how_and_a_fact_that_says_from_what() {
        let mut names = Names::default();
        let from = names.secret("token", "abcdefghij");
        let cut = names.derived(&from, Alteration::Text(Derivation::Cut), "abcdefghi");
        assert_eq!(cut, "<token_cut:1>");
        assert_eq!(names.facts()[&cut].derived.as_ref().map(|derived| derived.from.as_str()), Some("<token:1>"));
        assert_eq!(names.rename("abcdefghij abcdefghi"), "<token:1> <token_cut:1>");
    }

    #[test]
    fn a_tokens_signature_holds_by_the_plays_key_fails_by_another_and_is_open_without_one() {
        let message = Jwt::message(r#"{"alg":"RS384"}"#, r#"{"iat":0}"#);
        let signature = crate::play::signed_by_another_key(message.as_bytes()).unwrap();
        let genuine = format!("{message}.{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(signature));
        let key: PublicKey = include_str!("another-key.pem").parse().unwrap();
        let told = |keys: &[PublicKey], token: &str| {
            let mut names = Names::since(Timestamp::UNIX_EPOCH, keys.to_vec());
            let name = names.secret("token", token);
            names.facts()[&name].jwt.clone().map(|jwt| (jwt.issued.unwrap(), jwt.signature))
        };
        let of = |signature| Some(("<start+0s>".to_owned(), signature));
        assert_eq!(told(std::slice::from_ref(&key), &genuine), of(Signature::Held));
        assert_eq!(told(std::slice::from_ref(&key), &format!("{message}.AQI")), of(Signature::Failed));
        assert_eq!(told(&[], &genuine), of(Signature::NoKey));
        assert_eq!(told(&[key], "no-token.at-all"), None);
    }

    #[test]
    fn the_base64_of_a_pair_has_a_name_of_its_own() {
        let mut names = Names::default();
        assert_eq!(names.basic("user:password"), "<basic:1>");
        assert_eq!(names.rename("Basic dXNlcjpwYXNzd29yZA=="), "Basic <basic:1>");
    }
}
