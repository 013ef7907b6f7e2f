//! What is said of instances that break a clause on purpose.

use mock_server::{Config, InstanceSpec};

use crate::print::aside;

/// Says of each instance that deviates what it breaks, so that nobody takes it for the documented API.
pub(super) fn announce(config: &Config) {
    let worlds = config.worlds.iter().filter_map(|(world, spec)| Some((format!("{world}/"), spec.instances.as_ref()?)));
    for (world, instances) in std::iter::once((String::new(), &config.instances)).chain(worlds) {
        let sentences = instances.iter().filter_map(|(name, spec)| sentence(&format!("{world}{name}"), spec));
        sentences.for_each(|sentence| aside(&sentence));
    }
}

fn sentence(instance: &str, spec: &InstanceSpec) -> Option<String> {
    let deviation = spec.deviation.as_deref()?;
    let (_, clause, says) = providers::find(&spec.api).ok()?.deviations().into_iter().find(|(name, ..)| *name == deviation)?;
    Some(format!("ATTENTION: `{instance}` breaks {clause} on purpose by the deviation `{deviation}`: {says}"))
}
