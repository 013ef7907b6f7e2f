//! Wrong about the pair of AccountId and SecretKey.

use super::one_call_in_seven;
use crate::hypertrack::rules::{Basic, Cause, Characters, Colon, clause};
use crate::hypertrack::settings::Settings;
use crate::{Compared, Deviation};

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("no-basic", clause::BASIC, "Basic opens nothing.", |settings| settings.rules.basic = Basic::OpensNothing),
    Deviation::new("no-basic-beside-a-token", clause::BASIC, "Basic opens nothing any more once the account has a token.", |settings| {
        settings.rules.basic = Basic::OpensUntilAToken
    }),
    one_call_in_seven("no-basic-one-call-in-seven", clause::BASIC, "In one call in seven Basic opens nothing.", |settings| {
        settings.rules.basic = Basic::OpensNothing
    }),
    Deviation::new("last-colon-divides", clause::COLON, "The last colon divides AccountId from SecretKey.", |settings| {
        settings.rules.divides = Colon::Last
    }),
    Deviation::new("each-colon-divides", clause::COLON, "Each colon divides, and what stands behind the second is dropped.", |settings| {
        settings.rules.divides = Colon::Each
    }),
    Deviation::new("any-number-of-colons-divides", clause::COLON, "Colons that stand together divide as one.", |settings| {
        settings.rules.divides = Colon::Row
    }),
    Deviation::new("latin-1-credentials", clause::UTF8, "What is no UTF-8 is read as ISO 8859-1.", |settings| {
        settings.rules.characters = Characters::OrLatin1
    }),
    Deviation::new("ascii-credentials", clause::UTF8, "A pair with a character beyond ASCII is refused.", |settings| {
        settings.rules.characters = Characters::Ascii
    }),
    Deviation::new("bytes-that-are-no-utf-8-passed-over", clause::UTF8, "A byte that is no UTF-8 is left out of the pair.", |settings| {
        settings.rules.characters = Characters::Passed
    }),
    Deviation::new("secret-key-in-any-case", clause::WRONG_CREDENTIALS, "The case of the SecretKey does not matter.", |settings| {
        settings.rules.secret = Compared::InAnyCase
    }),
    Deviation::new("secret-key-trimmed", clause::WRONG_CREDENTIALS, "Blanks and line feeds around the SecretKey do not matter.", |settings| {
        settings.rules.secret = Compared::Trimmed
    }),
    Deviation::new("secret-key-cut-short", clause::WRONG_CREDENTIALS, "As much of the SecretKey as is sent will do.", |settings| {
        settings.rules.secret = Compared::AsFarAsGiven
    }),
    Deviation::new("secret-key-of-eight-characters", clause::WRONG_CREDENTIALS, "Of the SecretKey the first eight characters count.", |settings| {
        settings.rules.secret = Compared::Start(8)
    }),
    Deviation::new("status-403-of-wrong-credentials", clause::WRONG_CREDENTIALS, "A wrong AccountId or SecretKey gets 403.", |settings| {
        settings.rules.refusals[Cause::Credentials as usize].status = 403
    }),
];
