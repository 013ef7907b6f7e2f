//! What a world is given at its start beside its instances: stubs and faults, checked.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::fault::{Fault, FaultError, Faults};
use crate::stub::{Stub, StubError, Stubs};
use crate::template::Template;
use crate::{FaultSpec, Flaw, InstanceSpec, StubSpec, WorldError};

/// Stubs by instance, and faults, none of which met a call yet.
pub(crate) struct Planting {
    /// Of the instances that are given any.
    stubs: BTreeMap<String, Stubs>,
    seed: u64,
    pub(crate) faults: Faults,
}

/// The world that it is for.
pub(crate) struct Bed<'a> {
    pub(crate) template: &'a Template,
    pub(crate) seed: u64,
    pub(crate) at: Timestamp,
    /// Where stubs' bodies are read from.
    pub(crate) files: Option<&'a Path>,
}

impl Planting {
    pub(crate) fn check(instances: &BTreeMap<String, InstanceSpec>, faults: &[FaultSpec], bed: &Bed<'_>) -> Result<Self, WorldError> {
        let of_instance = |(name, spec): (&String, &InstanceSpec)| Ok((name.clone(), stubs(name, spec, bed)?));
        let stubs = instances.iter().filter(|(_, spec)| !spec.stubs.is_empty()).map(of_instance).collect::<Result<_, StubError>>()?;
        let apis = bed.template.apis();
        let fault =
            |(at, spec): (usize, &FaultSpec)| Fault::check(spec.clone(), &apis).map_err(|flaw| flaw.within(&format!("faults[{at}]"))).map(Arc::new);
        let faults = faults.iter().enumerate().map(fault).collect::<Result<Vec<_>, Flaw>>().map_err(FaultError::from)?;
        Ok(Self { stubs, seed: bed.seed, faults: Faults::start(&faults, bed.seed, bed.at)? })
    }

    /// The stubs of an instance.
    pub(crate) fn stubs(&self, instance: &str) -> Stubs {
        self.stubs.get(instance).cloned().unwrap_or_else(|| Stubs::none(instance, self.seed))
    }
}

fn stubs(name: &str, spec: &InstanceSpec, bed: &Bed<'_>) -> Result<Stubs, StubError> {
    let stub = |(at, spec)| {
        Stub::check(StubSpec::clone(spec), bed.files).map_err(|flaw| flaw.within(&format!("instances.{name}.stubs[{at}]"))).map(Arc::new)
    };
    let stubs = spec.stubs.iter().enumerate().map(stub).collect::<Result<Vec<_>, Flaw>>()?;
    Stubs::start(&stubs, name, bed.seed)
}
