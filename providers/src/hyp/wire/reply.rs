//! A reply: its envelope in the order in which Hyp writes it, and the command's element.

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::encoding::{bytes, declared};
use super::message::{Head, Language};
use crate::hyp::rules::{Code, clause};
use crate::hyp::settings::{EmptyElements, Settings};
use crate::{Answer, ClauseId};

/// A reply has so many bytes, mostly.
const USUAL: usize = 1_024;

/// A command's element in a reply, with its fields.
pub(in crate::hyp) type Element<'a> = (&'a str, Vec<(&'a str, &'a str)>);

/// All that a reply says.
pub(in crate::hyp) struct Reply<'a> {
    pub(in crate::hyp) head: &'a Head,
    pub(in crate::hyp) date_time: &'a str,
    pub(in crate::hyp) tran_id: &'a str,
    pub(in crate::hyp) code: Code,
    pub(in crate::hyp) additional_info: &'a str,
    pub(in crate::hyp) element: Option<Element<'a>>,
    pub(in crate::hyp) status: u16,
}

impl Reply<'_> {
    /// The reply as an answer.
    pub(in crate::hyp) fn answer(&self, settings: &Settings, mut clauses: Vec<ClauseId>) -> Answer {
        clauses.extend([clause::ENVELOPE, clause::ENCODING]);
        if self.head.language == Language::Hebrew {
            clauses.push(clause::HEBREW);
        }
        Answer::of(settings.reply_type.written(), self.status, bytes(settings.encoding, self.text(settings)), clauses)
    }

    fn text(&self, settings: &Settings) -> String {
        let said = settings.rules.said[self.code as usize];
        let message = match (self.code, self.head.language) {
            (Code::Permitted, Language::Hebrew) => settings.hebrew_permitted.as_str(),
            _ => said.message,
        };
        let envelope = [
            ("command", self.head.command.as_str()),
            ("dateTime", self.date_time),
            ("requestId", &self.head.request_id),
            ("tranId", self.tran_id),
            ("result", said.result),
            ("message", message),
            ("userMessage", message),
            ("additionalInfo", self.additional_info),
            ("version", &self.head.version),
            ("language", self.head.language.written()),
        ];
        let mut pen = Pen { writer: Writer::new(Vec::with_capacity(USUAL)), empty: settings.empty_elements };
        pen.write(Event::Decl(BytesDecl::new("1.0", Some(declared(settings.encoding)), None)));
        pen.begin("ashrait");
        pen.begin("response");
        envelope.iter().for_each(|(name, text)| pen.element(name, text));
        if let Some((name, fields)) = &self.element {
            pen.fields(name, fields);
        }
        pen.end("response");
        pen.end("ashrait");
        String::from_utf8(pen.writer.into_inner()).unwrap_or_default()
    }
}

struct Pen {
    writer: Writer<Vec<u8>>,
    empty: EmptyElements,
}

impl Pen {
    fn write(&mut self, event: Event<'_>) {
        // Nothing can fail: it is written into memory.
        let _ = self.writer.write_event(event);
    }

    fn begin(&mut self, name: &str) {
        self.write(Event::Start(BytesStart::new(name)));
    }

    fn end(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    fn element(&mut self, name: &str, text: &str) {
        if text.is_empty() && self.empty == EmptyElements::Short {
            return self.write(Event::Empty(BytesStart::new(name)));
        }
        self.begin(name);
        self.write(Event::Text(BytesText::from_escaped(partial_escape(text))));
        self.end(name);
    }

    fn fields(&mut self, name: &str, fields: &[(&str, &str)]) {
        if fields.is_empty() {
            return self.element(name, "");
        }
        self.begin(name);
        fields.iter().for_each(|(name, text)| self.element(name, text));
        self.end(name);
    }
}
