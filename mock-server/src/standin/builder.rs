//! Decides what a server in a test is started with.

use std::collections::BTreeMap;

use providers::suggestion;
use serde_json::Value;

use super::Standin;
use super::faults::OnUnfired;
use crate::worlds::DEFAULT;
use crate::{ClockSpec, Config, InstanceSpec, Server, StartError, WorldError};

/// Decides what is started. What is left out is as in [`Config::default`].
#[derive(Clone, Default)]
pub struct Builder {
    config: Config,
    instances: BTreeMap<String, InstanceSpec>,
    settings: Vec<(String, String, Value)>,
    on_unfired: OnUnfired,
}

impl Builder {
    /// An instance of an API, mounted at `/NAME`: the API's name for its defaults, or an [`InstanceSpec`]. Without any there is
    /// what [`Config::default`] has.
    #[must_use]
    pub fn instance(mut self, name: &str, spec: impl Into<InstanceSpec>) -> Self {
        self.instances.insert(name.to_owned(), spec.into());
        self
    }

    /// A setting of an instance.
    #[must_use]
    pub fn setting(mut self, instance: &str, setting: &str, value: impl Into<Value>) -> Self {
        self.settings.push((instance.to_owned(), setting.to_owned(), value.into()));
        self
    }

    /// How time goes and where it begins; a text such as `frozen@2026-01-01T00:00:00Z` parses into it.
    #[must_use]
    pub fn clock(mut self, clock: ClockSpec) -> Self {
        self.config.clock = clock;
        self
    }

    /// The seed of every token.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.config.seed = seed;
        self
    }

    /// Whatever else a configuration has: limits, TLS, a control plane.
    #[must_use]
    pub fn configure(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Lets the test fail, by a panic when the server is dropped, if a planted fault has never fired.
    #[must_use]
    pub fn fail_on_unfired_faults(mut self) -> Self {
        self.on_unfired = OnUnfired::Panic;
        self
    }

    /// Serves on a free loopback port, or where the configuration says.
    ///
    /// # Errors
    /// An API, setting or value that does not exist, or an address that cannot be bound.
    pub async fn start(self) -> Result<Standin, StartError> {
        let on_unfired = self.on_unfired;
        Ok(Standin::of(Server::start(self.into_config()?).await?, on_unfired))
    }

    /// Mounts the instances on a wiremock server instead; see [`crate::wiremock`].
    ///
    /// # Errors
    /// An API, setting or value that does not exist.
    #[cfg(feature = "wiremock")]
    pub async fn mount(self, server: &::wiremock::MockServer) -> Result<crate::wiremock::Mounted, StartError> {
        let on_unfired = self.on_unfired;
        crate::wiremock::Mounted::on(server, self.into_config()?, on_unfired).await
    }

    fn into_config(self) -> Result<Config, WorldError> {
        let mut config = self.config;
        if !self.instances.is_empty() {
            config.instances = self.instances;
        }
        for (instance, setting, value) in self.settings {
            let Some(spec) = config.instances.get_mut(&instance) else {
                let suggestion = suggestion(&instance, config.instances.keys().map(String::as_str));
                return Err(WorldError::UnknownInstance { world: DEFAULT.to_owned(), name: instance, suggestion });
            };
            spec.settings.insert(setting, value);
        }
        Ok(config)
    }
}
