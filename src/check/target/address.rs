//! A target of which a URL alone is said: a server on this machine.

use std::collections::{BTreeMap, BTreeSet};

use conformance::scenario::Case;
use conformance::suite::Suite;
use conformance::target::{Clock, Foreign, ForeignInstance, LONE, Rate, credentials_used, loopback};
use jiff::Timestamp;
use providers::suggestion;

use super::{Asked, CheckError, UNFIT, as_options_say, ledger, rotation, unfit, window};

/// The environment variables that hold credentials begin with this.
const VARIABLE: &str = "STANDIN_CREDENTIAL_";

pub(super) fn foreign(asked: &Asked, suite: &Suite, cases: &[Case], url: &str) -> Result<Foreign, CheckError> {
    let url = loopback(url)?;
    let mut credentials = from_environment();
    credentials.extend(given(asked, suite)?);
    if let Some(name) = unfit(&credentials) {
        return Err(CheckError::Usage(format!("the credential `{name}` {UNFIT}")));
    }
    let Some(path) = &asked.ledger else { return Ok(Foreign::new(&url, clock(), credentials)) };
    let ledger = ledger(asked, path)?;
    let opening = ledger.opening(LONE, &url, &credentials)?;
    let instance = ForeignInstance::new(&url, credentials, opening.credentials);
    let foreign = Foreign::of(BTreeMap::from([(LONE.to_owned(), instance)]), clock());
    // All cases that are selected for a target are of its API.
    let api = cases.first().map_or("", |case| case.provider.as_str());
    as_options_say(asked, foreign.with_ledger(ledger, rotation(suite, api)).counting_over(window(suite, api)), Vec::new())
}

/// It is taken to go as ours does.
fn clock() -> Clock {
    Clock::flowing(Timestamp::now(), Rate::REAL)
}

/// The credentials of the command line, each of a name that some scenario uses.
fn given(asked: &Asked, suite: &Suite) -> Result<BTreeMap<String, String>, CheckError> {
    let used: BTreeSet<String> = suite.questions().iter().flat_map(credentials_used).collect();
    let mut credentials = BTreeMap::new();
    for pair in &asked.credentials {
        // The value may be a secret, so no message repeats it.
        let (name, value) = pair.split_once('=').ok_or_else(|| CheckError::Usage("--credential takes NAME=VALUE".to_owned()))?;
        if !used.contains(name) {
            let suggestion = suggestion(name, used.iter().map(String::as_str));
            return Err(CheckError::Usage(format!("no scenario uses a credential `{name}`; {suggestion}")));
        }
        credentials.insert(name.to_owned(), value.to_owned());
    }
    Ok(credentials)
}

/// The credentials of the environment; a variable that is no text is none.
fn from_environment() -> BTreeMap<String, String> {
    let variables = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    variables.filter_map(|(name, value)| Some((from_variable(&name)?, value))).collect()
}

/// `STANDIN_CREDENTIAL_ACCESS_TOKEN` is the credential `access_token`.
fn from_variable(name: &str) -> Option<String> {
    name.strip_prefix(VARIABLE).filter(|rest| !rest.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_a_credential_by_its_name_in_lower_case() {
        assert_eq!(from_variable("STANDIN_CREDENTIAL_ACCESS_TOKEN"), Some("access_token".to_owned()));
        assert_eq!(from_variable("STANDIN_CREDENTIAL_"), None);
        assert_eq!(from_variable("ACCESS_TOKEN"), None);
    }
}
