//! Which calls are meant.

use jiff::Timestamp;
use providers::naming::Naming;
use serde_json::Value;

use super::entry::Entry;
use super::pattern::{Pattern, StatusPattern};
use super::show::path as shown_path;
use crate::ledgers;

/// What a call must be like. What is left out fits any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matcher {
    /// The instance.
    pub instance: Option<String>,
    /// The method, in capital letters.
    pub method: Option<String>,
    /// The path: below the instance's mount point, or as a client writes it within the world.
    pub path: Option<Pattern>,
    /// The answer's status.
    pub status: Option<StatusPattern>,
    /// A clause that decided the answer.
    pub clause: Option<Pattern>,
    /// The name of the credentials in the Authorization header, as the journal shows it: `<access_token:1>`.
    pub bearer: Option<String>,
}

/// Which calls of a journal are wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// What they are like.
    pub matcher: Matcher,
    /// Only those after this id.
    pub since: u64,
    /// Only those at this virtual time or later.
    pub from: Option<Timestamp>,
    /// Only those at this virtual time or before.
    pub to: Option<Timestamp>,
    /// Only those that were refused.
    pub refused: bool,
    /// At most so many, the latest.
    pub limit: Option<usize>,
}

impl Filter {
    pub(super) fn fits(&self, entry: &Entry, names: &Naming) -> bool {
        let Self { matcher, since, from, to, refused, limit: _ } = self;
        entry.id > *since
            && from.is_none_or(|from| entry.at >= from)
            && to.is_none_or(|to| entry.at <= to)
            && (!refused || entry.refused())
            && matcher.misses(entry, names).is_empty()
    }
}

impl Matcher {
    /// Why a call does not fit; empty where it does.
    pub(crate) fn misses(&self, entry: &Entry, names: &Naming) -> Vec<String> {
        let mut misses = Vec::new();
        let mut demand = |what: &str, wanted: Option<String>, found: String, fits: bool| {
            if let Some(wanted) = wanted.filter(|_| !fits) {
                misses.push(format!("its {what} is {found}, not {wanted}"));
            }
        };
        let instance = entry.instance.as_ref().map_or("", |plan| plan.name.as_str());
        demand("instance", self.instance.clone(), or_none(instance), self.instance.as_deref() == Some(instance));
        let method = entry.request.method.as_str();
        demand("method", self.method.clone(), method.to_owned(), self.method.as_deref() == Some(method));
        let (path, below) = (entry.request.path(), entry.request.below());
        let on_path = self.path.as_ref().is_some_and(|pattern| pattern.fits(path) || pattern.fits(below));
        demand("path", self.path.as_ref().map(text), shown_path(path, names), on_path);
        let status = entry.answer.status;
        demand("status", self.status.map(|status| status.to_string()), status.to_string(), self.status.is_some_and(|s| s.fits(status)));
        let clauses = &entry.answer.clauses;
        let decided = self.clause.as_ref().is_some_and(|pattern| clauses.iter().any(|id| pattern.fits(id.0)));
        let told: Vec<_> = clauses.iter().map(|id| id.0).collect();
        demand("deciding clause", self.clause.as_ref().map(text), or_none(&told.join(" or ")), decided);
        let bearer = entry.request.credentials().and_then(|value| names.known(value)).unwrap_or_default();
        demand("bearer", self.bearer.clone(), or_none(bearer), self.bearer.as_deref() == Some(bearer));
        misses
    }

    /// The calls that are meant, in words.
    pub(crate) fn says(&self) -> String {
        let parts = [
            self.method.clone(),
            self.path.as_ref().map(text),
            self.instance.as_ref().map(|name| format!("of {name}")),
            self.status.map(|status| format!("answered {status}")),
            self.clause.as_ref().map(|clause| format!("decided by {}", clause.as_str())),
            self.bearer.as_ref().map(|name| format!("with {name}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "any call".to_owned() } else { parts.join(" ") }
    }
}

fn text(pattern: &Pattern) -> String {
    pattern.as_str().to_owned()
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "none".to_owned() } else { text.to_owned() }
}

impl Entry {
    /// Whether the answer refuses: by its status, or by a body that the ledger knows as a refusal.
    pub(crate) fn refused(&self) -> bool {
        self.answer.status >= 400 || self.answer.error.is_some() || self.says_refused().unwrap_or_default()
    }

    fn says_refused(&self) -> Option<bool> {
        let api = self.instance.as_ref()?.configured.api();
        let ledger = &ledgers::known(api.name())?.ledger;
        let Value::Object(read) = api.read(self.answer.body().bytes)? else { return None };
        let holds = |body: &serde_json::Map<String, Value>| !body.is_empty() && body.iter().all(|(name, value)| read.get(name) == Some(value));
        Some(ledger.refusals.values().any(|refusal| holds(&refusal.body)))
    }
}
