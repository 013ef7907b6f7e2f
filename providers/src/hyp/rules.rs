//! What Hyp's document fixes: codes, messages, the session's life. Only a deviation changes them.

use jiff::SignedDuration;

use crate::choice::choice;
use crate::{ClauseId, Compared};

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
    /// What a session's name is.
    SessionForm {
        /// A random UUID.
        Uuid = "uuid",
        /// Its 32 digits alone.
        Plain = "plain",
        /// A UUID that is made of the second, and so the same for all who ask in it.
        OfTheSecond = "of-the-second",
    }
}

choice! {
    /// Which commands a session opens; anything but the first is a deviation.
    Opened {
        /// Each that is known.
        Commands = "commands",
        /// doDeal alone.
        Deals = "deals",
        /// None.
        Nothing = "nothing",
    }
}

choice! {
    /// Which single-use sessions a command uses up; anything but the first is a deviation.
    UsedUp {
        /// Its own.
        Own = "own",
        /// The one that was made last.
        Newest = "newest",
        /// All that there are.
        All = "all",
        /// None.
        Nothing = "nothing",
    }
}

choice! {
    /// From when on a session's life counts; anything but the first is a deviation.
    Counted {
        /// From its creation.
        FromCreation = "from-creation",
        /// From its last use.
        FromUse = "from-use",
    }
}

choice! {
    /// What an error tells of a secret; anything but the first is a deviation.
    Discretion {
        /// Nothing.
        Kept = "kept",
        /// The session that was presented.
        TellsSession = "tells-session",
        /// The password that was presented.
        TellsPassword = "tells-password",
        /// The header field in which it stands.
        RepeatsHeader = "repeats-header",
    }
}

choice! {
    /// Beside which error a session is made; anything but the first is a deviation.
    MadeBeside {
        /// None.
        Nothing = "nothing",
        /// 455.
        NoSessions = "no-sessions",
        /// 457.
        Generation = "generation",
    }
}

choice! {
    /// What a gateway that is configured wrongly refuses; anything but the first is a deviation.
    Stops {
        /// Every command.
        Commands = "commands",
        /// getSessionId alone.
        Sessions = "sessions",
    }
}

/// What a reply says of its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The code.
    pub result: &'static str,
    /// Its message.
    pub message: &'static str,
}

/// Fields of an element, by name.
pub type Filled = &'static [(&'static str, &'static str)];

/// The documented constants and predicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// The command's name (hyp.request.xml-command).
    pub command: &'static str,
    /// Reading a document that begins with its declaration (hyp.request.xml-command).
    pub declaration: Duty,
    /// Reading the form in the body (hyp.request.form-post).
    pub form: Duty,
    /// What of a user counts (hyp.request.form-post, hyp.error.405).
    pub user: Compared,
    /// What of a password counts (hyp.error.405).
    pub password: Compared,
    /// What each code says, in the order of [`Code`].
    pub said: [Said; 8],
    /// The names of what is told of a session (hyp.session.created).
    pub session_fields: [&'static str; 3],
    /// What a sessionId is (hyp.session.uuid).
    pub session_form: SessionForm,
    /// What sessionExpiration says (hyp.session.expiration).
    pub expiration: &'static str,
    /// What sessionReUse says of a single-use and of a re-usable session (hyp.session.reuse-flag).
    pub reuse_flags: [&'static str; 2],
    /// How long a session is good (hyp.session.ten-minutes).
    pub lifetime: SignedDuration,
    /// From when on (hyp.session.ten-minutes).
    pub counted: Counted,
    /// Which commands a session opens (hyp.session.instead-of-credentials).
    pub opened: Opened,
    /// What of a session counts (hyp.session.instead-of-credentials).
    pub session: Compared,
    /// Which session a command uses up (hyp.session.single-use).
    pub used_up: UsedUp,
    /// What a broken gateway refuses (hyp.error.354).
    pub gateway: Stops,
    /// Refusing a session for a terminal that is not set up for them (hyp.error.455).
    pub set_up: Duty,
    /// The getSessionId element of an error, if it has one (hyp.error.element-kept).
    pub error_fields: Option<Filled>,
    /// What an error tells of a secret (hyp.session.not-in-errors).
    pub discretion: Discretion,
    /// Beside which error a session is made (hyp.error.no-session-made).
    pub made_beside: MadeBeside,
}

impl Default for Rules {
    fn default() -> Self {
        let says = |code: Code, message: &'static str| Said { result: code.written(), message };
        Self {
            command: "getSessionId",
            declaration: Duty::Done,
            form: Duty::Done,
            user: Compared::Exactly,
            password: Compared::Exactly,
            said: [
                says(Code::Permitted, "Permitted transaction"),
                says(Code::Gateway, "Gateway general error"),
                says(Code::Credentials, "SSL HTTPS customers are not permitted to access the system"),
                says(Code::Processing, "Gateway general error"),
                says(Code::NoSessions, "Merchant does not support session id"),
                says(Code::Expired, "Merchant session timeout"),
                says(Code::Generation, "Session id generation failed"),
                says(Code::BadHeader, "Bad value in header field"),
            ],
            session_fields: ["sessionId", "sessionExpiration", "sessionReUse"],
            session_form: SessionForm::Uuid,
            expiration: "600",
            reuse_flags: ["0", "1"],
            lifetime: SignedDuration::from_secs(600),
            counted: Counted::FromCreation,
            opened: Opened::Commands,
            session: Compared::Exactly,
            used_up: UsedUp::Own,
            gateway: Stops::Commands,
            set_up: Duty::Done,
            error_fields: Some(&[("sessionId", ""), ("sessionExpiration", ""), ("sessionReUse", "")]),
            discretion: Discretion::Kept,
            made_beside: MadeBeside::Nothing,
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
