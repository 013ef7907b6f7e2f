//! The journal as it may be read: every secret shown as a name.

use std::net::IpAddr;

use jiff::Timestamp;
use providers::ClauseId;
use schemars::JsonSchema;
use serde::Serialize;

use super::filter::Filter;
use super::show::show;
use super::{Entry, Journal, Names};
use crate::control::shapes::Moment;

/// Calls of a world, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct JournalView {
    /// The world.
    pub world: String,
    /// How many older calls were dropped because of the journal's bounds.
    pub dropped: u64,
    /// The latest id that can be read; ask with `since` for what comes after it.
    pub latest: u64,
    /// The calls.
    pub calls: Vec<EntryView>,
}

/// A call and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EntryView {
    /// Counted from 1 in each world.
    pub id: u64,
    /// The virtual time.
    #[schemars(with = "Moment")]
    pub at: Timestamp,
    /// The time outside.
    #[schemars(with = "Moment")]
    pub real: Timestamp,
    /// The world.
    pub world: String,
    /// The instance; none where the path leads to none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The client's address.
    pub client: IpAddr,
    /// What was asked.
    pub request: RequestView,
    /// What was answered.
    pub answer: AnswerView,
    /// The clauses that decided the answer, the most decisive first.
    #[schemars(with = "Vec<String>")]
    pub clauses: Vec<ClauseId>,
    /// Those of them by which something was accepted that the documents do not say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub beyond: Vec<ClauseId>,
    /// The settings that would have let the call through, each with the value: `hyper.refresh_limit=off`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lift: Vec<String>,
    /// The user's stub that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stub: Option<String>,
    /// The faults that struck it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// The code of an error that is Standin's own, not the API's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RequestView {
    /// The method.
    pub method: String,
    /// The path in the world.
    pub path: String,
    /// The query without its `?`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What stands in the Basic header, not encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic: Option<String>,
    /// The body.
    #[serde(skip_serializing_if = "BodyView::is_empty")]
    pub body: BodyView,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerView {
    /// The status.
    pub status: u16,
    /// The headers in order, but Content-Length and Date.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(skip_serializing_if = "BodyView::is_empty")]
    pub body: BodyView,
}

/// A body: as text where it is UTF-8, else in Base64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BodyView {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// So many bytes more there were; they were not kept.
    #[serde(skip_serializing_if = "is_zero")]
    pub cut: usize,
}

impl BodyView {
    fn is_empty(&self) -> bool {
        self.cut == 0 && self.base64.is_none() && self.text.as_deref().is_none_or(str::is_empty)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl EntryView {
    /// An entry without its secrets.
    pub(crate) fn of(world: &str, entry: &Entry, names: &mut Names) -> Self {
        show(world, entry, names)
    }
}

impl JournalView {
    pub(crate) fn of(world: &str, journal: &Journal, filter: &Filter) -> Self {
        journal.with_names(|names| {
            let page = journal.after(filter.since);
            let fits: Vec<_> = page.entries.iter().filter(|entry| filter.fits(entry, names.naming())).collect();
            let skipped = filter.limit.map_or(0, |limit| fits.len().saturating_sub(limit));
            let calls = fits.into_iter().skip(skipped).map(|entry| EntryView::of(world, entry, names)).collect();
            Self { world: world.to_owned(), dropped: page.dropped, latest: page.upto, calls }
        })
    }
}
