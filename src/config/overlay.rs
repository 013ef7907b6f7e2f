//! What flags and the environment say of instances, over what the file says.

use std::collections::{BTreeMap, BTreeSet};

use providers::suggestion;

use super::error::ConfigError;
use super::file::{File, Instance};
use super::instances::{Given, Order, orders as written_orders};
use super::layers::{Layers, Place};
use crate::serve::{Assignment, Flags, Mount};

pub(super) const INSTANCE: &str = "STANDIN_INSTANCE";
pub(super) const SET: &str = "STANDIN_SET_";
pub(super) const DEVIATION: &str = "STANDIN_DEVIATION";

/// The instances at the top: those that a flag names, else the environment, else the file, else one of each API. What the
/// file says of a named one stays, unless another API is asked for. Settings are laid over all of them.
pub(super) fn orders<'a>(layers: &Layers<'_>, flags: &Flags, file: &'a File) -> Result<Vec<Order<'a>>, ConfigError> {
    let mut orders = match (named(layers, flags)?, &file.instances) {
        (Some(named), written) => {
            let written =
                written.iter().flat_map(|named| &named.0).filter_map(|(name, instance)| Some((name.value.as_str(), instance.as_ref()?))).collect();
            chosen(named, &written)?
        }
        (None, Some(written)) => written_orders(written),
        (None, None) => providers::CATALOGUE.iter().map(|api| Order::of(api.name(), Place::Default, None)).collect(),
    };
    from_environment(layers, &mut orders)?;
    from_flags(&flags.settings, &mut orders)?;
    deviate(layers, flags, &mut orders)?;
    Ok(orders)
}

/// The deviations that flags name, else the environment, each for all instances of its API.
fn deviate(layers: &Layers<'_>, flags: &Flags, orders: &mut [Order<'_>]) -> Result<(), ConfigError> {
    let mut seen = BTreeSet::new();
    for (text, place) in deviations(layers, flags)? {
        let wrong = |why: String| ConfigError::Usage(format!("{}: {why}", said(&place)));
        let (api, name) = crate::deviations::find(&text).map_err(wrong)?;
        if !seen.insert(api.name()) {
            return Err(wrong(format!("an instance has one deviation, and another is named for {}", api.name())));
        }
        let mut meant = orders.iter_mut().filter(|order| order.api().0 == api.name()).peekable();
        if meant.peek().is_none() {
            return Err(wrong(format!("no instance of {} is served", api.name())));
        }
        meant.for_each(|order| order.deviation = Some((name.clone(), place.clone())));
    }
    Ok(())
}

fn deviations(layers: &Layers<'_>, flags: &Flags) -> Result<Vec<(String, Place)>, ConfigError> {
    if !flags.deviations.is_empty() {
        return Ok(flags.deviations.iter().map(|text| (text.clone(), Place::Flag(format!("--deviation {text}")))).collect());
    }
    let text = layers.environment.get(DEVIATION)?.unwrap_or_default();
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    Ok(parts.map(|part| (part.to_owned(), Place::Variable(DEVIATION.to_owned()))).collect())
}

/// The instances that are named beside the file, each with the place where it is.
fn named(layers: &Layers<'_>, flags: &Flags) -> Result<Option<Vec<(Mount, Place)>>, ConfigError> {
    let place = |mount: &Mount| Place::Flag(format!("--instance {}", mount.name));
    if !flags.instances.is_empty() {
        return Ok(Some(flags.instances.iter().map(|mount| (mount.clone(), place(mount))).collect()));
    }
    let Some(text) = layers.environment.get(INSTANCE)? else { return Ok(None) };
    let mounts = text.split(',').map(|part| (Mount::read(part.trim()), Place::Variable(INSTANCE.to_owned())));
    Ok(Some(mounts.collect()))
}

fn chosen<'a>(named: Vec<(Mount, Place)>, written: &BTreeMap<&str, &'a Instance>) -> Result<Vec<Order<'a>>, ConfigError> {
    let mut seen = BTreeSet::new();
    let mut orders = Vec::new();
    for (mount, place) in named {
        if !seen.insert(mount.name.clone()) {
            return Err(ConfigError::Usage(format!("{}: this name stands twice", said(&place))));
        }
        let mut order = Order::of(&mount.name, place.clone(), written.get(mount.name.as_str()).copied());
        if let Some(api) = mount.api {
            order.written = order.written.filter(|_| order.api().0 == api);
            order.api = Some((api, place));
        }
        orders.push(order);
    }
    Ok(orders)
}

/// `STANDIN_SET_HYPER_REFRESH_LIMIT` is the setting `refresh_limit` of the instance `hyper`.
fn from_environment(layers: &Layers<'_>, orders: &mut [Order<'_>]) -> Result<(), ConfigError> {
    let mut meant: BTreeMap<String, (usize, &'static str)> = BTreeMap::new();
    let mut doubtful = BTreeSet::new();
    for (at, order) in orders.iter().enumerate() {
        // An API that is none is told of where it stands.
        let Ok(api) = providers::find(&order.api().0) else { continue };
        for spec in api.settings() {
            let variable = variable(&order.name, spec.name);
            if meant.insert(variable.clone(), (at, spec.name)).is_some() {
                doubtful.insert(variable);
            }
        }
    }
    for name in layers.environment.names(SET) {
        let Some((at, setting)) = meant.get(name).copied().filter(|_| !doubtful.contains(name)) else {
            let suggestion = providers::nearest(name, meant.keys().map(String::as_str));
            let help = suggestion.filter(|near| *near != name).map_or_else(|| FORM.to_owned(), |near| format!("did you mean {near}?"));
            let what = if doubtful.contains(name) { "means a setting of two instances" } else { "means no setting of any instance" };
            return Err(ConfigError::Usage(format!("{name} in the environment {what}; {help}")));
        };
        let (value, place) = (layers.environment.get(name)?.unwrap_or_default().into(), Place::Variable(name.to_owned()));
        orders[at].settings.push(Given { name: setting.to_owned(), value, named: place.clone(), place });
    }
    Ok(())
}

const FORM: &str = "write STANDIN_SET_INSTANCE_SETTING, or --set INSTANCE.SETTING=VALUE, which is never in doubt";

/// The variable of an instance's setting.
fn variable(instance: &str, setting: &str) -> String {
    format!("{SET}{}_{}", instance.replace('-', "_"), setting).to_uppercase()
}

fn from_flags(assignments: &[Assignment], orders: &mut [Order<'_>]) -> Result<(), ConfigError> {
    for Assignment { instance, setting, value } in assignments {
        let names: Vec<String> = orders.iter().map(|order| order.name.clone()).collect();
        let place = Place::Flag(format!("--set {instance}.{setting}"));
        let Some(order) = orders.iter_mut().find(|order| order.name == *instance) else {
            let suggestion = suggestion(instance, names.iter().map(String::as_str));
            return Err(ConfigError::Usage(format!("--set {instance}.{setting}: there is no instance `{instance}`; {suggestion}")));
        };
        order.settings.push(Given { name: setting.clone(), value: value.clone().into(), named: place.clone(), place });
    }
    Ok(())
}

fn said(place: &Place) -> &str {
    match place {
        Place::Flag(name) | Place::Variable(name) => name,
        _ => "",
    }
}
