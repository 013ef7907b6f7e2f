//! Instances whose settings were checked; worlds made alike share them.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use providers::{Api, Configured, NoKeys, Signer};
use serde_json::Map;

use crate::keys::{Keys, SigningKey};
use crate::mount::{check_mount, default_mount};
use crate::{InstanceSpec, WorldError, name};

/// The checked instances of a world, by name.
pub(crate) struct Template {
    pub(crate) instances: Vec<Arc<Planned>>,
}

/// One instance, ready to be started.
pub(crate) struct Planned {
    pub(crate) name: String,
    pub(crate) mount: String,
    pub(crate) deviation: Option<String>,
    pub(crate) configured: Arc<dyn Configured>,
    /// The key that signs its tokens, for an API whose tokens are signed.
    pub(crate) key: Option<Arc<SigningKey>>,
}

impl std::fmt::Debug for Planned {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name)
    }
}

impl Planned {
    pub(crate) fn signer(&self) -> &dyn Signer {
        self.key.as_deref().map_or(&NoKeys, |key| key)
    }
}

/// The templates in use, by what they were made from, and the keys that they need.
#[derive(Default)]
pub(crate) struct Templates {
    pub(crate) keys: Keys,
    known: Mutex<BTreeMap<String, Weak<Template>>>,
}

impl Templates {
    /// The template of these instances: the one in use, or a new one.
    pub(crate) fn of(&self, specs: &BTreeMap<String, InstanceSpec>) -> Result<Arc<Template>, WorldError> {
        let key = serde_json::to_string(&bare(specs)).unwrap_or_default();
        let mut known = self.known.lock();
        if let Some(template) = known.get(&key).and_then(Weak::upgrade) {
            return Ok(template);
        }
        let template = Arc::new(Template::check(specs, &self.keys)?);
        known.retain(|_, template| template.strong_count() > 0);
        known.insert(key, Arc::downgrade(&template));
        Ok(template)
    }
}

impl Template {
    /// The instances' names and APIs.
    pub(crate) fn apis(&self) -> Vec<(String, &'static dyn Api)> {
        self.instances.iter().map(|plan| (plan.name.clone(), plan.configured.api())).collect()
    }

    /// The APIs of the instances.
    pub(crate) fn api_names(&self) -> impl Iterator<Item = &'static str> {
        self.instances.iter().map(|plan| plan.configured.api().name())
    }

    /// Whether instances could be made from this; the template is not kept.
    pub(crate) fn try_out(specs: &BTreeMap<String, InstanceSpec>) -> Result<(), WorldError> {
        Self::check(specs, &Keys::default()).map(drop)
    }

    pub(crate) fn check(specs: &BTreeMap<String, InstanceSpec>, keys: &Keys) -> Result<Self, WorldError> {
        let instances = specs.iter().map(|(name, spec)| plan(name, spec, keys).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
        refuse_shared(&instances)?;
        refuse_shared_mounts(&instances)?;
        Ok(Self { instances })
    }
}

/// The instances without their stubs, which are each world's own.
fn bare(specs: &BTreeMap<String, InstanceSpec>) -> BTreeMap<&String, InstanceSpec> {
    let bare = |spec: &InstanceSpec| InstanceSpec { stubs: Vec::new(), ..spec.clone() };
    specs.iter().map(|(name, spec)| (name, bare(spec))).collect()
}

fn plan(name: &str, spec: &InstanceSpec, keys: &Keys) -> Result<Planned, WorldError> {
    name::check_instance(name)?;
    let mount = spec.mount.clone().unwrap_or_else(|| default_mount(name));
    check_mount(name, &mount)?;
    let api = providers::find(&spec.api).map_err(|error| WorldError::UnknownApi { instance: name.to_owned(), message: error.to_string() })?;
    // What is given lies over the strict readings: whoever sets one by hand means it.
    let mut settings = if spec.strict == Some(true) { api.strict() } else { Map::new() };
    settings.extend(spec.settings.clone());
    let configured = api.configure(&settings, spec.deviation.as_deref()).map_err(|error| WorldError::Setting { instance: name.to_owned(), error })?;
    let key = configured.key().map(|key| keys.of(&key)).transpose().map_err(|error| WorldError::Key { instance: name.to_owned(), error })?;
    Ok(Planned { name: name.to_owned(), mount, deviation: spec.deviation.clone(), configured, key })
}

fn refuse_shared(instances: &[Arc<Planned>]) -> Result<(), WorldError> {
    let mut taken = BTreeMap::new();
    for instance in instances {
        let Some((setting, value)) = instance.configured.exclusive() else { continue };
        let key = (instance.configured.api().name(), setting, value);
        if let Some(first) = taken.get(&key) {
            let (_, setting, value) = key;
            return Err(WorldError::Exclusive { first: String::clone(first), second: instance.name.clone(), setting, value });
        }
        taken.insert(key, instance.name.clone());
    }
    Ok(())
}

/// One mount may lie below another, because the longer one wins; but no two are one.
fn refuse_shared_mounts(instances: &[Arc<Planned>]) -> Result<(), WorldError> {
    let mut taken = BTreeMap::new();
    for instance in instances {
        if let Some(first) = taken.insert(&instance.mount, &instance.name) {
            let (first, second, mount) = (first.clone(), instance.name.clone(), instance.mount.clone());
            return Err(WorldError::MountTaken { first, second, mount });
        }
    }
    Ok(())
}
