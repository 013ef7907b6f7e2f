//! Ways to be wrong, each of which breaks one clause.

use super::rules::{Colon, Rule, clause};
use super::settings::Settings;
use crate::Deviation;

/// Every known deviation.
pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation { name: "no-basic", breaks: clause::BASIC, says: "Basic opens nothing.", apply: |settings| settings.rules.basic = Rule::Broken },
    Deviation {
        name: "last-colon-divides",
        breaks: clause::COLON,
        says: "The last colon divides AccountId from SecretKey.",
        apply: |settings| settings.rules.divides = Colon::Last,
    },
    Deviation {
        name: "latin-1-credentials",
        breaks: clause::UTF8,
        says: "What is no UTF-8 is read as ISO 8859-1.",
        apply: |settings| settings.rules.utf8 = Rule::Broken,
    },
    Deviation {
        name: "secret-key-in-any-case",
        breaks: clause::WRONG_CREDENTIALS,
        says: "The case of the SecretKey does not matter.",
        apply: |settings| settings.rules.secret = Rule::Broken,
    },
    Deviation {
        name: "served-without-authorization",
        breaks: clause::MISSING,
        says: "A call without Authorization is served.",
        apply: |settings| settings.rules.header_needed = Rule::Broken,
    },
    Deviation {
        name: "first-of-several-headers",
        breaks: clause::MALFORMED,
        says: "Of several Authorization headers the first is taken.",
        apply: |settings| settings.rules.header_once = Rule::Broken,
    },
    Deviation {
        name: "status-403",
        breaks: clause::STATUS,
        says: "The refusal's status is 403.",
        apply: |settings| settings.rules.unauthorized_status = 403,
    },
    Deviation {
        name: "another-message",
        breaks: clause::BODY,
        says: "The refusal's message is Unauthorised.",
        apply: |settings| settings.rules.unauthorized_message = "Unauthorised",
    },
    Deviation { name: "no-bearer", breaks: clause::BEARER, says: "Bearer opens nothing.", apply: |settings| settings.rules.bearer = Rule::Broken },
    Deviation {
        name: "any-token",
        breaks: clause::BEARER_WRONG,
        says: "A token of the right length opens calls though nobody issued it.",
        apply: |settings| settings.rules.issued = Rule::Broken,
    },
    Deviation {
        name: "endless-tokens",
        breaks: clause::BEARER_EXPIRED,
        says: "A token opens calls after its end.",
        apply: |settings| settings.rules.expiry = Rule::Broken,
    },
    Deviation {
        name: "forgotten-tokens",
        breaks: clause::OBTAIN,
        says: "A token that was issued opens nothing.",
        apply: |settings| settings.rules.remembered = Rule::Broken,
    },
    Deviation {
        name: "scoped-tokens-open-nothing",
        breaks: clause::SCOPE,
        says: "A scoped token opens no view at all.",
        apply: |settings| settings.rules.scope = Rule::Broken,
    },
    Deviation {
        name: "scope-is-ignored",
        breaks: clause::OTHER_VIEWS,
        says: "A scoped token opens every view.",
        apply: |settings| settings.rules.other_views = Rule::Broken,
    },
];
