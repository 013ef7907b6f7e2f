//! Wrong about clients, and about the requests by which they fetch tokens.

use crate::ayyeka::rules::{Demand, Generated, Grant, ShownIn, clause};
use crate::ayyeka::settings::Settings;
use crate::{Compared, Deviation};

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("comment-lost", clause::CLIENT, "The platform forgets the comment of a client.", |settings| {
        settings.rules.generated = Generated::WithoutComment
    }),
    Deviation::new("new-client-in-place-of-the-others", clause::CLIENT, "A client that is generated takes the place of the others.", |settings| {
        settings.rules.generated = Generated::Alone
    }),
    Deviation::new("any-secret", clause::WRONG_SECRET, "A client's key fetches a token with any secret.", |settings| {
        settings.rules.secret = Compared::NotAtAll
    }),
    Deviation::new("secret-in-any-case", clause::WRONG_SECRET, "The case of a secret does not matter.", |settings| {
        settings.rules.secret = Compared::InAnyCase
    }),
    Deviation::new("secret-cut-short", clause::WRONG_SECRET, "As much of a secret as is sent will do.", |settings| {
        settings.rules.secret = Compared::AsFarAsGiven
    }),
    Deviation::new("secret-trimmed", clause::WRONG_SECRET, "Blanks and line feeds around a secret do not matter.", |settings| {
        settings.rules.secret = Compared::Trimmed
    }),
    Deviation::new(
        "key-and-secret-in-the-form",
        clause::WRONG_SECRET,
        "client_id and client_secret of the form fetch a token without Basic.",
        |settings| settings.rules.shown_in = ShownIn::HeaderOrForm,
    ),
    Deviation::new("any-grant-type", clause::GRANT, "Any grant type fetches a token.", |settings| settings.rules.grant = Grant::Any),
    Deviation::new("password-grant", clause::GRANT, "The grant type password fetches a token too.", |settings| {
        settings.rules.grant = Grant::OrPassword
    }),
    Deviation::new("grant-type-in-any-case", clause::GRANT, "The case of the grant type does not matter.", |settings| {
        settings.rules.grant = Grant::InAnyCase
    }),
    Deviation::new("no-grant-type-needed", clause::TOKEN_REQUEST, "A form without a grant type fetches a token.", |settings| {
        settings.rules.grant_named = Demand::Waived
    }),
    Deviation::new("grant-type-twice", clause::TOKEN_REQUEST, "A form that says its grant type twice fetches a token.", |settings| {
        settings.rules.named_once = Demand::Waived
    }),
];
