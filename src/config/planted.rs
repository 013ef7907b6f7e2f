//! Stubs and faults of the file, each checked where it stands.

use std::collections::{BTreeMap, BTreeSet};

use conformance::spanned::Spanned;
use mock_server::{FaultSpec, InstanceSpec, StubSpec};
use serde::Serialize;

use super::error::ConfigError;
use super::layers::{Layers, Place};

/// A list in the file that may be left out.
pub(super) type Planted<T> = Option<Spanned<Vec<Spanned<T>>>>;

/// The stubs of an instance.
pub(super) fn stubs(layers: &mut Layers<'_>, path: &[&str], written: &Planted<StubSpec>) -> Result<Vec<StubSpec>, ConfigError> {
    let files = layers.stub_files.clone();
    let check = |stub: &StubSpec| stub.check(files.as_deref()).map_err(|error| error.to_string());
    taken(layers, path, written, &Kind { name: |stub| &stub.name, check: &check })
}

/// The faults of a world with these instances.
pub(super) fn faults(
    layers: &mut Layers<'_>,
    path: &[&str],
    written: &Planted<FaultSpec>,
    instances: &BTreeMap<String, InstanceSpec>,
) -> Result<Vec<FaultSpec>, ConfigError> {
    let check = |fault: &FaultSpec| fault.check(instances).map_err(|error| error.to_string());
    taken(layers, path, written, &Kind { name: |fault| &fault.name, check: &check })
}

/// What is to be known of those in a list.
struct Kind<'a, T> {
    name: fn(&T) -> &String,
    check: &'a dyn Fn(&T) -> Result<(), String>,
}

fn taken<T: Clone + Serialize>(layers: &mut Layers<'_>, path: &[&str], written: &Planted<T>, kind: &Kind<'_, T>) -> Result<Vec<T>, ConfigError> {
    let Some(list) = written else { return Ok(Vec::new()) };
    let mut names = BTreeSet::new();
    for one in &list.value {
        let name = (kind.name)(&one.value);
        if !names.insert(name) {
            return Err(layers.complain(&Place::of(one), format!("the name `{name}` stands twice")));
        }
        (kind.check)(&one.value).map_err(|what| layers.complain(&Place::of(one), what))?;
    }
    let specs: Vec<T> = list.value.iter().map(|one| one.value.clone()).collect();
    // What was read from text can be written as text again.
    layers.note_at(path, serde_json::to_value(&specs).unwrap_or_default(), Place::of(list));
    Ok(specs)
}
