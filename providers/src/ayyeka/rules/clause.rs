//! The clauses that decide answers, by our short names.

use crate::ClauseId;

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
