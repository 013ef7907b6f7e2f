//! What Hyp's document fixes: codes, messages, the session's life. Only a deviation changes them.

pub(super) mod clause;
mod ways;

use jiff::SignedDuration;

use crate::Compared;
use crate::choice::choice;

pub use ways::{Counted, Discretion, Duty, MadeBeside, Opened, SessionForm, Stops, UsedUp};

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
