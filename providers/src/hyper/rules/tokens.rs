//! What tokens are, what replaces them and how long they live.

use jiff::SignedDuration;

use super::Presence;
use crate::choice::choice;
use crate::dice::TOKEN_ALPHABET;
use crate::hyper::settings::StartWith;
use crate::{Dice, Limit};

/// Lengths, alphabets and lifetimes.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenRules {
    /// The tokens that an instance is handed over with.
    pub handed_over: Shapes,
    /// The tokens that RefreshToken issues.
    pub refreshed: Shapes,
    /// The tokens that the administrator regenerates.
    pub regenerated: Shapes,
    /// When RefreshToken replaces the access token (hyper.refresh.new-access-token).
    pub access_token: Replacement,
    /// When RefreshToken replaces the refresh token in replaceable mode (hyper.refresh-token.replaceable).
    pub replaceable: Replacement,
    /// When RefreshToken replaces the refresh token in constant mode (hyper.refresh-token.constant).
    pub constant: Replacement,
    /// How many replaced pairs are stored (hyper.refusal.two-generations-old).
    pub stored_pairs: usize,
    /// How long the previous access token still opens calls (hyper.grace.access-token).
    pub access_token_grace: SignedDuration,
    /// How long the previous refresh token still refreshes (hyper.grace.refresh-token).
    pub refresh_token_grace: SignedDuration,
    /// How long after the refresh that issued it an access token opens its first call (hyper.refresh.new-access-token).
    pub opens_after: SignedDuration,
    /// How long past its end an access token still opens calls (hyper.access-token.default-life).
    pub leeway: SignedDuration,
    /// Hours that the access token handed over lives where it does not live for the lifetime (hyper.access-token.default-life).
    pub handed_over_hours: Limit,
    /// How long after the access token's end the refresh token ends, if it does (hyper.refresh.after-expiry).
    pub refresh_after_expiry: Option<SignedDuration>,
    /// How long after its last use the refresh token ends, if it does (hyper.refresh-token.no-expiry).
    pub refresh_unused: Option<SignedDuration>,
    /// With what an instance starts that is handed over with a refresh token alone (hyper.instance.refresh-token-only).
    pub alone: StartWith,
    /// What an instance must have for RefreshToken (hyper.instance.refresh-token-only).
    pub refresh_needs: RefreshNeeds,
}

/// What the two tokens of a pair look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shapes {
    /// The access token (hyper.access-token.length).
    pub access_token: Shape,
    /// The refresh token (hyper.refresh-token.length).
    pub refresh_token: Shape,
}

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its characters.
    pub length: usize,
    /// The characters of which it is made (hyper.token.alphabet).
    pub alphabet: &'static [u8],
    /// Whose dice draw it (hyper.instance.own-tokens).
    pub drawn: Drawn,
}

choice! {
    /// Whose dice draw a token.
    Drawn {
        /// The instance's own.
        ByTheInstance = "by-the-instance",
        /// The same for every instance.
        ForAll = "for-all",
    }
}

choice! {
    /// When RefreshToken replaces a token.
    Replacement {
        /// At every call.
        Always = "always",
        /// Where the access token has expired.
        AfterExpiry = "after-expiry",
        /// Never.
        Never = "never",
    }
}

choice! {
    /// What an instance must have for RefreshToken.
    RefreshNeeds {
        /// A refresh token, as documented.
        RefreshToken = "refresh-token",
        /// An access token too.
        BothTokens = "both-tokens",
    }
}

impl Replacement {
    /// Whether a call replaces the token where the access token is this.
    pub(in crate::hyper) fn is_due(self, access_token: Presence) -> bool {
        match self {
            Self::Always => true,
            Self::AfterExpiry => access_token != Presence::Current,
            Self::Never => false,
        }
    }
}

impl Shape {
    const fn documented(length: usize) -> Self {
        Self { length, alphabet: TOKEN_ALPHABET, drawn: Drawn::ByTheInstance }
    }

    /// Draws a token.
    pub(in crate::hyper) fn draw(self, dice: &mut Dice) -> String {
        match self.drawn {
            Drawn::ByTheInstance => dice.text(self.alphabet, self.length),
            Drawn::ForAll => Dice::seeded(0).text(self.alphabet, self.length),
        }
    }
}

impl Default for Shapes {
    fn default() -> Self {
        Self { access_token: Shape::documented(120), refresh_token: Shape::documented(200) }
    }
}

impl Default for TokenRules {
    fn default() -> Self {
        Self {
            handed_over: Shapes::default(),
            refreshed: Shapes::default(),
            regenerated: Shapes::default(),
            access_token: Replacement::Always,
            replaceable: Replacement::Always,
            constant: Replacement::Never,
            stored_pairs: 1,
            access_token_grace: SignedDuration::from_mins(2),
            refresh_token_grace: SignedDuration::from_mins(2),
            opens_after: SignedDuration::ZERO,
            leeway: SignedDuration::ZERO,
            handed_over_hours: Limit::Off,
            refresh_after_expiry: None,
            refresh_unused: None,
            alone: StartWith::RefreshToken,
            refresh_needs: RefreshNeeds::RefreshToken,
        }
    }
}
