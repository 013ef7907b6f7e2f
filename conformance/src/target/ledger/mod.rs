//! The credential ledger: the tokens that open a target now. Each new one is on the disk before the run goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

mod error;
mod file;

pub use error::LedgerError;
use file::LedgerFile;

/// The version of the file's form.
const VERSION: u32 = 1;

/// Somebody who is told of each thing that cannot be undone, once it is done.
pub type Witness = Arc<dyn Fn() + Send + Sync>;

/// A ledger that this process alone holds.
pub struct CredentialLedger {
    file: LedgerFile,
    contents: Mutex<Contents>,
    /// The file lacks something that the contents have, since it could not be written.
    behind: AtomicBool,
    witness: Witness,
}

/// The file as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    standin_ledger: u32,
    instances: BTreeMap<String, Account>,
}

/// What is known of one instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    base_url: String,
    #[serde(default)]
    tokens: BTreeMap<String, Token>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    under_way: Option<UnderWay>,
}

/// A token that the target gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    current: String,
    /// What was given for it when the ledger began; another one is newer than the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    given: Option<String>,
}

/// A call that may replace tokens and whose answer is not written down yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderWay {
    /// Method and path.
    pub call: String,
    /// The case that sent it.
    pub case: String,
    /// When.
    pub since: Timestamp,
}

/// What an instance is opened with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// The credentials.
    pub credentials: BTreeMap<String, String>,
    /// Those of which something newer was given than the ledger holds.
    pub renewed: BTreeSet<String>,
}

impl Default for Contents {
    fn default() -> Self {
        Self { standin_ledger: VERSION, instances: BTreeMap::new() }
    }
}

impl fmt::Debug for CredentialLedger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CredentialLedger").field("path", &self.path()).finish_non_exhaustive()
    }
}

impl CredentialLedger {
    /// Opens the ledger at this path, which need not be there yet, and holds it against every other run.
    ///
    /// # Errors
    /// Another run holds it, others can read it, it cannot be read or written, or it is no ledger.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let file = LedgerFile::hold(path)?;
        let contents = match file.read()? {
            None => Contents::default(),
            Some(bytes) => serde_json::from_slice(&bytes).map_err(|error| LedgerError::no_ledger(path, &error))?,
        };
        match contents.standin_ledger {
            VERSION => Ok(Self { file, contents: Mutex::new(contents), behind: AtomicBool::new(false), witness: Arc::new(|| {}) }),
            version => Err(LedgerError::Version { path: path.to_owned(), version }),
        }
    }

    /// The same ledger, and somebody is told of every step that cannot be undone.
    #[must_use]
    pub fn watched_by(mut self, witness: Witness) -> Self {
        self.witness = witness;
        self
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.file.path().to_owned()
    }

    /// Something was done that cannot be undone.
    pub(super) fn witness(&self) {
        (self.witness)();
    }

    /// What opens an instance: what the ledger holds, unless something newer was given than what it began with.
    ///
    /// # Errors
    /// The ledger's tokens belong to another server.
    pub fn opening(&self, instance: &str, base_url: &str, given: &BTreeMap<String, String>) -> Result<Opening, LedgerError> {
        let contents = self.contents();
        let mut opening = Opening { credentials: given.clone(), ..Opening::default() };
        let Some(account) = contents.instances.get(instance) else { return Ok(opening) };
        if account.base_url != base_url {
            let (path, instance) = (self.path(), instance.to_owned());
            return Err(LedgerError::Elsewhere { path, instance, held: account.base_url.clone(), meant: base_url.to_owned() });
        }
        for (name, token) in &account.tokens {
            match given.get(name) {
                Some(new) if token.given.as_ref() != Some(new) && *new != token.current => drop(opening.renewed.insert(name.clone())),
                _ => drop(opening.credentials.insert(name.clone(), token.current.clone())),
            }
        }
        Ok(opening)
    }

    /// The call of an instance of which nobody knows what it did to the tokens.
    #[must_use]
    pub fn under_way(&self, instance: &str) -> Option<UnderWay> {
        self.contents().instances.get(instance)?.under_way.clone()
    }

    /// A call is about to be sent that may replace the instance's tokens.
    ///
    /// # Errors
    /// That cannot be written down.
    pub(super) fn begin(&self, instance: &str, base_url: &str, call: UnderWay) -> io::Result<()> {
        self.change(instance, base_url, |account| account.under_way = Some(call))
    }

    /// An instance's tokens are these now, and no call is under way that might replace them.
    ///
    /// # Errors
    /// That cannot be written down.
    pub(super) fn settle(&self, instance: &str, base_url: &str, tokens: &[Replaced<'_>]) -> io::Result<()> {
        self.change(instance, base_url, |account| {
            account.under_way = None;
            account.keep(tokens);
        })
    }

    /// An instance's tokens may be these now; the call that is under way may have replaced them again.
    ///
    /// # Errors
    /// That cannot be written down.
    pub(super) fn keep(&self, instance: &str, base_url: &str, tokens: &[Replaced<'_>]) -> io::Result<()> {
        self.change(instance, base_url, |account| account.keep(tokens))
    }

    /// Writes what is changed, and nothing where nothing is.
    fn change(&self, instance: &str, base_url: &str, change: impl FnOnce(&mut Account)) -> io::Result<()> {
        let mut contents = self.contents();
        let mut account = contents.instances.get(instance).cloned().unwrap_or_default();
        base_url.clone_into(&mut account.base_url);
        change(&mut account);
        let known = contents.instances.get(instance);
        if known.is_some_and(|known| *known != account) || (known.is_none() && !account.is_empty()) {
            contents.instances.insert(instance.to_owned(), account);
            self.behind.store(true, Ordering::Relaxed);
        }
        drop(contents);
        self.flush()
    }

    /// Writes what could not be written so far, if there is anything.
    ///
    /// # Errors
    /// It cannot be written now either.
    pub fn flush(&self) -> io::Result<()> {
        let contents = self.contents();
        if self.behind.load(Ordering::Relaxed) {
            let mut text = serde_json::to_vec_pretty(&*contents)?;
            text.push(b'\n');
            self.file.write(&text, &*self.witness)?;
            self.behind.store(false, Ordering::Relaxed);
        }
        Ok(())
    }

    fn contents(&self) -> std::sync::MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token that replaced what was given.
#[derive(Clone, Copy)]
pub(super) struct Replaced<'a> {
    pub(super) name: &'a str,
    pub(super) current: &'a str,
    pub(super) given: Option<&'a str>,
}

impl Account {
    fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.under_way.is_none()
    }

    fn keep(&mut self, tokens: &[Replaced<'_>]) {
        for token in tokens {
            let given = token.given.map(str::to_owned).or_else(|| self.tokens.get(token.name).and_then(|known| known.given.clone()));
            self.tokens.insert(token.name.to_owned(), Token { current: token.current.to_owned(), given });
        }
    }
}

#[cfg(test)]
mod tests;
