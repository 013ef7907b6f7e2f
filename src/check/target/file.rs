//! A target that a file describes: its secrets are fetched, and its files read.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use conformance::diagnostic::Diagnostic;
use conformance::scenario::read::LONGEST_FILE;
use conformance::suite::Suite;
use conformance::target::description::{Described, DescribedClock, DescribedInstance, Knowledge, PlainOrReference, Said, describe};
use conformance::target::{Clock, Connection, ConnectionError, CredentialLedger, ExtraHeader, Foreign, ForeignInstance, HeaderText, PublicKey, Rate};
use jiff::Timestamp;

use super::secret::fetch;
use super::{Asked, CheckError, UNFIT, as_options_say, ledger, public_key, rotation, unfit, window};
use crate::print::aside;

/// A target file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("{}: the target file cannot be read: {error}{}", path.display(), hint(path))]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("{}", rendered(.0))]
    Complaints(Vec<Diagnostic>),
}

fn hint(path: &Path) -> &'static str {
    if path.to_string_lossy().contains(':') { "; a URL begins with http:// or https://" } else { "" }
}

fn rendered(complaints: &[Diagnostic]) -> String {
    complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}

/// What the target file at a path describes.
///
/// # Errors
/// It cannot be read, or is not what it must be.
pub(crate) fn read_as(path: &Path, suite: &Suite) -> Result<Described, FileError> {
    let bytes = bounded(path).map_err(|error| FileError::Unreadable { path: path.to_owned(), error })?;
    let questions = suite.questions();
    let knowledge = Knowledge { ledgers: &suite.ledgers, cases: &questions };
    describe(&path.to_string_lossy(), &bytes, knowledge).map_err(FileError::Complaints)
}

/// No more of a file than shows that it is too long.
fn bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LONGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn foreign(asked: &Asked, suite: &Suite, described: &Described) -> Result<Foreign, CheckError> {
    let opener = Opener { described, folder: Path::new(&described.source.path).parent().unwrap_or(Path::new("")).to_owned() };
    // Whether another run has the ledger is asked before a command is run for a secret.
    let ledger = ledger(asked, &asked.ledger.clone().unwrap_or_else(|| beside(&described.source.path)))?;
    let connection = opener.connection()?;
    let instances = described.instances.iter().map(|(name, instance)| Ok((name.clone(), opener.instance(name, instance, &ledger)?)));
    let instances = instances.collect::<Result<BTreeMap<_, _>, CheckError>>()?;
    let keys = described.public_keys.iter().map(|path| opener.public_key(path)).collect::<Result<Vec<_>, CheckError>>()?;
    let powers = opener.powers(&connection)?;
    let foreign = Foreign::of(instances, clock(&described.clock))
        .with_ledger(ledger, rotation(suite, &described.api))
        .counting_over(window(suite, &described.api))
        .with_connection(connection)
        .allowing(described.allow.clone())
        .with_powers(powers);
    let foreign = match described.pace.filter(|_| asked.pace.is_none()) {
        Some(pace) => foreign.with_pace(pace),
        None => foreign,
    };
    as_options_say(asked, foreign, keys)
}

fn clock(described: &DescribedClock) -> Clock {
    match described {
        DescribedClock::Real => Clock::flowing(Timestamp::now(), Rate::REAL),
        DescribedClock::Rate(rate) => Clock::flowing(Timestamp::now(), *rate),
        DescribedClock::Control(_) => Clock::moved_by_a_hook(Timestamp::now()),
    }
}

/// `theirs.ledger.json` for `theirs.yaml`.
fn beside(path: &str) -> PathBuf {
    Path::new(path).with_extension("ledger.json")
}

pub(super) struct Opener<'a> {
    pub(super) described: &'a Described,
    /// From here the paths in the file lead.
    pub(super) folder: PathBuf,
}

impl Opener<'_> {
    fn instance(&self, name: &str, instance: &DescribedInstance, ledger: &CredentialLedger) -> Result<ForeignInstance, CheckError> {
        let mut given = BTreeMap::new();
        for (credential, reference) in &instance.credentials {
            let value =
                fetch(&reference.value, &self.folder).map_err(|why| self.wrong(reference, format!("the credential `{credential}`: {why}")))?;
            given.insert(credential.clone(), value);
        }
        if let Some((credential, said)) = unfit(&given).and_then(|credential| instance.credentials.get_key_value(credential)) {
            return Err(self.wrong(said, format!("the credential `{credential}` {UNFIT}")));
        }
        let opening = ledger.opening(name, &instance.base_url, &given)?;
        for credential in &opening.renewed {
            aside(&format!("`{credential}` of `{name}` is another than the one that the ledger began with, and taken for newer than the ledger's"));
        }
        Ok(ForeignInstance::new(&instance.base_url, given, opening.credentials).with_settings(instance.settings.clone()))
    }

    fn connection(&self) -> Result<Connection, CheckError> {
        let tls = &self.described.tls;
        let authorities = tls.ca.as_ref().map(|path| self.bytes(path)).transpose()?;
        let identity = match &tls.identity {
            Some((certificate, key)) => Some([self.bytes(certificate)?, b"\n".to_vec(), self.bytes(key)?].concat()),
            None => None,
        };
        let proxy = self.described.proxy.as_ref().map(|proxy| self.text("proxy", proxy)).transpose()?;
        let mut headers = Vec::new();
        for (name, said) in &self.described.headers {
            headers.push(ExtraHeader { name: name.clone(), value: self.text(name, said)? });
        }
        let connection = Connection { authorities, identity, proxy: proxy.map(|proxy| proxy.text().to_owned()), source: None, headers };
        match connection.client() {
            Ok(_) => Ok(connection),
            Err(error) => Err(self.unusable(error)),
        }
    }

    /// The part of the connection that an error is about.
    fn unusable(&self, error: ConnectionError) -> CheckError {
        let tls = &self.described.tls;
        match (error, &tls.ca, &tls.identity, &self.described.proxy) {
            (ConnectionError::Authorities, Some(path), ..) => self.wrong(path, error.to_string()),
            (ConnectionError::Identity, _, Some((path, _)), _) => self.wrong(path, error.to_string()),
            (ConnectionError::Proxy, .., Some(proxy)) => self.wrong(proxy, error.to_string()),
            _ => CheckError::Usage(error.to_string()),
        }
    }

    fn public_key(&self, path: &Said<PathBuf>) -> Result<PublicKey, CheckError> {
        let file = self.folder.join(&path.value);
        public_key(&file).map_err(|why| self.wrong(path, format!("{}: {why}", file.display())))
    }

    pub(super) fn text(&self, name: &str, said: &Said<PlainOrReference>) -> Result<HeaderText, CheckError> {
        let text = match &said.value {
            PlainOrReference::Plain(text) => return Ok(HeaderText::Plain(text.clone())),
            PlainOrReference::Reference(reference) => fetch(reference, &self.folder),
        };
        let text = text.map_err(|why| self.wrong(said, format!("`{name}`: {why}")))?;
        if unfit(&BTreeMap::from([(name.to_owned(), text.clone())])).is_some() {
            return Err(self.wrong(said, format!("`{name}` {UNFIT}")));
        }
        Ok(HeaderText::Secret(text))
    }

    fn bytes(&self, path: &Said<PathBuf>) -> Result<Vec<u8>, CheckError> {
        let file = self.folder.join(&path.value);
        std::fs::read(&file).map_err(|error| self.wrong(path, format!("{} cannot be read: {error}", file.display())))
    }

    pub(super) fn wrong<T>(&self, said: &Said<T>, what: String) -> CheckError {
        FileError::Complaints(vec![self.described.complain(said, what)]).into()
    }
}
