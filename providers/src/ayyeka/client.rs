//! API clients: who may fetch tokens, and what their tokens say of them (ayyeka.client.generated).

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Dice;

/// So many clients an instance has at most.
pub(super) const MOST_CLIENTS: usize = 1_000;
/// The organisation and the first client's number, as the sample's token names them.
const ORGANISATION: u32 = 6237;
const FIRST_NUMBER: usize = 708;
/// The audience of the sample's token.
const AUDIENCE: &str = "2091";

/// An API client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The Key: not empty and without a colon, which ends it in Basic.
    pub key: String,
    /// The Secret, not empty.
    pub secret: String,
    /// The claim sub of its tokens.
    pub sub: String,
    /// The claim aud of its tokens.
    #[serde(default = "audience")]
    pub aud: String,
}

impl fmt::Debug for Client {
    /// Tells whose it is, never the key or the secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("sub", &self.sub).field("aud", &self.aud).finish_non_exhaustive()
    }
}

impl Client {
    pub(super) const ALLOWED: &'static str = "a list of clients, each of key, secret, sub and perhaps aud; no two have one key; none makes one up";

    /// A client as the platform generates it; `others` are there already.
    pub(super) fn generate(others: &[&Self], dice: &mut Dice) -> Self {
        let named = |number: &usize| format!("{ORGANISATION}:{number}");
        let free = |sub: &String| others.iter().all(|other| other.sub != *sub);
        let sub = (FIRST_NUMBER..=FIRST_NUMBER + others.len()).map(|number| named(&number)).find(free);
        Self { key: base64_text(16, dice), secret: base64_text(32, dice), sub: sub.unwrap_or_else(|| named(&FIRST_NUMBER)), aud: audience() }
    }

    fn is_usable(&self) -> bool {
        let plain = |text: &str| !text.is_empty() && text.len() <= 1_000 && !text.chars().any(char::is_control);
        plain(&self.key) && !self.key.contains(':') && [&self.secret, &self.sub, &self.aud].into_iter().all(|text| plain(text))
    }
}

fn audience() -> String {
    AUDIENCE.to_owned()
}

/// The Base64 of so many bytes, 16 at least; it has a plus, a slash and a padding, as real secrets have.
fn base64_text(bytes: usize, dice: &mut Dice) -> String {
    let bytes: Vec<u8> = (0..bytes).map(|_| dice.below(256) as u8).collect();
    let mut text = STANDARD.encode(bytes);
    for (sign, first) in [("+", 0), ("/", 8)] {
        let at = first + dice.below(8) as usize;
        text.replace_range(at..=at, sign);
    }
    text
}

/// Reads the setting.
pub(super) fn by_key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Client>, D::Error> {
    let clients = Vec::<Client>::deserialize(deserializer)?;
    let mut keys = BTreeSet::new();
    match () {
        () if clients.len() > MOST_CLIENTS => Err(D::Error::custom("more than 1,000 clients")),
        () if !clients.iter().all(Client::is_usable) => Err(D::Error::custom("a client with an empty part, or a key with a colon")),
        () if !clients.iter().all(|client| keys.insert(client.key.as_str())) => Err(D::Error::custom("two clients with one key")),
        () => Ok(clients),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_key_and_secret_hold_what_form_encoding_changes() {
        for seed in 0..200 {
            let client = Client::generate(&[], &mut Dice::seeded(seed));
            for text in [&client.key, &client.secret] {
                assert!(text.contains('+') && text.contains('/') && text.ends_with('='), "{text}");
                assert!(STANDARD.decode(text).is_ok(), "{text}");
            }
        }
    }

    #[test]
    fn each_generated_client_has_a_subject_of_its_own() {
        let first = Client::generate(&[], &mut Dice::seeded(1));
        let second = Client::generate(&[&first], &mut Dice::seeded(2));
        let third = Client::generate(&[&second], &mut Dice::seeded(3));
        assert_eq!((first.sub.as_str(), second.sub.as_str(), third.sub.as_str()), ("6237:708", "6237:709", "6237:708"));
    }

    #[test]
    fn a_client_in_a_message_shows_neither_key_nor_secret() {
        let client = Client::generate(&[], &mut Dice::seeded(1));
        let shown = format!("{client:?}");
        assert!(shown.contains("6237:708") && !shown.contains(&client.key) && !shown.contains(&client.secret), "{shown}");
    }
}
