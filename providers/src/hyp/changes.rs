//! What would have turned a refusal: another moment, another way to send it, a setting, or the request mended.

use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::examine::{Fault, examine};
use super::merchant::{Merchant, Supported};
use super::rules::RELAY;
use super::settings::{Admission, ContentType, FieldsFrom, Settings};
use super::state::State;
use super::wire::{FORM, Fields, Message, TERMINAL, compose};
use crate::{Change, Changed, Method, Request, expired, nearest};

/// So many things may be wrong with one request.
const MOST_FAULTS: usize = 8;

/// The changes that might have turned the refusal of a request, the smallest first.
pub(super) fn changes(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Vec<Change> {
    let Err(refused) = examine(settings, state, request, now) else { return Vec::new() };
    let mut changes = match &refused.fault {
        Fault::Elsewhere => vec![change(format!("sent to the relay's address, {RELAY}"), Changed::Path(RELAY.to_owned()))],
        Fault::Method => vec![change("sent by POST", Changed::Method(Method::POST))],
        Fault::Expired(until) => vec![earlier(settings, *until, now)],
        _ => Vec::new(),
    };
    changes.extend(mended(settings, state, request, now));
    changes.extend(readings(settings, &refused.fault, request));
    changes
}

fn change(says: impl Into<String>, to: Changed) -> Change {
    Change { says: says.into(), to }
}

fn earlier(settings: &Settings, until: Timestamp, now: Timestamp) -> Change {
    Change::at(settings.boundary.last_before(until), format!("send it earlier: the session {}", expired(until, now)))
}

/// The settings under which the request would have been read.
fn readings(settings: &Settings, fault: &Fault, request: &Request<'_>) -> Vec<Change> {
    let setting = |name: &'static str, value: &str| change(format!("with the setting {name}={value}"), Changed::Setting(name, value.to_owned()));
    match fault {
        Fault::Method if *request.method == Method::GET => vec![setting("get", "accepted")],
        Fault::NoForm => vec![setting("content_type", "any")],
        Fault::Credentials if !request.query.is_empty() => vec![setting("fields", "any")],
        Fault::BadXml if Fields::of(settings, request).is_some_and(|fields| fields.int_in().is_empty()) => vec![setting("raw_xml", "accepted")],
        Fault::Header(bad) if bad.name == "language" => vec![setting("language", "lenient")],
        Fault::OtherTerminal => vec![setting("session_scope", "merchant")],
        _ => Vec::new(),
    }
}

/// The same request as a form, with everything mended that is wrong with it.
fn mended(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Option<Change> {
    let mut draft = Draft::of(settings, request);
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(FORM));
    let mut says = Vec::new();
    for _ in 0..MOST_FAULTS {
        let bytes = draft.form();
        match examine(settings, state, &Request { headers: &headers, body: &bytes, ..*request }, now) {
            Ok(_) => {
                let says = if says.is_empty() { "with its fields percent-encoded in a form".to_owned() } else { says.join(", and ") };
                return Some(change(says, Changed::Body { content_type: FORM.to_owned(), bytes }));
            }
            Err(refused) => says.push(draft.mend(settings, state, &refused.fault)?),
        }
    }
    None
}

/// A request on its way to being right.
struct Draft {
    user: String,
    password: String,
    session: String,
    request: Map<String, Value>,
}

impl Draft {
    /// What the request says, however it says it.
    fn of(settings: &Settings, request: &Request<'_>) -> Self {
        let lenient = Settings { content_type: ContentType::Any, fields: FieldsFrom::Any, raw_xml: Admission::Accepted, ..settings.clone() };
        let fields = Fields::of(&lenient, request).unwrap_or_default();
        let request = Message::said(settings, fields.int_in());
        Self { user: fields.user().to_owned(), password: fields.password().to_owned(), session: fields.session_id().to_owned(), request }
    }

    fn form(&self) -> Vec<u8> {
        let xml = if self.request.is_empty() { String::new() } else { compose(&self.request) };
        let fields = [("user", &self.user), ("password", &self.password), ("sessionId", &self.session), ("int_in", &xml)];
        let given: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(given).unwrap_or_default().into_bytes()
    }

    /// Mends one fault and says how; `None` where no request could.
    fn mend(&mut self, settings: &Settings, state: &State, fault: &Fault) -> Option<String> {
        Some(match fault {
            Fault::Credentials => self.take_credentials(state, "with the user and the password of a merchant of this instance")?,
            Fault::Used | Fault::Expired(_) | Fault::UnknownSession | Fault::OtherTerminal => {
                self.session.clear();
                self.take_credentials(state, "with user and password in place of the session")?
            }
            Fault::BadXml => {
                self.request = sound(settings);
                "with a well-formed request in int_in".to_owned()
            }
            Fault::Header(bad) => {
                self.mend_header(bad.name);
                format!("with a good value in the header field '{}'", bad.name)
            }
            Fault::Missing("command") => self.name(settings.rules.command, "with a command"),
            Fault::UnknownCommand => {
                let given = self.text("command");
                let known = settings.commands.keys().map(String::as_str).chain([settings.rules.command]);
                let command = nearest(&given, known).unwrap_or(settings.rules.command).to_owned();
                self.name(&command, &format!("with the command {command}"))
            }
            Fault::Missing(_) | Fault::UnknownTerminal | Fault::NoSessions(_) => self.take_terminal(state)?,
            Fault::Elsewhere | Fault::Method | Fault::NoForm | Fault::Gateway | Fault::Generation(_) => return None,
        })
    }

    /// The merchant of this user, else the first.
    fn merchant<'s>(&self, state: &'s State) -> Option<&'s Merchant> {
        state.merchants.iter().find(|merchant| merchant.user == self.user).or(state.merchants.first())
    }

    fn take_credentials(&mut self, state: &State, says: &str) -> Option<String> {
        let merchant = self.merchant(state)?;
        (self.user, self.password) = (merchant.user.clone(), merchant.password.clone());
        Some(says.to_owned())
    }

    /// Names a terminal of the merchant that is set up for sessions.
    fn take_terminal(&mut self, state: &State) -> Option<String> {
        let owner = self.merchant(state)?;
        let terminal = owner.terminals.iter().find(|terminal| terminal.sessions == Supported::On)?;
        let command = self.text("command");
        let element = self.request.entry(command).or_insert(Value::Null);
        if !element.is_object() {
            *element = Value::Object(Map::new());
        }
        element.as_object_mut()?.insert(TERMINAL.to_owned(), terminal.number.clone().into());
        Some("for a terminal of this merchant that is set up for sessions".to_owned())
    }

    fn name(&mut self, command: &str, says: &str) -> String {
        self.request.insert("command".to_owned(), command.into());
        says.to_owned()
    }

    fn mend_header(&mut self, name: &str) {
        match name {
            "version" => drop(self.request.insert(name.to_owned(), "2000".into())),
            "language" => drop(self.request.insert(name.to_owned(), "ENG".into())),
            _ => drop(self.request.remove(name)),
        }
    }

    fn text(&self, name: &str) -> String {
        self.request.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    }
}

/// A header to which a command and a terminal can be added.
fn sound(settings: &Settings) -> Map<String, Value> {
    let members = [("version", "2000"), ("language", "ENG"), ("command", settings.rules.command)];
    members.map(|(name, value)| (name.to_owned(), value.into())).into_iter().collect()
}
