//! Opens the target: the mock of this program, or a server somewhere, of which a file tells or a URL alone.

mod address;
mod file;
mod hooks;
mod options;
mod secret;
mod suited;
mod told;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use conformance::scenario::Case;
use conformance::suite::Suite;
use conformance::target::description::Described;
use conformance::target::{CredentialLedger, Foreign, PublicKey, PublicKeyError, Rotation, Target, loopback};
use conformance::transcript::Subject;
use mock_server::{Config, Server};
use providers::Profile;

use super::{CheckError, Options};
use crate::embedded::{Deviations, Embedded};

pub(crate) use file::{FileError, read_as as read_file};
pub(super) use options::{RunOptions, span};
pub(super) use told::{changed_after, doubts_after, doubts_before, has_lost};

/// The target file, where `--target` names one. What has `://` in it is a URL.
pub(super) fn described(options: &Options, suite: &Suite) -> Result<Option<Described>, CheckError> {
    match &options.target {
        Some(text) if !text.contains("://") => Ok(Some(file::read_as(Path::new(text), suite)?)),
        _ => Ok(None),
    }
}

/// Who is asked. A URL that holds a secret goes no further than this.
pub(super) fn subject(options: &Options, described: Option<&Described>) -> Result<Subject, CheckError> {
    let first = described.and_then(|described| described.instances.values().next());
    Ok(match (first, &options.target) {
        (Some(instance), _) => Subject::Foreign(instance.base_url.clone()),
        (None, Some(url)) => Subject::Foreign(loopback(url)?),
        (None, None) => Subject::Embedded,
    })
}

/// The target, and the mock that must run as long as it is asked.
pub(super) async fn open(
    options: &Options,
    suite: &Suite,
    cases: &[Case],
    described: Option<&Described>,
) -> Result<(Target, Option<Server>), CheckError> {
    let foreign = match (described, &options.target) {
        (Some(described), _) => {
            let foreign = file::foreign(options, suite, described)?;
            let unsuited = suited::unsuited(suite, cases, &foreign, options.jobs.get()).await?;
            foreign.without(unsuited)
        }
        (None, Some(url)) => address::foreign(options, suite, cases, url)?,
        (None, None) => {
            let (server, embedded) = Embedded::start(Config::default(), deviations(options, cases)?).await?;
            return Ok((Target::Controlled(Arc::new(embedded)), Some(server)));
        }
    };
    Ok((Target::Foreign(Arc::new(foreign)), None))
}

/// The ledger at a path. A test may have the process die after so many steps that cannot be undone.
fn ledger(options: &Options, path: &Path) -> Result<CredentialLedger, CheckError> {
    let ledger = CredentialLedger::open(path)?;
    let Some(steps) = options.run.abort_after else { return Ok(ledger) };
    let done = AtomicUsize::new(0);
    Ok(ledger.watched_by(Arc::new(move || {
        if done.fetch_add(1, Ordering::Relaxed) + 1 == steps.get() {
            std::process::abort();
        }
    })))
}

/// What the suite tells of the tokens of an API.
fn rotation(suite: &Suite, api: &str) -> Rotation {
    suite.ledgers.get(api).map(|ledger| Rotation::of(&suite.questions(), ledger)).unwrap_or_default()
}

/// The time over which the limits of an API count calls, as its ledger fixes it.
fn window(suite: &Suite, api: &str) -> Duration {
    let clauses = suite.ledgers.get(api).into_iter().flat_map(|ledger| &ledger.clauses);
    let seconds = clauses.filter(|clause| clause.profile == Profile::Limits).filter_map(|clause| clause.fixes.get("seconds")?.as_u64());
    Duration::from_secs(seconds.max().unwrap_or_default())
}

/// The lines, the pace, the longest wait and the key that the options say.
fn as_options_say(options: &Options, foreign: Foreign, mut keys: Vec<PublicKey>) -> Result<Foreign, CheckError> {
    if let Some(path) = &options.public_key {
        let wrong = |why: String| CheckError::Usage(format!("{}: {why}", path.display()));
        keys.push(public_key(path).map_err(wrong)?);
    }
    let foreign = foreign.with_public_keys(keys).with_lines(options.jobs.get()).waiting_at_most(options.run.max_wait);
    Ok(match options.pace {
        Some(pace) => foreign.with_pace(pace),
        None => foreign,
    })
}

/// The key in a file.
fn public_key(path: &Path) -> Result<PublicKey, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    text.parse().map_err(|error: PublicKeyError| error.to_string())
}

/// The first credential that no header can carry, so that a slip in it is not taken for a mistake of the server or of ours.
fn unfit(credentials: &BTreeMap<String, String>) -> Option<&String> {
    credentials.iter().find(|(_, value)| !can_be_sent(value)).map(|(name, _)| name)
}

const UNFIT: &str = "is empty or holds other than visible ASCII characters and blanks";

fn can_be_sent(credential: &str) -> bool {
    !credential.is_empty() && credential.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// The deviations that are asked for, each of an API that is asked.
fn deviations(options: &Options, cases: &[Case]) -> Result<Deviations, CheckError> {
    let mut deviations = Deviations::new();
    for text in &options.deviations {
        let (api, name) = text.split_once('=').ok_or_else(|| CheckError::Usage(format!("--deviation takes API=NAME, not `{text}`")))?;
        let found = providers::find(api).map_err(|error| CheckError::Usage(error.to_string()))?;
        found.configure(&serde_json::Map::new(), Some(name)).map_err(|error| CheckError::Usage(error.to_string()))?;
        if cases.iter().all(|case| case.provider != api) {
            return Err(CheckError::Usage(format!("no scenario of `{api}` is selected, so its deviation `{name}` cannot be seen")));
        }
        deviations.insert(api.to_owned(), name.to_owned());
    }
    Ok(deviations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_what_a_header_can_carry() {
        assert!(can_be_sent("a-token") && can_be_sent("a pass phrase"));
        for text in ["", "a\n", "a\nb", "tök", "a\0"] {
            assert!(!can_be_sent(text), "{text:?}");
        }
    }
}
