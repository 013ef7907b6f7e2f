//! Shows an entry without its secrets: by their places, and wherever else their values turn up.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use providers::naming::Naming;

use super::entry::{Entry, Kept};
use super::masked::{Masked, Piece};
use super::names::Names;
use super::scan::{Found, Notation, percent_decoded};
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
    let told = tell(entry, names);
    let (request, answer) = (&entry.request, &entry.answer);
    let api = entry.instance.as_ref().map(|plan| plan.configured.api());
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
            path: path(request.path(), names.naming()),
            query: told.query.shown(),
            headers: told.headers.into_iter().map(|(name, value)| (name, value.shown())).collect(),
            basic: told.basic,
            body: view(request.body(), &told.body, names.naming()),
        },
        answer: AnswerView { status: answer.status, headers: told.given, body: view(answer.body(), &told.answered, names.naming()) },
        clauses: answer.clauses.to_vec(),
        beyond: answer.clauses.iter().copied().filter(|id| ledgers::beyond(*id)).collect(),
        lift: lift.into_iter().map(|setting| format!("{of}.{setting}=off")).collect(),
        instance,
        stub: entry.stub.clone(),
        faults: entry.faults.clone(),
        error: answer.error,
    }
}

/// The texts of an entry, their secrets known.
pub(crate) struct Told {
    /// The path below the instance's mount.
    pub(crate) below: Masked,
    pub(crate) query: Masked,
    pub(crate) headers: Vec<(String, Masked)>,
    /// What stands in the Basic header, not encoded.
    basic: Option<String>,
    pub(crate) body: Masked,
    pub(crate) given: Vec<(String, String)>,
    pub(crate) answered: Masked,
}

/// The texts of an entry. Secrets that it is the first to hold have names from now on.
pub(crate) fn tell(entry: &Entry, names: &mut Names) -> Told {
    let api = entry.instance.as_ref().map(|plan| plan.configured.api());
    let known = api.and_then(|api| ledgers::known(api.name()));
    let mut mask = Mask { known, names };
    if let (Some(api), Some(known)) = (api, known) {
        mask.learn_opaque(known, api.read(entry.answer.body().bytes).as_ref());
    }
    let (request, answer) = (&entry.request, &entry.answer);
    // What stands at a place of its own gets its name first, so that it is known wherever else it stands.
    let headers: Vec<_> = request.headers().map(|(name, value)| mask.header(name.as_str(), value)).collect();
    let given = answer.headers().map(|(name, value)| mask.header(name, value)).map(|(name, value)| (name, value.shown())).collect();
    let (query, body, answered) = (mask.text(request.query(), Notation::Form, 0), mask.body(request.body()), mask.body(answer.body()));
    let basic = mask.basic(request.authorization());
    let naming = mask.names.naming();
    Told {
        below: segments(request.below(), naming),
        query: query.searched(naming),
        headers: headers.into_iter().map(|(name, value)| (name, value.searched(naming))).collect(),
        basic,
        body,
        given,
        answered,
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

    fn header(&mut self, name: &str, value: &[u8]) -> (String, Masked) {
        let value = latin(value);
        let lower = name.to_ascii_lowercase();
        let masked = match lower.as_str() {
            "authorization" | "proxy-authorization" => self.authorization(&value),
            "cookie" => self.every(&value, "cookie"),
            "set-cookie" => {
                let pair = value.find(';').unwrap_or(value.len());
                self.every(&value[..pair], "cookie").then(Masked::plain(&value[pair..]))
            }
            _ if is_secret(&lower) && !value.is_empty() => Masked::named(self.names.secret(&kind(&lower), &value), &value),
            _ => self.address(&value),
        };
        (lower, masked.searched(self.names.naming()))
    }

    fn authorization(&mut self, value: &str) -> Masked {
        let Some((scheme, rest)) = value.split_once(' ') else {
            let word = ["basic", "bearer", "digest"].iter().any(|scheme| value.eq_ignore_ascii_case(scheme));
            return if word || value.is_empty() { Masked::plain(value) } else { Masked::named(self.names.secret("authorization", value), value) };
        };
        let credentials = rest.trim();
        if credentials.is_empty() {
            return Masked::plain(value);
        }
        let name = if scheme.eq_ignore_ascii_case("basic") { self.names.basic(credentials).0 } else { self.names.secret(&kind(scheme), credentials) };
        let (before, after) = (value.len() - rest.trim_start().len(), rest.trim_start().len() - credentials.len());
        let after = &value[value.len() - after..];
        Masked::plain(&value[..before]).then(Masked::named(name, credentials)).then(Masked::plain(after))
    }

    /// What stands in the Basic header, not encoded.
    fn basic(&mut self, value: Option<&str>) -> Option<String> {
        let (scheme, credentials) = value?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("basic").then(|| self.names.basic(credentials.trim()).1)?
    }

    fn every(&mut self, text: &str, kind: &str) -> Masked {
        let name = |found: &Found, written: &str| {
            (!found.value.is_empty()).then(|| Piece::Named { name: self.names.secret(kind, &found.value), written: written.to_owned() })
        };
        replace(text, Notation::Cookie, name)
    }

    /// A value that may be an address with a query.
    fn address(&mut self, value: &str) -> Masked {
        match value.split_once('?') {
            Some((path, query)) => plain(path, self.names.naming()).then(Masked::plain("?")).then(self.text(query, Notation::Form, 0)),
            None => plain(value, self.names.naming()),
        }
    }

    fn text(&mut self, text: &str, notation: Notation, depth: usize) -> Masked {
        let masked = replace(text, notation, |found, written| self.piece(found, written, depth));
        masked.searched(self.names.naming())
    }

    /// What is shown in place of a value; nothing where it stays as it was written.
    fn piece(&mut self, found: &Found, written: &str, depth: usize) -> Option<Piece> {
        let Found { name, value, .. } = found;
        let written = written.to_owned();
        let bare = ["", "true", "false", "null"].contains(&value.as_str());
        if let Some(kind) = self.kind(name).filter(|_| !bare) {
            return Some(Piece::Named { name: self.names.secret(&kind, value), written });
        }
        let notation = Notation::of(value);
        let text = match notation {
            Notation::Json | Notation::Xml if depth < DEEPEST => self.text(value, notation, depth + 1),
            _ => plain(value, self.names.naming()),
        };
        text.has_names().then_some(Piece::Within { written, text })
    }

    /// The kind of secret that a member of this name holds.
    fn kind(&self, name: &str) -> Option<String> {
        let by_ledger = self.known.and_then(|known| known.opaque_member(name)).or_else(|| self.names.credential(name));
        by_ledger.map(str::to_owned).or_else(|| is_secret(name).then(|| kind(name)))
    }

    /// A body that is no text byte for byte, each taken as one character.
    fn body(&mut self, body: Kept<'_>) -> Masked {
        let text = readable(body).map_or_else(|| latin(body.bytes), Cow::Borrowed);
        self.text(&text, Notation::of(&text), 0)
    }
}

/// A body as anybody may see it.
fn view(body: Kept<'_>, masked: &Masked, naming: &Naming) -> BodyView {
    let shown = masked.shown();
    if readable(body).is_some() {
        let shown = if body.cut > 0 { naming.rename_cut(&shown) } else { shown };
        return BodyView { text: Some(shown), base64: None, cut: body.cut };
    }
    let bytes: Vec<u8> = shown.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
    BodyView { text: None, base64: Some(STANDARD.encode(bytes)), cut: body.cut }
}

/// A path without its secrets.
pub(crate) fn path(path: &str, naming: &Naming) -> String {
    segments(path, naming).shown()
}

/// A value may hold a slash that a client did not encode; each segment may be encoded.
fn segments(path: &str, naming: &Naming) -> Masked {
    let segment = |(at, segment): (usize, &str)| Masked::plain(if at == 0 { "" } else { "/" }).then(plain(segment, naming));
    let between = |piece| match piece {
        Piece::Plain(text) => text.split('/').enumerate().map(segment).fold(Masked::default(), Masked::then),
        known => Masked(vec![known]),
    };
    Masked::search(path, naming).0.into_iter().map(between).fold(Masked::default(), Masked::then)
}

/// A text without its secrets, percent-encoded ones too.
fn plain(text: &str, naming: &Naming) -> Masked {
    let decoded = if text.contains('%') { percent_decoded(text) } else { String::new() };
    let within = Masked::search(&decoded, naming);
    if within.has_names() { Masked(vec![Piece::Within { written: text.to_owned(), text: within }]) } else { Masked::search(text, naming) }
}

/// The body as text; of one that was cut, without the character that was cut through.
fn readable(body: Kept<'_>) -> Option<&str> {
    match std::str::from_utf8(body.bytes) {
        Ok(text) => Some(text),
        Err(error) if body.cut > 0 && error.error_len().is_none() => std::str::from_utf8(&body.bytes[..error.valid_up_to()]).ok(),
        Err(_) => None,
    }
}

/// The text with values replaced in their places; `piece` is told what stands there.
fn replace(text: &str, notation: Notation, mut piece: impl FnMut(&Found, &str) -> Option<Piece>) -> Masked {
    let (mut masked, mut told) = (Masked::default(), 0);
    for found in notation.find(text) {
        if let Some(piece) = piece(&found, &text[found.at.clone()]) {
            masked = masked.then(Masked::plain(&text[told..found.at.start])).then(Masked(vec![piece]));
            told = found.at.end;
        }
    }
    masked.then(Masked::plain(&text[told..]))
}

fn latin(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

pub(crate) fn is_secret(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    SECRETS.iter().any(|end| letters.ends_with(end))
}

/// A kind of a name's own letters.
fn kind(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let kind: String = name.chars().take(LONGEST_KIND).map(fits).collect();
    if kind.is_empty() { "secret".to_owned() } else { kind }
}
