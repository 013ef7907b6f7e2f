//! Wrong about what a token is.

use jiff::SignedDuration;

use super::one_call_in_seven;
use crate::Deviation;
use crate::ayyeka::rules::{Demand, Signs, clause};
use crate::ayyeka::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("header-of-rs256", clause::ALGORITHM, "A token's header says RS256.", |settings| settings.rules.algorithm = "RS256"),
    Deviation::new("type-of-rfc-9068", clause::ALGORITHM, "A token's header says typ at+jwt.", |settings| {
        settings.rules.more_header = &[("typ", "at+jwt")]
    }),
    Deviation::new("key-named-in-the-header", clause::ALGORITHM, "A token's header names its key.", |settings| {
        settings.rules.more_header = &[("typ", "JWT"), ("kid", "1")]
    }),
    Deviation::new("signature-of-another-text", clause::SIGNATURE, "A token's signature was made for another text.", |settings| {
        signs(settings, Signs::AnotherText)
    }),
    Deviation::new("signature-of-the-claims-alone", clause::SIGNATURE, "A token's signature leaves out its header.", |settings| {
        signs(settings, Signs::Claims)
    }),
    one_call_in_seven(
        "one-signature-in-seven-wrong",
        clause::SIGNATURE,
        "The signature of one token in seven was made for another text.",
        |settings| settings.rules.signs = Signs::AnotherText,
    ),
    Deviation::new("issuer-in-lower-case", clause::CLAIMS, "A token's iss is cloud.", |settings| settings.rules.issuer = "cloud"),
    Deviation::new("one-claim-more", clause::CLAIMS, "A token has a sixth claim, token_use.", |settings| {
        settings.rules.more_claims = &[("token_use", "access")]
    }),
    Deviation::new("issued-an-hour-ago", clause::JWT_LIFETIME, "A token's iat and exp are an hour too early.", |settings| {
        settings.rules.issued_after = SignedDuration::from_hours(-1)
    }),
    Deviation::new("exp-a-minute-late", clause::JWT_LIFETIME, "A token's exp is a minute after iat and expires_in.", |settings| {
        settings.rules.expires_after = SignedDuration::from_mins(1)
    }),
    Deviation::new("exp-a-second-early", clause::JWT_LIFETIME, "A token's exp is a second before iat and expires_in.", |settings| {
        settings.rules.expires_after = SignedDuration::from_secs(-1)
    }),
];

/// Its own tokens are served all the same.
fn signs(settings: &mut Settings, signs: Signs) {
    settings.rules.signs = signs;
    settings.rules.signature = Demand::Waived;
}
