//! The fields of a call: from a form or a query, percent-encoded or, int_in, pasted in as it is.

use std::borrow::Cow;

use crate::hyp::rules::{Duty, clause};
use crate::hyp::settings::{Admission, ContentType, FieldsFrom, Settings};
use crate::{ClauseId, Method, Pairs, Request};

/// The Content-Type that the document asks for (hyp.request.form-post).
pub(in crate::hyp) const FORM: &str = "application/x-www-form-urlencoded";
/// The fields that a call may have.
const NAMES: [&str; 4] = ["user", "password", INT_IN, "sessionId"];
const INT_IN: &str = "int_in";
const END_OF_XML: &str = "</ashrait>";

/// What a call's fields hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::hyp) struct Fields {
    read: Vec<Field>,
    /// The clauses beyond the document under which they were read.
    pub(in crate::hyp) accepted: Vec<ClauseId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    name: &'static str,
    value: String,
    place: Place,
    spelling: Spelling,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Body,
    Query,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
    Encoded,
    Raw,
}

impl Fields {
    /// The fields of a call: the body's, then the query's. `None` where the body is no form and must be one.
    pub(in crate::hyp) fn of(settings: &Settings, request: &Request<'_>) -> Option<Self> {
        let is_get = *request.method == Method::GET;
        let is_form = has_form_type(request);
        if settings.content_type == ContentType::Form && !is_form && !request.body.is_empty() {
            return None;
        }
        let mut read = Vec::new();
        if settings.rules.form == Duty::Done {
            take(&mut read, request.body, Place::Body);
        }
        if settings.fields == FieldsFrom::Any || is_get {
            take(&mut read, request.query.as_bytes(), Place::Query);
        }
        read.retain(|field| field.spelling == Spelling::Encoded || settings.raw_xml == Admission::Accepted);
        let any = |wanted: fn(&Field) -> bool| read.iter().any(wanted);
        let beyond = [
            (clause::GET, is_get),
            (clause::QUERY_FIELDS, !is_get && any(|field| field.place == Place::Query)),
            (clause::RAW_XML, any(|field| field.spelling == Spelling::Raw)),
            (clause::CONTENT_TYPE, !is_form && any(|field| field.place == Place::Body)),
        ];
        let accepted = beyond.into_iter().filter_map(|(clause, accepted)| accepted.then_some(clause)).collect();
        Some(Self { read, accepted })
    }

    pub(in crate::hyp) fn user(&self) -> &str {
        self.value("user")
    }

    pub(in crate::hyp) fn password(&self) -> &str {
        self.value("password")
    }

    pub(in crate::hyp) fn int_in(&self) -> &str {
        self.value(INT_IN)
    }

    /// The session of the parameter sessionId (hyp.session.parameter).
    pub(in crate::hyp) fn session_id(&self) -> &str {
        self.value("sessionId")
    }

    fn value(&self, name: &str) -> &str {
        self.read.iter().find(|field| field.name == name).map_or("", |field| field.value.as_str())
    }
}

fn has_form_type(request: &Request<'_>) -> bool {
    let given = request.header("content-type").unwrap_or_default();
    given.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
}

/// Adds the fields that are not there yet.
fn take(read: &mut Vec<Field>, bytes: &[u8], place: Place) {
    let text = std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    let pasted = pasted(&text);
    let mut encoded = match &pasted {
        Some(pasted) => Pairs::urlencoded(pasted.before.as_bytes()).and(Pairs::urlencoded(pasted.after.as_bytes())),
        None => Pairs::urlencoded(bytes),
    };
    for name in NAMES {
        let raw = pasted.as_ref().filter(|_| name == INT_IN).map(|pasted| (pasted.xml.to_owned(), Spelling::Raw));
        let in_form = || encoded.take(name).map(|value| (value, Spelling::Encoded));
        if let Some((value, spelling)) = raw.or_else(in_form).filter(|_| read.iter().all(|field| field.name != name)) {
            read.push(Field { name, value, place, spelling });
        }
    }
}

/// A form into which XML was pasted: its `&`, `=`, `+` and `%` are the XML's own.
struct Pasted<'t> {
    before: &'t str,
    xml: &'t str,
    after: &'t str,
}

fn pasted(text: &str) -> Option<Pasted<'_>> {
    let begins = |at: &usize| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'&');
    let at = text.match_indices("int_in=").map(|(at, _)| at).find(begins)?;
    let (before, rest) = (&text[..at], &text[at + "int_in=".len()..]);
    if !rest.trim_start().starts_with('<') {
        return None;
    }
    let end = rest.rfind(END_OF_XML).map(|end| end + END_OF_XML.len());
    let ends = |end: &usize| matches!(rest[*end..].trim_start().bytes().next(), None | Some(b'&'));
    let end = end.filter(ends).unwrap_or(rest.len());
    Some(Pasted { before, xml: &rest[..end], after: rest[end..].trim_start() })
}
