//! Wrong limits: one call off, a second off, counted for the wrong thing, never forgotten.

use jiff::SignedDuration;

use crate::hyper::rules::{Event, PostsPer, TurnedAway, clause};
use crate::hyper::settings::Settings;
use crate::{Deviation, Limit};

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("eleven-refreshes-a-minute", clause::REFRESH_LIMIT, "11 RefreshToken calls are served in a minute.", |settings| {
        settings.refresh_limit = Limit::Of(11)
    }),
    Deviation::new(
        "refreshes-forgotten-after-58-seconds",
        clause::REFRESH_LIMIT,
        "RefreshToken is served again 58 s after the first call.",
        |settings| settings.rules.limits.refresh_window = SignedDuration::from_secs(58),
    ),
    Deviation::new("refreshes-by-post-not-counted", clause::REFRESH_LIMIT, "RefreshToken calls by POST do not count.", |settings| {
        settings.rules.limits.refresh_post_counts = 0
    }),
    Deviation::new("nine-refreshes-a-minute", clause::REFRESH_SERVES_TEN, "9 RefreshToken calls are served in a minute.", |settings| {
        settings.refresh_limit = Limit::Of(9)
    }),
    Deviation::new("refreshes-by-post-counted-twice", clause::REFRESH_SERVES_TEN, "A RefreshToken call by POST counts for two.", |settings| {
        settings.rules.limits.refresh_post_counts = 2
    }),
    Deviation::new(
        "refreshes-forgotten-after-90-seconds",
        clause::REFRESH_LIMIT_RECOVERS,
        "RefreshToken is served again only after 90 s.",
        |settings| settings.rules.limits.refresh_window = SignedDuration::from_secs(90),
    ),
    Deviation::new(
        "a-call-turned-away-begins-the-minute-anew",
        clause::REFRESH_LIMIT_RECOVERS,
        "A RefreshToken call that is turned away begins the minute anew.",
        |settings| settings.rules.limits.turned_away = TurnedAway::BeginsAnew,
    ),
    Deviation::new("twenty-one-posts-a-minute", clause::POSTS_LIMIT, "21 posts a minute are accepted from one address.", |settings| {
        settings.max_posts = Limit::Of(21)
    }),
    Deviation::new("posts-forgotten-after-58-seconds", clause::POSTS_LIMIT, "A post is forgotten after 58 s.", |settings| {
        settings.rules.limits.posts_window = SignedDuration::from_secs(58)
    }),
    Deviation::new("posts-counted-by-function", clause::POSTS_LIMIT, "Each function has 20 posts a minute of its own.", |settings| {
        settings.rules.limits.posts_per = PostsPer::Function
    }),
    Deviation::new("posts-counted-for-the-instance", clause::POSTS_PER_ADDRESS, "All addresses have 20 posts a minute together.", |settings| {
        settings.rules.limits.posts_per = PostsPer::Instance
    }),
    Deviation::new(
        "posts-counted-by-network",
        clause::POSTS_PER_ADDRESS,
        "The 256 addresses of a network have 20 posts a minute together.",
        |settings| settings.rules.limits.posts_per = PostsPer::Network,
    ),
    Deviation::new("threshold-works-on-save", clause::POSTS_LIMIT_SETTING, "Another threshold takes effect on save, before a restart.", |settings| {
        settings.rules.moves.max_posts = &[Event::Saved, Event::Restarted]
    }),
    Deviation::new("threshold-of-20-at-most", clause::POSTS_LIMIT_SETTING, "A threshold above 20 is taken for 20.", |settings| {
        settings.rules.limits.most_posts = 20
    }),
];
