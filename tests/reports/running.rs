//! Runs of the program, and the server that it asks.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use mock_server::{Config, InstanceSpec, Log, Server};
use serde_json::{Map, Value};

/// A case that the suite has, and the deviation by which it fails.
pub(crate) const CASE: &str = "hyper/refusals/a-wrong-token-gets-missing-or-wrong@changed";
pub(crate) const DEVIATION: &str = "hyper=wrong-message-of-wrong";

/// The program in this folder, with the suite that is compiled in or found.
pub(crate) fn check(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
    command.current_dir(folder).arg("check").args(arguments).env_remove("GITHUB_STEP_SUMMARY");
    command
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{output:?}"))
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What is printed as a report of a run that passes, or of one in which the case fails.
pub(crate) fn printed(form: &str, deviation: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let form = format!("{form}=-");
    let mut arguments = vec!["--only", CASE, "--report", &form];
    arguments.extend(deviation.iter().flat_map(|deviation| ["--deviation", deviation]));
    let output = check(folder.path(), &arguments);
    assert_eq!(code(&output), i32::from(deviation.is_some()), "{}{}", out(&output), err(&output));
    out(&output)
}

/// A server that the program does not control.
pub(crate) struct Foreign {
    pub(crate) server: Server,
    pub(crate) api: &'static str,
    pub(crate) url: String,
    pub(crate) credentials: BTreeMap<&'static str, String>,
}

impl Foreign {
    pub(crate) async fn serve(api: &'static str, settings: Value, deviation: Option<&str>) -> Self {
        Self::serve_and_tell(api, settings, deviation, Arc::new(|_| {})).await
    }

    /// The same, and somebody is told of every call.
    pub(crate) async fn serve_and_tell(api: &'static str, settings: Value, deviation: Option<&str>, log: Log) -> Self {
        let settings: Map<String, Value> = serde_json::from_value(settings).unwrap();
        let instance = InstanceSpec { settings, deviation: deviation.map(str::to_owned), ..InstanceSpec::of(api) };
        let server =
            Server::start(Config { instances: BTreeMap::from([(api.to_owned(), instance)]), log: Some(log), ..Config::default() }).await.unwrap();
        let view = server.worlds().view("default").unwrap();
        let (url, credentials) = (view.instances[api].base_url.clone(), view.instances[api].credentials.clone());
        Self { server, api, url, credentials }
    }

    /// The arguments by which it is checked.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let fixed = ["--target", &self.url, "--provider", self.api, "--max-wait", "0s", "--ledger", "tokens.json"].map(str::to_owned);
        fixed.into_iter().chain(self.credentials.iter().map(|(name, value)| format!("--credential={name}={value}"))).collect()
    }

    pub(crate) fn check(&self, folder: &Path, more: &[&str]) -> Output {
        let own = self.arguments();
        let arguments: Vec<&str> = own.iter().map(String::as_str).chain(more.iter().copied()).collect();
        check(folder, &arguments)
    }
}
