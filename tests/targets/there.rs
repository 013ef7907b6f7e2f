//! A server elsewhere, a folder with a target file that describes it, and the command.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

use mock_server::{ClockChange, Config, InstanceSpec, Log, Server};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// Hyper without its limits, which a whole suite would exceed.
pub(crate) fn unlimited() -> Value {
    json!({"max_posts": "off", "refresh_limit": "off"})
}

pub(crate) struct There {
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
}

impl There {
    /// A Hyper that is set up so, and a target file beside its tokens.
    pub(crate) async fn hyper(settings: Value) -> Self {
        Self::telling(settings, Arc::new(|_| {})).await
    }

    /// A Hyper without limits that breaks one clause.
    pub(crate) async fn deviating(deviation: &str) -> Self {
        let settings = serde_json::from_value(unlimited()).unwrap();
        Self::start(InstanceSpec { settings, deviation: Some(deviation.to_owned()), ..InstanceSpec::of("hyper") }, Arc::new(|_| {})).await
    }

    /// The same, and somebody is told of every call.
    pub(crate) async fn telling(settings: Value, log: Log) -> Self {
        let settings: Map<String, Value> = serde_json::from_value(settings).unwrap();
        Self::start(InstanceSpec { settings, ..InstanceSpec::of("hyper") }, log).await
    }

    async fn start(hyper: InstanceSpec, log: Log) -> Self {
        let config = Config { instances: BTreeMap::from([("hyper".to_owned(), hyper)]), log: Some(log), ..Config::default() };
        let there = Self { server: Server::start(config).await.unwrap(), folder: tempfile::tempdir().unwrap() };
        there.write_tokens();
        there.describe("settings: {}", "");
        there
    }

    pub(crate) fn url(&self) -> String {
        self.server.worlds().view("default").unwrap().instances["hyper"].base_url.clone()
    }

    /// What a client has at this moment.
    pub(crate) fn tokens(&self) -> BTreeMap<String, String> {
        let tokens = self.server.worlds().credentials("default", "hyper").unwrap();
        tokens.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Puts the current tokens where the target file says that they stand.
    pub(crate) fn write_tokens(&self) {
        for (name, value) in self.tokens() {
            fs::write(self.path(&name), value + "\n").unwrap();
        }
    }

    /// Writes the target file, with more to be said of the instance and of the target.
    pub(crate) fn describe(&self, instance: &str, target: &str) {
        let text = format!(
            "api: hyper\ninstances:\n  main:\n    base_url: {}\n    credentials:\n      access_token: {{file: access_token}}\n      \
             refresh_token: {{file: refresh_token}}\n    {instance}\n{target}\n",
            self.url()
        );
        fs::write(self.path("theirs.yaml"), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn ledger(&self) -> Value {
        serde_json::from_slice(&fs::read(self.path("theirs.ledger.json")).unwrap()).unwrap()
    }

    /// Lets time go on there.
    pub(crate) fn wait(&self, seconds: i64) {
        let now = self.server.worlds().clock("default").unwrap().now;
        self.server.worlds().change_clock("default", ClockChange::Set(now + jiff::SignedDuration::from_secs(seconds))).unwrap();
    }

    /// The command, in the folder of the target file.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
        command.current_dir(self.folder.path()).args(["check", "--target", "theirs.yaml", "--max-wait", "0s"]).args(arguments);
        command
    }

    pub(crate) fn check(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
