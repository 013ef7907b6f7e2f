//! A folder with a suite of some cases, and the command in it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const LEDGER: &str = r#"
provider: hyper
version: 1
documents: {tokens: {title: "Connection & Tokens"}}
opaque: [{name: access_token, at: $.access_token}]
times: [{at: "$['Token Valid Until UTC']", format: "%Y-%m-%d %H:%M:%S"}]
refusals:
  wrong: {clause: hyper.refusal.wrong, body: {Authorization: false, Message: "Missing / Wrong Access Token."}}
clauses:
  - {id: hyper.refusal.wrong, level: stated, profile: core, document: tokens, section: "Wrong Token Example", says: "A wrong token is refused."}
"#;

/// By this the cases fail that ask for the message.
pub(crate) const DEVIATING: [&str; 2] = ["--deviation", "hyper=wrong-message-of-wrong"];

/// So many cases there are; the last three ask for the message.
pub(crate) const CASES: usize = 8;

pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("suite.yaml", "format: 1\nscenarios: scenarios\nsnapshots: snapshots\nledgers: {hyper: ledger.yaml}\n");
        place.write("ledger.yaml", LEDGER);
        (1..=5).for_each(|number| place.case(&format!("it-is-refused-{number}"), "{status: 401}"));
        (1..=3).for_each(|number| place.case(&format!("the-message-is-right-{number}"), "{refusal: wrong}"));
        place
    }

    /// A case of two calls: a right token, and a wrong one of which this is expected.
    pub(crate) fn case(&self, name: &str, expected: &str) {
        let text = format!(
            "# yaml-language-server: $schema=../../schema.json\ntitle: A wrong token is refused\nprovider: hyper\nverifies: [hyper.refusal.wrong]\n\
             steps:\n  - call: GET /TokenValidity\n    bearer: ${{access_token}}\n    expect: [{{refusal: none}}]\n  \
             - call: GET /TokenValidity\n    bearer: ${{access_token|changed}}\n    expect: [{expected}]\n"
        );
        self.write(&format!("scenarios/hyper/refusals/{name}.yaml"), text);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
        command.current_dir(self.0.path()).args(arguments).env_remove("GITHUB_STEP_SUMMARY");
        command
    }

    /// What the command says to both, having ended with this code.
    pub(crate) fn told(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let text = text(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        text
    }

    /// The same of a check.
    pub(crate) fn check(&self, code: i32, arguments: &[&str]) -> String {
        self.told(code, &[&["check"], arguments].concat())
    }

    /// The ids of the cases that would be played.
    pub(crate) fn listed(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.command(&[&["check", "--list"], arguments].concat()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().filter(|line| line.contains('/') && !line.starts_with(' ')).map(str::to_owned).collect()
    }
}

pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The ids of the cases of a JSON report.
pub(crate) fn ids(report: &Value) -> Vec<&str> {
    report["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect()
}
