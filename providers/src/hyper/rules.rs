//! What Hyper's documents fix: lengths, lifetimes, words. Only a deviation changes them.

use jiff::SignedDuration;

use crate::ClauseId;
use crate::choice::choice;

/// The lifetimes that the administrator can set, in hours (hyper.admin.life-range).
pub(super) const LIFE_HOURS: std::ops::RangeInclusive<u64> = 1..=8760;
/// The window of both limits (hyper.refresh.rate-limit, hyper.posts.rate-limit).
pub(super) const MINUTE: SignedDuration = SignedDuration::from_secs(60);
/// Above this the document advises against a threshold (hyper.posts.rate-limit-setting).
pub(super) const MAX_POSTS_ADVISED: u64 = 500;
/// How the documents write a time (hyper.validity.reply).
pub(super) const TIME_FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// The documented constants and predicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Characters of an access token (hyper.access-token.length).
    pub access_token_length: usize,
    /// Characters of a refresh token (hyper.refresh-token.length).
    pub refresh_token_length: usize,
    /// How long the previous access token still opens calls (hyper.grace.access-token).
    pub access_token_grace: SignedDuration,
    /// How long the previous refresh token still refreshes (hyper.grace.refresh-token).
    pub refresh_token_grace: SignedDuration,
    /// The refusal of a token that is no longer valid (hyper.refusal.expired).
    pub expired: &'static str,
    /// The same refusal where TokenValidity makes it (hyper.validity.expired).
    pub expired_validity: &'static str,
    /// The refusal of any other token (hyper.refusal.wrong).
    pub wrong: &'static str,
    /// The method in constant mode (hyper.validity.method-constant).
    pub method_constant: &'static str,
    /// The token type of the RefreshToken reply (hyper.refresh.reply).
    pub token_type: &'static str,
    /// Which tokens RefreshToken takes (hyper.refresh.access-token-refused).
    pub refresh_by: RefreshBy,
    /// What a refresh issues in replaceable mode (hyper.refresh-token.replaceable).
    pub replaceable: Replacement,
}

choice! {
    /// Which tokens authorise RefreshToken.
    RefreshBy {
        /// The refresh token alone, as documented.
        RefreshToken = "refresh-token",
        /// An access token too.
        AnyToken = "any-token",
    }
}

choice! {
    /// What becomes of the refresh token when it is used in replaceable mode.
    Replacement {
        /// It is replaced, as documented.
        Replaced = "replaced",
        /// It stays.
        Kept = "kept",
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            access_token_length: 120,
            refresh_token_length: 200,
            access_token_grace: SignedDuration::from_mins(2),
            refresh_token_grace: SignedDuration::from_mins(2),
            expired: "Token is no longer valid. Please call \"RefreshToken\" function.",
            expired_validity: "Token is no longer valid. Please call RefreshToken function.",
            wrong: "Missing / Wrong Access Token.",
            method_constant: "Refresh Token is Constant",
            token_type: "Bearer",
            refresh_by: RefreshBy::RefreshToken,
            replaceable: Replacement::Replaced,
        }
    }
}

/// The clauses that decide answers, by our short names.
pub(super) mod clause {
    use super::ClauseId;

    macro_rules! clauses {
        ($($name:ident = $id:literal;)+) => { $(pub(in crate::hyper) const $name: ClauseId = ClauseId($id);)+ };
    }

    clauses! {
        CALL_BEARER = "hyper.access-token.bearer";
        ACCESS_LENGTH = "hyper.access-token.length";
        TOKEN_ALPHABET = "hyper.token.alphabet";
        REFRESH_LENGTH = "hyper.refresh-token.length";
        ACCESS_LIFE = "hyper.access-token.default-life";
        ACCESS_SINGLE = "hyper.access-token.single";
        REFRESH_EXPIRY = "hyper.refresh-token.expiry-by-setting";
        REPLACEABLE = "hyper.refresh-token.replaceable";
        CONSTANT = "hyper.refresh-token.constant";
        MODE_AT_START = "hyper.refresh-token.mode-at-start";
        REFRESH_ONLY_START = "hyper.instance.refresh-token-only";
        EXPIRED = "hyper.refusal.expired";
        EXPIRED_CURRENT = "hyper.refusal.expired-current";
        WRONG = "hyper.refusal.wrong";
        MISSING = "hyper.refusal.missing";
        MALFORMED = "hyper.refusal.malformed";
        TWO_GENERATIONS = "hyper.refusal.two-generations-old";
        REFRESH_ON_CALL = "hyper.refusal.refresh-token-on-a-call";
        REFUSAL_STATUS = "hyper.refusal.status";
        ENCODING = "hyper.refusal.encoding";
        BEARER_CASE = "hyper.bearer.case";
        REFRESH_BEARER = "hyper.refresh.bearer";
        REFRESH_REPLY = "hyper.refresh.reply";
        REFRESH_EXPIRES_IN = "hyper.refresh.expires-in";
        REFRESH_GET_AND_POST = "hyper.refresh.get-and-post";
        REFRESH_NEW_ACCESS = "hyper.refresh.new-access-token";
        REFRESH_REFUSED = "hyper.refresh.access-token-refused";
        REFRESH_REFUSAL_TEXT = "hyper.refresh.refusal-text";
        GRACE_ACCESS = "hyper.grace.access-token";
        GRACE_REFRESH = "hyper.grace.refresh-token";
        GRACE_ACCESS_ENDS = "hyper.grace.access-token-ends";
        GRACE_REFRESH_ENDS = "hyper.grace.refresh-token-ends";
        TIME_BOUNDARY = "hyper.time.boundary";
        GRACE_PAST_EXPIRY = "hyper.grace.not-past-own-expiry";
        GRACE_REPEATED = "hyper.grace.repeated-refresh";
        REFRESH_LIMIT = "hyper.refresh.rate-limit";
        REFRESH_LIMIT_RECOVERS = "hyper.refresh.rate-limit-recovers";
        REFRESH_LIMIT_REPLY = "hyper.refresh.rate-limit-reply";
        REFRESH_LIMIT_COUNTS = "hyper.refresh.rate-limit-counts";
        POSTS_LIMIT = "hyper.posts.rate-limit";
        POSTS_PER_ADDRESS = "hyper.posts.rate-limit-per-ip";
        POSTS_LIMIT_SETTING = "hyper.posts.rate-limit-setting";
        POSTS_LIMIT_REPLY = "hyper.posts.rate-limit-reply";
        POSTS_LIMIT_COUNTS = "hyper.posts.rate-limit-counts";
        VALIDITY_REPLY = "hyper.validity.reply";
        VALIDITY_GET_AND_POST = "hyper.validity.get-and-post";
        VALIDITY_LAST_REFRESH = "hyper.validity.last-refresh";
        VALIDITY_UNTIL = "hyper.validity.until";
        VALIDITY_IN_GRACE = "hyper.validity.in-grace";
        VALIDITY_METHOD_CONSTANT = "hyper.validity.method-constant";
        VALIDITY_METHOD_REPLACEABLE = "hyper.validity.method-replaceable";
        VALIDITY_NEVER_REFRESHED = "hyper.validity.never-refreshed";
        VALIDITY_WRONG = "hyper.validity.wrong";
        VALIDITY_EXPIRED = "hyper.validity.expired";
        RECORD = "hyper.admin.record";
        DOMAIN_UNIQUE = "hyper.admin.domain-unique";
        LIFE_RANGE = "hyper.admin.life-range";
        LIFE_RECALCULATES = "hyper.admin.life-recalculates";
        LIFE_COUNTS_FROM = "hyper.admin.life-counts-from";
        ACCESS_UNTIL = "hyper.admin.access-until-overrides";
        EXTEND = "hyper.admin.extend";
        SAVE = "hyper.admin.save";
        REGENERATE = "hyper.admin.regenerate";
        REGENERATE_BOTH = "hyper.admin.regenerate-both";
        REGENERATE_GRACE = "hyper.admin.regenerate-grace";
        DELETE = "hyper.admin.delete";
        DELETE_REFUSAL = "hyper.admin.delete-refusal";
        BLOCK_TOKEN = "hyper.admin.block-token";
        WHITELIST = "hyper.admin.whitelist";
        BLOCKED_FUNCTIONS = "hyper.admin.blocked-functions";
        BLOCKED_FUNCTIONS_WHEN = "hyper.admin.blocked-functions-when";
        MODULES = "hyper.admin.modules";
        REFUSAL_REPLIES = "hyper.admin.refusal-replies";
        KEEP_ALIVE = "hyper.admin.keep-alive";
        SESSION_TIMEOUT = "hyper.admin.session-timeout";
        REQUEST_FORMS = "hyper.call.request-forms";
        FUNCTION_REPLY = "hyper.call.function-reply";
        ALIVE_CHECK = "hyper.call.alive-check";
        FUNCTION_CASE = "hyper.call.function-case";
    }
}
