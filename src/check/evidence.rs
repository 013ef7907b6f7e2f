//! Keeps the evidence of a run: a bundle, and its signature where one is wanted.

use std::path::{Path, PathBuf};

use conformance::evidence::{Bundle, BundleError, Description, Envelope, Environment, Lock, SigningKey, Statement, sha256};
use conformance::scenario::Case;
use conformance::suite::Suite;
use conformance::target::Foreign;
use conformance::transcript::{Subject, Transcript};
use conformance::verdict::Verdicts;
use serde_json::{Map, Value};

use super::CheckError;
use crate::evidence::{key_bytes, signature_of};
use crate::file::{self, Readers};
use crate::print::aside;

/// What people say of it.
#[derive(clap::Args, Debug)]
pub(crate) struct EvidenceOptions {
    /// Write a bundle that others can judge again: suite, target, transcript and verdicts in one file, without secrets.
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// Sign the bundle with this Ed25519 key, PKCS#8, PEM or DER; see docs/evidence.md.
    #[arg(long, value_name = "KEY", requires = "evidence")]
    sign: Option<PathBuf>,
    /// Where the signature is written; else beside the bundle, as FILE.dsse.json.
    #[arg(long, value_name = "FILE", requires = "sign")]
    signature: Option<PathBuf>,
}

/// A run whose evidence is to be kept. Whether it can be is known before the first call.
pub(crate) struct Keeping {
    bundle: PathBuf,
    signature: Option<(PathBuf, SigningKey)>,
}

impl Keeping {
    /// Nothing where no evidence is wanted.
    pub(crate) fn prepared(options: &EvidenceOptions, suite: &Suite) -> Result<Option<Self>, CheckError> {
        let Some(bundle) = options.evidence.clone() else { return Ok(None) };
        let signature = signature(options, &bundle)?;
        for path in std::iter::once(&bundle).chain(signature.iter().map(|(path, _)| path)) {
            file::try_out(path).map_err(|error| usage(path, format!("evidence cannot be written there: {error}")))?;
        }
        Lock::of(suite).map_err(|error| CheckError::Usage(format!("the suite cannot be put into evidence: {error}")))?;
        Ok(Some(Self { bundle, signature }))
    }

    /// Writes the bundle, and says so.
    pub(crate) fn write(
        &self,
        suite: &Suite,
        (target, platform): (Description, &str),
        transcript: &Transcript,
        verdicts: &Verdicts,
    ) -> Result<(), CheckError> {
        let environment = Environment::of(env!("CARGO_PKG_VERSION"), platform, transcript);
        let bundle = Bundle::new(suite, target, environment, transcript, verdicts);
        let bundle = bundle.map_err(|error| self.failed(&error))?;
        let bytes = bundle.bytes().map_err(|error: BundleError| self.failed(&error))?;
        file::replace(&self.bundle, &bytes, Readers::Any).map_err(|error| self.failed(&error))?;
        aside(&format!("evidence: {}, SHA-256 {}", self.bundle.display(), sha256(&bytes)));
        let Some((path, key)) = &self.signature else { return Ok(()) };
        let statement = Statement::about(&bundle, &bytes).map_err(|error| self.failed(&error))?;
        file::replace(path, &Envelope::sign(&statement.bytes(), key).bytes(), Readers::Any).map_err(|error| self.failed(&error))?;
        aside(&format!("signed: {}, with the key {}", path.display(), key.verifying().id()));
        Ok(())
    }

    fn failed(&self, error: &dyn std::error::Error) -> CheckError {
        CheckError::Evidence { path: self.bundle.clone(), why: error.to_string() }
    }
}

/// Who is asked, and what is said of it.
pub(super) fn described(options: &super::Options, suite: &Suite, cases: &[Case], subject: &Subject, foreign: Option<&Foreign>) -> Description {
    let apis = suite.ledgers_of(cases).into_keys().collect();
    let mut described = Description::of(subject, apis);
    if let Some(foreign) = foreign {
        described = described.with_public_keys(&foreign.public_keys);
    }
    if let Some(pace) = foreign.and_then(Foreign::pace) {
        described = described.with_setting("pace", pace.get());
    }
    settings(options).iter().fold(described, |described, (name, value)| described.with_setting(name, value.clone()))
}

/// Where the signature goes, and the key.
fn signature(options: &EvidenceOptions, bundle: &Path) -> Result<Option<(PathBuf, SigningKey)>, CheckError> {
    let Some(path) = &options.sign else { return Ok(None) };
    let key = key_bytes(path).map_err(|error| CheckError::Usage(error.to_string()))?;
    let key = SigningKey::read(&key).map_err(|error| usage(path, error.to_string()))?;
    let signature = options.signature.clone().unwrap_or_else(|| signature_of(bundle));
    for file in [bundle, path] {
        if file == signature {
            return Err(usage(file, "the signature needs a file of its own".to_owned()));
        }
    }
    if bundle == path {
        return Err(usage(path, "the bundle would be written over the key".to_owned()));
    }
    Ok(Some((signature, key)))
}

/// What the command line says of the target.
fn settings(options: &super::Options) -> Map<String, Value> {
    let deviations: Map<String, Value> =
        options.asked.deviations.iter().filter_map(|text| text.split_once('=')).map(|(api, name)| (api.to_owned(), name.into())).collect();
    let mut settings = Map::new();
    if !deviations.is_empty() {
        settings.insert("deviations".to_owned(), deviations.into());
    }
    settings
}

/// The operating system and the processor of this run.
pub(super) fn platform() -> String {
    format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH)
}

fn usage(path: &Path, why: String) -> CheckError {
    CheckError::Usage(format!("{}: {why}", path.display()))
}
