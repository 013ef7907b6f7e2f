//! Keeps the evidence of an exploration: its record, and its signature where one is wanted.

use std::path::PathBuf;

use conformance::evidence::{Description, Environment, Errand, Exploration, ExploredApi, Lasted, Outcome, Statement};

use super::{ExploreError, Options};
use crate::check::platform;
use crate::exit::Exit;
use crate::seal::{Seal, SealError, Signing, Written};

/// What people say of it.
#[derive(clap::Args, Debug)]
pub(crate) struct EvidenceOptions {
    /// Write a record that says who was asked, from which seed, what was covered and what was found, without secrets.
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    #[command(flatten)]
    signing: Signing,
}

/// An exploration whose record is to be kept, and what it came to so far.
pub(super) struct Keeping {
    seal: Seal,
    asked: Errand,
    lasted: Option<Lasted>,
    apis: Vec<ExploredApi>,
}

impl Keeping {
    /// Nothing where no evidence is wanted. Whether it can be kept is known before the first call.
    pub(super) fn prepared(options: &EvidenceOptions, asked: Errand) -> Result<Option<Self>, SealError> {
        let Some(file) = options.evidence.as_deref() else { return Ok(None) };
        let seal = Seal::prepared(file, &options.signing)?;
        Ok(Some(Self { seal, asked, lasted: None, apis: Vec::new() }))
    }

    /// Takes in what was explored of an API, and writes the record so far.
    pub(super) fn explored(&mut self, target: &Description, (api, lasted): (ExploredApi, Option<Lasted>)) -> Result<Written, SealError> {
        self.apis.push(api);
        self.lasted = self.lasted.into_iter().chain(lasted).reduce(Lasted::and);
        let outcome = match self.apis.iter().any(|api| api.found.is_some()) {
            _ if self.apis.len() < target.apis.len() => Outcome::Incomplete,
            true => Outcome::Differs,
            false => Outcome::NoDifference,
        };
        self.write(target, outcome)
    }

    /// Writes the record of an exploration that ended before its time; none where it was asked wrongly.
    pub(super) fn ended(&self, target: &Description, error: &ExploreError) -> Option<Result<Written, SealError>> {
        let outcome = match error.exit() {
            Exit::Usage => return None,
            Exit::Unreachable => Outcome::Unreachable,
            Exit::Interrupted => Outcome::Interrupted,
            Exit::Incomplete => Outcome::Incomplete,
            _ => Outcome::Broken,
        };
        Some(self.write(target, outcome))
    }

    fn write(&self, target: &Description, outcome: Outcome) -> Result<Written, SealError> {
        let environment = Environment::over(env!("CARGO_PKG_VERSION"), &platform(), self.lasted);
        let record = Exploration::new(environment, target.clone(), self.asked.clone(), outcome, self.apis.clone());
        let bytes = record.bytes().map_err(|error| self.seal.failed(&error))?;
        self.seal.write(&bytes, || Ok::<_, std::convert::Infallible>(Statement::about_exploration(&record, &bytes).bytes()))
    }
}

impl Options {
    /// What is asked.
    pub(super) fn errand(&self) -> Errand {
        Errand::of(self.seed, self.whole_reach(), self.silence(), self.shrinking())
    }
}
