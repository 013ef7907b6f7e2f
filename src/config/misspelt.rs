//! Variables that look like options and are none.

use std::collections::BTreeSet;

use super::environment::Environment;
use super::layers::{Entry, PREFIX, variable_of};
use super::overlay::{DEVIATION, INSTANCE, SET};
use super::source::VARIABLE;

/// Variables that other parts of the command read by their beginning.
const ELSEWHERE: [&str; 2] = [SET, "STANDIN_CREDENTIAL_"];

/// A sentence on each variable that resembles an option's and is none. One that resembles none is somebody else's.
pub(super) fn sentences(environment: &Environment, entries: &[Entry]) -> Vec<String> {
    let options = entries.iter().filter(|entry| !["instances", "faults", "worlds"].contains(&entry.path[0].as_str()));
    let known: BTreeSet<String> =
        options.map(|entry| variable_of(&entry.path.join("."))).chain([VARIABLE, INSTANCE, DEVIATION].map(str::to_owned)).collect();
    let strangers = environment.names(PREFIX).filter(|name| !known.contains(*name) && !ELSEWHERE.iter().any(|beginning| name.starts_with(beginning)));
    // What all names have in common makes none of them likelier.
    let meant = |name: &str| providers::nearest(&name[PREFIX.len()..], known.iter().map(|known| &known[PREFIX.len()..])).map(str::to_owned);
    let sentence = |name: &str, meant: &str| format!("{name} in the environment is no option and was left alone; did you mean {PREFIX}{meant}?");
    strangers.filter_map(|name| Some(sentence(name, &meant(name)?))).collect()
}
