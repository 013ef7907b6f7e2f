//! What HyperTrack's document fixes. Only a deviation changes it.

use jiff::SignedDuration;

use crate::{ClauseId, Compared};

/// The documented constants and predicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What the refusal says, in the order of [`Cause`]: always the same (hypertrack.unauthorized.status, hypertrack.unauthorized.body).
    pub refusals: [Told; 5],
    /// The name of its one member (hypertrack.unauthorized.body).
    pub member: &'static str,
    /// The words before a pair and before a token (hypertrack.basic.accepted, hypertrack.bearer.accepted).
    pub schemes: [&'static str; 2],
    /// Whether Basic opens calls (hypertrack.basic.accepted).
    pub basic: Basic,
    /// Which colon divides AccountId from SecretKey (hypertrack.basic.single-colon).
    pub divides: Colon,
    /// Which bytes are a text (hypertrack.basic.utf8).
    pub characters: Characters,
    /// What of a SecretKey counts (hypertrack.basic.wrong-credentials).
    pub secret: Compared,
    /// Which calls need the header (hypertrack.header.missing).
    pub guarded: Guarded,
    /// How often the header may stand (hypertrack.header.malformed).
    pub several: Several,
    /// How a pair is written in the header (hypertrack.header.malformed).
    pub encoded: Encoded,
    /// Bearer opens calls in place of Basic (hypertrack.bearer.accepted).
    pub bearer: Rule,
    /// Only a token that was issued opens calls (hypertrack.bearer.wrong).
    pub issued: Rule,
    /// What of a token counts (hypertrack.bearer.wrong).
    pub token: Compared,
    /// A token ends (hypertrack.bearer.expired).
    pub expiry: Rule,
    /// How long after its told end it does (hypertrack.bearer.expired).
    pub ends_after: SignedDuration,
    /// How long after its issue a token opens calls (hypertrack.token.obtain).
    pub opens_after: SignedDuration,
    /// A token that was issued is known from then on (hypertrack.token.obtain).
    pub remembered: Rule,
    /// Which views a scoped token opens (hypertrack.token.scope, hypertrack.token.other-views).
    pub reach: Reach,
}

/// What a refusal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its HTTP status.
    pub status: u16,
    /// Its message.
    pub message: &'static str,
}

/// Why a call is refused. The document knows one answer to all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There is no Authorization.
    Missing,
    /// It has another format.
    Malformed,
    /// Its AccountId or SecretKey is wrong.
    Credentials,
    /// Its token was not issued, or does not reach.
    Token,
    /// Its token has expired.
    Expired,
}

/// Whether a rule of the document is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is, as documented.
    Kept,
    /// It is not.
    Broken,
}

/// Whether Basic opens calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    /// It does, as documented.
    Opens,
    /// It does not.
    OpensNothing,
    /// It does until the account has a token.
    OpensUntilAToken,
}

/// Which colon of several divides a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colon {
    /// The first, as documented.
    First,
    /// The last.
    Last,
    /// Each: what stands behind the second is dropped.
    Each,
    /// All that stand together.
    Row,
}

/// Which bytes a pair may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// UTF-8, as documented.
    Utf8,
    /// ISO 8859-1 where it is no UTF-8.
    OrLatin1,
    /// ASCII alone.
    Ascii,
    /// UTF-8, and what is none is passed over.
    Passed,
}

/// Which calls need an Authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// All, as documented.
    All,
    /// Those that read.
    Reading,
    /// None.
    Nothing,
}

/// What becomes of several headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// They are refused, as documented.
    Refused,
    /// The first is read.
    First,
    /// The last is read.
    Last,
}

/// How a pair stands in the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoded {
    /// In Base64, as documented.
    Base64,
    /// In Base64 or as it is.
    OrPlain,
}

/// Which views a scoped token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those that its scope names, as documented.
    Named,
    /// The one that its scope names first.
    FirstNamed,
    /// None.
    Nothing,
    /// Those whose words begin as one of its own, up to the colon.
    SameKind,
    /// All.
    Everything,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            refusals: [Told { status: 401, message: "Unauthorized" }; 5],
            member: "message",
            schemes: ["Basic", "Bearer"],
            basic: Basic::Opens,
            divides: Colon::First,
            characters: Characters::Utf8,
            secret: Compared::Exactly,
            guarded: Guarded::All,
            several: Several::Refused,
            encoded: Encoded::Base64,
            bearer: Rule::Kept,
            issued: Rule::Kept,
            token: Compared::Exactly,
            expiry: Rule::Kept,
            ends_after: SignedDuration::ZERO,
            opens_after: SignedDuration::ZERO,
            remembered: Rule::Kept,
            reach: Reach::Named,
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
