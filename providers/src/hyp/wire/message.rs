//! The request in int_in: its header fields, its command, and the command's element.

use jiff::civil::DateTime;
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
    /// The request, without the session.
    pub(in crate::hyp) request: Value,
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
        let (name, mut root) = xml::meaning(text, LONGEST)?;
        let request = root.as_object_mut().filter(|_| name == "ashrait")?.remove("request")?;
        let Value::Object(mut request) = request else { return None };
        let [command, language, session_id] = ["command", "language", "sessionId"].map(|name| text_of(&request, name));
        let (command, language, session_id) = (command?, language?, session_id?);
        let mut bad = None;
        let mut good = |field: &HeaderField| {
            let value = text_of(&request, field.name)?;
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
        request.remove("sessionId");
        Some(Self { command, session_id, head, bad, other_language, request: Value::Object(request) })
    }

    /// The command's element: an object, or an empty text.
    pub(in crate::hyp) fn element(&self) -> Option<&Value> {
        self.request.get(&self.command).filter(|value| !value.is_array())
    }

    /// The terminal that the command's element names; empty where it names none, or several.
    pub(in crate::hyp) fn terminal(&self) -> &str {
        self.element().and_then(|element| element.get(TERMINAL)).and_then(Value::as_str).unwrap_or_default().trim()
    }
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
fn text_of(request: &Map<String, Value>, name: &str) -> Option<String> {
    request.get(name).map_or(Some(String::new()), |value| Some(value.as_str()?.trim().to_owned()))
}

fn is_date_time(value: &str) -> bool {
    ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"].iter().any(|format| DateTime::strptime(format, value).is_ok())
}
