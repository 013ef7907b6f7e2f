//! Shows an entry without its secrets: by their places, and wherever else their values turn up.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use providers::naming::Naming;

use super::entry::{Entry, Kept};
use super::names::Names;
use super::scan::{Notation, percent_decoded};
use super::view::{AnswerView, BodyView, EntryView, RequestView};
use crate::ledgers::{self, Known};

/// Names of members, pairs and headers that end so hold secrets, letters and digits alone counted.
const SECRETS: [&str; 16] = [
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "credential",
    "credentials",
    "assertion",
    "sessionid",
    "jwt",
    "cvv",
];
/// So deep may one text stand in another: XML in a form's value, say.
const DEEPEST: usize = 3;
/// The longest kind that is made of a member's name.
const LONGEST_KIND: usize = 40;

/// The entry as anybody may see it. Secrets that it is the first to hold have names from now on.
pub(super) fn show(world: &str, entry: &Entry, names: &mut Names) -> EntryView {
    let api = entry.instance.as_ref().map(|plan| plan.configured.api());
    let known = api.and_then(|api| ledgers::known(api.name()));
    let mut mask = Mask { known, names };
    if let (Some(api), Some(known)) = (api, known) {
        mask.learn_opaque(known, api.read(&entry.answer.body.bytes).as_ref());
    }
    let (request, answer) = (&entry.request, &entry.answer);
    // What stands at a place of its own gets its name first, so that it is known wherever else it stands.
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| mask.header(name.as_str(), value)).collect();
    let given: Vec<_> = answer.headers.iter().map(|(name, value)| mask.header(name, value)).collect();
    let (query, sent, answered) = (mask.text(&request.query, Notation::Form, 0), mask.body(&request.body), mask.body(&answer.body));
    let settings = entry.instance.as_ref().filter(|_| entry.refused()).map(|plan| plan.configured.settings());
    let lift = settings.zip(api).map(|(settings, api)| ledgers::lifts(api, &settings, &answer.clauses)).unwrap_or_default();
    let instance = entry.instance.as_ref().map(|plan| plan.name.clone());
    let of = instance.clone().unwrap_or_default();
    EntryView {
        id: entry.id,
        at: entry.at,
        real: entry.real,
        world: world.to_owned(),
        client: entry.client,
        request: RequestView {
            method: request.method.to_string(),
            path: path(&request.path, mask.names.naming()),
            query: mask.names.rename(&query),
            headers: headers.into_iter().map(|(name, value)| (name, mask.names.rename(&value))).collect(),
            basic: mask.basic(request.authorization()),
            body: sent,
        },
        answer: AnswerView { status: answer.status, headers: given, body: answered },
        clauses: answer.clauses.to_vec(),
        beyond: answer.clauses.iter().copied().filter(|id| ledgers::beyond(*id)).collect(),
        lift: lift.into_iter().map(|setting| format!("{of}.{setting}=off")).collect(),
        instance,
        stub: entry.stub.clone(),
        faults: entry.faults.clone(),
        error: answer.error,
    }
}

struct Mask<'a> {
    known: Option<&'static Known>,
    names: &'a mut Names,
}

impl Mask<'_> {
    fn learn_opaque(&mut self, known: &Known, read: Option<&serde_json::Value>) {
        let Some(read) = read else { return };
        for (kind, path) in &known.opaque {
            for value in path.query(read).iter().filter_map(|node| node.as_str()).filter(|value| !value.is_empty()) {
                self.names.secret(kind, value);
            }
        }
    }

    fn header(&mut self, name: &str, value: &[u8]) -> (String, String) {
        let value = latin(value);
        let lower = name.to_ascii_lowercase();
        let shown = match lower.as_str() {
            "authorization" | "proxy-authorization" => self.authorization(&value),
            "cookie" => self.every(&value, "cookie"),
            "set-cookie" => {
                let (pair, rest) = value.split_once(';').unwrap_or((&value, ""));
                let separator = if rest.is_empty() { "" } else { ";" };
                format!("{}{separator}{rest}", self.every(pair, "cookie"))
            }
            _ if is_secret(&lower) && !value.is_empty() => self.names.secret(&kind(&lower), &value),
            _ => self.address(&value),
        };
        (lower, self.names.rename(&shown))
    }

    fn authorization(&mut self, value: &str) -> String {
        let Some((scheme, rest)) = value.split_once(' ') else {
            let word = ["basic", "bearer", "digest"].iter().any(|scheme| value.eq_ignore_ascii_case(scheme));
            return if word || value.is_empty() { value.to_owned() } else { self.names.secret("authorization", value) };
        };
        let credentials = rest.trim();
        if credentials.is_empty() {
            return value.to_owned();
        }
        let name = if scheme.eq_ignore_ascii_case("basic") { self.names.basic(credentials).0 } else { self.names.secret(&kind(scheme), credentials) };
        format!("{}{}", &value[..value.len() - rest.trim_start().len()], name)
    }

    /// What stands in the Basic header, not encoded.
    fn basic(&mut self, value: Option<&str>) -> Option<String> {
        let (scheme, credentials) = value?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("basic").then(|| self.names.basic(credentials.trim()).1)?
    }

    fn every(&mut self, text: &str, kind: &str) -> String {
        replace(text, Notation::Cookie, |_, value| (!value.is_empty()).then(|| self.names.secret(kind, value)))
    }

    /// A value that may be an address with a query.
    fn address(&mut self, value: &str) -> String {
        match value.split_once('?') {
            Some((path, query)) => format!("{}?{}", plain(path, self.names.naming()), self.text(query, Notation::Form, 0)),
            None => plain(value, self.names.naming()),
        }
    }

    fn text(&mut self, text: &str, notation: Notation, depth: usize) -> String {
        let masked = replace(text, notation, |name, value| self.value(name, value, depth));
        self.names.rename(&masked)
    }

    /// What is shown in place of a value; nothing where it stays as it was written.
    fn value(&mut self, name: &str, value: &str, depth: usize) -> Option<String> {
        let bare = ["", "true", "false", "null"].contains(&value);
        if let Some(kind) = self.kind(name).filter(|_| !bare) {
            return Some(self.names.secret(&kind, value));
        }
        let notation = Notation::of(value);
        let shown = match notation {
            Notation::Json | Notation::Xml if depth < DEEPEST => self.text(value, notation, depth + 1),
            _ => plain(value, self.names.naming()),
        };
        (shown != value).then_some(shown)
    }

    /// The kind of secret that a member of this name holds.
    fn kind(&self, name: &str) -> Option<String> {
        let by_ledger = self.known.and_then(|known| known.opaque_member(name)).or_else(|| self.names.credential(name));
        by_ledger.map(str::to_owned).or_else(|| is_secret(name).then(|| kind(name)))
    }

    fn body(&mut self, body: &Kept) -> BodyView {
        match readable(body) {
            Some(text) => {
                let shown = self.text(text, Notation::of(text), 0);
                let shown = if body.cut > 0 { self.names.naming().rename_cut(&shown) } else { shown };
                BodyView { text: Some(shown), base64: None, cut: body.cut }
            }
            None => {
                // Byte for byte, each taken as one character.
                let text = latin(&body.bytes);
                let shown = self.text(&text, Notation::of(&text), 0);
                let bytes: Vec<u8> = shown.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
                BodyView { text: None, base64: Some(STANDARD.encode(bytes)), cut: body.cut }
            }
        }
    }
}

/// A path without its secrets.
pub(crate) fn path(path: &str, naming: &Naming) -> String {
    path.split('/').map(|segment| plain(segment, naming)).collect::<Vec<_>>().join("/")
}

/// A text without its secrets, percent-encoded ones too.
fn plain(text: &str, naming: &Naming) -> String {
    let decoded = if text.contains('%') { percent_decoded(text) } else { String::new() };
    let renamed = naming.rename(&decoded);
    if renamed == decoded { naming.rename(text) } else { renamed }
}

/// The body as text; of one that was cut, without the character that was cut through.
fn readable(body: &Kept) -> Option<&str> {
    match std::str::from_utf8(&body.bytes) {
        Ok(text) => Some(text),
        Err(error) if body.cut > 0 && error.error_len().is_none() => std::str::from_utf8(&body.bytes[..error.valid_up_to()]).ok(),
        Err(_) => None,
    }
}

/// The text with values replaced in their places.
fn replace(text: &str, notation: Notation, mut shown: impl FnMut(&str, &str) -> Option<String>) -> String {
    let (mut replaced, mut written) = (String::with_capacity(text.len()), 0);
    for found in notation.find(text) {
        if let Some(shown) = shown(&found.name, &found.value) {
            replaced.push_str(&text[written..found.at.start]);
            replaced.push_str(&shown);
            written = found.at.end;
        }
    }
    replaced.push_str(&text[written..]);
    replaced
}

fn latin(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

fn is_secret(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    SECRETS.iter().any(|end| letters.ends_with(end))
}

/// A kind of a name's own letters.
fn kind(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let kind: String = name.chars().take(LONGEST_KIND).map(fits).collect();
    if kind.is_empty() { "secret".to_owned() } else { kind }
}
