//! Standin as it is measured: the command itself, with its journal, a clock that flows, and no limits on calls.

use std::net::{SocketAddr, TcpListener};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Server, end, spawn};
use crate::failure::{Failure, Result};
use crate::limit::ANSWER;
use crate::load::{self, Connection};
use crate::message;

/// The first answer must come within this.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long is waited between two looks at whether it serves.
const LOOK: Duration = Duration::from_micros(100);

/// Instances and their settings. A refresh token that stays the same lets a request be written once.
const INSTANCES: [&str; 4] = ["call=hyper", "refresh=hyper", "hyp=hyp", "ayyeka=ayyeka"];
const SETTINGS: [&str; 6] = [
    "call.max_posts=off",
    "call.life_hours=48",
    "refresh.max_posts=off",
    "refresh.refresh_limit=off",
    "refresh.refresh_token=constant",
    "refresh.life_hours=48",
];

/// How Standin is started.
#[derive(Clone, Debug)]
pub(crate) struct Standin {
    program: PathBuf,
    instances: Vec<&'static str>,
    arguments: Vec<String>,
    /// Settings that are longer than an argument may be.
    settings: Option<Value>,
}

impl Standin {
    /// With an instance for each traffic.
    pub(crate) fn for_traffics(program: &Path) -> Self {
        let mut arguments = Vec::new();
        for setting in SETTINGS {
            arguments.extend(["--set".to_owned(), setting.to_owned()]);
        }
        arguments.extend(["--set".to_owned(), functions()]);
        Self { program: program.to_owned(), instances: INSTANCES.to_vec(), arguments, settings: None }
    }

    /// With the instance of the authenticated call alone.
    pub(crate) fn for_calls(program: &Path) -> Self {
        let arguments = ["--set", "call.max_posts=off", "--set", "call.life_hours=48", "--set", &functions()].map(str::to_owned).to_vec();
        Self { program: program.to_owned(), instances: vec!["call=hyper"], arguments, settings: None }
    }

    /// As `standin serve` alone has it.
    pub(crate) fn plain(program: &Path) -> Self {
        Self { program: program.to_owned(), instances: Vec::new(), arguments: Vec::new(), settings: None }
    }

    /// With more on the command line.
    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        self
    }

    /// With settings of the instance `call`, by a file.
    pub(crate) fn with_settings(mut self, settings: Value) -> Self {
        self.settings = Some(settings);
        self
    }

    /// Starts it and waits until it serves.
    pub(crate) fn start(&self) -> Result<Server> {
        let folder = tempfile::tempdir().map_err(Failure::machine("a folder for the ready file"))?;
        let ready = folder.path().join("ready.json");
        let mut command = self.command(0);
        command.arg("--ready-file").arg(&ready);
        if let Some(settings) = &self.settings {
            let file = folder.path().join("standin.yaml");
            let text = json!({"instances": {"call": {"api": "hyper", "settings": settings}}}).to_string();
            std::fs::write(&file, text).map_err(Failure::machine("a configuration"))?;
            command.arg("--no-reload").arg("--config").arg(file);
        }
        let mut child = spawn(&mut command)?;
        let told = wait(|| std::fs::read(&ready).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()));
        let Some(told) = told else {
            end(&mut child);
            return Err(Failure::told(format!("{} does not serve", self.program.display())));
        };
        let instances = told["instances"].clone();
        let url = instances.as_object().and_then(|instances| instances.values().next()).and_then(|first| first["base_url"].as_str());
        if let (Some(address), Some(control)) = (url.and_then(address), told["control_url"].as_str().and_then(address)) {
            Ok(Server { child, address, control: Some(control), instances, folder: Some(folder) })
        } else {
            end(&mut child);
            Err(Failure::told("the ready file does not say where Standin serves"))
        }
    }

    /// From the start of the process to the first answer to a client.
    pub(crate) fn first_answer(&self) -> Result<Duration> {
        let port = free_port()?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let call = message::request("GET", "/hyper/alive_check", &[], "", 200);
        let mut command = self.command(port);
        let began = Instant::now();
        let mut child = spawn(&mut command)?;
        let answered = wait(|| load::ask(address, &call).ok());
        let elapsed = began.elapsed();
        end(&mut child);
        if answered.is_some() { Ok(elapsed) } else { Err(Failure::told(format!("{} does not answer", self.program.display()))) }
    }

    fn command(&self, port: u16) -> Command {
        let mut command = Command::new(&self.program);
        // What an environment or a file says is no part of the measurement.
        command.env_clear().current_dir(std::env::temp_dir());
        command.args(["serve", "--quiet", "--control-port", "0", "--port", &port.to_string()]);
        for instance in &self.instances {
            command.args(["--instance", instance]);
        }
        command.args(&self.arguments).stdout(Stdio::null());
        command
    }
}

impl Server {
    /// Makes worlds like the first one, and gives the instances of each. Its number is its name.
    pub(crate) fn make_worlds(&self, numbers: Range<u32>) -> Result<Vec<Value>> {
        let control = self.control.ok_or_else(|| Failure::told("only Standin has worlds"))?;
        load::block(async {
            let mut connection = Connection::open(control).await?;
            let mut worlds = Vec::new();
            for number in numbers {
                let made = connection.ask(&message::request("PUT", &format!("/worlds/w{number}"), &[], "{}", 201)).await?;
                let mut made: Value = serde_json::from_slice(made).map_err(|error| Failure::told(format!("a new world cannot be read: {error}")))?;
                worlds.push(made["instances"].take());
            }
            Ok(worlds)
        })
    }
}

fn functions() -> String {
    let body: Value = serde_json::from_str(ANSWER).unwrap_or_default();
    format!("call.functions={}", json!({"Get_Order": {"body": body}}))
}

fn address(url: &str) -> Option<SocketAddr> {
    url.strip_prefix("http://")?.split('/').next()?.parse().ok()
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::machine("a free port"))?;
    listener.local_addr().map(|address| address.port()).map_err(Failure::machine("a free port"))
}

fn wait<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(seen) = look() {
            return Some(seen);
        }
        std::thread::sleep(LOOK);
    }
    None
}
