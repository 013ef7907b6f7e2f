//! The five traffics, on one connection and on many, in rounds in which each server has its turn.

use std::collections::BTreeMap;

use super::Plan;
use crate::data::{Section, median};
use crate::failure::Result;
use crate::load::{self, Load, Outcome};
use crate::message::{self, Message, Traffic};
use crate::server::{Server, Standin, sibling};

const CONNECTIONS: [u32; 2] = [1, 64];
/// Servers are asked so often before anything counts.
const WARM_UP: u64 = 2_000;

/// One server with one kind of call.
struct Subject<'a> {
    name: String,
    server: &'a Server,
    messages: Vec<Message>,
}

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    let axum = Server::beside("limit", "axum")?;
    let hyper = Server::beside("limit", "hyper")?;
    let field = field()?;
    let standin = Standin::for_traffics(&plan.standin).start()?;
    let mut subjects = vec![
        Subject { name: "limit: axum".to_owned(), server: &axum, messages: vec![message::limit_call()] },
        Subject { name: "limit: hyper alone".to_owned(), server: &hyper, messages: vec![message::limit_call()] },
    ];
    for (name, server) in &field {
        subjects.push(Subject { name: (*name).to_owned(), server, messages: vec![message::limit_call()] });
    }
    for traffic in Traffic::ALL {
        let messages = vec![traffic.message(&standin.instances)?];
        subjects.push(Subject { name: format!("standin: {}", traffic.name()), server: &standin, messages });
    }
    for subject in &subjects {
        ask(plan, subject, 64, WARM_UP)?;
    }
    let outcomes = rounds(plan, &subjects)?;
    for connections in CONNECTIONS {
        for subject in &subjects {
            write(section, subject, connections, &outcomes[&(connections, subject.name.as_str())], &outcomes[&(connections, "limit: axum")]);
        }
    }
    Ok(())
}

/// Other mock servers, where they were built.
fn field() -> Result<Vec<(&'static str, Server)>> {
    if sibling("field").is_err() {
        return Ok(Vec::new());
    }
    ["httpmock", "wiremock"].into_iter().map(|name| Ok((name, Server::beside("field", name)?))).collect()
}

type Outcomes<'a> = BTreeMap<(u32, &'a str), Vec<Outcome>>;

fn rounds<'a>(plan: &Plan, subjects: &'a [Subject<'_>]) -> Result<Outcomes<'a>> {
    let mut outcomes = Outcomes::new();
    for _ in 0..plan.rounds {
        for connections in CONNECTIONS {
            for subject in subjects {
                let outcome = ask(plan, subject, connections, plan.requests)?;
                outcomes.entry((connections, &subject.name)).or_default().push(outcome);
            }
        }
    }
    Ok(outcomes)
}

fn ask(plan: &Plan, subject: &Subject<'_>, connections: u32, requests: u64) -> Result<Outcome> {
    let Subject { server, messages, .. } = subject;
    load::run(Load { address: server.address, process: server.process(), connections, requests, time: plan.time }, messages)
}

/// A multiple is taken round by round: what else the machine did then concerns both.
fn write(section: &mut Section, subject: &Subject<'_>, connections: u32, own: &[Outcome], limit: &[Outcome]) {
    let of = |figure: fn(&Outcome) -> f64| median(own.iter().map(figure));
    let multiple = |figure: fn(&Outcome) -> f64| median(own.iter().zip(limit).map(|(own, limit)| figure(own) / figure(limit)));
    let figures = [
        ("requests/s", of(Outcome::per_second)),
        ("× limit", multiple(Outcome::per_second)),
        ("µs of CPU a request", of(Outcome::cpu_per_request)),
        ("CPU × limit", multiple(Outcome::cpu_per_request)),
    ];
    section.row(format!("{}, {connections} connection{}", subject.name, if connections == 1 { "" } else { "s" }), &figures);
}
