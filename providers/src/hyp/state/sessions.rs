//! Sessions: how one is made, how long it is good, and what it is worth when it comes back.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::hyp::rules::{Counted, MOST_SESSIONS, SessionForm, UsedUp};
use crate::hyp::settings::{SessionReuse, Settings};
use crate::moment::later;

/// Whether a session can still be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::hyp) enum Uses {
    /// Once more.
    Once,
    /// As often as one likes.
    Always,
    /// No more.
    Spent,
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hyp) struct Session {
    pub(in crate::hyp) id: String,
    /// The place of its merchant among the merchants.
    pub(in crate::hyp) merchant: usize,
    /// The terminal for which it was made.
    pub(in crate::hyp) terminal: String,
    pub(in crate::hyp) created: Timestamp,
    /// The end of its life (hyp.session.ten-minutes).
    pub(in crate::hyp) until: Timestamp,
    pub(in crate::hyp) uses: Uses,
}

/// The sessions that are known, the oldest first; never more than [`MOST_SESSIONS`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::hyp) struct Sessions {
    known: VecDeque<Session>,
    /// All of them were looked at, and each is good before this moment: there is no need to look again.
    #[serde(skip)]
    good_before: Option<Timestamp>,
}

/// What was looked at is no difference.
impl PartialEq for Sessions {
    fn eq(&self, other: &Self) -> bool {
        self.known == other.known
    }
}

impl Eq for Sessions {}

/// What a session that a command carries is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hyp) enum Standing<'a> {
    /// It opens the command.
    Good(&'a Session),
    /// It was for one use, and was used.
    Used,
    /// Its ten minutes are over; they ended then.
    Expired(Timestamp),
    /// It was never issued, or is no longer known.
    Unknown,
}

impl Session {
    /// Makes one for a merchant's terminal.
    pub(in crate::hyp) fn issue(settings: &Settings, merchant: usize, terminal: &str, reuse: SessionReuse, moment: &mut Moment<'_>) -> Self {
        let uses = match reuse {
            SessionReuse::Single => Uses::Once,
            SessionReuse::Reusable => Uses::Always,
        };
        let id = id(settings.rules.session_form, moment);
        let until = later(moment.now, settings.rules.lifetime);
        Self { id, merchant, terminal: terminal.to_owned(), created: moment.now, until, uses }
    }

    /// Whether it would open a command now.
    pub(in crate::hyp) fn is_good(&self, settings: &Settings, now: Timestamp) -> bool {
        self.uses != Uses::Spent && settings.boundary.holds(now, self.until)
    }
}

impl Sessions {
    /// Keeps a session. Where there is no room, those that have ended go first, then the oldest.
    pub(in crate::hyp) fn keep(&mut self, settings: &Settings, session: Session) {
        if self.known.len() >= MOST_SESSIONS && self.good_before.is_none_or(|end| session.created >= end) {
            self.known.retain(|kept| kept.is_good(settings, session.created));
            self.good_before = self.known.iter().map(|kept| kept.until).chain([session.until]).min();
        }
        while self.known.len() >= MOST_SESSIONS {
            self.known.pop_front();
        }
        self.known.push_back(session);
    }

    /// What the session of this name is worth.
    pub(in crate::hyp) fn standing(&self, settings: &Settings, id: &str, now: Timestamp) -> Standing<'_> {
        match self.known.iter().find(|session| settings.rules.session.takes(&session.id, id)) {
            None => Standing::Unknown,
            Some(session) if session.uses == Uses::Spent => Standing::Used,
            Some(session) if settings.boundary.holds(now, session.until) => Standing::Good(session),
            Some(session) => Standing::Expired(session.until),
        }
    }

    /// A command was opened by this session (hyp.session.single-use): at its authorisation, whatever it is answered.
    pub(in crate::hyp) fn spend(&mut self, settings: &Settings, id: &str, now: Timestamp) {
        self.good_before = None;
        let newest = self.known.len().saturating_sub(1);
        for (place, session) in self.known.iter_mut().enumerate() {
            let own = session.id == id;
            let used_up = match settings.rules.used_up {
                UsedUp::Own => own,
                UsedUp::Newest => place == newest,
                UsedUp::All => true,
                UsedUp::Nothing => false,
            };
            if used_up && session.uses == Uses::Once {
                session.uses = Uses::Spent;
            }
            if own && settings.rules.counted == Counted::FromUse {
                session.until = later(now, settings.rules.lifetime);
            }
        }
    }

    /// Whether a text holds the name of any session that is known.
    pub(in crate::hyp) fn named_in(&self, text: &str) -> bool {
        self.known.iter().any(|session| text.contains(&session.id))
    }

    pub(in crate::hyp) fn iter(&self) -> impl Iterator<Item = &Session> {
        self.known.iter()
    }
}

/// A random UUID (RFC 9562 section 5.4), as far as dice are random.
fn id(form: SessionForm, moment: &mut Moment<'_>) -> String {
    let random = u128::from(moment.dice.seed()) << 64 | u128::from(moment.dice.seed());
    let bits = if form == SessionForm::OfTheSecond { moment.now.as_second().unsigned_abs().into() } else { random };
    let uuid = uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid();
    match form {
        SessionForm::Uuid | SessionForm::OfTheSecond => uuid.hyphenated().to_string(),
        SessionForm::Plain => uuid.simple().to_string(),
    }
}
