//! What HyperTrack's document fixes. Only a deviation changes it.

use crate::ClauseId;

/// The documented constants and predicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The status of the refusal (hypertrack.unauthorized.status).
    pub unauthorized_status: u16,
    /// The one member of its body (hypertrack.unauthorized.body).
    pub unauthorized_message: &'static str,
    /// Which colon divides AccountId from SecretKey (hypertrack.basic.single-colon).
    pub divides: Colon,
    /// Basic opens calls (hypertrack.basic.accepted).
    pub basic: Rule,
    /// What stands in Basic is UTF-8 (hypertrack.basic.utf8).
    pub utf8: Rule,
    /// A SecretKey counts to the letter (hypertrack.basic.wrong-credentials).
    pub secret: Rule,
    /// A call needs the header (hypertrack.header.missing).
    pub header_needed: Rule,
    /// The header stands once (hypertrack.header.malformed).
    pub header_once: Rule,
    /// Bearer opens calls in place of Basic (hypertrack.bearer.accepted).
    pub bearer: Rule,
    /// Only a token that was issued opens calls (hypertrack.bearer.wrong).
    pub issued: Rule,
    /// A token ends (hypertrack.bearer.expired).
    pub expiry: Rule,
    /// A token that was issued is known from then on (hypertrack.token.obtain).
    pub remembered: Rule,
    /// A scoped token opens the views of its scope (hypertrack.token.scope).
    pub scope: Rule,
    /// A scoped token opens no other view (hypertrack.token.other-views).
    pub other_views: Rule,
}

/// Whether a rule of the document is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is, as documented.
    Kept,
    /// It is not.
    Broken,
}

/// Which colon of several divides a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colon {
    /// The first, as documented.
    First,
    /// The last.
    Last,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            unauthorized_status: 401,
            unauthorized_message: "Unauthorized",
            divides: Colon::First,
            basic: Rule::Kept,
            utf8: Rule::Kept,
            secret: Rule::Kept,
            header_needed: Rule::Kept,
            header_once: Rule::Kept,
            bearer: Rule::Kept,
            issued: Rule::Kept,
            expiry: Rule::Kept,
            remembered: Rule::Kept,
            scope: Rule::Kept,
            other_views: Rule::Kept,
        }
    }
}

impl Rule {
    /// Whether it is broken.
    pub(super) fn is_broken(self) -> bool {
        self == Self::Broken
    }
}

/// The clauses that decide answers, by our short names.
pub(super) mod clause {
    use super::ClauseId;

    macro_rules! clauses {
        ($($name:ident = $id:literal;)+) => { $(pub(in crate::hypertrack) const $name: ClauseId = ClauseId($id);)+ };
    }

    clauses! {
        ACCOUNTS = "hypertrack.accounts";
        BASIC = "hypertrack.basic.accepted";
        COLON = "hypertrack.basic.single-colon";
        UTF8 = "hypertrack.basic.utf8";
        BASE64 = "hypertrack.basic.base64-form";
        WRONG_CREDENTIALS = "hypertrack.basic.wrong-credentials";
        MISSING = "hypertrack.header.missing";
        MALFORMED = "hypertrack.header.malformed";
        BLANKS = "hypertrack.header.blanks";
        SCHEME_CASE = "hypertrack.scheme.case";
        STATUS = "hypertrack.unauthorized.status";
        BODY = "hypertrack.unauthorized.body";
        BYTES = "hypertrack.unauthorized.bytes";
        CONTENT_TYPE = "hypertrack.unauthorized.content-type";
        REQUEST_ID = "hypertrack.unauthorized.request-id";
        BEARER = "hypertrack.bearer.accepted";
        BEARER_WRONG = "hypertrack.bearer.wrong";
        BEARER_EXPIRED = "hypertrack.bearer.expired";
        BOUNDARY = "hypertrack.bearer.boundary";
        OBTAIN = "hypertrack.token.obtain";
        TOKEN_ENDPOINT = "hypertrack.token.endpoint";
        CLIENT_AUTHENTICATION = "hypertrack.token.client-authentication";
        MEDIA_TYPE = "hypertrack.token.media-type";
        LIFETIME = "hypertrack.token.lifetime";
        TOKEN_SHAPE = "hypertrack.token.shape";
        TOKENS_KEPT = "hypertrack.token.kept";
        TOKEN_ERRORS = "hypertrack.token.errors";
        SCOPE = "hypertrack.token.scope";
        OTHER_VIEWS = "hypertrack.token.other-views";
        VIEWS = "hypertrack.token.views";
        SCOPED_CALLS = "hypertrack.token.scope-and-calls";
        SCOPE_REFUSAL = "hypertrack.token.scope-refusal";
        UNKNOWN_SCOPE = "hypertrack.token.unknown-scope";
        EMBED_TOKEN = "hypertrack.embed-token.endpoint";
        EMBED_SCOPE = "hypertrack.embed-token.scope";
        SECURE_URL = "hypertrack.embed-token.secure-url";
        QUERY_TOKEN = "hypertrack.embed-token.query";
        ANSWERS = "hypertrack.call.answers";
        PAGINATION = "hypertrack.call.pagination";
        TRAILING_SLASH = "hypertrack.call.trailing-slash";
        ERRORS = "hypertrack.call.errors";
        TRACKING = "hypertrack.call.tracking";
    }
}
