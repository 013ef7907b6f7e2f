//! `--rerun failed --from FILE`: only the cases that did not pass in the last run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use conformance::evidence::Bundle;
use conformance::report::document;
use conformance::scenario::Case;
use conformance::suite::Suite;
use conformance::verdict::Verdict;
use serde::Deserialize;

use super::CheckError;
use crate::evidence::{EvidenceError, bundle_bytes};
use crate::print::{aside, tame};

/// What people say of it.
#[derive(Args, Debug)]
pub(super) struct Rerunning {
    /// Only the cases that did not pass in the last run, which --from names: whatever is not pass, observed, warning or waived.
    #[arg(long, value_name = "WHICH", requires = "from", conflicts_with = "only")]
    rerun: Option<Which>,
    /// The last run: its JSON report (--report json=FILE) or its evidence (--evidence FILE).
    #[arg(long, value_name = "FILE", requires = "rerun")]
    from: Option<PathBuf>,
}

/// Which cases are played again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Those that did not pass.
    Failed,
}

impl Rerunning {
    /// Whether only cases of the last run are meant.
    pub(super) fn is_wanted(&self) -> bool {
        self.rerun.is_some()
    }

    /// The last run, where only cases of it are meant. Of its failures that the suite has no longer it tells.
    ///
    /// # Errors
    /// The file cannot be read, or tells of no run.
    pub(super) fn last(&self, suite: &Suite) -> Result<Option<Last>, CheckError> {
        let (Some(Which::Failed), Some(path)) = (self.rerun, &self.from) else { return Ok(None) };
        let last = Last { cases: cases(path, &bundle_bytes(path)?)?, path: path.clone() };
        let gone: Vec<String> = last.failed().filter(|id| suite.case(id).is_none()).map(|id| tame(id)).collect();
        if !gone.is_empty() {
            aside(&format!("{}: the suite no longer has: {}", path.display(), gone.join(", ")));
        }
        Ok(Some(last))
    }
}

/// What became of each case of the last run.
pub(super) struct Last {
    path: PathBuf,
    cases: BTreeMap<String, Verdict>,
}

impl Last {
    /// Whether a case did not pass.
    pub(super) fn takes(&self, case: &Case) -> bool {
        self.cases.get(&case.id).is_some_and(|verdict| !verdict.conforms())
    }

    /// The ids of its cases.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.cases.keys().map(String::as_str)
    }

    /// Why there is nothing to play again.
    pub(super) fn told_of_none(&self) -> String {
        let path = self.path.display();
        match (self.cases.len(), self.failed().count()) {
            (0, _) => format!("{path} tells of no case, so there is nothing to play again"),
            (_, 0) => format!("{path}: every case passed, so there is nothing to play again"),
            (_, failed) => format!("{path}: {failed} did not pass, and none of them is selected"),
        }
    }

    fn failed(&self) -> impl Iterator<Item = &String> {
        self.cases.iter().filter(|(_, verdict)| !verdict.conforms()).map(|(id, _)| id)
    }
}

/// By which the kinds of files are told apart.
#[derive(Deserialize)]
struct Kind {
    standin_evidence: Option<u32>,
    version: Option<u32>,
}

/// As much of a report as is needed here.
#[derive(Deserialize)]
struct Reported {
    cases: Vec<ReportedCase>,
}

#[derive(Deserialize)]
struct ReportedCase {
    id: String,
    verdict: Verdict,
}

/// The verdict of each case in a report or a bundle.
fn cases(path: &Path, bytes: &[u8]) -> Result<BTreeMap<String, Verdict>, CheckError> {
    let wrong = |why: &str| CheckError::Usage(format!("{}: this is neither a JSON report nor evidence of a run: {}", path.display(), tame(why)));
    let kind: Kind = serde_json::from_slice(bytes).map_err(|error| wrong(&error.to_string()))?;
    if kind.standin_evidence.is_some() {
        let bundle = Bundle::read(bytes).map_err(|error| EvidenceError::Bundle { path: path.to_owned(), error })?;
        return Ok(bundle.verdicts.cases.into_iter().map(|case| (case.case, case.verdict)).collect());
    }
    match kind.version {
        Some(document::VERSION) => {}
        Some(version) => return Err(wrong(&format!("a report of version {version}; this program reads version {}", document::VERSION))),
        None => return Err(wrong("it has no version")),
    }
    let report: Reported = serde_json::from_slice(bytes).map_err(|error| wrong(&error.to_string()))?;
    Ok(report.cases.into_iter().map(|case| (case.id, case.verdict)).collect())
}
