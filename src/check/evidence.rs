//! Keeps the evidence of a run: a bundle, and its signature where one is wanted.

use std::path::PathBuf;

use conformance::evidence::{Bundle, Description, Environment, Lock, Statement};
use conformance::suite::Suite;
use conformance::target::Foreign;
use conformance::transcript::{Subject, Transcript};
use conformance::verdict::Verdicts;
use serde_json::{Map, Value};

use super::{Asked, CheckError};
use crate::seal::{Seal, Signing};

/// What people say of it.
#[derive(clap::Args, Debug)]
pub(crate) struct EvidenceOptions {
    /// Write a bundle that others can judge again: suite, target, transcript and verdicts in one file, without secrets.
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    #[command(flatten)]
    signing: Signing,
}

impl EvidenceOptions {
    /// Whether a bundle is wanted.
    pub(super) fn is_wanted(&self) -> bool {
        self.evidence.is_some()
    }
}

/// A run whose evidence is to be kept. Whether it can be is known before the first call.
pub(crate) struct Keeping(Seal);

impl Keeping {
    /// Nothing where no evidence is wanted.
    pub(crate) fn prepared(options: &EvidenceOptions, suite: &Suite) -> Result<Option<Self>, CheckError> {
        let Some(file) = options.evidence.as_deref() else { return Ok(None) };
        let seal = Seal::prepared(file, &options.signing)?;
        Lock::of(suite).map_err(|error| CheckError::Usage(format!("the suite cannot be put into evidence: {error}")))?;
        Ok(Some(Self(seal)))
    }

    /// Writes the bundle, and says so.
    pub(crate) fn write(
        &self,
        suite: &Suite,
        (target, platform): (Description, &str),
        transcript: &Transcript,
        verdicts: &Verdicts,
    ) -> Result<(), CheckError> {
        let Self(seal) = self;
        let environment = Environment::of(env!("CARGO_PKG_VERSION"), platform, transcript);
        let bundle = Bundle::new(suite, target, environment, transcript, verdicts).map_err(|error| seal.failed(&error))?;
        let bytes = bundle.bytes().map_err(|error| seal.failed(&error))?;
        seal.write(&bytes, || Statement::about(&bundle, &bytes).map(|statement| statement.bytes()))?.tell();
        Ok(())
    }
}

/// Who is asked as these APIs, and what is said of it.
pub(crate) fn described(asked: &Asked, apis: Vec<String>, subject: &Subject, foreign: Option<&Foreign>) -> Description {
    let mut described = Description::of(subject, apis);
    if let Some(foreign) = foreign {
        described = described.with_public_keys(&foreign.public_keys);
    }
    if let Some(pace) = foreign.and_then(Foreign::pace) {
        described = described.with_setting("pace", pace.get());
    }
    let deviations = asked.deviations.iter().filter_map(|text| text.split_once('='));
    let deviations: Map<String, Value> = deviations.map(|(api, name)| (api.to_owned(), name.into())).collect();
    if deviations.is_empty() { described } else { described.with_setting("deviations", deviations) }
}

/// The operating system and the processor of this run.
pub(crate) fn platform() -> String {
    format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH)
}
