//! Wrong buttons: extend, regenerate and delete, each of which does half of its work.

use crate::Deviation;
use crate::hyper::rules::{Deletion, Extension, RegeneratedEnd, clause};
use crate::hyper::settings::{RefreshTokenMode, Settings};

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("extend-sets-the-end-alone", clause::EXTEND, "Extending leaves the lifetime of later tokens.", |settings| {
        settings.rules.record.extend = Extension::End
    }),
    Deviation::new("extend-sets-the-lifetime-alone", clause::EXTEND, "Extending leaves the current token's end.", |settings| {
        settings.rules.record.extend = Extension::Lifetime
    }),
    Deviation::new(
        "regenerate-forgets-the-old-pair",
        clause::REGENERATE,
        "A regeneration does not keep the old pair as the previous one.",
        |settings| settings.rules.record.regenerate.stored_pairs = 0,
    ),
    Deviation::new("regenerate-keeps-the-end", clause::REGENERATE, "A regenerated access token has the end of the old one.", |settings| {
        settings.rules.record.regenerate.end = RegeneratedEnd::TheOldTokens
    }),
    Deviation::new(
        "regenerate-leaves-a-constant-refresh-token",
        clause::REGENERATE_BOTH,
        "A regeneration leaves the refresh token in constant mode.",
        |settings| settings.rules.record.regenerate.refresh_token_in = &[RefreshTokenMode::Replaceable],
    ),
    Deviation::new("regenerate-leaves-the-refresh-token", clause::REGENERATE_BOTH, "A regeneration replaces the access token alone.", |settings| {
        settings.rules.record.regenerate.refresh_token_in = &[]
    }),
    Deviation::new("delete-ends-the-access-token-alone", clause::DELETE, "A deleted record's refresh token goes on refreshing.", |settings| {
        settings.rules.record.delete = Deletion::AccessToken
    }),
    Deviation::new("delete-ends-the-refresh-token-alone", clause::DELETE, "A deleted record's access token lives on to its end.", |settings| {
        settings.rules.record.delete = Deletion::RefreshToken
    }),
];
