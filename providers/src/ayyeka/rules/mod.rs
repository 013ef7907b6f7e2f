//! What Ayyeka's document shows or says: words, headers, and what a call is refused for. Only a deviation changes them.

pub(super) mod clause;
mod ways;

use jiff::SignedDuration;

use crate::Compared;

pub use ways::{Demand, Expiry, Generated, Grant, Opening, Presents, ShownIn, Signs};

/// The one grant type (ayyeka.grant.only-client-credentials).
pub(super) const GRANT: &str = "client_credentials";
/// The media type of every JSON answer (ayyeka.token.content-type).
pub(super) const JSON: &str = "application/json; charset=utf-8";
/// The path of the token endpoint (ayyeka.token.request).
pub(super) const TOKEN_PATH: &str = "/auth/token";
/// The path of the call that the document shows (ayyeka.call.bearer).
pub(super) const SITE_PATH: &str = "/v2.0/site";
/// The path that answers anybody (ayyeka.call.health).
pub(super) const HEALTH_PATH: &str = "/v2.0/health";

/// The documented constants and predicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What becomes of the platform's clients when one is generated (ayyeka.client.generated).
    pub generated: Generated,
    /// What of a client's secret counts (ayyeka.client.wrong-secret).
    pub secret: Compared,
    /// Where a client shows who it is (ayyeka.client.wrong-secret).
    pub shown_in: ShownIn,
    /// Which grant types fetch a token (ayyeka.grant.only-client-credentials).
    pub grant: Grant,
    /// A grant type in the form (ayyeka.token.request).
    pub grant_named: Demand,
    /// No parameter that stands twice (ayyeka.token.request).
    pub named_once: Demand,
    /// The status of a token reply (ayyeka.token.reply).
    pub token_status: u16,
    /// Its members beside the three that the sample shows (ayyeka.token.reply).
    pub more_members: Texts,
    /// Its token type (ayyeka.token.type).
    pub token_type: &'static str,
    /// How its lifetime is written (ayyeka.token.expires-in).
    pub expires_in: Presents,
    /// Its media type (ayyeka.token.content-type).
    pub content_type: &'static str,
    /// What it says to caches (ayyeka.token.no-store).
    pub caching: Caching,
    /// The algorithm that a token's header names (ayyeka.jwt.algorithm).
    pub algorithm: &'static str,
    /// What its header says beside (ayyeka.jwt.algorithm).
    pub more_header: Texts,
    /// The claim iss (ayyeka.jwt.claims).
    pub issuer: &'static str,
    /// The claims beside the five that the sample shows (ayyeka.jwt.claims).
    pub more_claims: Texts,
    /// How far iat is from the time of issue (ayyeka.jwt.lifetime).
    pub issued_after: SignedDuration,
    /// How far exp is from iat and expires_in (ayyeka.jwt.lifetime).
    pub expires_after: SignedDuration,
    /// What of a token its signature is made for (ayyeka.jwt.signature).
    pub signs: Signs,
    /// The words before a token (ayyeka.call.bearer).
    pub schemes: &'static [&'static str],
    /// Which of a client's tokens open calls (ayyeka.call.bearer).
    pub opening: Opening,
    /// A token on a call (ayyeka.call.refused).
    pub token: Demand,
    /// A client that there is (ayyeka.call.refused).
    pub client: Demand,
    /// When a token ends (ayyeka.call.expired).
    pub expiry: Expiry,
    /// How long after that time calls are served (ayyeka.token.expires-in, ayyeka.call.expired).
    pub served_after: SignedDuration,
    /// A signature that holds (ayyeka.call.tampered).
    pub signature: Demand,
    /// A header that names the algorithm (ayyeka.call.tampered).
    pub signed: Demand,
}

/// Names with their texts.
pub type Texts = &'static [(&'static str, &'static str)];

/// What a reply says to caches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caching {
    /// Its Cache-Control.
    pub cache_control: &'static str,
    /// Its Pragma, if it has one.
    pub pragma: Option<&'static str>,
}

impl Caching {
    /// As the sample shows it (ayyeka.token.no-store).
    pub(super) const NONE: Self = Self { cache_control: "no-store", pragma: Some("no-cache") };
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            generated: Generated::Added,
            secret: Compared::Exactly,
            shown_in: ShownIn::Header,
            grant: Grant::ClientCredentials,
            grant_named: Demand::Demanded,
            named_once: Demand::Demanded,
            token_status: 200,
            more_members: &[],
            token_type: "JWT",
            expires_in: Presents::Number,
            content_type: JSON,
            caching: Caching::NONE,
            algorithm: "RS384",
            more_header: &[("typ", "JWT")],
            issuer: "Cloud",
            more_claims: &[],
            issued_after: SignedDuration::ZERO,
            expires_after: SignedDuration::ZERO,
            signs: Signs::Token,
            schemes: &["Bearer"],
            opening: Opening::Each,
            token: Demand::Demanded,
            client: Demand::Demanded,
            expiry: Expiry::Own,
            served_after: SignedDuration::ZERO,
            signature: Demand::Demanded,
            signed: Demand::Demanded,
        }
    }
}
