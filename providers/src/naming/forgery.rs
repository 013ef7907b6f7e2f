//! The names of what can be done to a value, and of the ways to forge a token.

use serde::{Deserialize, Serialize};

use super::Derivation;

/// A way to forge a JWT. Some need keys, so whoever has keys does it; here they have their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forgery {
    /// The header has one member more; claims and signature stay.
    HeaderChanged,
    /// exp is a day later, or there where it was not; header and signature stay.
    ClaimChanged,
    /// One bit of the signature is another.
    SignatureChanged,
    /// The signature is empty; header and claims stay.
    SignatureRemoved,
    /// The header says `alg` `none`, and the signature is empty.
    AlgNone,
    /// The header says `alg` `HS384`, and the secret is the text of the public key (PEM).
    Hs384,
    /// The same header and claims, signed RS384 by another key.
    AnotherKey,
}

impl Forgery {
    /// All of them, by the name that scenarios use.
    pub const ALL: [(&'static str, Self); 7] = [
        ("header-changed", Self::HeaderChanged),
        ("claim-changed", Self::ClaimChanged),
        ("signature-changed", Self::SignatureChanged),
        ("signature-removed", Self::SignatureRemoved),
        ("alg-none", Self::AlgNone),
        ("hs384", Self::Hs384),
        ("another-key", Self::AnotherKey),
    ];
}

/// What was done to a value to make another of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Alteration {
    /// Its text was changed, whatever it means.
    Text(Derivation),
    /// It is a JWT that was forged.
    Token(Forgery),
}

impl Alteration {
    /// All of them, by the name that scenarios use.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> + Clone {
        let texts = Derivation::ALL.into_iter().map(|(word, by)| (word, Self::Text(by)));
        texts.chain(Forgery::ALL.into_iter().map(|(word, by)| (word, Self::Token(by))))
    }

    /// The name that scenarios use.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::all().find(|(_, by)| *by == self).map_or("changed", |(word, _)| word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alteration_is_written_by_the_name_that_scenarios_use() {
        for (word, by) in Alteration::all() {
            assert_eq!(serde_json::to_value(by).unwrap(), word);
            assert_eq!(serde_json::from_value::<Alteration>(word.into()).unwrap(), by);
            assert_eq!(by.word(), word);
        }
    }
}
