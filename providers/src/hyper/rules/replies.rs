//! The words and numbers of replies.

use jiff::SignedDuration;

use crate::choice::choice;

/// How the documents write a time (hyper.validity.reply).
pub(in crate::hyper) const TIME_FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// What RefreshToken and TokenValidity reply.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplyRules {
    /// RefreshToken's status by POST (hyper.refresh.get-and-post).
    pub refresh_post_status: u16,
    /// The token type (hyper.refresh.reply).
    pub token_type: &'static str,
    /// Members beside the documented four (hyper.refresh.reply: there are none).
    pub refresh_extra: &'static [(&'static str, &'static str)],
    /// In how many parts of a second expires_in counts (hyper.refresh.expires-in).
    pub expires_in_parts: i64,
    /// By how much expires_in falls short of the validity (hyper.refresh.expires-in).
    pub expires_in_short: i64,
    /// TokenValidity's status by POST (hyper.validity.get-and-post).
    pub validity_post_status: u16,
    /// The names of TokenValidity's end, last refresh and method (hyper.validity.reply).
    pub validity_names: [&'static str; 3],
    /// How TokenValidity writes a time (hyper.validity.reply).
    pub validity_time_format: &'static str,
    /// Which end TokenValidity tells (hyper.validity.until).
    pub validity_until: ValidityUntil,
    /// How far the clock by which TokenValidity tells the end is from UTC (hyper.validity.until).
    pub validity_until_zone: SignedDuration,
    /// The method in constant mode (hyper.validity.method-constant).
    pub method_constant: &'static str,
}

choice! {
    /// Which end of the current token TokenValidity tells.
    ValidityUntil {
        /// The moment at which it stops working.
        End = "end",
        /// The last refresh and the lifetime, whatever the administrator has set since.
        Lifetime = "lifetime",
    }
}

impl Default for ReplyRules {
    fn default() -> Self {
        Self {
            refresh_post_status: 200,
            token_type: "Bearer",
            refresh_extra: &[],
            expires_in_parts: 1,
            expires_in_short: 0,
            validity_post_status: 200,
            validity_names: ["Token Valid Until UTC", "Last Refresh Time UTC", "Refresh Method"],
            validity_time_format: TIME_FORMAT,
            validity_until: ValidityUntil::End,
            validity_until_zone: SignedDuration::ZERO,
            method_constant: "Refresh Token is Constant",
        }
    }
}
