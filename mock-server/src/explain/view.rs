//! What is asked of an explanation, and what it says.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use providers::{Change, Changed, Clause, ClauseId, Ledger, Level};
use schemars::JsonSchema;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::control::shapes;
use crate::ledgers;

/// A call that is to be explained. It is tried on a copy; nothing in the world changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The instance that is called.
    pub instance: String,
    /// The method; left out, GET.
    #[serde(default)]
    pub method: Option<String>,
    /// The path below the instance's base URL, with its query if it has one.
    pub path: String,
    /// The headers by name.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body.
    #[serde(default)]
    pub body: String,
    /// The client's address; left out, loopback.
    #[serde(default)]
    pub client: Option<IpAddr>,
}

/// Why an answer came.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// The world.
    pub world: String,
    /// The call's number, where one of the journal was explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// The instance; none where the path led to none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The virtual time.
    #[schemars(with = "shapes::Moment")]
    pub at: Timestamp,
    /// The answer's status.
    pub status: u16,
    /// Whether it is a refusal.
    pub refused: bool,
    /// The clauses that decided it, the most decisive first.
    pub clauses: Vec<ClauseView>,
    /// For a refusal: the changes that would have turned it, each of them tried.
    #[schemars(with = "Vec<shapes::Proposal>")]
    pub changes: Vec<Proposal>,
    /// The user's stub that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stub: Option<String>,
    /// The faults that struck.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// The code of an error that is Standin's own, not the API's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
}

/// A clause as people read it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClauseView {
    /// The id.
    pub id: String,
    /// How firmly the document says it.
    #[schemars(with = "shapes::Level")]
    pub level: Level,
    /// What it says.
    pub says: String,
    /// Where it stands: the document's title and section.
    pub place: String,
    /// The answer accepted what the document does not say.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub undocumented: bool,
}

/// A change to the call that was tried and turned the refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The change.
    pub change: Change,
    /// The status of the answer that it brings.
    pub status: u16,
    /// The clauses that decide that answer.
    pub clauses: Vec<ClauseId>,
}

impl ClauseView {
    /// The clauses of these ids, as far as a ledger has them.
    pub(crate) fn all(ids: &[ClauseId]) -> Vec<Self> {
        let mut seen = std::collections::BTreeSet::new();
        let fresh = ids.iter().filter(|id| seen.insert(**id));
        fresh.filter_map(|id| ledgers::place(*id)).map(|(ledger, clause)| Self::of(ledger, clause)).collect()
    }

    fn of(ledger: &Ledger, clause: &Clause) -> Self {
        Self { id: clause.id.clone(), level: clause.level, says: clause.says.clone(), place: ledger.place(clause), undocumented: clause.beyond }
    }
}

impl Explanation {
    pub(crate) fn new(world: &str, at: Timestamp, status: u16, clauses: &[ClauseId]) -> Self {
        Self {
            world: world.to_owned(),
            id: None,
            instance: None,
            at,
            status,
            refused: false,
            clauses: ClauseView::all(clauses),
            changes: Vec::new(),
            stub: None,
            faults: Vec::new(),
            error: None,
        }
    }
}

impl Serialize for Proposal {
    /// What would be different in words, and which part of the call that is; values that may be secret are left out.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("says", &self.change.says)?;
        match &self.change.to {
            Changed::At(moment) => map.serialize_entry("at", moment)?,
            Changed::Client(address) => map.serialize_entry("client", address)?,
            Changed::Method(method) => map.serialize_entry("method", method.as_str())?,
            Changed::Path(path) => map.serialize_entry("path", path)?,
            Changed::Query(_) => map.serialize_entry("changes", "query")?,
            Changed::Header(name, _) => map.serialize_entry("header", name.as_str())?,
            Changed::Body { .. } => map.serialize_entry("changes", "body")?,
            Changed::Setting(name, value) => map.serialize_entry("setting", &format!("{name}={value}"))?,
        }
        map.serialize_entry("status", &self.status)?;
        map.serialize_entry("clauses", &self.clauses)?;
        map.end()
    }
}
