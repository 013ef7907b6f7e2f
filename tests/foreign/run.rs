//! `standin check` against the foreign server, and what its report says.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use serde_json::Value;

use crate::server::{CLIENT, Foreign, Key};

/// A run that came to its end.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    report: Value,
    text: String,
}

impl Run {
    /// A check of the server with this fault, or with none.
    pub(crate) fn of(key: &Key, fault: Option<&str>, arguments: &[&str]) -> Self {
        let server = Foreign::start(key, fault);
        let folder = tempfile::tempdir().unwrap();
        let target = format!(
            "api: ayyeka\ninstances:\n  main:\n    base_url: {}\n    credentials:\n      key: {{env: AYYEKA_KEY}}\n      \
             secret: {{env: AYYEKA_SECRET}}\npublic_keys: [{}]\n",
            server.url,
            key.public().display()
        );
        fs::write(folder.path().join("theirs.yaml"), target).unwrap();
        let mut check = Command::new(env!("CARGO_BIN_EXE_standin"));
        check.current_dir(folder.path()).envs(CLIENT).args(["check", "-q", "--target", "theirs.yaml", "--report", "json=report.json"]);
        let output = check.args(arguments).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let report = fs::read(folder.path().join("report.json")).unwrap_or_else(|error| panic!("no report: {error}\n{text}"));
        Self { code: output.status.code(), report: serde_json::from_slice(&report).unwrap(), text }
    }

    pub(crate) fn conclusion(&self) -> &str {
        self.report["conclusion"].as_str().unwrap()
    }

    /// The clauses with this verdict.
    pub(crate) fn clauses(&self, verdict: &str) -> BTreeSet<String> {
        let clauses = self.report["clauses"].as_array().unwrap().iter();
        clauses.filter(|clause| clause["verdict"] == verdict).map(|clause| clause["id"].as_str().unwrap().to_owned()).collect()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// What is found out about each, by a few threads; only what there is to say.
pub(crate) fn all<T: Sync>(of: &[T], ask: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let rest = Mutex::new(of.iter());
    let work = || {
        let next = || rest.lock().unwrap().next();
        std::iter::from_fn(next).filter_map(&ask).collect::<Vec<_>>()
    };
    let threads = thread::available_parallelism().map_or(2, usize::from).min(8);
    thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        working.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}
