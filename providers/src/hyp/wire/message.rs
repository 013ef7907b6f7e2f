//! The request in int_in: its header fields, its command, and the command's element.

use jiff::civil::DateTime;
use roxmltree::{Document, Node};
use serde_json::{Map, Value};

use super::xml;
use crate::hyp::command::is_name;
use crate::hyp::rules::{Duty, LONGEST_REQUEST_ID};
use crate::hyp::settings::{LanguageReading, Settings};

/// A request has so many bytes at most.
const LONGEST: usize = 65_536;
/// Of a bad value so many characters are repeated.
const LONGEST_REPEATED: usize = 100;
/// The field of a command's element that names the terminal.
pub(in crate::hyp) const TERMINAL: &str = "terminalNumber";
/// The header field that carries the session.
const SESSION: &str = "sessionId";

/// A language of the replies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::hyp) enum Language {
    #[default]
    English,
    Hebrew,
}

/// What a reply repeats of its request; nothing where the request was not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::hyp) struct Head {
    pub(in crate::hyp) command: String,
    pub(in crate::hyp) request_id: String,
    pub(in crate::hyp) version: String,
    pub(in crate::hyp) language: Language,
}

/// A header field with a bad value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::hyp) struct BadField {
    pub(in crate::hyp) name: &'static str,
    pub(in crate::hyp) value: String,
}

/// A request that could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::hyp) struct Message {
    pub(in crate::hyp) command: String,
    pub(in crate::hyp) session_id: String,
    /// The header fields that are well-formed; the others are empty.
    pub(in crate::hyp) head: Head,
    /// The first bad header field.
    pub(in crate::hyp) bad: Option<BadField>,
    /// Whether its language is none of the documented words (hyp.request.language).
    pub(in crate::hyp) other_language: bool,
    /// The terminal that the command's element names, empty where it names none, or several; `None` where there is no such element,
    /// or several.
    pub(in crate::hyp) terminal: Option<String>,
    /// All that the request of a command says, without the session; nothing of getSessionId, of which nobody asks it.
    pub(in crate::hyp) request: Map<String, Value>,
}

/// One header field, and whether its value is a good one.
struct HeaderField {
    name: &'static str,
    is_good: fn(&str) -> bool,
}

const HEADER: [HeaderField; 4] = [
    HeaderField { name: "version", is_good: |value| (1..=4).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit()) },
    HeaderField { name: "requestId", is_good: |value| value.chars().count() <= LONGEST_REQUEST_ID },
    HeaderField { name: "dateTime", is_good: |value| value.is_empty() || is_date_time(value) },
    HeaderField { name: "mayBeDuplicate", is_good: |value| matches!(value, "" | "0" | "1") },
];

impl Message {
    /// Reads int_in; `None` where it is no XML, or XML that is no request.
    pub(in crate::hyp) fn read(settings: &Settings, text: &str) -> Option<Self> {
        if settings.rules.declaration == Duty::Neglected && text.trim_start().starts_with("<?xml") {
            return None;
        }
        let document = xml::document(text, LONGEST)?;
        let request = request(&document)?;
        let [command, language, session_id] = ["command", "language", SESSION].map(|name| text_of(request, name));
        let (command, language, session_id) = (command?, language?, session_id?);
        let mut bad = None;
        let mut good = |field: &HeaderField| {
            let value = text_of(request, field.name)?;
            if (field.is_good)(&value) {
                return Some(value);
            }
            bad.get_or_insert(BadField { name: field.name, value });
            Some(String::new())
        };
        let [version, request_id, ..]: [String; 4] = HEADER.iter().map(&mut good).collect::<Option<Vec<_>>>()?.try_into().ok()?;
        let other_language = !matches!(language.as_str(), "HEB" | "ENG");
        if other_language && settings.language == LanguageReading::Exact {
            bad.get_or_insert(BadField { name: "language", value: language.clone() });
        }
        let language = if language.eq_ignore_ascii_case("HEB") { Language::Hebrew } else { Language::English };
        let shown = if is_name(&command) { command.clone() } else { String::new() };
        let head = Head { command: shown, request_id, version, language };
        let element = Some(&command).filter(|command| *command != SESSION).and_then(|command| xml::only(request, command));
        let terminal = element.map(|element| xml::only(element, TERMINAL).and_then(xml::text).unwrap_or_default().trim().to_owned());
        let request = if command == settings.rules.command { Map::new() } else { members(request) };
        Some(Self { command, session_id, head, bad, other_language, terminal, request })
    }

    /// All that a request says, without the session, whatever its command is; nothing where it cannot be read.
    pub(in crate::hyp) fn said(settings: &Settings, text: &str) -> Map<String, Value> {
        let document = Self::read(settings, text).and_then(|_| xml::document(text, LONGEST));
        document.as_ref().and_then(request).map(members).unwrap_or_default()
    }
}

/// The request in a document: an element with elements in it.
fn request<'d>(document: &'d Document<'_>) -> Option<Node<'d, 'd>> {
    let root = Some(document.root_element()).filter(|root| root.tag_name().name() == "ashrait")?;
    xml::only(root, "request").filter(|request| request.children().any(|child| child.is_element()))
}

fn members(request: Node<'_, '_>) -> Map<String, Value> {
    let Value::Object(mut members) = xml::value(request) else { return Map::new() };
    members.remove(SESSION);
    members
}

impl BadField {
    /// What additionalInfo says of it.
    pub(in crate::hyp) fn told(&self) -> String {
        let value: String = self.value.chars().take(LONGEST_REPEATED).collect();
        format!("Bad value '{value}' in header field '{}'", self.name)
    }
}

impl Language {
    /// The word that a reply has for it.
    pub(in crate::hyp) const fn written(self) -> &'static str {
        match self {
            Self::English => "Eng",
            Self::Hebrew => "Heb",
        }
    }

    /// The language of this word.
    pub(in crate::hyp) fn of(word: &str) -> Self {
        if word == Self::Hebrew.written() { Self::Hebrew } else { Self::English }
    }
}

/// The text of a header field, empty where there is none; `None` where it stands twice, or has elements in it.
fn text_of(request: Node<'_, '_>, name: &str) -> Option<String> {
    let mut found = xml::named(request, name);
    match (found.next(), found.next()) {
        (None, _) => Some(String::new()),
        (Some(field), None) => Some(xml::text(field)?.trim().to_owned()),
        (Some(_), Some(_)) => None,
    }
}

fn is_date_time(value: &str) -> bool {
    ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"].iter().any(|format| DateTime::strptime(format, value).is_ok())
}
