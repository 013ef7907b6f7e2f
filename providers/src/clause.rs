//! The clause ledger: every documented behaviour as data.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The id of a clause, as in `hyper.refusal.wrong`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ClauseId(pub &'static str);

impl fmt::Display for ClauseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// How firmly a document says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The document says it in words; a server that does otherwise fails.
    Stated,
    /// Shown only in an example; what the example shows is checked.
    Sample,
    /// Not said in so many words, but it follows from what is; breaking it fails like stated.
    Implied,
    /// The document leaves it open: a setting decides in the mock, and a server is never failed on it.
    Silent,
}

/// What a clause belongs to, and what can be asked for by its name. Every clause belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// What calls alone show.
    Core,
    /// What shows as time goes on: lifetimes, grace, sessions that end.
    Lifecycle,
    /// What shows only to those who exceed a limit.
    Limits,
    /// What an administrator arranges: settings, actions, what he sees, several instances.
    Administration,
}

impl Profile {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Core, Self::Lifecycle, Self::Limits, Self::Administration];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Lifecycle => "lifecycle",
            Self::Limits => "limits",
            Self::Administration => "administration",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One clause.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The id, unique in all ledgers; it starts with the provider's name.
    pub id: String,
    /// How firmly the document says it.
    pub level: Level,
    /// What it belongs to.
    pub profile: Profile,
    /// Breaking it is only worth a warning.
    #[serde(default)]
    pub advice: bool,
    /// The key of its document in [`Ledger::documents`].
    pub document: String,
    /// The heading in that document.
    pub section: String,
    /// Our sentence for it.
    pub says: String,
    /// It leaves open whether something is accepted; an answer that names it accepted what the document does not say.
    #[serde(default)]
    pub beyond: bool,
    /// The exact constants that it fixes, by a name of ours: messages, field names, numbers.
    #[serde(default)]
    pub fixes: BTreeMap<String, Value>,
    /// For a silent clause: the settings that choose a reading.
    #[serde(default)]
    pub settings: Vec<String>,
    /// Why no client can observe it; such a clause needs no scenario.
    #[serde(default)]
    pub unobservable: Option<String>,
}

/// A document that a ledger reads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its title.
    pub title: String,
}

/// Where answers hold an opaque value, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opaque {
    /// The kind of value, as in `access_token`; values are named `<access_token:1>`, `<access_token:2>`.
    pub name: String,
    /// A JSON path into the body as [`crate::Api::read`] gives it, or `header NAME`.
    pub at: String,
}

impl Opaque {
    /// The header that is this value, where it is one.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        self.at.strip_prefix("header ").map(str::trim)
    }
}

/// Where answers hold a time, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// A JSON path into the body as [`crate::Api::read`] gives it.
    pub at: String,
    /// The form, as strftime writes it; always UTC.
    pub format: String,
}

/// How a refusal is recognised: the body holds all these members.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The clause whose words these are.
    pub clause: String,
    /// The status, where the document says one.
    #[serde(default)]
    pub status: Option<u16>,
    /// Members of the body as [`crate::Api::read`] gives it.
    #[serde(default)]
    pub body: Map<String, Value>,
}

/// One provider's clauses, and the constants by which its answers are judged.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The provider's name.
    pub provider: String,
    /// Counts up with every change of a clause's meaning.
    pub version: u32,
    /// The documents by key.
    pub documents: BTreeMap<String, Document>,
    /// Where answers hold opaque values.
    #[serde(default)]
    pub opaque: Vec<Opaque>,
    /// Where answers hold times.
    #[serde(default)]
    pub times: Vec<Time>,
    /// What the body of every served call holds, where it says so; one that can be read and does not is a refusal.
    #[serde(default)]
    pub served: Map<String, Value>,
    /// The refusals by name, as scenarios name them.
    #[serde(default)]
    pub refusals: BTreeMap<String, Refusal>,
    /// All clauses, in the order of the documents.
    pub clauses: Vec<Clause>,
}

/// A ledger that cannot be read. The text shows the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LedgerError(String);

impl Ledger {
    /// Reads a ledger.
    ///
    /// # Errors
    /// The text is no ledger, names a document that it does not have, or has a clause twice.
    pub fn parse(yaml: &str) -> Result<Self, LedgerError> {
        let ledger: Self = serde_saphyr::from_str(yaml).map_err(|error| LedgerError(error.to_string()))?;
        let mut seen = std::collections::BTreeSet::new();
        for clause in &ledger.clauses {
            if !ledger.documents.contains_key(&clause.document) {
                return Err(LedgerError(format!("{}: there is no document `{}`", clause.id, clause.document)));
            }
            if !seen.insert(&clause.id) {
                return Err(LedgerError(format!("{}: this clause stands twice", clause.id)));
            }
        }
        match ledger.refusals.values().find(|refusal| !seen.contains(&refusal.clause)) {
            Some(refusal) => Err(LedgerError(format!("refusals: there is no clause `{}`", refusal.clause))),
            None => Ok(ledger),
        }
    }

    /// The clause of this id.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// Whether an answer is a refusal: one of the ledger's, or a status from 400 to 499.
    #[must_use]
    pub fn refuses(&self, status: u16, read: Option<&Value>) -> bool {
        let is = |refusal: &Refusal| {
            let holds = |(name, expected): (&String, &Value)| read.and_then(|read| read.get(name)) == Some(expected);
            refusal.status.is_none_or(|expected| expected == status) && refusal.body.iter().all(holds)
        };
        (400..500).contains(&status) || self.refusals.values().any(is)
    }

    /// The clause's place for people: document title and section.
    #[must_use]
    pub fn place(&self, clause: &Clause) -> String {
        let title = self.documents.get(&clause.document).map_or(clause.document.as_str(), |document| document.title.as_str());
        format!("\"{title}\", section \"{}\"", clause.section)
    }
}
