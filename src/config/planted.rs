//! Stubs and faults as the file writes them, and the place of each.

use std::collections::BTreeSet;

use mock_server::{FaultError, FaultSpec, StubError, StubSpec, WorldError};
use serde::Serialize;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::error::ConfigError;
use super::layers::{Layers, Place};

/// The stubs or faults of one list.
pub(super) struct Planted<T> {
    pub(super) specs: Vec<T>,
    /// The way to each, as errors of the mock server write it, and where it stands.
    pub(super) places: Vec<(String, Place)>,
}

/// The stubs of an instance.
pub(super) fn stubs(layers: &mut Layers<'_>, path: &[&str], instance: &str, written: &[Spanned<StubSpec>]) -> Result<Planted<StubSpec>, ConfigError> {
    planted(layers, path, &format!("instances.{instance}.stubs"), written, |stub| &stub.name)
}

/// The faults of a world.
pub(super) fn faults(layers: &mut Layers<'_>, path: &[&str], written: &[Spanned<FaultSpec>]) -> Result<Planted<FaultSpec>, ConfigError> {
    planted(layers, path, "faults", written, |fault| &fault.name)
}

fn planted<T: Clone + Serialize>(
    layers: &mut Layers<'_>,
    path: &[&str],
    way: &str,
    written: &[Spanned<T>],
    name: impl Fn(&T) -> &str,
) -> Result<Planted<T>, ConfigError> {
    let mut names = BTreeSet::new();
    if let Some(second) = written.iter().find(|spec| !names.insert(name(&spec.value))) {
        let what = format!("the name `{}` stands twice in this list; give one of them another", name(&second.value));
        return Err(layers.complain(&Place::of(second), what));
    }
    let specs: Vec<T> = written.iter().map(|spec| spec.value.clone()).collect();
    if let Some(first) = written.first() {
        layers.note_at(path, serde_json::to_value(&specs).unwrap_or(Value::Null), Place::of(first));
    }
    let places = written.iter().enumerate().map(|(at, spec)| (format!("{way}[{at}]"), Place::of(spec))).collect();
    Ok(Planted { specs, places })
}

/// The place of the stub or fault of which an error speaks.
pub(super) fn meant<'a>(error: &WorldError, places: &'a [(String, Place)]) -> Option<&'a Place> {
    let (WorldError::Stub(StubError::Flaw(flaw)) | WorldError::Fault(FaultError::Flaw(flaw))) = error else { return None };
    let leads = |way: &str| flaw.at.strip_prefix(way).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    places.iter().find(|(way, _)| leads(way)).map(|(_, place)| place)
}
