//! One call: what becomes of it, and the reply.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::examine::{Admitted, Asked, Fault, Presented, Refused, Wants, examine};
use super::merchant::Terminal;
use super::rules::{Code, DATE_TIME, Discretion, MadeBeside, RELAY, clause};
use super::settings::{RefusedUse, SessionReuse, Settings};
use super::state::{Session, State};
use super::wire::{BadField, Element, Head, Language, Reply};
use crate::naming::SHORTEST_SEARCHED;
use crate::{Answer, Authorised, ClauseId, Dice, Moment, Request, Step};

/// Takes one request.
pub(super) fn step(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
    match examine(settings, state, request, moment.now) {
        Err(refused) => Step::Answer(refuse(settings, state, &refused, moment)),
        Ok(admitted) => match &admitted.wants {
            Wants::Session(terminal) => Step::Answer(make_session(settings, state, terminal, &admitted, moment)),
            Wants::Command => Step::Authorised(authorise(settings, state, &admitted, moment)),
        },
    }
}

/// The documented answer to an authorised command (hyp.command.reply).
pub(super) fn stub(settings: &Settings, authorised: &Authorised) -> Answer {
    let text = |name: &str| authorised.input.get("reply").and_then(|reply| reply.get(name)).and_then(Value::as_str).unwrap_or_default();
    let head = Head {
        command: authorised.function.clone(),
        request_id: text("requestId").to_owned(),
        version: text("version").to_owned(),
        language: Language::of(text("language")),
    };
    let fields = settings.commands.get(&authorised.function).into_iter().flatten().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let reply = Reply {
        head: &head,
        date_time: text("dateTime"),
        tran_id: text("tranId"),
        code: Code::Permitted,
        additional_info: "",
        element: Some((&authorised.function, fields)),
        status: 200,
    };
    reply.answer(settings, vec![clause::COMMAND_REPLY])
}

fn make_session(settings: &Settings, state: &mut State, terminal: &Terminal, admitted: &Admitted, moment: &mut Moment<'_>) -> Answer {
    let reuse = terminal.reuse.unwrap_or(settings.session_reuse);
    let session = Session::issue(settings, admitted.merchant, &terminal.number, reuse, moment);
    let flag = settings.rules.reuse_flags[usize::from(reuse == SessionReuse::Reusable)];
    let fields = [session.id.as_str(), settings.rules.expiration, flag];
    let mut clauses =
        vec![clause::CREATED, clause::MESSAGE, clause::UUID, clause::EXPIRATION, clause::REUSE_FLAG, clause::FORM_POST, clause::XML_COMMAND];
    if terminal.reuse.is_none() {
        clauses.push(clause::REUSE_DEFAULT);
    }
    clauses.extend(&admitted.accepted);
    let reply = Reply {
        head: &admitted.message.head,
        date_time: &written(moment.now),
        tran_id: &tran_id(moment.dice),
        code: Code::Permitted,
        additional_info: "",
        element: Some((settings.rules.command, settings.rules.session_fields.into_iter().zip(fields).collect())),
        status: 200,
    };
    let answer = reply.answer(settings, clauses);
    state.sessions.keep(settings, session);
    answer
}

/// Lets a command in, which is the moment at which its single-use session is used up.
fn authorise(settings: &Settings, state: &mut State, admitted: &Admitted, moment: &mut Moment<'_>) -> Authorised {
    let mut clauses = match &admitted.session {
        Some(id) => {
            state.sessions.spend(settings, id, moment.now);
            vec![clause::INSTEAD, clause::PARAMETER, clause::TEN_MINUTES, clause::SCOPE]
        }
        None => vec![clause::FORM_POST],
    };
    clauses.extend(&admitted.accepted);
    let head = &admitted.message.head;
    let reply = json!({
        "dateTime": written(moment.now), "requestId": head.request_id, "tranId": tran_id(moment.dice),
        "version": head.version, "language": head.language.written(),
    });
    Authorised {
        function: admitted.message.command.clone(),
        principal: format!("merchant {}", admitted.merchant + 1),
        input: Map::from_iter([("request".to_owned(), admitted.message.request.clone().into()), ("reply".to_owned(), reply)]).into(),
        clauses,
    }
}

fn refuse(settings: &Settings, state: &mut State, refused: &Refused, moment: &mut Moment<'_>) -> Answer {
    if let (Some(id), RefusedUse::Consumed) = (&refused.session, settings.refused_use) {
        state.sessions.spend(settings, id, moment.now);
    }
    if let Some(asked) = made_beside(settings, &refused.fault) {
        let session = Session::issue(settings, asked.merchant, &asked.terminal, settings.session_reuse, moment);
        state.sessions.keep(settings, session);
    }
    if refused.fault == Fault::Elsewhere {
        let body = format!("There is nothing here. The relay is at {RELAY}.\n");
        return Answer::of("text/plain", settings.elsewhere_status, body.into_bytes(), vec![clause::STATUS]);
    }
    let answer = refusal(settings, state, refused, moment);
    if refused.fault == Fault::Method { answer.with("allow", "POST") } else { answer }
}

/// For whom a session is made beside an error (hyp.error.no-session-made).
fn made_beside<'a>(settings: &Settings, fault: &'a Fault) -> Option<&'a Asked> {
    match (settings.rules.made_beside, fault) {
        (MadeBeside::NoSessions, Fault::NoSessions(asked)) | (MadeBeside::Generation, Fault::Generation(asked)) => Some(asked),
        _ => None,
    }
}

fn refusal(settings: &Settings, state: &State, refused: &Refused, moment: &mut Moment<'_>) -> Answer {
    let (code, mut clauses) = decided(settings, &refused.fault);
    let discreet = |text: &str| match settings.rules.discretion {
        Discretion::RepeatsHeader => text.to_owned(),
        _ => discreet(state, &refused.presented, text),
    };
    let head = Head { command: discreet(&refused.head.command), request_id: discreet(&refused.head.request_id), ..refused.head.clone() };
    let info = match &refused.fault {
        Fault::Header(bad) => told(bad, discreet),
        Fault::UnknownCommand if code == Code::BadHeader => told(&BadField { name: "command", value: refused.head.command.clone() }, discreet),
        _ => match settings.rules.discretion {
            Discretion::TellsPassword => refused.presented.password.clone(),
            Discretion::TellsSession => refused.presented.session.clone(),
            Discretion::Kept | Discretion::RepeatsHeader => String::new(),
        },
    };
    let malformed = matches!(refused.fault, Fault::Method | Fault::NoForm | Fault::BadXml);
    let number = if malformed || matches!(refused.fault, Fault::Header(_)) { String::new() } else { tran_id(moment.dice) };
    let element = empty_element(settings, &refused.head.command);
    if element.as_ref().is_some_and(|(name, _)| *name == settings.rules.command) {
        clauses.extend([clause::ELEMENT_KEPT, clause::NO_SESSION_MADE]);
    }
    clauses.extend([clause::NOT_IN_ERRORS, clause::STATUS]);
    clauses.extend(refused.session.as_ref().map(|_| clause::REFUSED_USE));
    clauses.extend(&refused.accepted);
    let reply = Reply {
        head: &head,
        date_time: &written(moment.now),
        tran_id: &number,
        code,
        additional_info: &info,
        element,
        status: if malformed { settings.malformed_status } else { settings.error_status },
    };
    reply.answer(settings, clauses)
}

/// The code of a fault, and the clauses that decide it.
fn decided(settings: &Settings, fault: &Fault) -> (Code, Vec<ClauseId>) {
    let cause = |code: Code| if code == Code::Processing { (code, vec![clause::PROCESSING, clause::CAUSES]) } else { (code, vec![clause::CAUSES]) };
    match fault {
        Fault::Elsewhere | Fault::Method | Fault::NoForm => (Code::Processing, vec![clause::FORM_POST]),
        Fault::Credentials => (Code::Credentials, vec![clause::CREDENTIALS]),
        Fault::Used => (settings.used_session_code, vec![clause::SINGLE_USE, clause::USED_CODE]),
        Fault::Expired(_) => (Code::Expired, vec![clause::EXPIRED, clause::TEN_MINUTES, clause::BOUNDARY]),
        Fault::UnknownSession => (settings.unknown_session_code, vec![clause::UNKNOWN_CODE]),
        Fault::OtherTerminal => (settings.unknown_session_code, vec![clause::SCOPE, clause::UNKNOWN_CODE]),
        Fault::BadXml => cause(settings.bad_xml_code),
        Fault::Missing(_) => cause(settings.missing_element_code),
        Fault::Header(_) => {
            let (code, mut clauses) = cause(settings.bad_header_code);
            clauses.extend([clause::HEADER, clause::ORDER]);
            (code, clauses)
        }
        Fault::UnknownTerminal => cause(settings.unknown_terminal_code),
        Fault::UnknownCommand => (settings.unknown_command_code, vec![clause::COMMAND_UNKNOWN]),
        Fault::Gateway => (Code::Gateway, vec![clause::GATEWAY]),
        Fault::NoSessions(_) => (Code::NoSessions, vec![clause::NO_SESSIONS]),
        Fault::Generation(_) => (Code::Generation, vec![clause::GENERATION]),
    }
}

/// The command's element in an error: getSessionId's with its fields empty (hyp.error.element-kept), any other empty.
fn empty_element<'a>(settings: &'a Settings, command: &'a str) -> Option<Element<'a>> {
    if command == settings.rules.command {
        return settings.rules.error_fields.map(|fields| (command, fields.to_vec()));
    }
    settings.commands.contains_key(command).then(|| (command, Vec::new()))
}

/// What is told of a bad field: its value is looked at as a whole, because what is told of it may end within a secret.
fn told(bad: &BadField, discreet: impl Fn(&str) -> String) -> String {
    let value = discreet(&bad.value);
    if value == bad.value { discreet(&bad.told()) } else { value }
}

/// The text, or a mark in its place where it would repeat a password or a session (hyp.session.not-in-errors).
fn discreet(state: &State, presented: &Presented, text: &str) -> String {
    let passwords = state.merchants.iter().map(|merchant| &merchant.password);
    let mut secrets = presented.all().into_iter().chain(passwords).filter(|secret| !secret.is_empty());
    // A short secret turns up by accident.
    let told = secrets.any(|secret| text == secret || (secret.len() >= SHORTEST_SEARCHED && text.contains(secret.as_str())));
    if told || state.sessions.named_in(text) { "***".to_owned() } else { text.to_owned() }
}

/// Nine digits, the first of them no zero.
fn tran_id(dice: &mut Dice) -> String {
    (100_000_000 + dice.below(900_000_000)).to_string()
}

fn written(at: Timestamp) -> String {
    at.strftime(DATE_TIME).to_string()
}
