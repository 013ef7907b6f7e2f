//! The limits on the way in: their windows, and for what they count.

use jiff::SignedDuration;

use super::MINUTE;
use crate::choice::choice;

/// Windows, weights and keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitRules {
    /// The window of the RefreshToken limit (hyper.refresh.rate-limit).
    pub refresh_window: SignedDuration,
    /// For how many calls a RefreshToken by POST counts (hyper.refresh.rate-limit).
    pub refresh_post_counts: u32,
    /// What a RefreshToken call that is turned away does to the window (hyper.refresh.rate-limit-recovers).
    pub turned_away: TurnedAway,
    /// The window of the posts limit (hyper.posts.rate-limit).
    pub posts_window: SignedDuration,
    /// For what posts are counted (hyper.posts.rate-limit-per-ip).
    pub posts_per: PostsPer,
    /// The highest threshold that is taken up (hyper.posts.rate-limit-setting).
    pub most_posts: u32,
}

choice! {
    /// What a call that is turned away does to the window.
    TurnedAway {
        /// Nothing.
        LeavesTheWindow = "leaves-the-window",
        /// The window begins anew with it.
        BeginsAnew = "begins-anew",
    }
}

choice! {
    /// For what posts are counted.
    PostsPer {
        /// For each address, as documented.
        Address = "address",
        /// For each address and function.
        Function = "function",
        /// For each network of 256 addresses.
        Network = "network",
        /// For the instance.
        Instance = "instance",
    }
}

impl Default for LimitRules {
    fn default() -> Self {
        Self {
            refresh_window: MINUTE,
            refresh_post_counts: 1,
            turned_away: TurnedAway::LeavesTheWindow,
            posts_window: MINUTE,
            posts_per: PostsPer::Address,
            most_posts: u32::MAX,
        }
    }
}
