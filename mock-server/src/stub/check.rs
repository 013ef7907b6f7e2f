//! A stub that was checked: nothing about it can be wrong any more but what a template meets in a request.

use std::collections::BTreeMap;
use std::path::Path;

use http::{HeaderName, HeaderValue};

use super::file;
use super::template::{self, Source};
use super::{AnswerSpec, StubSpec};
use crate::matcher::Matcher;
use crate::{Flaw, name};

/// What the host says of an answer's frame; a fault can break it, a stub cannot.
const FRAME: [&str; 5] = ["content-length", "transfer-encoding", "connection", "keep-alive", "upgrade"];
/// So many answers may one stub have.
const ANSWERS: usize = 1_000;

pub(crate) struct Stub {
    pub(crate) spec: StubSpec,
    pub(super) matcher: Matcher,
    pub(super) answers: Vec<Reply>,
}

/// One answer, ready to be given.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) sets: BTreeMap<String, String>,
    pub(super) content: Content,
}

pub(super) enum Content {
    Fixed { headers: Vec<(String, String)>, body: Vec<u8> },
    Templates { headers: Vec<(String, Source)>, body: Source },
}

impl Stub {
    /// Checks a stub and reads its files below `files`.
    pub(crate) fn check(spec: StubSpec, files: Option<&Path>) -> Result<Self, Flaw> {
        if !name::is_plain(&spec.name) {
            return Err(Flaw::at("name", format!("`{}` is no name for a stub; it takes {}", spec.name, name::PLAIN)));
        }
        if !(1..=ANSWERS).contains(&spec.answers.len()) {
            return Err(Flaw::at("answers", format!("a stub has 1 to {ANSWERS} answers, not {}", spec.answers.len())));
        }
        let matcher = spec.calls.check().map_err(|flaw| flaw.within("match"))?;
        let reply = |(at, answer): (usize, &AnswerSpec)| Reply::check(answer, files).map_err(|flaw| flaw.within(&format!("answers[{at}]")));
        let answers = spec.answers.iter().enumerate().map(reply).collect::<Result<_, _>>()?;
        Ok(Self { spec, matcher, answers })
    }
}

impl Stub {
    /// What it was made from, with the texts of its files in it.
    pub(crate) fn portable(&self) -> Result<StubSpec, String> {
        let answer = |(spec, reply): (&AnswerSpec, &Reply)| match (&spec.file, &reply.content) {
            (Some(file), Content::Fixed { headers, body }) => {
                let text = String::from_utf8(body.clone());
                let text = text.map_err(|_| format!("the stub `{}` answers with the file {file}, whose bytes are no text", self.spec.name))?;
                Ok(AnswerSpec { file: None, text: Some(text), headers: headers.iter().cloned().collect(), ..spec.clone() })
            }
            _ => Ok(spec.clone()),
        };
        let answers = self.spec.answers.iter().zip(&self.answers).map(answer).collect::<Result<_, String>>()?;
        Ok(StubSpec { answers, ..self.spec.clone() })
    }

    /// The bytes that it takes, about.
    pub(crate) fn size(&self) -> usize {
        let body = |reply: &Reply| match &reply.content {
            Content::Fixed { body, .. } => body.len(),
            Content::Templates { .. } => 0,
        };
        serde_json::to_string(&self.spec).map_or(0, |spec| spec.len()) + self.answers.iter().map(body).sum::<usize>()
    }
}

impl Reply {
    fn check(spec: &AnswerSpec, files: Option<&Path>) -> Result<Self, Flaw> {
        if !(200..=599).contains(&spec.status) {
            return Err(Flaw::at("status", format!("{} is no status of an answer; it takes 200 to 599", spec.status)));
        }
        Ok(Self { status: spec.status, sets: spec.sets.clone(), content: content(spec, files)? })
    }
}

fn content(spec: &AnswerSpec, files: Option<&Path>) -> Result<Content, Flaw> {
    check_body(spec.status, body_of(spec))?;
    spec.headers.keys().try_for_each(|name| check_name(name))?;
    let (kind, body) = match (&spec.text, &spec.json, &spec.file, &spec.template) {
        (None, None, None, None) => (None, Vec::new()),
        (Some(text), None, None, None) => (Some("text/plain; charset=utf-8"), text.clone().into_bytes()),
        (None, Some(json), None, None) => (Some("application/json"), json.to_string().into_bytes()),
        (None, None, Some(path), None) => (Some("application/octet-stream"), file::read(path, files).map_err(|error| Flaw::at("file", error))?),
        (None, None, None, Some(template)) => return templates(spec, template),
        _ => return Err(Flaw::at("", "an answer has one body: text, json, file or template; leave the others out")),
    };
    spec.headers.iter().try_for_each(|(name, value)| check_value(name, value))?;
    let headers = with_type(spec.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect(), kind.map(str::to_owned));
    Ok(Content::Fixed { headers, body })
}

fn templates(spec: &AnswerSpec, body: &str) -> Result<Content, Flaw> {
    let source = |text: &str, at: String| template::Source::check(text).map_err(|error| Flaw::at(at, error));
    let header = |(name, value): (&String, &String)| Ok((name.clone(), source(value, format!("headers.`{name}`"))?));
    let headers = spec.headers.iter().map(header).collect::<Result<_, Flaw>>()?;
    let kind = source("text/plain; charset=utf-8", String::new())?;
    Ok(Content::Templates { headers: with_type(headers, Some(kind)), body: source(body, "template".to_owned())? })
}

/// The headers, with a content type where they have none.
fn with_type<T>(mut headers: Vec<(String, T)>, kind: Option<T>) -> Vec<(String, T)> {
    let said = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    headers.extend(kind.filter(|_| !said).map(|kind| ("content-type".to_owned(), kind)));
    headers
}

/// Whether an answer comes with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Given,
    Empty,
}

fn body_of(spec: &AnswerSpec) -> Body {
    let given = spec.text.is_some() || spec.json.is_some() || spec.file.is_some() || spec.template.is_some();
    if given { Body::Given } else { Body::Empty }
}

/// Checks that a status which forbids a body has none: the head alone would tell of it (RFC 9110, 15.3.5 and 15.4.5).
pub(crate) fn check_body(status: u16, body: Body) -> Result<(), Flaw> {
    match (status, body) {
        (204 | 304, Body::Given) => Err(Flaw::at("", format!("an answer with status {status} has no body; leave it out"))),
        _ => Ok(()),
    }
}

/// Checks a header that is written as it is.
pub(crate) fn check_header(name: &str, value: &str) -> Result<(), Flaw> {
    check_name(name)?;
    check_value(name, value)
}

fn check_name(name: &str) -> Result<(), Flaw> {
    let at = || format!("headers.`{name}`");
    if FRAME.iter().any(|frame| name.eq_ignore_ascii_case(frame)) {
        return Err(Flaw::at(at(), "the server frames its answers itself; leave this header out, or plant a fault to break the frame"));
    }
    name.parse::<HeaderName>().map(|_| ()).map_err(|_| Flaw::at(at(), "this is no header's name; write one such as x-request-id"))
}

pub(super) fn check_value(name: &str, value: &str) -> Result<(), Flaw> {
    HeaderValue::from_str(value).map(|_| ()).map_err(|_| Flaw::at(format!("headers.`{name}`"), "a header's value holds visible characters only"))
}
