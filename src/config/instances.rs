//! Instances: which there are, and what each is made from.

use std::collections::BTreeMap;

use conformance::spanned::Spanned;
use mock_server::InstanceSpec;
use providers::{Api, SettingSpec, suggestion};
use serde_json::{Map, Value};

use super::error::ConfigError;
use super::file::Instance;
use super::hidden::{is_secret, may_mean_secret};
use super::layers::{Layers, Place};
use super::named::Named;
use super::{planted, secret};

/// An instance that somebody ordered.
pub(super) struct Order<'a> {
    /// Its name.
    pub(super) name: String,
    /// Where it was named.
    pub(super) place: Place,
    /// The API, where it was said beside the name.
    pub(super) api: Option<(String, Place)>,
    /// What the file says of it.
    pub(super) written: Option<&'a Instance>,
    /// What is laid over its settings.
    pub(super) settings: Vec<Given>,
    /// The deviation that is laid over the file's, and where it was said.
    pub(super) deviation: Option<(String, Place)>,
}

/// A setting that was given.
pub(super) struct Given {
    pub(super) name: String,
    pub(super) value: Value,
    /// Where its name stands.
    pub(super) named: Place,
    /// Where its value stands.
    pub(super) place: Place,
}

/// The instances of one world.
#[derive(Default)]
pub(super) struct Made {
    pub(super) specs: BTreeMap<String, InstanceSpec>,
    pub(super) ports: BTreeMap<String, u16>,
    /// Where each was named.
    pub(super) places: BTreeMap<String, Place>,
    /// Where its mount stands, if one was said.
    pub(super) mounts: BTreeMap<String, Place>,
}

/// Orders as the file writes them.
pub(super) fn orders(named: &Named<Option<Instance>>) -> Vec<Order<'_>> {
    named.0.iter().map(|(name, written)| Order::of(&name.value, Place::of(name), written.as_ref())).collect()
}

impl<'a> Order<'a> {
    pub(super) fn of(name: &str, place: Place, written: Option<&'a Instance>) -> Self {
        Self { name: name.to_owned(), place, api: None, written, settings: Vec::new(), deviation: None }
    }

    /// The API that is meant, and where it was said.
    pub(super) fn api(&self) -> (String, Place) {
        let written = || self.written.and_then(|written| written.api.as_ref()).map(|api| (api.value.clone(), Place::of(api)));
        self.api.clone().or_else(written).unwrap_or_else(|| (self.name.clone(), Place::Default))
    }

    /// The deviation that is meant, and where it was said.
    fn deviation(&self) -> Option<(String, Place)> {
        let written = || self.written.and_then(|written| written.deviation.as_ref()).map(|name| (name.value.clone(), Place::of(name)));
        self.deviation.clone().or_else(written)
    }
}

/// Checks orders and makes them into specifications; `above` is where they stand in the file.
pub(super) fn make(layers: &mut Layers<'_>, above: &[&str], orders: Vec<Order<'_>>) -> Result<Made, ConfigError> {
    let mut made = Made::default();
    for order in orders {
        let path: Vec<&str> = above.iter().copied().chain([order.name.as_str()]).collect();
        let (spec, port) = one(layers, &path, &order)?;
        made.ports.extend(port.map(|port| (order.name.clone(), port)));
        let mount = order.written.and_then(|written| written.mount.as_ref());
        made.mounts.extend(mount.map(|mount| (order.name.clone(), Place::of(mount))));
        made.places.insert(order.name.clone(), order.place.clone());
        made.specs.insert(order.name.clone(), spec);
    }
    Ok(made)
}

fn one(layers: &mut Layers<'_>, path: &[&str], order: &Order<'_>) -> Result<(InstanceSpec, Option<u16>), ConfigError> {
    let (name, place) = order.api();
    let at = if place == Place::Default { &order.place } else { &place };
    let api = providers::find(&name).map_err(|error| layers.complain(at, error.to_string()))?;
    let below = |key| [path, &[key]].concat();
    layers.note_at(&below("api"), name.clone().into(), place);
    let mount = order.written.and_then(|written| written.mount.as_ref());
    let mounted = mount.map_or_else(|| format!("/{}", order.name), |mount| mount.value.clone());
    layers.note_at(&below("mount"), mounted.into(), mount.map_or(Place::Default, Place::of));
    let port = order.written.and_then(|written| layers.written(&below("port"), &written.port));
    let strict = order.written.and_then(|written| layers.written(&below("strict"), &written.strict));
    let deviation = order.deviation();
    if let Some((name, place)) = &deviation {
        let checked = api.configure(&Map::new(), Some(name));
        checked.map_err(|error| layers.complain(place, error.to_string()))?;
        layers.note_at(&below("deviation"), name.clone().into(), place.clone());
    }
    let settings = settings(layers, &below("settings"), api, order)?;
    let nothing = None;
    let stubs = planted::stubs(layers, &below("stubs"), order.written.map_or(&nothing, |written| &written.stubs))?;
    let spec = InstanceSpec {
        mount: mount.map(|mount| mount.value.clone()),
        settings,
        deviation: deviation.map(|(name, _)| name),
        strict,
        stubs,
        ..InstanceSpec::of(&name)
    };
    Ok((spec, port))
}

/// The settings that were given, the later over the earlier; all are noted, with the API's defaults.
fn settings(layers: &mut Layers<'_>, path: &[&str], api: &dyn Api, order: &Order<'_>) -> Result<Map<String, Value>, ConfigError> {
    let mut settings = Map::new();
    let mut noted = BTreeMap::new();
    let written = order.written.map(|written| written.settings.0.as_slice()).unwrap_or_default();
    let written: Vec<Given> = written.iter().map(Given::of).collect();
    for given in written.iter().chain(&order.settings) {
        let spec = known(layers, api, given)?;
        let value = taken(layers, api, spec, given)?;
        settings.insert(given.name.clone(), value);
        let shown = if is_secret(&spec.kind) { secret::shown(&given.value, &given.name) } else { settings[&given.name].clone() };
        noted.insert(given.name.clone(), (shown, given.place.clone()));
    }
    let defaults = api.defaults();
    for spec in api.settings() {
        // A secret that nobody said is made up, or is the API's own.
        let default = || if is_secret(&spec.kind) { Value::Null } else { defaults.get(spec.name).cloned().unwrap_or_default() };
        let (value, place) = noted.remove(spec.name).unwrap_or_else(|| (default(), Place::Default));
        layers.note_at(&[path, &[spec.name]].concat(), value, place);
    }
    Ok(settings)
}

fn known(layers: &Layers<'_>, api: &dyn Api, given: &Given) -> Result<&'static SettingSpec, ConfigError> {
    let specs = api.settings();
    specs.iter().find(|spec| spec.name == given.name).ok_or_else(|| {
        let what = format!("there is no setting `{}`; {}", given.name, suggestion(&given.name, specs.iter().map(|spec| spec.name)));
        if may_mean_secret(api, &given.name) { layers.complain_unseen(&given.named, what) } else { layers.complain(&given.named, what) }
    })
}

/// The value, fetched where it stands elsewhere, in the setting's own form.
fn taken(layers: &mut Layers<'_>, api: &dyn Api, spec: &SettingSpec, given: &Given) -> Result<Value, ConfigError> {
    let in_file = matches!(given.place, Place::File(_));
    let value = if is_secret(&spec.kind) && in_file { secret::fetch(layers, &given.value, &given.place)? } else { given.value.clone() };
    match api.configure(&Map::from_iter([(given.name.clone(), value.clone())]), None) {
        Ok(_) => Ok(spec.kind.check(&value).unwrap_or(value)),
        Err(error) if is_secret(&spec.kind) => Err(layers.complain_unseen(&given.place, error.to_string())),
        Err(error) => Err(layers.complain(&given.place, error.to_string())),
    }
}

impl Given {
    fn of((name, value): &(Spanned<String>, Spanned<Value>)) -> Self {
        Self { name: name.value.clone(), value: value.value.clone(), named: Place::of(name), place: Place::of(value) }
    }
}
