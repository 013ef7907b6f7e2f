//! Which clauses calls have met, and which never.

mod junit;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use parking_lot::Mutex;
use providers::{CATALOGUE, Clause, ClauseId, Level};
use schemars::JsonSchema;
use serde::Serialize;

use crate::control::shapes;
use crate::{WorldError, Worlds, ledgers};

/// How often each clause decided an answer. It has no more entries than there are clauses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(BTreeMap<ClauseId, u64>);

/// What was met of these APIs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Met {
    apis: BTreeSet<&'static str>,
    tally: Tally,
}

/// What was met in worlds that are gone, of the APIs that any world had.
pub(crate) type MetBefore = Arc<Mutex<Met>>;

impl Tally {
    /// What another one has, too.
    pub(crate) fn add(&mut self, other: &Self) {
        for (id, answers) in &other.0 {
            *self.0.entry(*id).or_default() += answers;
        }
    }

    /// One answer that these clauses decided, each named once.
    pub(crate) fn count(&mut self, clauses: &[ClauseId]) {
        for id in clauses {
            *self.0.entry(*id).or_default() += 1;
        }
    }
}

impl Met {
    /// So much of these APIs.
    pub(crate) fn of(apis: impl Iterator<Item = &'static str>, tally: Tally) -> Self {
        Self { apis: apis.collect(), tally }
    }

    /// From now on these APIs are told of, too.
    pub(crate) fn expect(&mut self, apis: impl Iterator<Item = &'static str>) {
        self.apis.extend(apis);
    }

    /// What was met in one more world.
    pub(crate) fn add(&mut self, tally: &Tally) {
        self.tally.add(tally);
    }
}

/// Which clauses calls have met, API by API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coverage {
    /// The APIs, in the order of the catalogue.
    pub apis: Vec<ApiCoverage>,
}

/// Which clauses of an API calls have met. A clause is met by an answer that it decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ApiCoverage {
    /// The API.
    pub api: &'static str,
    /// How many clauses were met.
    pub met: usize,
    /// How many were not, of those that a client can observe.
    pub never: usize,
    /// All clauses, in the order of the documents.
    pub clauses: Vec<ClauseCoverage>,
}

/// How often a clause was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClauseCoverage {
    /// The clause.
    pub id: &'static str,
    /// How firmly the document says it.
    #[schemars(with = "shapes::Level")]
    pub level: Level,
    /// What it says, in our sentence.
    pub says: &'static str,
    /// Its place in the documents.
    pub place: String,
    /// The answers that it decided.
    pub answers: u64,
    /// Each of these answers accepted what the documents do not say.
    #[serde(skip_serializing_if = "is_not")]
    pub beyond: bool,
    /// Why no client can observe it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unobservable: Option<&'static str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_not(said: &bool) -> bool {
    !said
}

/// A form in which coverage is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoverageForm {
    /// For programs.
    #[default]
    Json,
    /// For people.
    Text,
    /// For what reads test reports: a case a clause, those never met skipped.
    Junit,
}

impl CoverageForm {
    /// The form of a file by the end of its name: `.json`, `.xml`, else text.
    #[must_use]
    pub fn of(file: &Path) -> Self {
        let end = file.extension().map(|end| end.to_string_lossy().to_ascii_lowercase());
        match end.as_deref() {
            Some("json") => Self::Json,
            Some("xml") => Self::Junit,
            _ => Self::Text,
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
            Self::Junit => "application/xml",
        }
    }
}

impl FromStr for CoverageForm {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            "junit" => Ok(Self::Junit),
            _ => Err("json, text or junit"),
        }
    }
}

impl Coverage {
    fn of(met: &Met) -> Self {
        let wanted = CATALOGUE.iter().filter(|api| met.apis.contains(api.name()));
        Self { apis: wanted.filter_map(|api| ApiCoverage::of(api.name(), &met.tally.0)).collect() }
    }

    /// All of it in a form, ended by a newline.
    #[must_use]
    pub fn write(&self, form: CoverageForm) -> String {
        match form {
            CoverageForm::Json => serde_json::to_string_pretty(self).unwrap_or_default() + "\n",
            CoverageForm::Text => text::write(self),
            CoverageForm::Junit => junit::write(self),
        }
    }
}

impl ApiCoverage {
    fn of(api: &'static str, counts: &BTreeMap<ClauseId, u64>) -> Option<Self> {
        let ledger = &ledgers::known(api)?.ledger;
        let answers = |clause: &Clause| counts.iter().find(|(id, _)| id.0 == clause.id).map_or(0, |(_, answers)| *answers);
        let of_clause = |clause: &'static Clause| ClauseCoverage {
            id: &clause.id,
            level: clause.level,
            says: &clause.says,
            place: ledger.place(clause),
            answers: answers(clause),
            beyond: clause.beyond && answers(clause) > 0,
            unobservable: clause.unobservable.as_deref(),
        };
        let clauses: Vec<ClauseCoverage> = ledger.clauses.iter().map(of_clause).collect();
        let met = clauses.iter().filter(|clause| clause.answers > 0).count();
        let never = clauses.iter().filter(|clause| clause.is_missing()).count();
        Some(Self { api, met, never, clauses })
    }
}

impl ClauseCoverage {
    /// Whether a client could have met it and did not.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.answers == 0 && self.unobservable.is_none()
    }
}

impl Worlds {
    /// Which clauses the calls of a world have met since it was made; neither a reset nor an emptied journal forgets them.
    ///
    /// # Errors
    /// There is no such world.
    pub fn coverage(&self, world: &str) -> Result<Coverage, WorldError> {
        self.with(world, |world, _| Coverage::of(&world.met()))
    }

    /// Which clauses the calls of all worlds have met, of those that are gone too.
    #[must_use]
    pub fn coverage_of_all(&self) -> Coverage {
        Coverage::of(&self.met())
    }
}

#[cfg(test)]
mod tests;
