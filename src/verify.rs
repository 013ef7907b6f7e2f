//! `standin verify`: checks the signature of evidence, and that the certificate in it says what the evidence does.

mod exploration;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use conformance::evidence::{Certificate, Environment, VerifyError, Vouched, verify};
use conformance::target::span;
use conformance::transcript::Subject;

use crate::evidence::{EvidenceError, bundle_bytes, envelope_bytes, signature_of, verifying_key};
use crate::exit::Exit;
use crate::print::{aside, print, tame};

/// Check the signature of evidence, of a run or an exploration, and that the certificate in it says what the evidence does.
///
/// Whether the verdicts of a run follow from what happened is for `standin judge` to say. Of an exploration it is told how to make
/// it again.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The evidence, as `standin check --evidence FILE` or `standin explore --evidence FILE` writes it.
    #[arg(value_name = "EVIDENCE")]
    bundle: PathBuf,
    /// The signature; else the file named like the evidence with .dsse.json behind it.
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
        Ok(vouched) => {
            let text = match vouched {
                Vouched::Run(certificate) => told(&certificate),
                Vouched::Exploration(certificate) => exploration::told(&certificate),
            };
            let text = format!("signed with {}\n{text}", key.id());
            print(&text.lines().map(|line| tame(line) + "\n").collect::<String>())?;
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

fn told(certificate: &Certificate) -> String {
    let checks: Vec<String> = certificate.checks.iter().map(|(word, count)| format!("{count} {word}")).collect();
    let mut text = format!("{}: {}\n", subject(&certificate.target.subject), certificate.conclusion);
    text.push_str(&format!("{}; checks: {}\n", when(&certificate.environment), checks.join(", ")));
    text.push_str(&format!("suite {}\n", certificate.suite.sha256));
    for api in &certificate.apis {
        let verified = api.clauses.iter().filter(|clause| clause.verdict == "pass").count();
        text.push_str(&format!("{}, ledger {}: {verified} of {} clauses verified\n", api.api, api.ledger.version, api.clauses.len()));
        let profiles: Vec<String> = api.profiles.iter().map(|profile| format!("{} {}", profile.profile, profile.state)).collect();
        text.push_str(&format!("  profiles: {}\n", profiles.join(", ")));
    }
    text
}

/// Who was asked.
fn subject(subject: &Subject) -> &str {
    match subject {
        Subject::Embedded => "the mock",
        Subject::Foreign(url) => url,
    }
}

/// When, and for how long.
fn when(environment: &Environment) -> String {
    let start = environment.start.map_or_else(|| "never".to_owned(), |start| start.to_string());
    format!("begun {start}, for {}", lasting(environment.duration_ms))
}

/// How long something lasted, to the second where that says enough.
fn lasting(milliseconds: i64) -> String {
    let short = u64::try_from(milliseconds).ok().filter(|milliseconds| *milliseconds >= 10_000);
    short.map_or_else(|| format!("{milliseconds} ms"), |milliseconds| span(Duration::from_millis(milliseconds)))
}
