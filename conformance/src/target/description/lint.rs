//! Reads a target file and checks what it says against the API, its ledger and its scenarios.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use providers::{Api, Kind, Ledger, suggestion};
use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::checked::{Described, DescribedInstance, PlainOrReference, Said, TlsFiles};
use super::mask::mask;
use super::reference::{FORMS, Reference};
use super::{File, Instance, Tls};
use crate::diagnostic::Diagnostic;
use crate::scenario::read::{read, text};
use crate::scenario::{Case, Source};
use crate::spanned::Spanned;
use crate::target::{Declared, addresses_of, credentials_used};

/// What the names in a target file are looked up in.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// The ledgers of the suite by API.
    pub ledgers: &'a BTreeMap<String, Ledger>,
    /// Its cases.
    pub cases: &'a [Case],
}

/// What a target file describes.
///
/// # Errors
/// All that is wrong with it. No message shows what might be a secret.
pub fn describe(path: &str, bytes: &[u8], knowledge: Knowledge<'_>) -> Result<Described, Vec<Diagnostic>> {
    let source = text(path, bytes).map_err(|complaint| vec![*complaint])?;
    let shown = Arc::new(Source { path: source.path.clone(), text: mask(&source.text).into() });
    let file: File = read(&source).map_err(|complaint| vec![Diagnostic { source: shown.clone(), ..*complaint }])?;
    let mut reader = Reader { source: &shown, read: &source.text, complaints: Vec::new() };
    let described = reader.described(&file, knowledge);
    match described {
        Some(described) if reader.complaints.is_empty() => Ok(described),
        _ => Err(reader.complaints),
    }
}

/// Reads on, whatever is wrong, and gathers the complaints.
pub(super) struct Reader<'a> {
    /// The text that is shown.
    source: &'a Arc<Source>,
    /// The text itself, byte for byte as long, in which places are looked up.
    read: &'a str,
    pub(super) complaints: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn described(&mut self, file: &File, knowledge: Knowledge<'_>) -> Option<Described> {
        let api = match providers::find(&file.api.value) {
            Ok(api) => api,
            Err(error) => {
                self.complain(span(&file.api), format!("there is no API `{}`", file.api.value), Some(error.suggestion));
                return None;
            }
        };
        if file.instances.value.is_empty() {
            self.complain(span(&file.instances), "there is no instance here".to_owned(), Some("name one, with its `base_url`".to_owned()));
        }
        let cases: Vec<&Case> = knowledge.cases.iter().filter(|case| case.provider == api.name()).collect();
        let used: BTreeSet<String> = cases.iter().flat_map(|case| credentials_used(case)).collect();
        let addresses = cases.iter().flat_map(|case| addresses_of(case)).collect();
        let instances =
            file.instances.value.iter().map(|(name, instance)| (name.clone(), self.instance(name, &instance.value, api, &used))).collect();
        let stem = std::path::Path::new(&self.source.path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Some(Described {
            api: api.name().to_owned(),
            name: file.name.as_ref().map_or(stem, |name| name.value.clone()),
            instances,
            tls: file.tls.as_ref().map(|tls| self.tls(&tls.value)).unwrap_or_default(),
            proxy: file.proxy.as_ref().and_then(|proxy| self.proxy(proxy)),
            headers: self.headers(&file.headers),
            pace: file.pace.as_ref().and_then(|pace| self.pace(pace)),
            allow: file.allow.iter().map(|allowance| allowance.value.need().to_owned()).collect(),
            public_keys: file.public_keys.iter().map(path).collect(),
            declared: self.declared(&file.constants, knowledge.ledgers.get(api.name())),
            clock: file.clock.as_ref().map(|clock| self.clock(clock)).unwrap_or_default(),
            hooks: self.hooks(&file.hooks, api, &used),
            origins: self.origins(&file.from, &addresses),
            source: self.source.clone(),
        })
    }

    pub(super) fn complain(&mut self, span: Range<usize>, what: String, help: Option<String>) {
        let complaint = Diagnostic::new(self.source, span, what);
        self.complaints.push(match help {
            Some(help) => complaint.help(help),
            None => complaint,
        });
    }

    fn instance(&mut self, name: &str, instance: &Instance, api: &dyn Api, used: &BTreeSet<String>) -> DescribedInstance {
        if let Err(help) = base_url(&instance.base_url.value) {
            self.complain(span(&instance.base_url), format!("the instance `{name}` cannot be reached there"), Some(help.to_owned()));
        }
        let mut credentials = BTreeMap::new();
        for (credential, value) in &instance.credentials {
            if !used.contains(credential) {
                let help = suggestion(credential, used.iter().map(String::as_str));
                self.complain(self.key(credential, value), format!("no scenario of {} uses a credential `{credential}`", api.name()), Some(help));
            }
            match Reference::read(&value.value) {
                Ok(Some(reference)) => drop(credentials.insert(credential.clone(), Said { value: reference, span: span(value) })),
                Ok(None) => self.complain(
                    self.key(credential, value),
                    format!("the credential `{credential}` stands here itself; a secret in this file is read by all who read the file"),
                    Some(format!("say where it stands: {FORMS}")),
                ),
                Err(what) => self.complain(span(value), what, None),
            }
        }
        DescribedInstance {
            base_url: instance.base_url.value.trim_end_matches('/').to_owned(),
            credentials,
            settings: self.settings(&instance.settings, api),
        }
    }

    fn settings(&mut self, settings: &BTreeMap<String, Spanned<Value>>, api: &dyn Api) -> Map<String, Value> {
        let mut checked = Map::new();
        for (name, value) in settings {
            let Some(spec) = api.settings().iter().find(|spec| spec.name == name) else {
                let help = suggestion(name, api.settings().iter().map(|spec| spec.name));
                self.complain(self.key(name, value), format!("{} has no setting `{name}`", api.name()), Some(help));
                continue;
            };
            match spec.kind.check(&value.value) {
                _ if matches!(spec.kind, Kind::Secrets(_)) => {
                    let help = "scenarios get theirs from `credentials`; leave it out".to_owned();
                    self.complain(self.key(name, value), format!("the setting `{name}` holds secrets, which do not stand in this file"), Some(help));
                }
                Ok(value) => drop(checked.insert(name.clone(), value)),
                Err(right) => self.complain(span(value), format!("the setting `{name}` cannot be this"), Some(format!("it takes {right}"))),
            }
        }
        checked
    }

    fn tls(&mut self, tls: &Tls) -> TlsFiles {
        let identity = match (&tls.certificate, &tls.key) {
            (Some(certificate), Some(key)) => Some((path(certificate), path(key))),
            (Some(certificate), None) => {
                self.complain(span(certificate), "the private key of this certificate is missing".to_owned(), Some("add `key`".to_owned()));
                None
            }
            (None, Some(key)) => {
                self.complain(span(key), "the certificate of this key is missing".to_owned(), Some("add `certificate`".to_owned()));
                None
            }
            (None, None) => None,
        };
        TlsFiles { ca: tls.ca.as_ref().map(path), identity }
    }

    fn pace(&mut self, pace: &Spanned<u32>) -> Option<NonZeroU32> {
        let checked = NonZeroU32::new(pace.value);
        if checked.is_none() {
            let help = "it takes a number of calls a minute; leave it out for as many as the target answers".to_owned();
            self.complain(span(pace), "with this pace no call would ever be sent".to_owned(), Some(help));
        }
        checked
    }

    pub(super) fn proxy(&mut self, value: &Spanned<Value>) -> Option<Said<PlainOrReference>> {
        let said = self.plain_or_reference("proxy", value)?;
        let PlainOrReference::Plain(text) = &said.value else { return Some(said) };
        match Url::parse(text) {
            Ok(url) if url.password().is_some() || !url.username().is_empty() => {
                let help = Some(format!("say where the whole URL stands: {FORMS}"));
                self.complain(span(value), "this proxy's URL holds a user or a password; such a one does not stand in this file".to_owned(), help);
            }
            Ok(url) if ["http", "https"].contains(&url.scheme()) && url.host_str().is_some() => return Some(said),
            _ => {
                self.complain(span(value), "this is no URL of a proxy".to_owned(), Some("it takes one such as http://proxy.example:8080".to_owned()))
            }
        }
        None
    }

    fn headers(&mut self, headers: &BTreeMap<String, Spanned<Value>>) -> BTreeMap<String, Said<PlainOrReference>> {
        let mut checked = BTreeMap::new();
        for (name, value) in headers {
            let Some(said) = self.plain_or_reference(name, value) else { continue };
            let carried = !matches!(&said.value, PlainOrReference::Plain(text) if HeaderValue::from_str(text).is_err());
            if HeaderName::from_bytes(name.as_bytes()).is_err() || !carried {
                self.complain(self.key(name, value), format!("no call can carry the header `{name}` with this value"), None);
            } else if name.eq_ignore_ascii_case("authorization") {
                let help = "put what a client has been given under `credentials`".to_owned();
                self.complain(self.key(name, value), "scenarios say themselves how a call is authorised".to_owned(), Some(help));
            } else {
                checked.insert(name.to_ascii_lowercase(), said);
            }
        }
        checked
    }

    pub(super) fn plain_or_reference(&mut self, name: &str, value: &Spanned<Value>) -> Option<Said<PlainOrReference>> {
        let said = match (Reference::read(&value.value), &value.value) {
            (Ok(Some(reference)), _) => PlainOrReference::Reference(reference),
            (Ok(None), Value::String(text)) => PlainOrReference::Plain(text.clone()),
            (Ok(None), _) => {
                self.complain(span(value), format!("`{name}` takes a text, or where it stands: {FORMS}"), Some("a number must be quoted".to_owned()));
                return None;
            }
            (Err(what), _) => {
                self.complain(span(value), what, None);
                return None;
            }
        };
        Some(Said { value: said, span: span(value) })
    }

    fn declared(&mut self, constants: &BTreeMap<String, Spanned<BTreeMap<String, Value>>>, ledger: Option<&Ledger>) -> Declared {
        let clauses = ledger.map(|ledger| ledger.clauses.as_slice()).unwrap_or_default();
        for (id, declared) in constants {
            let Some(clause) = clauses.iter().find(|clause| clause.id == *id) else {
                let help = suggestion(id, clauses.iter().filter(|clause| !clause.fixes.is_empty()).map(|clause| clause.id.as_str()));
                self.complain(self.key(id, declared), format!("there is no clause `{id}`"), Some(help));
                continue;
            };
            for (name, value) in &declared.value {
                match clause.fixes.get(name) {
                    None => {
                        let help = suggestion(name, clause.fixes.keys().map(String::as_str));
                        self.complain(span(declared), format!("the clause `{id}` fixes nothing named `{name}`"), Some(help));
                    }
                    Some(documented) if documented == value => {
                        let help = Some("leave it out: what is as documented is checked".to_owned());
                        self.complain(span(declared), format!("`{name}` is documented to be just that"), help);
                    }
                    Some(_) => {}
                }
            }
        }
        Declared::new(constants.iter().map(|(id, constants)| (id.clone(), constants.value.clone())).collect())
    }

    /// The name before a value, where it is found; else the value.
    pub(super) fn key<T>(&self, name: &str, value: &Spanned<T>) -> Range<usize> {
        let at = span(value);
        match self.read.get(..at.start).and_then(|before| before.rfind(name)) {
            Some(start) => start..start + name.len(),
            None => at,
        }
    }

    /// A piece of text that stands at a place or below it, where it is found; else the place.
    pub(super) fn within(&self, at: &Range<usize>, piece: &str) -> Range<usize> {
        match self.read.get(at.start..).and_then(|rest| rest.find(piece)) {
            Some(found) => at.start + found..at.start + found + piece.len(),
            None => at.clone(),
        }
    }
}

pub(super) fn span<T>(value: &Spanned<T>) -> Range<usize> {
    value.bytes()
}

fn path(text: &Spanned<String>) -> Said<PathBuf> {
    Said { value: PathBuf::from(&text.value), span: span(text) }
}

/// What would be right in place of a URL.
fn base_url(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text).map_err(|_| "write a URL such as https://api.example/v1")?;
    if !["http", "https"].contains(&url.scheme()) || url.host_str().is_none() {
        return Err("write a URL such as https://api.example/v1");
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err("it has scheme, host, port and path alone, without user, query or fragment");
    }
    Ok(())
}
