//! What an instance is: the administrator's record, the draft of its next edition, and what the running app has loaded.

mod admin;
mod deadlines;
mod inspect;
mod moves;
mod replacement;
mod tokens;

use std::net::{IpAddr, Ipv4Addr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub(super) use admin::{ACTIONS, act};
pub(super) use deadlines::deadlines;
pub(super) use inspect::inspect;
pub(super) use tokens::{AccessToken, Bearer, Holder, Pair, RefreshToken};

use super::rules::DomainAddress;
use super::settings::{Settings, StartWith};
use crate::limit::{Counts, Rule};
use crate::{Authority, Credentials, Limit, Moment};

/// The whole state of an instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The record as it is saved; `None` once it was deleted.
    pub(super) record: Option<Record>,
    /// Edits that wait for `save`, in the order in which they were made.
    pub(super) draft: Vec<Edit>,
    /// What the running app loaded at its last start.
    pub(super) loaded: Loaded,
    /// Replaced pairs, the newest first; never empty once a token was replaced.
    pub(super) previous: Vec<Pair>,
    /// RefreshToken calls served.
    pub(super) refreshes: Counts,
    /// Posts served, by address.
    pub(super) posts: Counts,
}

/// The administrator's record (hyper.admin.record), the keep-alive signal apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) user_name: String,
    pub(super) created: Timestamp,
    pub(super) domain_address: String,
    pub(super) purpose: String,
    pub(super) life_hours: u64,
    pub(super) last_refresh: Option<Timestamp>,
    pub(super) max_posts: Option<u64>,
    pub(super) session_timeout: Option<u64>,
    pub(super) last_transaction: Option<Timestamp>,
    pub(super) access_token: Option<AccessToken>,
    pub(super) refresh_token: RefreshToken,
    pub(super) whitelist: Vec<Ipv4Addr>,
    pub(super) modules: Vec<String>,
    pub(super) blocked_functions: Vec<String>,
}

/// An edit of the record that waits for `save` (hyper.admin.save).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Edit {
    Lifetime(u64),
    AccessUntil(Timestamp),
    MaxPosts(Option<u64>),
    SessionTimeout(Option<u64>),
    Whitelist(Vec<Ipv4Addr>),
    Modules(Vec<String>),
    BlockedFunctions(Vec<String>),
}

/// What the app read at its last start, whatever was saved since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Loaded {
    pub(super) at: Timestamp,
    pub(super) max_posts: Option<u64>,
    pub(super) whitelist: Vec<Ipv4Addr>,
    pub(super) blocked_functions: Vec<String>,
}

impl Loaded {
    fn from(record: &Record, at: Timestamp) -> Self {
        Self { at, max_posts: record.max_posts, whitelist: record.whitelist.clone(), blocked_functions: record.blocked_functions.clone() }
    }

    /// Whether the whitelist lets this address in; an IPv6 address is on no IPv4 list (hyper.admin.whitelist).
    pub(super) fn admits(&self, client: IpAddr) -> bool {
        self.whitelist.is_empty() || matches!(client, IpAddr::V4(address) if self.whitelist.contains(&address))
    }
}

impl State {
    /// A new instance: the record that the app makes at its first start.
    pub(super) fn start(settings: &Settings, authority: Authority<'_>, moment: &mut Moment<'_>) -> Self {
        let rules = &settings.rules;
        let access_token = match (settings.start_with, rules.tokens.alone) {
            (StartWith::RefreshToken, StartWith::RefreshToken) => None,
            _ => Some(AccessToken::issue(rules.tokens.handed_over.access_token, handed_over_life(settings), moment)),
        };
        let domain_address = match (settings.domain_address.as_str(), rules.record.domain_address) {
            ("", DomainAddress::OfTheInstance) => format!("{}.hyper.test", authority.instance),
            ("", DomainAddress::Shared) => "hyper.test".to_owned(),
            (address, _) => address.to_owned(),
        };
        let record = Record {
            user_name: settings.user_name.clone(),
            created: moment.now,
            domain_address,
            purpose: settings.purpose.clone(),
            life_hours: settings.life_hours,
            last_refresh: None,
            max_posts: None,
            session_timeout: None,
            last_transaction: None,
            access_token,
            refresh_token: RefreshToken::issue(settings, rules.tokens.handed_over.refresh_token, moment),
            whitelist: settings.whitelist.clone(),
            modules: settings.modules.clone(),
            blocked_functions: settings.blocked_functions.clone(),
        };
        let loaded = Loaded::from(&record, moment.now);
        Self { record: Some(record), draft: Vec::new(), loaded, previous: Vec::new(), refreshes: Counts::default(), posts: Counts::default() }
    }

    /// What a client is given (hyper.instance.refresh-token-only: perhaps the refresh token alone).
    pub(super) fn credentials(&self) -> Credentials {
        let mut credentials = Credentials::new();
        if let Some(record) = &self.record {
            credentials.insert("refresh_token", record.refresh_token.value.clone());
            if let Some(token) = &record.access_token {
                credentials.insert("access_token", token.value.clone());
            }
        }
        credentials
    }

    /// The RefreshToken limit as it stands (hyper.refresh.rate-limit).
    pub(super) fn refresh_rule(settings: &Settings) -> Rule {
        Rule {
            limit: settings.refresh_limit,
            window: settings.rules.limits.refresh_window,
            kind: settings.refresh_limit_window,
            boundary: settings.boundary,
        }
    }

    /// The posts limit as the running app has it: the record's number, else the purpose's (hyper.posts.rate-limit-setting).
    pub(super) fn posts_rule(&self, settings: &Settings) -> Rule {
        let limit = match self.loaded.max_posts.map(u32::try_from) {
            Some(Ok(number)) => Limit::Of(number.min(settings.rules.limits.most_posts)),
            _ => settings.max_posts,
        };
        Rule { limit, window: settings.rules.limits.posts_window, kind: settings.posts_limit_window, boundary: settings.boundary }
    }
}

/// How long the access token handed over lives (hyper.access-token.default-life).
fn handed_over_life(settings: &Settings) -> SignedDuration {
    match settings.rules.tokens.handed_over_hours {
        Limit::Off => hours(settings.life_hours),
        Limit::Of(number) => hours(number.into()),
    }
}

/// A lifetime.
pub(in crate::hyper) fn hours(hours: u64) -> SignedDuration {
    SignedDuration::from_hours(i64::try_from(hours).unwrap_or(i64::MAX / 3_600))
}
