//! The arguments by which the same subject is asked again, with names in place of secrets.

use std::path::Path;

use conformance::report::quoted;
use conformance::suite::{Origin, Suite};

use super::Options;

impl Options {
    /// What stands behind `standin check --only ID`, ready for a shell.
    pub(super) fn again(&self, suite: &Suite) -> String {
        let mut words = Vec::new();
        let mut say = |option: &str, value: &str| words.push(format!("{option} {}", quoted(value)));
        if let Origin::Folder(folder) = &suite.origin
            && !found_from_here(folder)
        {
            say("--suite", &folder.to_string_lossy());
        }
        if let Some(url) = &self.asked.target {
            say("--target", url);
        }
        if let Some(provider) = &self.provider {
            say("--provider", provider);
        }
        for (option, file) in [("--ledger", &self.asked.ledger), ("--public-key", &self.asked.public_key)] {
            if let Some(file) = file {
                say(option, &file.to_string_lossy());
            }
        }
        if let Some(pace) = self.asked.pace {
            say("--pace", &pace.to_string());
        }
        if self.seed() != 1 {
            say("--seed", &self.seed().to_string());
        }
        for deviation in &self.asked.deviations {
            say("--deviation", deviation);
        }
        for clause in self.unsupported() {
            say("--unsupported", &clause);
        }
        // A credential's value is a secret; its variable is the one that the curl commands use.
        let names = self.asked.credentials.iter().filter_map(|pair| pair.split_once('='));
        words.extend(names.map(|(name, _)| format!("--credential {}=\"${}\"", quoted(name), variable(name))));
        words.join(" ")
    }
}

fn variable(name: &str) -> String {
    name.to_ascii_uppercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// Whether a run in this folder reads that suite without being told.
fn found_from_here(folder: &Path) -> bool {
    let (Ok(here), Ok(folder)) = (Path::new(".").canonicalize(), folder.canonicalize()) else { return false };
    Suite::find(&here).is_ok_and(|found| found == folder)
}
