//! `standin verify`: checks a bundle's signature, and that the certificate in it says what the bundle does.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use conformance::evidence::{Certificate, VerifyError, verify};
use conformance::target::span;
use conformance::transcript::Subject;

use crate::evidence::{EvidenceError, bundle_bytes, envelope_bytes, signature_of, verifying_key};
use crate::exit::Exit;
use crate::print::{aside, print, tame};

/// Check the signature of a bundle of evidence, and that the certificate in it says what the bundle does.
///
/// Whether the verdicts follow from what happened is for `standin judge` to say.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The bundle, as `standin check --evidence FILE` writes it.
    bundle: PathBuf,
    /// The signature; else the file named like the bundle with .dsse.json behind it.
    #[arg(long, value_name = "FILE")]
    signature: Option<PathBuf>,
    /// The public key of whoever is to have signed, Ed25519, PEM or DER.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// Checks, and prints what is vouched for.
///
/// # Errors
/// A file cannot be read, or is something else.
pub(crate) fn run(options: &Options) -> Result<Exit, EvidenceError> {
    let key = verifying_key(&options.key)?;
    let signature = options.signature.clone().unwrap_or_else(|| signature_of(&options.bundle));
    let (bundle, envelope) = (bundle_bytes(&options.bundle)?, envelope_bytes(&signature)?);
    match verify(&bundle, &envelope, &key) {
        Ok(certificate) => {
            print(&told(&certificate, &key.id()))?;
            Ok(Exit::Success)
        }
        Err(VerifyError::Envelope(why)) => {
            Err(EvidenceError::Usage(format!("{}: {}", signature.display(), tame(&VerifyError::Envelope(why).to_string()))))
        }
        Err(error) => {
            aside(&format!("{}: {}", options.bundle.display(), tame(&error.to_string())));
            Ok(Exit::DoesNotConform)
        }
    }
}

fn told(certificate: &Certificate, key: &str) -> String {
    let subject = match &certificate.target.subject {
        Subject::Embedded => "the mock",
        Subject::Foreign(url) => url,
    };
    let checks: Vec<String> = certificate.checks.iter().map(|(word, count)| format!("{count} {word}")).collect();
    let environment = &certificate.environment;
    let start = environment.start.map_or_else(|| "never".to_owned(), |start| start.to_string());
    let mut text = format!("signed with {key}\n{subject}: {}\n", certificate.conclusion);
    text.push_str(&format!("begun {start}, for {}; checks: {}\n", lasting(environment.duration_ms), checks.join(", ")));
    text.push_str(&format!("suite {}\n", certificate.suite.sha256));
    for api in &certificate.apis {
        let verified = api.clauses.iter().filter(|clause| clause.verdict == "pass").count();
        text.push_str(&format!("{}, ledger {}: {verified} of {} clauses verified\n", api.api, api.ledger.version, api.clauses.len()));
        let profiles: Vec<String> = api.profiles.iter().map(|profile| format!("{} {}", profile.profile, profile.state)).collect();
        text.push_str(&format!("  profiles: {}\n", profiles.join(", ")));
    }
    text.split_inclusive('\n').map(|line| tame(line.trim_end_matches('\n')) + "\n").collect()
}

/// How long something lasted, to the second where that says enough.
fn lasting(milliseconds: i64) -> String {
    let short = u64::try_from(milliseconds).ok().filter(|milliseconds| *milliseconds >= 10_000);
    short.map_or_else(|| format!("{milliseconds} ms"), |milliseconds| span(Duration::from_millis(milliseconds)))
}
