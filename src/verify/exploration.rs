//! What is vouched for of an exploration, and how to make it again.

use conformance::evidence::{CertifiedExploration, ExplorationCertificate};

use super::{subject, when};
use crate::explore::{again, regions};

/// What is told.
pub(super) fn told(certificate: &ExplorationCertificate) -> String {
    let ExplorationCertificate { outcome, target, environment, .. } = certificate;
    let mut text = format!("{}, explored: {outcome}\n{}\n", subject(&target.subject), when(environment));
    text.extend(certificate.apis.iter().map(of_api));
    text.push_str(&format!("again, with standin {}: {}\n", environment.standin, again(certificate)));
    text
}

fn of_api(explored: &CertifiedExploration) -> String {
    let CertifiedExploration { api, ledger, words, steps, coverage, readings, found, .. } = explored;
    let mut text = format!("{api}, ledger {}: {steps} steps in {words} sequences, ", ledger.version);
    text.push_str(&match found {
        None => "no difference\n".to_owned(),
        Some(found) => {
            let clause = found.clause.as_deref().unwrap_or("no clause");
            let word = found.word.map(|word| format!(", in sequence {word}")).unwrap_or_default();
            format!("a difference after {} steps, decided by {clause}{word}\n", found.steps)
        }
    });
    if let Some(coverage) = coverage {
        text.push_str(&format!("  {coverage}\n  {}\n", regions(coverage)));
    }
    for reading in readings.iter().filter(|reading| !reading.is_empty()) {
        let settings: Vec<String> = reading.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        text.push_str(&format!("  it reads silent points so, or the answers allow it: {}\n", settings.join(", ")));
    }
    text
}
