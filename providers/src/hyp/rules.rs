//! What Hyp's document fixes: codes, messages, the session's life. Only a deviation changes them.

use jiff::SignedDuration;

use crate::ClauseId;
use crate::choice::choice;

/// The address of the relay, below the instance's mount point (hyp.request.form-post).
pub(super) const RELAY: &str = "/xpo/Relay";
/// How a reply writes its moment.
pub(super) const DATE_TIME: &str = "%Y-%m-%d %H:%M";
/// A requestId has so many characters at most.
pub(super) const LONGEST_REQUEST_ID: usize = 20;
/// So many sessions are kept; beyond that those that have ended are dropped first, then the oldest.
pub(super) const MOST_SESSIONS: usize = 1_000;

choice! {
    /// The results, as they stand on the wire.
    Code {
        /// Permitted.
        Permitted = "000",
        /// The gateway is configured wrongly.
        Gateway = "354",
        /// User or password is wrong.
        Credentials = "405",
        /// The request's parameters could not be processed.
        Processing = "444",
        /// The terminal is not set up for sessions.
        NoSessions = "455",
        /// The session has expired.
        Expired = "456",
        /// No session could be made.
        Generation = "457",
        /// A header field has a bad value. (The document does not know it.)
        BadHeader = "462",
    }
}

impl Code {
    /// The code as it is written.
    pub(super) const fn written(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

choice! {
    /// Whether something that the document demands is done; anything but the first is a deviation.
    Duty {
        /// It is done.
        Done = "done",
        /// It is left undone.
        Neglected = "neglected",
    }
}

choice! {
    /// How a session's name is written.
    SessionForm {
        /// As a UUID.
        Uuid = "uuid",
        /// As its 32 digits alone.
        Plain = "plain",
    }
}

/// The documented constants and predicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// The command's name (hyp.request.xml-command).
    pub command: &'static str,
    /// How long a session is good (hyp.session.ten-minutes).
    pub lifetime: SignedDuration,
    /// What sessionExpiration says (hyp.session.expiration).
    pub expiration: &'static str,
    /// What sessionReUse says of a single-use and of a re-usable session (hyp.session.reuse-flag).
    pub reuse_flags: [&'static str; 2],
    /// How a sessionId is written (hyp.session.uuid).
    pub session_form: SessionForm,
    /// The message of each code, in the order of [`Code`].
    pub messages: [&'static str; 8],
    /// Reading the form in the body (hyp.request.form-post).
    pub form: Duty,
    /// Comparing the password (hyp.error.405).
    pub password: Duty,
    /// Opening commands by session (hyp.session.instead-of-credentials).
    pub sessions_open: Duty,
    /// Refusing a single-use session that was used (hyp.session.single-use).
    pub single_use: Duty,
    /// Keeping the getSessionId element in an error (hyp.error.element-kept).
    pub element_kept: Duty,
    /// Keeping quiet about the session in an error (hyp.session.not-in-errors).
    pub discretion: Duty,
    /// Making no session where the request ends in an error (hyp.error.no-session-made).
    pub no_session: Duty,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            command: "getSessionId",
            lifetime: SignedDuration::from_secs(600),
            expiration: "600",
            reuse_flags: ["0", "1"],
            session_form: SessionForm::Uuid,
            messages: [
                "Permitted transaction",
                "Gateway general error",
                "SSL HTTPS customers are not permitted to access the system",
                "Gateway general error",
                "Merchant does not support session id",
                "Merchant session timeout",
                "Session id generation failed",
                "Bad value in header field",
            ],
            form: Duty::Done,
            password: Duty::Done,
            sessions_open: Duty::Done,
            single_use: Duty::Done,
            element_kept: Duty::Done,
            discretion: Duty::Done,
            no_session: Duty::Done,
        }
    }
}

/// The clauses that decide answers, by our short names.
pub(super) mod clause {
    use super::ClauseId;

    macro_rules! clauses {
        ($($name:ident = $id:literal;)+) => { $(pub(in crate::hyp) const $name: ClauseId = ClauseId($id);)+ };
    }

    clauses! {
        FORM_POST = "hyp.request.form-post";
        XML_COMMAND = "hyp.request.xml-command";
        QUERY_FIELDS = "hyp.request.query-fields";
        GET = "hyp.request.get";
        RAW_XML = "hyp.request.raw-xml";
        CONTENT_TYPE = "hyp.request.content-type";
        LANGUAGE = "hyp.request.language";
        HEADER = "hyp.request.header";
        CREATED = "hyp.session.created";
        MESSAGE = "hyp.session.message";
        UUID = "hyp.session.uuid";
        EXPIRATION = "hyp.session.expiration";
        REUSE_FLAG = "hyp.session.reuse-flag";
        REUSE_DEFAULT = "hyp.session.reuse-default";
        SINGLE_USE = "hyp.session.single-use";
        TEN_MINUTES = "hyp.session.ten-minutes";
        BOUNDARY = "hyp.session.boundary";
        NOT_IN_ERRORS = "hyp.session.not-in-errors";
        INSTEAD = "hyp.session.instead-of-credentials";
        PARAMETER = "hyp.session.parameter";
        BESIDE_CREDENTIALS = "hyp.session.beside-credentials";
        SCOPE = "hyp.session.scope";
        REFUSED_USE = "hyp.session.refused-use";
        USED_CODE = "hyp.session.used-twice-code";
        UNKNOWN_CODE = "hyp.session.unknown-code";
        ELEMENT_KEPT = "hyp.error.element-kept";
        GATEWAY = "hyp.error.354";
        CREDENTIALS = "hyp.error.405";
        PROCESSING = "hyp.error.444";
        NO_SESSIONS = "hyp.error.455";
        EXPIRED = "hyp.error.456";
        GENERATION = "hyp.error.457";
        NO_SESSION_MADE = "hyp.error.no-session-made";
        STATUS = "hyp.error.status";
        CAUSES = "hyp.error.444-causes";
        ORDER = "hyp.error.order";
        ENVELOPE = "hyp.reply.envelope";
        ENCODING = "hyp.reply.encoding";
        HEBREW = "hyp.reply.hebrew";
        COMMAND_REPLY = "hyp.command.reply";
        COMMAND_UNKNOWN = "hyp.command.unknown";
    }
}
