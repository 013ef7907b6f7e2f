//! Ways to be wrong, each of which breaks one clause.

use super::rules::{Colon, Rule, clause};
use super::settings::Settings;
use crate::Deviation;

/// Every known deviation, by subject.
pub(super) const DEVIATIONS: &[&[Deviation<Settings>]] = &[ALL];

const ALL: &[Deviation<Settings>] = &[
    Deviation::new("no-basic", clause::BASIC, "Basic opens nothing.", |settings| settings.rules.basic = Rule::Broken),
    Deviation::new("last-colon-divides", clause::COLON, "The last colon divides AccountId from SecretKey.", |settings| {
        settings.rules.divides = Colon::Last
    }),
    Deviation::new("latin-1-credentials", clause::UTF8, "What is no UTF-8 is read as ISO 8859-1.", |settings| settings.rules.utf8 = Rule::Broken),
    Deviation::new("secret-key-in-any-case", clause::WRONG_CREDENTIALS, "The case of the SecretKey does not matter.", |settings| {
        settings.rules.secret = Rule::Broken
    }),
    Deviation::new("served-without-authorization", clause::MISSING, "A call without Authorization is served.", |settings| {
        settings.rules.header_needed = Rule::Broken
    }),
    Deviation::new("first-of-several-headers", clause::MALFORMED, "Of several Authorization headers the first is taken.", |settings| {
        settings.rules.header_once = Rule::Broken
    }),
    Deviation::new("status-403", clause::STATUS, "The refusal's status is 403.", |settings| settings.rules.unauthorized_status = 403),
    Deviation::new("another-message", clause::BODY, "The refusal's message is Unauthorised.", |settings| {
        settings.rules.unauthorized_message = "Unauthorised"
    }),
    Deviation::new("no-bearer", clause::BEARER, "Bearer opens nothing.", |settings| settings.rules.bearer = Rule::Broken),
    Deviation::new("any-token", clause::BEARER_WRONG, "A token of the right length opens calls though nobody issued it.", |settings| {
        settings.rules.issued = Rule::Broken
    }),
    Deviation::new("endless-tokens", clause::BEARER_EXPIRED, "A token opens calls after its end.", |settings| settings.rules.expiry = Rule::Broken),
    Deviation::new("forgotten-tokens", clause::OBTAIN, "A token that was issued opens nothing.", |settings| settings.rules.remembered = Rule::Broken),
    Deviation::new("scoped-tokens-open-nothing", clause::SCOPE, "A scoped token opens no view at all.", |settings| {
        settings.rules.scope = Rule::Broken
    }),
    Deviation::new("scope-is-ignored", clause::OTHER_VIEWS, "A scoped token opens every view.", |settings| settings.rules.other_views = Rule::Broken),
];
