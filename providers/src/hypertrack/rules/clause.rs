//! The clauses that decide answers, by our short names.

use crate::ClauseId;

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
