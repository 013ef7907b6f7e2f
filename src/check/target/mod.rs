//! Opens the target: the mock of this program, or a server somewhere, of which a file tells or a URL alone.

mod address;
mod file;
mod hooks;
mod options;
mod secret;
mod suited;
mod told;

use std::collections::{BTreeMap, BTreeSet};
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

use super::CheckError;
use crate::embedded::{Deviations, Embedded};

pub(crate) use file::{FileError, read_as as read_file};
pub(in crate::check) use options::Rehearsal;
pub(crate) use options::{Asked, span};
pub(super) use told::{changed_after, doubts_after, doubts_before, has_lost};

/// The target file, where `--target` names one. What has `://` in it is a URL.
pub(crate) fn described(asked: &Asked, suite: &Suite) -> Result<Option<Described>, CheckError> {
    match &asked.target {
        Some(text) if !text.contains("://") => Ok(Some(file::read_as(Path::new(text), suite)?)),
        _ => Ok(None),
    }
}

/// Who is asked. A URL that holds a secret goes no further than this.
pub(crate) fn subject(asked: &Asked, described: Option<&Described>) -> Result<Subject, CheckError> {
    let first = described.and_then(|described| described.instances.values().next());
    Ok(match (first, &asked.target) {
        (Some(instance), _) => Subject::Foreign(instance.base_url.clone()),
        (None, Some(url)) => Subject::Foreign(loopback(url)?),
        (None, None) => Subject::Embedded,
    })
}

/// The target, and the mock that must run as long as it is asked.
pub(super) async fn open(
    asked: &Asked,
    suite: &Suite,
    cases: &[Case],
    described: Option<&Described>,
) -> Result<(Target, Option<Server>), CheckError> {
    match open_foreign(asked, suite, cases, described).await? {
        Some(foreign) => Ok((Target::Foreign(Arc::new(foreign)), None)),
        None => {
            let apis: BTreeSet<&str> = cases.iter().map(|case| case.provider.as_str()).collect();
            let (server, embedded) = Embedded::start(Config::default(), deviations(asked, &apis)?).await?;
            Ok((Target::Controlled(Arc::new(embedded)), Some(server)))
        }
    }
}

/// The server that is not ours; nothing where the mock is asked.
pub(crate) async fn open_foreign(asked: &Asked, suite: &Suite, cases: &[Case], described: Option<&Described>) -> Result<Option<Foreign>, CheckError> {
    Ok(Some(match (described, &asked.target) {
        (Some(described), _) => {
            let foreign = file::foreign(asked, suite, described)?;
            let unsuited = suited::unsuited(suite, cases, &foreign, asked.jobs.get()).await?;
            foreign.without(unsuited)
        }
        (None, Some(url)) => address::foreign(asked, suite, cases, url)?,
        (None, None) => return Ok(None),
    }))
}

/// The ledger at a path. A test may have the process die after so many steps that cannot be undone.
fn ledger(asked: &Asked, path: &Path) -> Result<CredentialLedger, CheckError> {
    let ledger = CredentialLedger::open(path)?;
    let Some(steps) = asked.abort_after else { return Ok(ledger) };
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
fn as_options_say(asked: &Asked, foreign: Foreign, mut keys: Vec<PublicKey>) -> Result<Foreign, CheckError> {
    if let Some(path) = &asked.public_key {
        let wrong = |why: String| CheckError::Usage(format!("{}: {why}", path.display()));
        keys.push(public_key(path).map_err(wrong)?);
    }
    let foreign = foreign.with_public_keys(keys).with_lines(asked.jobs.get()).waiting_at_most(asked.max_wait);
    Ok(match asked.pace {
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
pub(crate) fn deviations(asked: &Asked, apis: &BTreeSet<&str>) -> Result<Deviations, CheckError> {
    let mut deviations = Deviations::new();
    for text in &asked.deviations {
        let (api, name) = text.split_once('=').ok_or_else(|| CheckError::Usage(format!("--deviation takes API=NAME, not `{text}`")))?;
        let found = providers::find(api).map_err(|error| CheckError::Usage(error.to_string()))?;
        found.configure(&serde_json::Map::new(), Some(name)).map_err(|error| CheckError::Usage(error.to_string()))?;
        if !apis.contains(api) {
            return Err(CheckError::Usage(format!("nothing is asked of `{api}`, so its deviation `{name}` cannot be seen")));
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
