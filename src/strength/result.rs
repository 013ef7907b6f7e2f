//! What became of each server, and whether the bars are held.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::questions::{Questions, Server};

/// Exploration by itself is to catch so many of a hundred deviations.
pub(super) const EXPLORATION_BAR: usize = 95;

/// What became of one server.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) server: Server,
    /// The clauses that scenarios fail it on.
    pub(super) scenarios: BTreeSet<String>,
    /// The clauses that properties fail it on.
    pub(super) properties: BTreeSet<String>,
    /// What exploration finds.
    pub(super) explored: Caught,
    /// The clauses that it passes, though it knows nothing.
    pub(super) passed: BTreeSet<String>,
}

/// Whether something was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Caught {
    /// Under the clause that is broken.
    Rightly,
    /// Under others, which are told.
    Elsewhere(String),
    /// Nothing was noticed.
    Not,
}

impl Caught {
    /// Whether it was noticed at all.
    pub(super) fn is_caught(&self) -> bool {
        *self != Self::Not
    }

    fn of(failed: &BTreeSet<String>, breaks: &str) -> Self {
        match (failed.contains(breaks), failed.first()) {
            (true, _) => Self::Rightly,
            (false, Some(first)) => Self::Elsewhere(first.clone()),
            (false, None) => Self::Not,
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Rightly => json!("under its clause"),
            Self::Elsewhere(clause) => json!({ "elsewhere": clause }),
            Self::Not => Value::Null,
        }
    }
}

/// One deviation, and what caught it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) api: &'static str,
    pub(super) name: &'static str,
    pub(super) breaks: &'static str,
    pub(super) says: &'static str,
    pub(super) scenarios: Caught,
    pub(super) properties: Caught,
    pub(super) explored: Caught,
}

impl Row {
    /// Whether scenarios or properties report it under the clause that it breaks.
    pub(super) fn is_reported(&self) -> bool {
        self.scenarios == Caught::Rightly || self.properties == Caught::Rightly
    }
}

/// The whole.
pub(super) struct Strength {
    pub(super) rows: Vec<Row>,
    /// The servers that know nothing, each with what it passes all the same.
    pub(super) nulls: Vec<(String, BTreeSet<String>)>,
    /// The clean mocks, each with what stands against it.
    pub(super) clean: Vec<(String, Vec<String>)>,
    pub(super) time: Duration,
    pub(super) seed: u64,
    /// Only some of the catalogue's deviations were asked, so that shares of them say little.
    pub(super) sampled: bool,
}

impl Strength {
    pub(super) fn of(questions: &Questions, outcomes: Vec<Outcome>, time: Duration) -> Self {
        let (mut rows, mut nulls, mut clean) = (Vec::new(), Vec::new(), Vec::new());
        for outcome in outcomes {
            let told = outcome.server.name();
            match outcome.server {
                Server::Deviating { api, name, breaks, says } => rows.push(Row {
                    api,
                    name,
                    breaks,
                    says,
                    scenarios: Caught::of(&outcome.scenarios, breaks),
                    properties: Caught::of(&outcome.properties, breaks),
                    explored: match outcome.explored {
                        Caught::Elsewhere(clause) if clause == breaks => Caught::Rightly,
                        other => other,
                    },
                }),
                Server::Null { .. } => {
                    let mut passed = outcome.passed;
                    if !outcome.explored.is_caught() {
                        passed.insert("the exploration".to_owned());
                    }
                    nulls.push((told, passed));
                }
                Server::Clean { .. } => {
                    let mut against: Vec<String> = outcome.scenarios.union(&outcome.properties).cloned().collect();
                    if let Caught::Elsewhere(clause) = outcome.explored {
                        against.push(format!("the exploration, by {clause}"));
                    }
                    clean.push((told, against));
                }
            }
        }
        Self { rows, nulls, clean, time, seed: questions.seed(), sampled: questions.sampled() }
    }

    /// How many deviations something holds of.
    pub(super) fn count(&self, holds: impl Fn(&Row) -> bool) -> usize {
        self.rows.iter().filter(|row| holds(row)).count()
    }

    /// Whether scenarios and properties report every deviation under its clause.
    pub(super) fn reports_all(&self) -> bool {
        self.rows.iter().all(Row::is_reported)
    }

    /// Whether exploration catches as many as it is to; a share of a sample decides nothing.
    pub(super) fn explores_enough(&self) -> bool {
        self.sampled || self.count(|row| row.explored.is_caught()) * 100 >= self.rows.len() * EXPLORATION_BAR
    }

    /// Whether every bar is held.
    pub(super) fn holds(&self) -> bool {
        let nulls = self.nulls.iter().all(|(_, passed)| passed.is_empty());
        let clean = self.clean.iter().all(|(_, against)| against.is_empty());
        self.reports_all() && self.explores_enough() && nulls && clean
    }

    /// The whole for programs.
    pub(super) fn value(&self) -> Value {
        let row = |row: &Row| {
            json!({
                "api": row.api, "deviation": row.name, "breaks": row.breaks, "says": row.says,
                "scenarios": row.scenarios.value(), "properties": row.properties.value(), "exploration": row.explored.value(),
            })
        };
        json!({
            "format": 1,
            "seed": self.seed,
            "holds": self.holds(),
            "deviations": self.rows.iter().map(row).collect::<Vec<_>>(),
            "nulls": self.nulls.iter().map(|(name, passed)| json!({"server": name, "passes": passed})).collect::<Vec<_>>(),
            "clean": self.clean.iter().map(|(name, against)| json!({"server": name, "against": against})).collect::<Vec<_>>(),
        })
    }
}
