//! Hyp's clients: they make sessions, and several at once use the same one, which opens one command.

use crate::crowd::{self, Call};
use crate::known::Known;

pub(crate) struct Clients;

impl crowd::Clients for Clients {
    const API: &'static str = "hyp";
    const SHOWN: &'static [&'static [&'static str]] =
        &[&["<sessionId>"], &["<command>doDeal", "<result>000"], &["<command>doDeal", "<result>456"], &["<result>405"]];

    fn does(deed: usize, choice: usize, known: &Known) -> Call {
        let (user, password) = (known.newest("user"), known.newest("password"));
        let session = known.one("session_id", choice);
        match deed {
            0..=2 => command("getSessionId", known, &[("user", &user), ("password", &password)]),
            3 => {
                command("inquireTransactions", known, &[("user", &user), ("password", if choice.is_multiple_of(2) { &password } else { "nothing" })])
            }
            4 => command("transmitTerminal", known, &[("sessionId", &session)]),
            _ => command("doDeal", known, &[("sessionId", &session)]),
        }
    }

    fn learns(body: &str) -> Vec<(&'static str, String)> {
        let session = body.split_once("<sessionId>").and_then(|(_, rest)| rest.split_once("</sessionId>"));
        session.map(|(session, _)| ("session_id", session.to_owned())).into_iter().collect()
    }
}

/// A command of the merchant's terminal, opened by these fields.
fn command(name: &str, known: &Known, opened_by: &[(&str, &str)]) -> Call {
    let head = format!("<version>2000</version><language>ENG</language><command>{name}</command>");
    let body = format!("<{name}><terminalNumber>{}</terminalNumber></{name}>", known.newest("terminal"));
    let xml = format!("<ashrait><request>{head}{body}</request></ashrait>");
    Call::form("/xpo/Relay", &[opened_by, &[("int_in", &xml)]].concat())
}
