//! The runner: `standin check` beside a client that makes the same calls and judges nothing. Starts of processes count.

use std::process::Command;

use super::{Plan, megabytes};
use crate::data::{Section, median};
use crate::failure::Result;
use crate::message;
use crate::server::{Server, Standin, sibling};
use crate::suite::{self, Run, Suite};

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    let server = Standin::for_calls(&plan.standin).start()?;
    for plays in [1, 1_000, 10_000] {
        let suite = Suite::write(plays, 2)?;
        let (mut checks, mut clients) = (Vec::new(), Vec::new());
        // One play is over so soon that chance would tell the result.
        for _ in 0..if plays == 1 { plan.rounds * 8 } else { plan.rounds } {
            checks.push(suite.check(&plan.standin, &server)?);
            clients.push(client(&server, plays)?);
        }
        let name = if plays == 1 { "1 play".to_owned() } else { format!("{plays} plays") };
        let multiple = median(checks.iter().zip(&clients).map(|(check, client)| check.milliseconds() / client.milliseconds()));
        write(section, &format!("{name}, standin check"), &checks, &[("× client", multiple)]);
        write(section, &format!("{name}, a client of reqwest"), &clients, &[]);
    }
    let mut own = Vec::new();
    for _ in 0..plan.rounds {
        own.push(suite::run(Command::new(&plan.standin).args(["check", "--quiet"]).current_dir(std::env::temp_dir()))?);
    }
    write(section, "the built-in suite against the mock", &own, &[]);
    Ok(())
}

fn client(server: &Server, plays: u32) -> Result<Run> {
    let url = format!("{}/TokenValidity", message::url(&server.instances, "call")?);
    let token = message::credential(&server.instances, "call", "access_token")?;
    suite::run(Command::new(sibling("client")?).arg(url).arg(plays.to_string()).env("TOKEN", token))
}

fn write(section: &mut Section, what: &str, runs: &[Run], more: &[(&str, f64)]) {
    let mut figures = vec![("ms", median(runs.iter().map(Run::milliseconds)))];
    figures.extend(more);
    figures.push(("memory at the most, MB", median(runs.iter().map(|run| megabytes(run.peak)))));
    section.row(what, &figures);
}
