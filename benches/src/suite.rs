//! A suite that is generated, to be played by `standin check`: so many scenarios, each of so many calls.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::failure::{Failure, Result};
use crate::message;
use crate::server::Server;
use crate::usage;

const SUITE: &str = "format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: hyper.yaml}\n";
/// One clause, for which every scenario is written.
const LEDGER: &str = "\
provider: hyper
version: 1
documents: {tokens: {title: \"Connection & Tokens\"}}
opaque: [{name: access_token, at: \"$.access_token\"}]
refusals: {refused: {clause: hyper.access-token.bearer, body: {Authorization: false}}}
clauses:
  - id: hyper.access-token.bearer
    level: stated
    profile: core
    document: tokens
    section: \"Tokens\"
    says: \"Every API call carries the access token as a Bearer token.\"
";
const CALL: &str = "  - {call: GET /TokenValidity, bearer: \"${access_token}\", expect: [{refusal: none, clause: hyper.access-token.bearer}]}\n";
/// Between two looks at the memory of a process that will end.
const LOOK: Duration = Duration::from_millis(1);

/// A suite in a folder that goes with it.
pub(crate) struct Suite(TempDir);

/// What a program that ended has taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) wall: Duration,
    /// Bytes of memory, when it had most.
    pub(crate) peak: u64,
}

impl Run {
    pub(crate) fn milliseconds(&self) -> f64 {
        self.wall.as_secs_f64() * 1e3
    }
}

impl Suite {
    pub(crate) fn write(scenarios: u32, calls: u32) -> Result<Self> {
        let folder = tempfile::tempdir().map_err(Failure::machine("a folder for a suite"))?;
        let plays = folder.path().join("scenarios/hyper/plays");
        for folder in [&plays, &folder.path().join("snapshots")] {
            std::fs::create_dir_all(folder).map_err(Failure::machine(folder.display().to_string()))?;
        }
        write(&folder.path().join("suite.yaml"), SUITE)?;
        write(&folder.path().join("hyper.yaml"), LEDGER)?;
        for number in 0..scenarios {
            write(&plays.join(format!("calls-{number}.yaml")), &scenario(number, calls))?;
        }
        Ok(Self(folder))
    }

    /// Plays all of it against a serving Standin; all of it must hold.
    pub(crate) fn check(&self, program: &Path, server: &Server) -> Result<Run> {
        let ledger = self.0.path().join("tokens.json");
        let (url, token) = (message::url(&server.instances, "call")?, message::credential(&server.instances, "call", "access_token")?);
        let mut command = Command::new(program);
        command.args(["check", "--quiet", "--provider", "hyper", "--target", url]);
        command.arg("--suite").arg(self.0.path()).arg("--ledger").arg(ledger);
        command.env("STANDIN_CREDENTIAL_ACCESS_TOKEN", token);
        run(&mut command)
    }
}

/// Runs a program to its end, which must be a good one.
pub(crate) fn run(command: &mut Command) -> Result<Run> {
    let name = Path::new(command.get_program()).display().to_string();
    let began = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.map_err(Failure::machine(format!("cannot start {name}")))?;
    let watched = std::thread::spawn({
        let process = child.id();
        move || highest(process)
    });
    let status = child.wait().map_err(Failure::machine(name.as_str()))?;
    let wall = began.elapsed();
    let peak = watched.join().map_err(|_| Failure::told("the watch over memory broke"))?;
    if status.success() { Ok(Run { wall, peak }) } else { Err(Failure::told(format!("{name} ended with {status}"))) }
}

/// The peak stands below /proc until the process has ended, so the last look at it counts.
fn highest(process: u32) -> u64 {
    let mut peak = 0;
    while let Ok(memory) = usage::memory(process) {
        peak = peak.max(memory.peak);
        std::thread::sleep(LOOK);
    }
    peak
}

fn scenario(number: u32, calls: u32) -> String {
    let mut text = format!(
        "# yaml-language-server: $schema=../../schema.json\ntitle: Calls {number} with the access token are served\n\
         provider: hyper\nverifies: [hyper.access-token.bearer]\nsteps:\n"
    );
    for _ in 0..calls {
        // Writing into a text cannot fail.
        let _ = text.write_str(CALL);
    }
    text
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(Failure::machine(path.display().to_string()))
}
