//! Opens the target: the mock of this program, or a server somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

use conformance::scenario::Case;
use conformance::suite::Suite;
use conformance::target::{CredentialsFile, Foreign, PublicKey, PublicKeyError, Target, credentials_used, loopback};
use jiff::Timestamp;
use mock_server::{Config, Server};
use providers::suggestion;

use super::{CheckError, Options};
use crate::embedded::{Deviations, Embedded};

/// The environment variables that hold credentials begin with this.
const VARIABLE: &str = "STANDIN_CREDENTIAL_";

/// The target, and the mock that must run as long as it is asked.
pub(super) async fn open(options: &Options, suite: &Suite, cases: &[Case]) -> Result<(Target, Option<Server>), CheckError> {
    match &options.target {
        Some(url) => Ok((Target::Foreign(Arc::new(foreign(options, suite, url)?)), None)),
        None => {
            let (server, embedded) = Embedded::start(Config::default(), deviations(options, cases)?).await?;
            Ok((Target::Controlled(Arc::new(embedded)), Some(server)))
        }
    }
}

fn foreign(options: &Options, suite: &Suite, url: &str) -> Result<Foreign, CheckError> {
    let url = loopback(url)?;
    let mut credentials = from_environment();
    credentials.extend(given(options, suite)?);
    let file = options.credentials_file.as_deref().map(CredentialsFile::at);
    if let (Some(path), Some(file)) = (&options.credentials_file, &file) {
        let wrong = |error| CheckError::Credentials { path: path.clone(), error };
        credentials.extend(file.read().map_err(wrong)?);
        file.try_out().map_err(|error| wrong(io::Error::new(error.kind(), format!("new tokens cannot be written there: {error}"))))?;
    }
    if let Some((name, _)) = credentials.iter().find(|(_, value)| !can_be_sent(value)) {
        return Err(CheckError::Usage(format!("the credential `{name}` is empty or holds other than visible ASCII characters and blanks")));
    }
    let mut foreign = Foreign::new(&url, Timestamp::now, credentials);
    if let Some(file) = file {
        foreign = foreign.with_file(file);
    }
    if let Some(path) = &options.public_key {
        foreign = foreign.with_public_key(public_key(path)?);
    }
    Ok(match options.pace {
        Some(pace) => foreign.with_pace(pace),
        None => foreign,
    })
}

/// The key in a file.
pub(super) fn public_key(path: &Path) -> Result<PublicKey, CheckError> {
    let wrong = |why: String| CheckError::Usage(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    text.parse().map_err(|error: PublicKeyError| wrong(error.to_string()))
}

/// The credentials of the command line, each of a name that some scenario uses.
fn given(options: &Options, suite: &Suite) -> Result<BTreeMap<String, String>, CheckError> {
    let used: BTreeSet<String> = suite.cases.iter().flat_map(credentials_used).collect();
    let mut credentials = BTreeMap::new();
    for pair in &options.credentials {
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

/// Whether a header can carry it, so that a slip in a credential is not taken for a mistake of the server or of ours.
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
    fn a_variable_is_a_credential_by_its_name_in_lower_case() {
        assert_eq!(from_variable("STANDIN_CREDENTIAL_ACCESS_TOKEN"), Some("access_token".to_owned()));
        assert_eq!(from_variable("STANDIN_CREDENTIAL_"), None);
        assert_eq!(from_variable("ACCESS_TOKEN"), None);
    }

    #[test]
    fn a_credential_is_what_a_header_can_carry() {
        assert!(can_be_sent("a-token") && can_be_sent("a pass phrase"));
        for text in ["", "a\n", "a\nb", "tök", "a\0"] {
            assert!(!can_be_sent(text), "{text:?}");
        }
    }
}
