//! Hyp's settings: one reading for each point that its document leaves open, and what an instance starts with.

use serde::{Deserialize, Serialize};

use super::command::{self, Commands};
use super::merchant::{self, Merchant};
use super::rules::{Code, Rules, clause};
use crate::choice::choice;
use crate::{Boundary, Kind, SettingSpec};

choice! {
    /// Whether a session may be used again (hyp.session.reuse-default).
    SessionReuse {
        /// It opens one command.
        Single = "single",
        /// It opens any number.
        Reusable = "reusable",
    }
}

choice! {
    /// Where a later command carries its session (hyp.session.parameter).
    SessionIn {
        /// In a parameter sessionId beside int_in.
        Parameter = "parameter",
        /// In an element sessionId of the request.
        Element = "element",
        /// In either; the parameter goes first.
        Either = "either",
    }
}

choice! {
    /// Which decides where both are given (hyp.session.beside-credentials).
    BothGiven {
        /// The session.
        Session = "session",
        /// User and password.
        Credentials = "credentials",
    }
}

choice! {
    /// What a session opens (hyp.session.scope).
    SessionScope {
        /// Commands on every terminal of its merchant.
        Merchant = "merchant",
        /// Commands on its own terminal.
        Terminal = "terminal",
    }
}

choice! {
    /// What a refused command does to the single-use session that it carries (hyp.session.refused-use).
    RefusedUse {
        /// The session can still be used.
        Kept = "kept",
        /// The session is used up.
        Consumed = "consumed",
    }
}

choice! {
    /// What is checked first (hyp.error.order).
    CheckedFirst {
        /// User and password, or the session.
        Credentials = "credentials",
        /// The header fields.
        Header = "header",
    }
}

choice! {
    /// From where the fields are read (hyp.request.query-fields).
    FieldsFrom {
        /// From the body, then from the query.
        Any = "any",
        /// From the body alone.
        Body = "body",
    }
}

choice! {
    /// Whether such a request is served.
    Admission {
        /// It is not.
        Refused = "refused",
        /// It is.
        Accepted = "accepted",
    }
}

choice! {
    /// Under which Content-Type a form is read (hyp.request.content-type).
    ContentType {
        /// Under any, and under none.
        Any = "any",
        /// As a form alone.
        Form = "form",
    }
}

choice! {
    /// How the language is read (hyp.request.language).
    LanguageReading {
        /// In any case; anything else is English.
        Lenient = "lenient",
        /// HEB or ENG; anything else is a bad header field.
        Exact = "exact",
    }
}

choice! {
    /// What a reply declares, and what its bytes are (hyp.reply.encoding).
    Encoding {
        /// Declares ISO-8859-8, but is UTF-8.
        Mislabelled = "utf8-mislabelled",
        /// ISO-8859-8.
        Iso = "iso-8859-8",
        /// UTF-8.
        Utf8 = "utf-8",
    }
}

choice! {
    /// How an empty element is written (hyp.reply.envelope).
    EmptyElements {
        /// `<x/>`
        Short = "short",
        /// `<x></x>`
        Long = "long",
    }
}

choice! {
    /// The Content-Type of a reply (hyp.reply.envelope).
    ReplyType {
        /// text/xml
        TextXml = "text/xml",
        /// application/xml
        ApplicationXml = "application/xml",
        /// text/html
        TextHtml = "text/html",
    }
}

impl ReplyType {
    pub(super) const fn written(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

/// Every setting of an instance. `rules` is no setting: only a deviation changes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "SPECS says what each field is; the words would stand twice")]
pub struct Settings {
    #[serde(deserialize_with = "merchant::list")]
    pub merchants: Vec<Merchant>,
    pub session_reuse: SessionReuse,
    pub boundary: Boundary,
    pub used_session_code: Code,
    pub unknown_session_code: Code,
    pub session_in: SessionIn,
    pub both_given: BothGiven,
    pub session_scope: SessionScope,
    pub refused_use: RefusedUse,
    pub unknown_terminal_code: Code,
    pub missing_element_code: Code,
    pub bad_xml_code: Code,
    pub bad_header_code: Code,
    pub checked_first: CheckedFirst,
    pub error_status: u16,
    pub malformed_status: u16,
    pub elsewhere_status: u16,
    pub fields: FieldsFrom,
    pub get: Admission,
    pub raw_xml: Admission,
    pub content_type: ContentType,
    pub language: LanguageReading,
    pub encoding: Encoding,
    pub empty_elements: EmptyElements,
    pub reply_type: ReplyType,
    pub hebrew_permitted: String,
    #[serde(deserialize_with = "command::by_name")]
    pub commands: Commands,
    pub unknown_command_code: Code,
    #[serde(skip)]
    pub rules: Rules,
}

impl Settings {
    /// The readings under which nothing is accepted that the document does not say.
    pub(super) fn strict(&mut self) {
        self.fields = FieldsFrom::Body;
        self.get = Admission::Refused;
        self.raw_xml = Admission::Refused;
        self.content_type = ContentType::Form;
        self.language = LanguageReading::Exact;
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            merchants: Vec::new(),
            session_reuse: SessionReuse::Single,
            boundary: Boundary::Exclusive,
            used_session_code: Code::Expired,
            unknown_session_code: Code::Expired,
            session_in: SessionIn::Parameter,
            both_given: BothGiven::Session,
            session_scope: SessionScope::Merchant,
            refused_use: RefusedUse::Kept,
            unknown_terminal_code: Code::Processing,
            missing_element_code: Code::Processing,
            bad_xml_code: Code::Processing,
            bad_header_code: Code::BadHeader,
            checked_first: CheckedFirst::Credentials,
            error_status: 200,
            malformed_status: 200,
            elsewhere_status: 404,
            fields: FieldsFrom::Any,
            get: Admission::Refused,
            raw_xml: Admission::Accepted,
            content_type: ContentType::Any,
            language: LanguageReading::Lenient,
            encoding: Encoding::Mislabelled,
            empty_elements: EmptyElements::Short,
            reply_type: ReplyType::TextXml,
            hebrew_permitted: "עסקה תקינה".to_owned(),
            commands: command::defaults(),
            unknown_command_code: Code::Processing,
            rules: Rules::default(),
        }
    }
}

const STATUS: Kind = Kind::Whole { min: 200, max: 599 };
const SESSION_CODE: Kind = Kind::Choice(&["405", "444", "456"]);
const FAULT_CODE: Kind = Kind::Choice(&["354", "405", "444", "455", "462"]);

macro_rules! specs {
    ($($name:ident: $kind:expr, $clause:ident, $says:literal;)+) => {
        /// Every setting: its name, what it takes, its clause, and what it does.
        pub(super) const SPECS: &[SettingSpec] = &[$(SettingSpec { name: stringify!($name), kind: $kind, clause: clause::$clause, says: $says }),+];
    };
}

specs! {
    merchants: Kind::Secrets(Merchant::ALLOWED), FORM_POST, "The merchants, their users, passwords and terminals; empty makes one with one terminal.";
    session_reuse: Kind::Choice(SessionReuse::WORDS), REUSE_DEFAULT, "Whether a session of a terminal that does not say it may be used again.";
    boundary: Kind::Choice(Boundary::WORDS), BOUNDARY, "Whether the last instant of a session's life still belongs to it.";
    used_session_code: SESSION_CODE, USED_CODE, "The code for a single-use session that was used.";
    unknown_session_code: SESSION_CODE, UNKNOWN_CODE, "The code for a session that was never issued.";
    session_in: Kind::Choice(SessionIn::WORDS), PARAMETER, "Where a later command carries its session.";
    both_given: Kind::Choice(BothGiven::WORDS), BESIDE_CREDENTIALS, "Which decides where a command has a session and also user and password.";
    session_scope: Kind::Choice(SessionScope::WORDS), SCOPE, "On which terminals a session opens commands.";
    refused_use: Kind::Choice(RefusedUse::WORDS), REFUSED_USE, "What a refused command does to its single-use session.";
    unknown_terminal_code: FAULT_CODE, CAUSES, "The code for a terminal that the merchant does not have.";
    missing_element_code: FAULT_CODE, CAUSES, "The code for a request without its command or its terminal.";
    bad_xml_code: FAULT_CODE, CAUSES, "The code for an int_in that is no XML, or no request.";
    bad_header_code: FAULT_CODE, CAUSES, "The code for a header field with a bad value.";
    checked_first: Kind::Choice(CheckedFirst::WORDS), ORDER, "What is told of a request with wrong credentials and a bad header field.";
    error_status: STATUS, STATUS, "The HTTP status of an error reply.";
    malformed_status: STATUS, STATUS, "The HTTP status for what is no POST, no form or no XML.";
    elsewhere_status: STATUS, STATUS, "The HTTP status of a request to another address than the relay's.";
    fields: Kind::Choice(FieldsFrom::WORDS), QUERY_FIELDS, "From where the fields are read.";
    get: Kind::Choice(Admission::WORDS), GET, "Whether a GET is served.";
    raw_xml: Kind::Choice(Admission::WORDS), RAW_XML, "Whether XML is read that was pasted into the form as it is.";
    content_type: Kind::Choice(ContentType::WORDS), CONTENT_TYPE, "Under which Content-Type a form is read.";
    language: Kind::Choice(LanguageReading::WORDS), LANGUAGE, "How the language is read.";
    encoding: Kind::Choice(Encoding::WORDS), ENCODING, "What a reply declares and what its bytes are.";
    empty_elements: Kind::Choice(EmptyElements::WORDS), ENVELOPE, "How an empty element of a reply is written.";
    reply_type: Kind::Choice(ReplyType::WORDS), ENVELOPE, "The Content-Type of a reply.";
    hebrew_permitted: Kind::Text, HEBREW, "The Hebrew message of 000; the other messages are English in either language.";
    commands: Kind::Structure(command::ALLOWED), COMMAND_REPLY, "The commands that are known beside getSessionId, and what they answer.";
    unknown_command_code: Kind::Choice(&["444", "462"]), COMMAND_UNKNOWN, "The code for a command that nobody knows.";
}
