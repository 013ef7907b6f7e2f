//! Hyper's settings: one reading for each point that its documents leave open, and what an instance starts with.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::entity::Entity;
use super::fixed::{self, FixedAnswer};
use super::rules::{Rules, clause};
use crate::choice::choice;
use crate::{Boundary, Kind, Limit, SettingSpec, WindowKind};

choice! {
    /// The refresh token's mode (hyper.refresh-token.mode-at-start).
    RefreshTokenMode {
        /// Each RefreshToken call issues a new one.
        Replaceable = "replaceable",
        /// It never changes by a call.
        Constant = "constant",
    }
}

choice! {
    /// How values stand on the wire (hyper.refusal.encoding).
    Encoding {
        /// JSON, `False` a text.
        Quoted = "quoted",
        /// As the samples print it: names in quotes, values bare.
        Documented = "documented",
        /// JSON, `false` a boolean.
        Boolean = "boolean",
    }
}

choice! {
    /// Whether the case of a name matters (hyper.bearer.case, hyper.call.function-case).
    Case {
        /// It does not.
        Insensitive = "insensitive",
        /// It does.
        Sensitive = "sensitive",
    }
}

choice! {
    /// What an instance is handed over with (hyper.instance.refresh-token-only).
    StartWith {
        /// Both tokens.
        Both = "both",
        /// The refresh token alone.
        RefreshToken = "refresh-token",
    }
}

choice! {
    /// Of which token a refusal of RefreshToken speaks (hyper.refresh.refusal-text).
    RefreshRefusal {
        /// Of the access token, as any refusal does.
        AccessToken = "access-token",
        /// Of the refresh token.
        RefreshToken = "refresh-token",
    }
}

choice! {
    /// What grace does to a previous access token past its own end (hyper.grace.not-past-own-expiry).
    GracePastExpiry {
        /// It has ended.
        Ends = "ends",
        /// It lives on to the end of grace.
        Lives = "lives",
    }
}

choice! {
    /// Which older tokens grace keeps (hyper.grace.repeated-refresh).
    GraceKeeps {
        /// The pair replaced last.
        One = "one",
        /// Every pair replaced within the grace period.
        All = "all",
    }
}

choice! {
    /// For what RefreshToken calls are counted (hyper.refresh.rate-limit-counts).
    LimitPer {
        /// For the instance.
        Instance = "instance",
        /// For each refresh token.
        Token = "token",
        /// For each client address.
        Address = "address",
    }
}

choice! {
    /// Whether such calls count towards a limit.
    Counting {
        /// They do not.
        Free = "free",
        /// They do.
        Counted = "counted",
    }
}

choice! {
    /// Which end TokenValidity tells a caller whose token is in grace (hyper.validity.in-grace).
    ValidityInGrace {
        /// The current token's.
        Current = "current",
        /// The previous token's own.
        Own = "own",
        /// The moment at which the previous token stops working.
        Grace = "grace",
    }
}

choice! {
    /// What stands for the last refresh before the first (hyper.validity.never-refreshed).
    NeverRefreshed {
        /// The record's creation.
        Created = "created",
        /// Nothing.
        Empty = "empty",
    }
}

choice! {
    /// From when a changed lifetime counts (hyper.admin.life-counts-from).
    LifeCountsFrom {
        /// From the last refresh, else from the record's creation.
        Refresh = "refresh",
        /// From the moment of saving.
        Save = "save",
    }
}

choice! {
    /// Whether the old pair enjoys grace after a regeneration (hyper.admin.regenerate-grace).
    RegenerateGrace {
        /// It does.
        Granted = "granted",
        /// It does not.
        Withheld = "withheld",
    }
}

choice! {
    /// When a changed list of blocked functions works (hyper.admin.blocked-functions-when).
    TakesEffect {
        /// On save.
        Save = "save",
        /// After a restart.
        Restart = "restart",
    }
}

choice! {
    /// What a blocked token gets (hyper.admin.refusal-replies).
    BlockedToken {
        /// The Missing / Wrong refusal.
        Wrong = "wrong",
        /// The reply of a forbidden call.
        Forbidden = "forbidden",
    }
}

choice! {
    /// In which forms a function's input is read (hyper.call.request-forms).
    RequestForms {
        /// Query, form, JSON and the sample's own form.
        Any = "any",
        /// Query, form and JSON.
        WellFormed = "well-formed",
    }
}

choice! {
    /// Whether alive_check answers without any check (hyper.call.alive-check).
    AliveCheck {
        /// It does.
        Open = "open",
        /// It is a function like any other.
        Function = "function",
    }
}

/// Every setting of an instance. `rules` is no setting: only a deviation changes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "SPECS says what each field is; the words would stand twice")]
pub struct Settings {
    pub user_name: String,
    pub domain_address: String,
    pub purpose: String,
    pub start_with: StartWith,
    pub refresh_token: RefreshTokenMode,
    pub refresh_token_life: Limit,
    pub life_hours: u64,
    pub encoding: Encoding,
    pub refusal_status: u16,
    pub bearer_case: Case,
    pub function_case: Case,
    pub refresh_refusal: RefreshRefusal,
    pub boundary: Boundary,
    pub grace_past_expiry: GracePastExpiry,
    pub grace_keeps: GraceKeeps,
    pub refresh_limit: Limit,
    pub refresh_limit_status: u16,
    pub refresh_limit_window: WindowKind,
    pub refresh_limit_per: LimitPer,
    pub refresh_limit_refused: Counting,
    pub max_posts: Limit,
    pub posts_limit_status: u16,
    pub posts_limit_window: WindowKind,
    pub posts_limit_gets: Counting,
    pub posts_limit_refused: Counting,
    pub validity_in_grace: ValidityInGrace,
    pub method_replaceable: String,
    pub never_refreshed: NeverRefreshed,
    pub life_counts_from: LifeCountsFrom,
    pub regenerate_grace: RegenerateGrace,
    pub whitelist: Vec<Ipv4Addr>,
    pub modules: Vec<String>,
    pub blocked_functions: Vec<String>,
    pub blocked_functions_when: TakesEffect,
    pub blocked_token: BlockedToken,
    pub forbidden_status: u16,
    pub keep_alive_minutes: Limit,
    pub request_forms: RequestForms,
    pub alive_check: AliveCheck,
    pub entities: Arc<[Entity]>,
    #[serde(deserialize_with = "fixed::by_name")]
    pub functions: BTreeMap<String, FixedAnswer>,
    #[serde(skip)]
    pub rules: Rules,
}

impl Settings {
    /// The readings under which nothing is accepted that the documents do not say.
    pub(super) fn strict(&mut self) {
        self.bearer_case = Case::Sensitive;
        self.function_case = Case::Sensitive;
        self.request_forms = RequestForms::WellFormed;
        self.alive_check = AliveCheck::Function;
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_name: "api".to_owned(),
            domain_address: String::new(),
            purpose: "API".to_owned(),
            start_with: StartWith::Both,
            refresh_token: RefreshTokenMode::Replaceable,
            refresh_token_life: Limit::Off,
            life_hours: 1,
            encoding: Encoding::Quoted,
            refusal_status: 401,
            bearer_case: Case::Insensitive,
            function_case: Case::Insensitive,
            refresh_refusal: RefreshRefusal::AccessToken,
            boundary: Boundary::Exclusive,
            grace_past_expiry: GracePastExpiry::Ends,
            grace_keeps: GraceKeeps::One,
            refresh_limit: Limit::Of(10),
            refresh_limit_status: 429,
            refresh_limit_window: WindowKind::Sliding,
            refresh_limit_per: LimitPer::Instance,
            refresh_limit_refused: Counting::Free,
            max_posts: Limit::Of(20),
            posts_limit_status: 429,
            posts_limit_window: WindowKind::Sliding,
            posts_limit_gets: Counting::Free,
            posts_limit_refused: Counting::Free,
            validity_in_grace: ValidityInGrace::Current,
            method_replaceable: "Refresh Token is Replaceable".to_owned(),
            never_refreshed: NeverRefreshed::Created,
            life_counts_from: LifeCountsFrom::Refresh,
            regenerate_grace: RegenerateGrace::Granted,
            whitelist: Vec::new(),
            modules: Vec::new(),
            blocked_functions: Vec::new(),
            blocked_functions_when: TakesEffect::Save,
            blocked_token: BlockedToken::Wrong,
            forbidden_status: 403,
            keep_alive_minutes: Limit::Off,
            request_forms: RequestForms::Any,
            alive_check: AliveCheck::Open,
            entities: Arc::new([Entity::sample()]),
            functions: default_functions(),
            rules: Rules::default(),
        }
    }
}

fn default_functions() -> BTreeMap<String, FixedAnswer> {
    let plain = |name: &str| (name.to_owned(), FixedAnswer::new(200, json!({"ResponseCode": 0, "ResponseMsgEng": ""})));
    ["Login_json", "Logout_json", "get_banks_list_json", "Direct_Client_Entity_Json"].map(plain).into()
}

const STATUS: Kind = Kind::Whole { min: 200, max: 599 };

macro_rules! specs {
    ($($name:ident: $kind:expr, $clause:ident, $says:literal;)+) => {
        /// Every setting: its name, what it takes, its clause, and what it does.
        pub(super) const SPECS: &[SettingSpec] = &[$(SettingSpec { name: stringify!($name), kind: $kind, clause: clause::$clause, says: $says }),+];
    };
}

specs! {
    user_name: Kind::Text, RECORD, "The record's Hyper User Name.";
    domain_address: Kind::Text, DOMAIN_UNIQUE, "The record's Domain Address; empty makes one from the instance's name.";
    purpose: Kind::Text, RECORD, "The record's Domain Purpose.";
    start_with: Kind::Choice(StartWith::WORDS), REFRESH_ONLY_START, "The tokens that the instance is handed over with.";
    refresh_token: Kind::Choice(RefreshTokenMode::WORDS), MODE_AT_START, "Whether a refresh replaces the refresh token.";
    refresh_token_life: Kind::WholeOr { word: "off", min: 1, max: 87_600 }, REFRESH_EXPIRY, "Hours after which a refresh token ends.";
    life_hours: Kind::Whole { min: 1, max: 8_760 }, LIFE_RANGE, "Hours that an access token lives, at the start.";
    encoding: Kind::Choice(Encoding::WORDS), ENCODING, "How values stand on the wire.";
    refusal_status: STATUS, REFUSAL_STATUS, "The HTTP status of a refusal.";
    bearer_case: Kind::Choice(Case::WORDS), BEARER_CASE, "Whether the case of the word Bearer matters.";
    function_case: Kind::Choice(Case::WORDS), FUNCTION_CASE, "Whether the case of a function's name matters.";
    refresh_refusal: Kind::Choice(RefreshRefusal::WORDS), REFRESH_REFUSAL_TEXT, "Of which token a refusal of RefreshToken speaks.";
    boundary: Kind::Choice(Boundary::WORDS), TIME_BOUNDARY, "Whether the last instant of a span still belongs to it.";
    grace_past_expiry: Kind::Choice(GracePastExpiry::WORDS), GRACE_PAST_EXPIRY, "What grace does to an access token past its own end.";
    grace_keeps: Kind::Choice(GraceKeeps::WORDS), GRACE_REPEATED, "Which older tokens grace keeps when refreshes follow each other.";
    refresh_limit: Kind::WholeOr { word: "off", min: 1, max: 10_000 }, REFRESH_LIMIT, "RefreshToken calls served in a minute.";
    refresh_limit_status: STATUS, REFRESH_LIMIT_REPLY, "The HTTP status of a RefreshToken call over the limit.";
    refresh_limit_window: Kind::Choice(WindowKind::WORDS), REFRESH_LIMIT_REPLY, "How the minute of the RefreshToken limit moves.";
    refresh_limit_per: Kind::Choice(LimitPer::WORDS), REFRESH_LIMIT_COUNTS, "For what RefreshToken calls are counted.";
    refresh_limit_refused: Kind::Choice(Counting::WORDS), REFRESH_LIMIT_COUNTS, "Whether refused RefreshToken calls count.";
    max_posts: Kind::WholeOr { word: "off", min: 1, max: 10_000 }, POSTS_LIMIT, "Posts a minute from one address while the record's field is empty.";
    posts_limit_status: STATUS, POSTS_LIMIT_REPLY, "The HTTP status of a post over the limit.";
    posts_limit_window: Kind::Choice(WindowKind::WORDS), POSTS_LIMIT_COUNTS, "How the minute of the posts limit moves.";
    posts_limit_gets: Kind::Choice(Counting::WORDS), POSTS_LIMIT_COUNTS, "Whether GET calls count as posts.";
    posts_limit_refused: Kind::Choice(Counting::WORDS), POSTS_LIMIT_COUNTS, "Whether refused posts count.";
    validity_in_grace: Kind::Choice(ValidityInGrace::WORDS), VALIDITY_IN_GRACE, "Which end TokenValidity tells a token in grace.";
    method_replaceable: Kind::Text, VALIDITY_METHOD_REPLACEABLE, "What Refresh Method reads in replaceable mode.";
    never_refreshed: Kind::Choice(NeverRefreshed::WORDS), VALIDITY_NEVER_REFRESHED, "What Last Refresh Time UTC reads before the first refresh.";
    life_counts_from: Kind::Choice(LifeCountsFrom::WORDS), LIFE_COUNTS_FROM, "From when a changed lifetime counts.";
    regenerate_grace: Kind::Choice(RegenerateGrace::WORDS), REGENERATE_GRACE, "Whether the old pair enjoys grace after a regeneration.";
    whitelist: Kind::Addresses, WHITELIST, "The record's IP v4 Whitelist at the start; empty serves every address.";
    modules: Kind::Texts, MODULES, "The record's Domain Enabled Modules at the start.";
    blocked_functions: Kind::Texts, BLOCKED_FUNCTIONS, "The record's Block These Functions at the start.";
    blocked_functions_when: Kind::Choice(TakesEffect::WORDS), BLOCKED_FUNCTIONS_WHEN, "When a changed list of blocked functions works.";
    blocked_token: Kind::Choice(BlockedToken::WORDS), REFUSAL_REPLIES, "What a blocked token gets.";
    forbidden_status: STATUS, REFUSAL_REPLIES, "The HTTP status for a blocked function or an address off the whitelist.";
    keep_alive_minutes: Kind::WholeOr { word: "off", min: 1, max: 1_440 }, KEEP_ALIVE, "Minutes between keep-alive signals after a start; off sends one at a start only.";
    request_forms: Kind::Choice(RequestForms::WORDS), REQUEST_FORMS, "In which forms a function's input is read.";
    alive_check: Kind::Choice(AliveCheck::WORDS), ALIVE_CHECK, "Whether alive_check answers without any check.";
    entities: Kind::Structure(Entity::ALLOWED), FUNCTION_REPLY, "The entities that Does_Entity_Exist_Json knows.";
    functions: Kind::Structure("functions by name, each with a status (200) and a body"), FUNCTION_REPLY, "Functions with a fixed answer.";
}
