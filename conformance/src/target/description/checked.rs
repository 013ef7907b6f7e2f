//! A target file that says something, its secrets still where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{DescribedClock, DescribedHooks, DescribedOrigin, Reference};
use crate::diagnostic::Diagnostic;
use crate::scenario::Source;
use crate::target::Declared;

/// A target, as its file describes it.
#[derive(Clone, Debug)]
pub struct Described {
    /// The API.
    pub api: String,
    /// What it is called.
    pub name: String,
    /// Its instances by name.
    pub instances: BTreeMap<String, DescribedInstance>,
    /// The files of its TLS.
    pub tls: TlsFiles,
    /// Its proxy.
    pub proxy: Option<Said<PlainOrReference>>,
    /// Headers by name in lower case.
    pub headers: BTreeMap<String, Said<PlainOrReference>>,
    /// No more calls a minute than so many.
    pub pace: Option<NonZeroU32>,
    /// The needs of scenarios that it meets.
    pub allow: BTreeSet<String>,
    /// The files of its public keys.
    pub public_keys: Vec<Said<PathBuf>>,
    /// The constants that it declares to be otherwise.
    pub declared: Declared,
    /// The clock that it lives by.
    pub clock: DescribedClock,
    /// What has it do what no client can do.
    pub hooks: DescribedHooks,
    /// Where calls come from, by the address that scenarios name.
    pub origins: BTreeMap<IpAddr, DescribedOrigin>,
    /// The text, with all that might be a secret masked.
    pub source: Arc<Source>,
}

/// An instance.
#[derive(Clone, Debug)]
pub struct DescribedInstance {
    /// Its URL, without a slash at the end.
    pub base_url: String,
    /// Where its credentials stand.
    pub credentials: BTreeMap<String, Said<Reference>>,
    /// What it was set up with.
    pub settings: Map<String, Value>,
}

/// The files of TLS.
#[derive(Clone, Debug, Default)]
pub struct TlsFiles {
    /// The authorities.
    pub ca: Option<Said<PathBuf>>,
    /// The client's certificate and its key.
    pub identity: Option<(Said<PathBuf>, Said<PathBuf>)>,
}

/// A text that may be seen, or where a secret stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlainOrReference {
    /// The text itself.
    Plain(String),
    /// Where it stands.
    Reference(Reference),
}

/// Something that was said, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// What.
    pub value: T,
    /// The bytes of the text that say it.
    pub span: Range<usize>,
}

impl Described {
    /// A complaint about something that the file says.
    #[must_use]
    pub fn complain<T>(&self, said: &Said<T>, what: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.source, said.span.clone(), what)
    }

    /// The place of something that the file says, as `FILE:LINE`.
    #[must_use]
    pub fn place<T>(&self, said: &Said<T>) -> String {
        let before = self.source.text.get(..said.span.start).unwrap_or_default();
        format!("{}:{}", self.source.path, before.matches('\n').count() + 1)
    }
}
