//! What worlds cost: memory for each, and speed where there are many.

use super::{Plan, megabytes, number};
use crate::data::{Section, median};
use crate::failure::Result;
use crate::load::{self, Load, Outcome};
use crate::message::{Message, Traffic};
use crate::server::{Server, Standin};

const MANY: u32 = 10_000;

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    memory(section, "one of each API", &Standin::plain(&plan.standin))?;
    memory(section, "one instance of Hyper", &Standin::for_calls(&plan.standin))?;
    speed(plan, section)
}

fn memory(section: &mut Section, instances: &str, standin: &Standin) -> Result<()> {
    let server = standin.start()?;
    let one = server.memory()?.resident;
    let mut known = 1;
    for worlds in [1_000, MANY] {
        server.make_worlds(known..worlds)?;
        known = worlds;
        let resident = server.memory()?.resident;
        let each = number(resident.saturating_sub(one)) / 1024.0 / f64::from(worlds - 1);
        section.row(format!("{worlds} worlds, {instances}"), &[("MB", megabytes(resident)), ("KiB a world beyond the first", each)]);
    }
    Ok(())
}

/// Calls go to one world of a server that has no more, and to all the worlds of another in turn.
fn speed(plan: &Plan, section: &mut Section) -> Result<()> {
    let standin = Standin::for_calls(&plan.standin);
    let (few, many) = (standin.start()?, standin.start()?);
    let subjects = [(&few, messages(&few, 2)?), (&many, messages(&many, MANY)?)];
    let mut outcomes = [const { Vec::<Outcome>::new() }; 2];
    for _ in 0..=plan.rounds {
        for ((server, messages), outcomes) in subjects.iter().zip(&mut outcomes) {
            let load = Load { address: server.address, process: server.process(), connections: 64, requests: plan.requests, time: plan.time };
            outcomes.push(load::run(load, messages)?);
        }
    }
    let [few, many] = outcomes;
    // The first round warms up.
    let of = |figure: fn(&Outcome) -> f64, of: &[Outcome]| median(of.iter().skip(1).map(figure));
    let part = |figure: fn(&Outcome) -> f64| median(few.iter().zip(&many).skip(1).map(|(few, many)| figure(many) / figure(few)));
    for (what, outcomes) in [("calls of one world", &few), (&format!("calls of {MANY} worlds"), &many)] {
        section.row(what, &[("requests/s", of(Outcome::per_second, outcomes)), ("µs of CPU a request", of(Outcome::cpu_per_request, outcomes))]);
    }
    section.row("many worlds against one", &[("× requests/s", part(Outcome::per_second)), ("× CPU", part(Outcome::cpu_per_request))]);
    Ok(())
}

/// A call for each of so many worlds, less the default one.
pub(super) fn messages(server: &Server, worlds: u32) -> Result<Vec<Message>> {
    server.make_worlds(1..worlds)?.iter().map(|instances| Traffic::Call.message(instances)).collect()
}
