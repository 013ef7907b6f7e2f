//! One call looked at, without changing anything: who calls, whether the request is sound, and what it asks for.

use jiff::Timestamp;

use super::merchant::{Merchant, Supported, Terminal};
use super::rules::{Duty, Opened, RELAY, Stops, clause};
use super::settings::{Admission, BothGiven, CheckedFirst, SessionIn, SessionScope, Settings};
use super::state::{Condition, Session, Standing, State};
use super::wire::{BadField, Fields, Head, Message, TERMINAL};
use crate::{ClauseId, Method, Request};

/// A call that may go on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Admitted {
    /// The place of its merchant among the merchants.
    pub(super) merchant: usize,
    /// The session by which it came.
    pub(super) session: Option<String>,
    pub(super) message: Message,
    pub(super) wants: Wants,
    /// The silent clauses by which it was read and let in.
    pub(super) accepted: Vec<ClauseId>,
}

/// What an admitted call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    /// A session for this terminal.
    Session(Terminal),
    /// The command that it names.
    Command,
}

/// A call that is refused.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refused {
    pub(super) fault: Fault,
    pub(super) head: Head,
    /// The good session by which it came.
    pub(super) session: Option<String>,
    /// Password and session as they were presented, which no reply repeats.
    pub(super) presented: Presented,
    pub(super) accepted: Vec<ClauseId>,
}

/// The secrets that a call presents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Presented {
    pub(super) password: String,
    pub(super) session: String,
    /// The session of the element sessionId.
    pub(super) in_element: String,
}

impl Presented {
    /// All of them; one that was not presented is empty.
    pub(super) fn all(&self) -> [&String; 3] {
        [&self.password, &self.session, &self.in_element]
    }
}

/// For whom a session is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The place of the merchant among the merchants.
    pub(super) merchant: usize,
    pub(super) terminal: String,
}

/// What is wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Elsewhere,
    Method,
    NoForm,
    Credentials,
    Used,
    /// The end of the session's life.
    Expired(Timestamp),
    UnknownSession,
    OtherTerminal,
    BadXml,
    Missing(&'static str),
    Header(BadField),
    Gateway,
    UnknownCommand,
    UnknownTerminal,
    NoSessions(Asked),
    Generation(Asked),
}

/// Looks at a call.
pub(super) fn examine(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Result<Admitted, Box<Refused>> {
    let fields = match fields(settings, request) {
        Ok(fields) => fields,
        Err(fault) => {
            return Err(Box::new(Refused { fault, head: Head::default(), session: None, presented: Presented::default(), accepted: Vec::new() }));
        }
    };
    let message = Message::read(settings, fields.int_in());
    let visit = Visit { settings, state, now, fields: &fields, message: message.as_ref() };
    let accepted = visit.accepted();
    match visit.admit() {
        Ok(Allowed { merchant, session, wants }) => {
            // There is one: a call that cannot be read is not let in.
            let message = message.unwrap_or_default();
            Ok(Admitted { merchant, session, message, wants, accepted })
        }
        Err(fault) => {
            let session = visit.caller().ok().and_then(|caller| caller.session).map(|session| session.id.clone());
            let (head, in_element) = message.map(|message| (message.head, message.session_id)).unwrap_or_default();
            let presented = Presented { password: fields.password().to_owned(), session: fields.session_id().to_owned(), in_element };
            Err(Box::new(Refused { fault, head, session, presented, accepted }))
        }
    }
}

/// The fields of a call to the relay by the right method.
fn fields(settings: &Settings, request: &Request<'_>) -> Result<Fields, Fault> {
    if request.path != RELAY {
        return Err(Fault::Elsewhere);
    }
    match *request.method {
        Method::POST => {}
        Method::GET if settings.get == Admission::Accepted => {}
        _ => return Err(Fault::Method),
    }
    Fields::of(settings, request).ok_or(Fault::NoForm)
}

/// All that a decision needs.
#[derive(Clone, Copy)]
struct Visit<'a> {
    settings: &'a Settings,
    state: &'a State,
    now: Timestamp,
    fields: &'a Fields,
    message: Option<&'a Message>,
}

/// What a call was let in as.
struct Allowed {
    merchant: usize,
    session: Option<String>,
    wants: Wants,
}

/// Who calls.
#[derive(Clone, Copy)]
struct Caller<'a> {
    merchant: usize,
    session: Option<&'a Session>,
}

impl<'a> Visit<'a> {
    /// Credentials or session, header, gateway, command, terminal, in this order (hyp.error.order).
    fn admit(&self) -> Result<Allowed, Fault> {
        let (caller, message) = match self.settings.checked_first {
            CheckedFirst::Credentials => (self.caller()?, self.sound()?),
            CheckedFirst::Header => {
                let message = self.sound()?;
                (self.caller()?, message)
            }
        };
        let asks_for_session = message.command == self.settings.rules.command;
        if self.state.gateway == Condition::Broken && (asks_for_session || self.settings.rules.gateway == Stops::Commands) {
            return Err(Fault::Gateway);
        }
        let wants = if asks_for_session { self.session_for(caller, message)? } else { self.command(caller, message)? };
        let session = caller.session.map(|session| session.id.clone());
        Ok(Allowed { merchant: caller.merchant, session, wants })
    }

    /// The silent clauses that have a part in how the call is read.
    fn accepted(&self) -> Vec<ClauseId> {
        let other_language = self.message.is_some_and(|message| message.other_language && message.bad.is_none());
        let for_command = self.message.is_some_and(|message| message.command != self.settings.rules.command);
        let both = for_command && self.has_credentials() && !self.carried().is_empty();
        let more = [(clause::LANGUAGE, other_language), (clause::BESIDE_CREDENTIALS, both)];
        self.fields.accepted.iter().copied().chain(more.into_iter().filter_map(|(clause, has_part)| has_part.then_some(clause))).collect()
    }

    fn caller(&self) -> Result<Caller<'a>, Fault> {
        match self.session_id() {
            Some(id) => self.by_session(id),
            None => self.by_credentials(),
        }
    }

    /// The session that decides; getSessionId itself takes user and password alone (hyp.request.form-post).
    fn session_id(&self) -> Option<&'a str> {
        let opens = match self.settings.rules.opened {
            Opened::Commands => true,
            Opened::Deals => self.message.is_some_and(|message| message.command == "doDeal"),
            Opened::Nothing => false,
        };
        let asks_for_one = self.message.is_some_and(|message| message.command == self.settings.rules.command);
        let decides = self.settings.both_given == BothGiven::Session || !self.has_credentials();
        Some(self.carried()).filter(|id| opens && decides && !asks_for_one && !id.is_empty())
    }

    fn has_credentials(&self) -> bool {
        !self.fields.user().is_empty() && !self.fields.password().is_empty()
    }

    /// The session that the call carries where sessions are looked for; empty where there is none.
    fn carried(&self) -> &'a str {
        let element = self.message.map_or("", |message| &message.session_id);
        match self.settings.session_in {
            SessionIn::Parameter => self.fields.session_id(),
            SessionIn::Element => element,
            SessionIn::Either if self.fields.session_id().is_empty() => element,
            SessionIn::Either => self.fields.session_id(),
        }
    }

    fn by_session(&self, id: &str) -> Result<Caller<'a>, Fault> {
        match self.state.sessions.standing(self.settings, id, self.now) {
            Standing::Good(session) => Ok(Caller { merchant: session.merchant, session: Some(session) }),
            Standing::Used => Err(Fault::Used),
            Standing::Expired(until) => Err(Fault::Expired(until)),
            Standing::Unknown => Err(Fault::UnknownSession),
        }
    }

    fn by_credentials(&self) -> Result<Caller<'a>, Fault> {
        let rules = &self.settings.rules;
        let is_it = |merchant: &Merchant| {
            rules.user.takes(&merchant.user, self.fields.user()) && rules.password.takes(&merchant.password, self.fields.password())
        };
        let merchant = self.state.merchants.iter().position(is_it).ok_or(Fault::Credentials)?;
        Ok(Caller { merchant, session: None })
    }

    /// The request, if it can be read and its header is sound.
    fn sound(&self) -> Result<&'a Message, Fault> {
        let message = self.message.ok_or(Fault::BadXml)?;
        match &message.bad {
            Some(bad) => Err(Fault::Header(bad.clone())),
            None if message.command.is_empty() => Err(Fault::Missing("command")),
            None => Ok(message),
        }
    }

    fn session_for(&self, caller: Caller<'_>, message: &Message) -> Result<Wants, Fault> {
        let number = message.terminal.as_deref().ok_or(Fault::Missing(self.settings.rules.command))?;
        if number.is_empty() {
            return Err(Fault::Missing(TERMINAL));
        }
        let terminal = self.terminal(caller, number)?;
        let asked = || Asked { merchant: caller.merchant, terminal: terminal.number.clone() };
        if terminal.sessions == Supported::Off && self.settings.rules.set_up == Duty::Done {
            return Err(Fault::NoSessions(asked()));
        }
        if self.state.generator == Condition::Broken {
            return Err(Fault::Generation(asked()));
        }
        Ok(Wants::Session(terminal.clone()))
    }

    /// A known command. It need not name a terminal, but what it names must be the merchant's.
    fn command(&self, caller: Caller<'_>, message: &Message) -> Result<Wants, Fault> {
        if !self.settings.commands.contains_key(&message.command) {
            return Err(Fault::UnknownCommand);
        }
        let Some(number) = message.terminal.as_deref().filter(|number| !number.is_empty()) else { return Ok(Wants::Command) };
        let terminal = self.terminal(caller, number)?;
        match caller.session {
            Some(session) if self.settings.session_scope == SessionScope::Terminal && session.terminal != terminal.number => {
                Err(Fault::OtherTerminal)
            }
            _ => Ok(Wants::Command),
        }
    }

    fn terminal(&self, caller: Caller<'_>, number: &str) -> Result<&'a Terminal, Fault> {
        let merchant = self.state.merchants.get(caller.merchant);
        merchant.and_then(|merchant| merchant.terminal(number)).ok_or(Fault::UnknownTerminal)
    }
}
