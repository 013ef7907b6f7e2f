//! `standin gate`: whether a release's evidence is as good as that of the last one.

use std::path::PathBuf;

use clap::Args;
use conformance::evidence::gate;

use crate::evidence::{EvidenceError, Opened};
use crate::exit::Exit;
use crate::print::{print, tame};

/// Compare the evidence of a release with that of the last one, and name all in which it is worse.
///
/// New failures, clauses that were verified and no longer are, fewer checks made, and any change of the suite.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The bundle of the release, as `standin check --evidence FILE` writes it.
    bundle: PathBuf,
    /// The bundle of the last release.
    #[arg(long, value_name = "BUNDLE")]
    against: PathBuf,
}

/// Compares, and prints each finding.
///
/// # Errors
/// A bundle cannot be read, its verdicts do not follow from what happened, or the two have nothing in common.
pub(crate) fn run(options: &Options) -> Result<Exit, EvidenceError> {
    let (now, last) = (Opened::reliable(&options.bundle)?, Opened::reliable(&options.against)?);
    let apis = |opened: &Opened| opened.bundle.target.apis.clone();
    if !apis(&now).iter().any(|api| apis(&last).contains(api)) {
        let (now, last) = (apis(&now).join(", "), apis(&last).join(", "));
        return Err(EvidenceError::Usage(tame(&format!("these bundles have no API in common: one is about {now}, the other about {last}"))));
    }
    let findings = gate(&now.bundle, &last.bundle);
    let mut text: String = findings.iter().map(|finding| tame(&finding.to_string()) + "\n").collect();
    text.push_str(&match findings.len() {
        0 => "OPEN: nothing is worse than in the last release\n".to_owned(),
        1 => "CLOSED: 1 finding\n".to_owned(),
        count => format!("CLOSED: {count} findings\n"),
    });
    print(&text)?;
    Ok(if findings.is_empty() { Exit::Success } else { Exit::DoesNotConform })
}
