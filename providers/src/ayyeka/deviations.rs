//! Ways to be wrong, each of which breaks one clause.

use jiff::SignedDuration;

use super::rules::{Demand, Presents, clause};
use super::settings::Settings;
use crate::Deviation;

/// Every known deviation.
pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation {
        name: "created-instead-of-ok",
        breaks: clause::TOKEN_REPLY,
        says: "A token comes with the status 201.",
        apply: |settings| settings.rules.token_status = 201,
    },
    Deviation {
        name: "token-type-bearer",
        breaks: clause::TOKEN_TYPE,
        says: "token_type is Bearer.",
        apply: |settings| settings.rules.token_type = "Bearer",
    },
    Deviation {
        name: "expires-in-as-text",
        breaks: clause::EXPIRES_IN,
        says: "expires_in is a text.",
        apply: |settings| settings.rules.expires_in = Presents::Text,
    },
    Deviation {
        name: "tokens-may-be-cached",
        breaks: clause::NO_STORE,
        says: "The token reply says Cache-Control: private.",
        apply: |settings| settings.rules.cache_control = "private",
    },
    Deviation {
        name: "no-charset",
        breaks: clause::CONTENT_TYPE,
        says: "The token reply's Content-Type names no charset.",
        apply: |settings| settings.rules.content_type = "application/json",
    },
    Deviation {
        name: "header-of-rs256",
        breaks: clause::ALGORITHM,
        says: "A token's header says RS256.",
        apply: |settings| settings.rules.algorithm = "RS256",
    },
    Deviation {
        name: "signature-of-another-text",
        breaks: clause::SIGNATURE,
        says: "A token's signature was made for another text.",
        apply: |settings| {
            settings.rules.own_signature = Demand::Waived;
            settings.rules.signature = Demand::Waived;
        },
    },
    Deviation {
        name: "issuer-in-lower-case",
        breaks: clause::CLAIMS,
        says: "A token's iss is cloud.",
        apply: |settings| settings.rules.issuer = "cloud",
    },
    Deviation {
        name: "issued-an-hour-ago",
        breaks: clause::JWT_LIFETIME,
        says: "A token's iat and exp are an hour too early.",
        apply: |settings| settings.rules.issued_after = SignedDuration::from_hours(-1),
    },
    Deviation {
        name: "exp-a-minute-late",
        breaks: clause::JWT_LIFETIME,
        says: "A token's exp is a minute after iat and expires_in.",
        apply: |settings| settings.rules.expires_after = SignedDuration::from_mins(1),
    },
    Deviation {
        name: "any-grant-type",
        breaks: clause::GRANT,
        says: "Any grant type fetches a token.",
        apply: |settings| settings.rules.grant = Demand::Waived,
    },
    Deviation {
        name: "any-secret",
        breaks: clause::WRONG_SECRET,
        says: "A client's key fetches a token with any secret.",
        apply: |settings| settings.rules.secret = Demand::Waived,
    },
    Deviation {
        name: "calls-as-jwt",
        breaks: clause::BEARER,
        says: "A call's token stands after the word JWT, and not after Bearer.",
        apply: |settings| settings.rules.scheme = "JWT",
    },
    Deviation {
        name: "calls-without-a-token",
        breaks: clause::REFUSED,
        says: "A call without Authorization is served.",
        apply: |settings| settings.rules.token = Demand::Waived,
    },
    Deviation {
        name: "expired-tokens-served",
        breaks: clause::EXPIRED,
        says: "A token opens calls after its exp.",
        apply: |settings| settings.rules.in_time = Demand::Waived,
    },
    Deviation {
        name: "signatures-not-checked",
        breaks: clause::TAMPERED,
        says: "A token is believed whatever its signature.",
        apply: |settings| settings.rules.signature = Demand::Waived,
    },
    Deviation {
        name: "alg-none-believed",
        breaks: clause::TAMPERED,
        says: "A token whose header says alg none is believed without a signature.",
        apply: |settings| settings.rules.signed = Demand::Waived,
    },
];
