//! Memory: of a server that has just begun, and of one that was asked much.

use std::time::Duration;

use super::{Plan, megabytes};
use crate::data::Section;
use crate::failure::Result;
use crate::load::{self, Load};
use crate::message::{Message, Traffic};
use crate::server::{Server, Standin};

/// What a start leaves to be done is done after this.
const SETTLED: Duration = Duration::from_millis(500);
/// Nothing is bounded by time here, except what would never end.
const LONGEST: Duration = Duration::from_mins(30);

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    let idle = Standin::plain(&plan.standin).start()?;
    std::thread::sleep(SETTLED);
    write(section, "standin serve, idle", &idle)?;
    drop(idle);
    for (what, traffics) in [("authenticated calls", &[Traffic::Call][..]), ("calls of all kinds", &Traffic::ALL)] {
        let standin = Standin::for_traffics(&plan.standin).start()?;
        let messages = traffics.iter().map(|traffic| traffic.message(&standin.instances)).collect::<Result<Vec<Message>>>()?;
        load::run(load(plan, &standin), &messages)?;
        write(section, &format!("after many {what}"), &standin)?;
    }
    let limit = Server::beside("limit", "axum")?;
    load::run(load(plan, &limit), &[crate::message::limit_call()])?;
    write(section, "limit: axum, after as many", &limit)?;
    section.row("many", &[("requests", super::number(plan.many))]);
    Ok(())
}

fn load(plan: &Plan, server: &Server) -> Load {
    Load { address: server.address, process: server.process(), connections: 64, requests: plan.many, time: LONGEST }
}

fn write(section: &mut Section, what: &str, server: &Server) -> Result<()> {
    let memory = server.memory()?;
    section.row(what, &[("MB", megabytes(memory.resident)), ("at the most, MB", megabytes(memory.peak))]);
    Ok(())
}
