//! The administrator's record and his buttons.

use std::ops::RangeInclusive;

use super::LIFE_HOURS;
use crate::choice::choice;
use crate::hyper::settings::RefreshTokenMode;

/// The record's fields, and what edits and buttons do.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRules {
    /// The names of the sixteen fields (hyper.admin.record).
    pub names: [&'static str; 16],
    /// The domain address of an instance that was given none (hyper.admin.domain-unique).
    pub domain_address: DomainAddress,
    /// The lifetimes that can be set, in hours (hyper.admin.life-range).
    pub life_hours: RangeInclusive<u64>,
    /// What a changed lifetime does to the current token's end (hyper.admin.life-recalculates).
    pub lifetime: Recalculation,
    /// What Access Until UTC overrides (hyper.admin.access-until-overrides).
    pub access_until: AccessUntil,
    /// What the first button sets (hyper.admin.extend).
    pub extend: Extension,
    /// What Regenerate Tokens does (hyper.admin.regenerate).
    pub regenerate: Regeneration,
    /// What deleting the record ends (hyper.admin.delete).
    pub delete: Deletion,
    /// Functions that the whitelist does not guard (hyper.admin.whitelist: there is none).
    pub whitelist_spares: &'static [&'static str],
    /// Functions that cannot be blocked (hyper.admin.blocked-functions: there is none).
    pub blocking_spares: &'static [&'static str],
    /// How a function's name is compared with a blocked one (hyper.admin.blocked-functions).
    pub blocking: Blocking,
}

/// What Regenerate Tokens does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regeneration {
    /// The modes in which it replaces the refresh token (hyper.admin.regenerate-both).
    pub refresh_token_in: &'static [RefreshTokenMode],
    /// How many replaced pairs are stored after it (hyper.admin.regenerate).
    pub stored_pairs: usize,
    /// Whose end the new access token has (hyper.admin.regenerate).
    pub end: RegeneratedEnd,
}

choice! {
    /// Whose end a regenerated access token has.
    RegeneratedEnd {
        /// Its own, a lifetime from now.
        ItsOwn = "its-own",
        /// That of the token which it replaces.
        TheOldTokens = "the-old-tokens",
    }
}

choice! {
    /// The domain address of an instance that was given none.
    DomainAddress {
        /// One from the instance's name.
        OfTheInstance = "of-the-instance",
        /// The same for every instance.
        Shared = "shared",
        /// None.
        Empty = "empty",
    }
}

choice! {
    /// What a changed lifetime does to the current token's end.
    Recalculation {
        /// It is recalculated.
        Made = "made",
        /// It is recalculated where it becomes later.
        LaterOnly = "later-only",
        /// It is left to the next token.
        Left = "left",
    }
}

choice! {
    /// What Access Until UTC overrides.
    AccessUntil {
        /// The lifetime, for the current token.
        Lifetime = "lifetime",
        /// The lifetime where it is longer.
        LongerLifetime = "longer-lifetime",
        /// The lifetime, for later tokens too.
        LaterTokensToo = "later-tokens-too",
    }
}

choice! {
    /// What the first button sets.
    Extension {
        /// The end and the lifetime.
        EndAndLifetime = "end-and-lifetime",
        /// The end alone.
        End = "end",
        /// The lifetime alone.
        Lifetime = "lifetime",
    }
}

choice! {
    /// What deleting the record ends.
    Deletion {
        /// Both tokens.
        BothTokens = "both-tokens",
        /// The access token alone.
        AccessToken = "access-token",
        /// The refresh token alone.
        RefreshToken = "refresh-token",
    }
}

choice! {
    /// How a function's name is compared with a blocked one.
    Blocking {
        /// As a whole.
        WholeName = "whole-name",
        /// By its beginning.
        Beginning = "beginning",
    }
}

impl Blocking {
    /// Whether the blocked name blocks this function.
    pub(in crate::hyper) fn holds(self, blocked: &str, function: &str) -> bool {
        match self {
            Self::WholeName => blocked.eq_ignore_ascii_case(function),
            Self::Beginning => function.get(..blocked.len()).is_some_and(|beginning| blocked.eq_ignore_ascii_case(beginning)),
        }
    }
}

impl Default for RecordRules {
    fn default() -> Self {
        Self {
            names: [
                "Hyper User Name",
                "Created On UTC",
                "Domain Address",
                "Domain Purpose",
                "Generated Token Life in Hours",
                "Access Until UTC",
                "Last Access Token Refresh UTC",
                "Max Posts per IP per Minute",
                "Session Timeout # Minutes",
                "Keep Alive UTC",
                "Last Trans UTC",
                "Access Token",
                "Refresh Token",
                "IP v4 Whitelist",
                "Domain Enabled Modules",
                "Block These Functions",
            ],
            domain_address: DomainAddress::OfTheInstance,
            life_hours: LIFE_HOURS,
            lifetime: Recalculation::Made,
            access_until: AccessUntil::Lifetime,
            extend: Extension::EndAndLifetime,
            regenerate: Regeneration {
                refresh_token_in: &[RefreshTokenMode::Replaceable, RefreshTokenMode::Constant],
                stored_pairs: 1,
                end: RegeneratedEnd::ItsOwn,
            },
            delete: Deletion::BothTokens,
            whitelist_spares: &[],
            blocking_spares: &[],
            blocking: Blocking::WholeName,
        }
    }
}
