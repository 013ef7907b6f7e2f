//! How an exploration of which there is a record is made again.

use conformance::evidence::ExplorationCertificate;
use conformance::explore::{Reach, Silence};
use conformance::report::quoted;
use conformance::transcript::Subject;
use serde_json::Value;

/// The command that plays the same sequences again, by the same version, ready for a shell. Whoever asks a target says beside it what he knows of it.
pub(crate) fn again(certificate: &ExplorationCertificate) -> String {
    let mut words = vec!["standin explore".to_owned()];
    words.extend(certificate.target.apis.iter().map(|api| quoted(api)));
    let asked = &certificate.asked;
    match asked.reach {
        Reach::Steps(steps) => words.push(format!("--seed {} --steps {steps}", asked.seed)),
        Reach::Word(word) => words.push(format!("--seed {} --word {word}", asked.seed)),
        Reach::Exhaustive(depth) => words.push(format!("--exhaustive --depth {depth}")),
    }
    match &certificate.target.subject {
        Subject::Foreign(url) => words.push(format!("--target {}", quoted(url))),
        Subject::Embedded if asked.silence == Silence::Open => words.push("--open-readings".to_owned()),
        Subject::Embedded => {}
    }
    let settings = &certificate.target.settings;
    let deviations = settings.get("deviations").and_then(Value::as_object).into_iter().flatten();
    words.extend(deviations.filter_map(|(api, name)| Some(format!("--deviation {}", quoted(&format!("{api}={}", name.as_str()?))))));
    words.extend(settings.get("pace").and_then(Value::as_u64).map(|pace| format!("--pace {pace}")));
    words.extend(settings.get("max_wait_ms").and_then(Value::as_u64).map(|wait| format!("--max-wait {wait}ms")));
    words.join(" ")
}
