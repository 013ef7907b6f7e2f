//! Accounts and the views that a scope can name, as a user configures them.

use std::collections::BTreeSet;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

/// Characters of an AccountId and a SecretKey that the dice make (hypertrack.accounts).
pub(super) const ACCOUNT_ID_LENGTH: usize = 16;
/// See [`ACCOUNT_ID_LENGTH`].
pub(super) const SECRET_KEY_LENGTH: usize = 32;

/// What the paths begin with that are read by GET; no view lies there.
const CALLS: [&str; 4] = ["devices", "trips", "workers", "tracking"];

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The AccountId: not empty, and without a colon, which would end it.
    pub account_id: String,
    /// The SecretKey; it may hold colons.
    pub secret_key: String,
    /// The scopes that its tokens may ask for; all of them where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
}

/// A view that can be embedded (hypertrack.token.views).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// The word by which a scope names it.
    pub scope: String,
    /// Its path below the instance.
    pub path: String,
    /// What it shows: a text as it stands, anything else as JSON.
    #[serde(default)]
    pub body: Value,
}

impl Account {
    pub(super) const ALLOWED: &'static str = "a list of accounts, each of account_id (no colon), secret_key, scopes; empty makes one";

    /// Whether its tokens may carry this scope.
    pub(super) fn may_ask(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|known| known == scope))
    }

    /// Reads accounts. One that no client could present is refused here and not at the call.
    pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Self>, D::Error> {
        let accounts = Vec::<Self>::deserialize(deserializer)?;
        let mut seen = BTreeSet::new();
        for (at, account) in accounts.iter().enumerate() {
            let why = match account {
                Self { account_id, .. } if account_id.is_empty() || account_id.contains(':') => "an account_id is not empty and has no colon",
                Self { secret_key, .. } if secret_key.is_empty() => "a secret_key is not empty",
                Self { account_id, .. } if !seen.insert(account_id) => "an account_id stands twice",
                _ => continue,
            };
            return Err(D::Error::custom(format!("account {}: {why}", at + 1)));
        }
        Ok(accounts)
    }
}

impl View {
    pub(super) const ALLOWED: &'static str = "a list of views, each of scope (one word), path (from /), body";

    /// Two views, so that a scope has one to open and one not to open.
    pub(super) fn samples() -> Vec<Self> {
        let view = |name: &str| Self { scope: format!("view:{name}"), path: format!("/views/{name}"), body: json!({"view": name}) };
        ["devices", "trips"].map(view).into()
    }

    /// Reads views. One that no scope could name or no call reach is refused here.
    pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Self>, D::Error> {
        let views = Vec::<Self>::deserialize(deserializer)?;
        let mut paths = BTreeSet::new();
        for Self { scope, path, .. } in &views {
            let why = match path.as_str() {
                _ if scope.is_empty() || scope.contains(char::is_whitespace) => format!("`{scope}` is no scope of one word"),
                path if !is_path(path) => format!("`{path}` is no path of a view"),
                path if CALLS.contains(&path.split('/').nth(1).unwrap_or_default()) => format!("`{path}` is the path of a call"),
                path if !paths.insert(path) => format!("`{path}` stands twice"),
                _ => continue,
            };
            return Err(D::Error::custom(why));
        }
        Ok(views)
    }
}

/// A path that a call can have: it is compared as it was sent.
pub(super) fn is_path(path: &str) -> bool {
    path.len() > 1
        && path.starts_with('/')
        && !path.ends_with('/')
        && path.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#\"<>`{}\\^|".contains(&byte))
}
