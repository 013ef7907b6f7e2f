//! What Ayyeka's document shows or says: words, headers, and what a call is refused for. Only a deviation changes them.

use jiff::SignedDuration;

use crate::ClauseId;
use crate::choice::choice;

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
    /// The status of a token reply (ayyeka.token.reply).
    pub token_status: u16,
    /// Its token type (ayyeka.token.type).
    pub token_type: &'static str,
    /// How its lifetime is written (ayyeka.token.expires-in).
    pub expires_in: Presents,
    /// Its media type (ayyeka.token.content-type).
    pub content_type: &'static str,
    /// Its Cache-Control (ayyeka.token.no-store).
    pub cache_control: &'static str,
    /// The algorithm that a token's header names (ayyeka.jwt.algorithm).
    pub algorithm: &'static str,
    /// The claim iss (ayyeka.jwt.claims).
    pub issuer: &'static str,
    /// How far iat is from the time of issue (ayyeka.jwt.lifetime).
    pub issued_after: SignedDuration,
    /// How far exp is from iat and expires_in (ayyeka.jwt.lifetime).
    pub expires_after: SignedDuration,
    /// That a token's own text is signed, and no other (ayyeka.jwt.signature).
    pub own_signature: Demand,
    /// The grant type (ayyeka.grant.only-client-credentials).
    pub grant: Demand,
    /// The client's secret (ayyeka.client.wrong-secret).
    pub secret: Demand,
    /// A token on a call (ayyeka.call.refused).
    pub token: Demand,
    /// A time before exp (ayyeka.call.expired).
    pub in_time: Demand,
    /// A signature that holds (ayyeka.call.tampered).
    pub signature: Demand,
    /// A header that names the algorithm (ayyeka.call.tampered).
    pub signed: Demand,
    /// The word before a token (ayyeka.call.bearer).
    pub scheme: &'static str,
}

choice! {
    /// Whether something is asked for.
    Demand {
        /// It is, as documented.
        Demanded = "demanded",
        /// It is not.
        Waived = "waived",
    }
}

choice! {
    /// How a number stands in JSON.
    Presents {
        /// As a number, as documented.
        Number = "number",
        /// As a text.
        Text = "text",
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            token_status: 200,
            token_type: "JWT",
            expires_in: Presents::Number,
            content_type: JSON,
            cache_control: "no-store",
            algorithm: "RS384",
            issuer: "Cloud",
            issued_after: SignedDuration::ZERO,
            expires_after: SignedDuration::ZERO,
            own_signature: Demand::Demanded,
            grant: Demand::Demanded,
            secret: Demand::Demanded,
            token: Demand::Demanded,
            in_time: Demand::Demanded,
            signature: Demand::Demanded,
            signed: Demand::Demanded,
            scheme: "Bearer",
        }
    }
}

/// The clauses that decide answers, by our short names.
pub(super) mod clause {
    use super::ClauseId;

    macro_rules! clauses {
        ($($name:ident = $id:literal;)+) => { $(pub(in crate::ayyeka) const $name: ClauseId = ClauseId($id);)+ };
    }

    clauses! {
        CLIENT = "ayyeka.client.generated";
        WRONG_SECRET = "ayyeka.client.wrong-secret";
        CLIENT_ENCODING = "ayyeka.client.encoding";
        TOKEN_REQUEST = "ayyeka.token.request";
        MEDIA_TYPE = "ayyeka.token.media-type";
        TOKEN_REPLY = "ayyeka.token.reply";
        TOKEN_TYPE = "ayyeka.token.type";
        EXPIRES_IN = "ayyeka.token.expires-in";
        LIFETIME = "ayyeka.token.lifetime";
        NO_STORE = "ayyeka.token.no-store";
        CONTENT_TYPE = "ayyeka.token.content-type";
        ALGORITHM = "ayyeka.jwt.algorithm";
        SIGNATURE = "ayyeka.jwt.signature";
        CLAIMS = "ayyeka.jwt.claims";
        JWT_LIFETIME = "ayyeka.jwt.lifetime";
        GRANT = "ayyeka.grant.only-client-credentials";
        GRANT_BLANK = "ayyeka.grant.blank";
        ERROR_SHAPE = "ayyeka.error.shape";
        SCHEME_CASE = "ayyeka.scheme.case";
        BLANKS = "ayyeka.scheme.blanks";
        SEVERAL_HEADERS = "ayyeka.header.several";
        BEARER = "ayyeka.call.bearer";
        REFUSED = "ayyeka.call.refused";
        BARE_TOKEN = "ayyeka.call.bare-token";
        EXPIRED = "ayyeka.call.expired";
        LEEWAY = "ayyeka.call.leeway";
        TAMPERED = "ayyeka.call.tampered";
        REFUSAL_SHAPE = "ayyeka.call.refusal-shape";
        REPLY = "ayyeka.call.reply";
        HEALTH = "ayyeka.call.health";
    }
}
