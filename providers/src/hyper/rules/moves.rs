//! What brings which field of the record, and which part of the running app, up to date.

use crate::choice::choice;

choice! {
    /// Something that happens to an instance.
    Event {
        /// RefreshToken was served.
        Refreshed = "refreshed",
        /// RefreshToken was refused.
        RefreshRefused = "refresh-refused",
        /// A function but RefreshToken and TokenValidity succeeded.
        Called = "called",
        /// TokenValidity was served.
        ValidityTold = "validity-told",
        /// An authorised function failed.
        Failed = "failed",
        /// A function but RefreshToken was refused.
        Refused = "refused",
        /// The administrator edited a field.
        Edited = "edited",
        /// The administrator saved.
        Saved = "saved",
        /// The administrator restarted the app.
        Restarted = "restarted",
        /// The administrator extended the current token's life.
        Extended = "extended",
        /// The administrator regenerated the tokens.
        Regenerated = "regenerated",
    }
}

/// The events that move each thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moves {
    /// Created On UTC (hyper.admin.record: none does).
    pub created: &'static [Event],
    /// Last Access Token Refresh UTC (hyper.validity.last-refresh).
    pub last_refresh: &'static [Event],
    /// Last Trans UTC (hyper.admin.last-trans).
    pub last_transaction: &'static [Event],
    /// The edits, into the record (hyper.admin.save).
    pub edits: &'static [Event],
    /// The whitelist, into the running app (hyper.admin.whitelist).
    pub whitelist: &'static [Event],
    /// The threshold of posts, into the running app (hyper.posts.rate-limit-setting).
    pub max_posts: &'static [Event],
    /// The previous pair, out of its grace (hyper.grace.access-token: none does).
    pub grace: &'static [Event],
    /// A blocked token, back to good standing (hyper.admin.block-token: none does).
    pub unblocked: &'static [Event],
}

impl Default for Moves {
    fn default() -> Self {
        Self {
            created: &[],
            last_refresh: &[Event::Refreshed, Event::Regenerated],
            last_transaction: &[Event::Called, Event::ValidityTold],
            edits: &[Event::Saved],
            whitelist: &[Event::Restarted],
            max_posts: &[Event::Restarted],
            grace: &[],
            unblocked: &[],
        }
    }
}
