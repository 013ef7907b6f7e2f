//! The names of what can be done to a value, and of the ways to forge a token.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Derivation, Placed};

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
    /// Its text was changed at one place.
    At(Placed),
}

impl Alteration {
    /// The alteration that scenarios mean by a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let known = Self::all().find(|(known, _)| *known == word).map(|(_, by)| by);
        known.or_else(|| word.parse().ok().map(Self::At))
    }

    /// All that have one name, by the name that scenarios use; a [`Placed`] one has as many as there are places.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> + Clone {
        let texts = Derivation::ALL.into_iter().map(|(word, by)| (word, Self::Text(by)));
        texts.chain(Forgery::ALL.into_iter().map(|(word, by)| (word, Self::Token(by))))
    }

    /// The altered value, where it takes no key to make it.
    #[must_use]
    pub fn of(self, value: &str) -> Option<String> {
        match self {
            Self::Text(by) => Some(by.of(value)),
            Self::At(by) => Some(by.of(value)),
            Self::Token(Forgery::SignatureRemoved) if value.matches('.').count() == 2 => {
                value.rsplit_once('.').map(|(signed, _)| format!("{signed}."))
            }
            Self::Token(_) => None,
        }
    }

    /// The alteration that makes one value of the other, if it is one of those that take no key.
    #[must_use]
    pub fn between(from: &str, to: &str) -> Option<Self> {
        let removed = Self::Token(Forgery::SignatureRemoved);
        let is_removed = || from != to && removed.of(from).is_some_and(|made| made == to);
        Derivation::between(from, to).map(Self::Text).or_else(|| is_removed().then_some(removed))
    }

    /// The name that scenarios use.
    #[must_use]
    pub fn word(self) -> Cow<'static, str> {
        match self {
            Self::At(by) => by.to_string().into(),
            by => Self::all().find(|(_, known)| *known == by).map_or("changed", |(word, _)| word).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_without_its_signature_is_known_by_the_rest_of_it() {
        let removed = Alteration::Token(Forgery::SignatureRemoved);
        assert_eq!(Alteration::between("head.claims.signature", "head.claims."), Some(removed));
        assert_eq!(removed.of("head.claims.signature").as_deref(), Some("head.claims."));
        for (from, to) in [("head.claims.signature", "head.claim."), ("head.claims.", "head.claims."), ("a.head.claims.signature", "a.head.claims.")]
        {
            assert_eq!(Alteration::between(from, to), None, "{from} {to}");
        }
        assert_eq!(Alteration::between("head.claims.signature", "head.claims.signatur"), Some(Alteration::Text(Derivation::Cut)));
        assert_eq!(Alteration::Token(Forgery::Hs384).of("head.claims.signature"), None);
    }

    #[test]
    fn an_alteration_is_written_by_the_name_that_scenarios_use() {
        let placed = Alteration::named("doubled-at-12").unwrap();
        for (word, by) in Alteration::all().chain([("doubled-at-12", placed)]) {
            assert_eq!(Alteration::named(word), Some(by));
            assert_eq!(serde_json::to_value(by).unwrap(), word);
            assert_eq!(serde_json::from_value::<Alteration>(word.into()).unwrap(), by);
            assert_eq!(by.word(), word);
        }
    }
}
