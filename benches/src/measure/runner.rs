//! The runner: `standin check` beside a client that makes the same calls and judges nothing, and beside hurl where it is installed.
//! Starts of processes count.

use std::process::{Command, Stdio};

use super::{Plan, megabytes};
use crate::data::{Section, median};
use crate::failure::{Failure, Result};
use crate::message;
use crate::server::{Server, Standin, sibling};
use crate::suite::{self, Run, Suite};

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    let server = Standin::for_calls(&plan.standin).start()?;
    let hurl_is_there = Command::new("hurl").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    for plays in [1, 1_000, 10_000] {
        let suite = Suite::write(plays, 2)?;
        let (mut checks, mut clients, mut hurls) = (Vec::new(), Vec::new(), Vec::new());
        // One play is over so soon that chance would tell the result.
        for _ in 0..if plays == 1 { plan.rounds * 8 } else { plan.rounds } {
            checks.push(suite.check(&plan.standin, &server)?);
            clients.push(client(&server, plays)?);
            if hurl_is_there {
                hurls.push(hurl(&server, plays)?);
            }
        }
        let name = if plays == 1 { "1 play".to_owned() } else { format!("{plays} plays") };
        let multiple = median(checks.iter().zip(&clients).map(|(check, client)| check.milliseconds() / client.milliseconds()));
        write(section, &format!("{name}, standin check"), &checks, &[("× client", multiple)]);
        write(section, &format!("{name}, a client of reqwest"), &clients, &[]);
        if hurl_is_there {
            let multiple = median(hurls.iter().zip(&clients).map(|(hurl, client)| hurl.milliseconds() / client.milliseconds()));
            write(section, &format!("{name}, hurl"), &hurls, &[("× client", multiple)]);
        }
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

/// As many plays of a file of two calls.
fn hurl(server: &Server, plays: u32) -> Result<Run> {
    const CALL: &str = "GET {{url}}\nAuthorization: Bearer {{token}}\nHTTP 200\n";
    let folder = tempfile::tempdir().map_err(Failure::machine("a folder for a file"))?;
    let file = folder.path().join("calls.hurl");
    std::fs::write(&file, CALL.repeat(2)).map_err(Failure::machine(file.display().to_string()))?;
    let url = format!("url={}/TokenValidity", message::url(&server.instances, "call")?);
    let token = format!("token={}", message::credential(&server.instances, "call", "access_token")?);
    let mut command = Command::new("hurl");
    command.args(["--test", "--jobs", "8", "--repeat", &plays.to_string(), "--variable", &url, "--variable", &token]).arg(file);
    suite::run(&mut command)
}

fn write(section: &mut Section, what: &str, runs: &[Run], more: &[(&str, f64)]) {
    let mut figures = vec![("ms", median(runs.iter().map(Run::milliseconds)))];
    figures.extend(more);
    figures.push(("memory at the most, MB", median(runs.iter().map(|run| megabytes(run.peak)))));
    section.row(what, &figures);
}
