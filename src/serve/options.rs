//! The options of `standin serve`, and the configuration that they make.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;
use mock_server::{ClientAddress, ClockSpec, Config, Cors, InstanceSpec, Limits, Origin};
use providers::suggestion;

use super::error::ServeError;
use super::log::{self, Form};
use super::text::{Assignment, Mount, bytes, span};
use super::tls::TlsOptions;

const TOKEN_VARIABLE: &str = "STANDIN_CONTROL_TOKEN";

/// The options of `standin serve`.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The port for clients; 0 for any that is free
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The port of the control plane; 0 for any that is free
    #[arg(long, default_value_t = 8081)]
    control_port: u16,
    /// The address on which clients are served
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into())]
    bind: IpAddr,
    /// The address of the control plane; off loopback it always demands a token
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into())]
    control_bind: IpAddr,
    /// The token that the control plane demands. Better given as STANDIN_CONTROL_TOKEN in the environment; off loopback one is
    /// generated and printed where none is given
    #[arg(long, value_name = "TOKEN")]
    control_token: Option<String>,
    /// The seed of every token; left out, another one each time (it is printed)
    #[arg(long)]
    seed: Option<u64>,
    /// How time goes: flowing, frozen or rate=60 (a minute a second); each may begin elsewhere, as in frozen@2026-01-01T00:00:00Z
    #[arg(long, value_name = "CLOCK", default_value = "flowing")]
    clock: ClockSpec,
    /// Where a client's address is taken from: peer, or header (Standin-Client-Address)
    #[arg(long, value_name = "FROM", default_value = "peer")]
    client_address: ClientAddress,
    /// An instance of an API, mounted at /NAME; may be repeated [default: hyper=hyper]
    #[arg(long = "instance", value_name = "NAME=API")]
    instances: Vec<Mount>,
    /// A setting of an instance; may be repeated
    #[arg(long = "set", value_name = "INSTANCE.SETTING=VALUE")]
    settings: Vec<Assignment>,
    /// Take only what the documents say: what is accepted beyond them by default is refused; settings given by --set lie over it
    #[arg(long)]
    strict: bool,
    /// Name in each answer, in the header Standin-Clauses, the clauses that decided it
    #[arg(long)]
    explain_header: bool,
    /// Where to write which clauses the calls of all worlds have met and which never: .json, .xml (JUnit), else text; written at
    /// the start and at the end
    #[arg(long, value_name = "FILE")]
    pub(super) coverage: Option<PathBuf>,
    /// How many worlds may come to be by a client's naming them
    #[arg(long, value_name = "N", default_value_t = 0)]
    worlds_on_demand: usize,
    /// Let pages of this origin, such as http://localhost:3000, call from a browser, or * for all; may be repeated
    #[arg(long, value_name = "ORIGIN")]
    cors: Vec<Origin>,
    /// The one folder from which stubs may take their bodies; left out, stubs have no files
    #[arg(long, value_name = "FOLDER")]
    stub_files: Option<PathBuf>,
    /// Where to write, once it serves, how to reach it and with what (JSON, readable by its owner alone)
    #[arg(long, value_name = "FILE")]
    pub(super) ready_file: Option<PathBuf>,
    /// Print no table and no calls
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// The form of what is printed
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    pub(super) log: Form,
    #[command(flatten)]
    pub(super) tls: TlsOptions,
    #[command(flatten)]
    limits: LimitOptions,
}

#[derive(Args)]
#[command(next_help_heading = "Limits")]
struct LimitOptions {
    /// The size of a request's body
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "1MiB")]
    max_body: usize,
    /// The size of a request's head
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "64KiB")]
    max_head: usize,
    /// How many clients may be connected at one time; more wait
    #[arg(long, value_name = "N", default_value = "4096")]
    max_connections: NonZeroU32,
    /// How long a client may send nothing, in a request or between two
    #[arg(long, value_name = "DURATION", value_parser = span, default_value = "30s")]
    read_timeout: Duration,
    /// How long a world may go unused before it is removed; never the default world
    #[arg(long, value_name = "DURATION", value_parser = span, default_value = "1h")]
    idle_world: Duration,
    /// How many calls each world's journal holds; the oldest go first
    #[arg(long, value_name = "N", default_value_t = Limits::default().journal_entries)]
    journal_entries: usize,
    /// How much each world's journal holds, about
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "1MiB")]
    journal_bytes: usize,
    /// How long calls under way may take to end when the server is told to stop
    #[arg(long, value_name = "DURATION", value_parser = span, default_value = "5s")]
    shutdown_timeout: Duration,
}

impl Options {
    /// The configuration that these options and the environment make.
    pub(super) fn config(&self) -> Result<Config, ServeError> {
        Ok(Config {
            api: (self.bind, self.port).into(),
            control: Some((self.control_bind, self.control_port).into()),
            control_token: self.control_token.clone().or_else(|| std::env::var(TOKEN_VARIABLE).ok()),
            seed: self.seed.map_or_else(any_seed, Ok)?,
            clock: self.clock,
            client_address: self.client_address,
            instances: self.instances()?,
            strict: self.strict,
            explain_header: self.explain_header,
            worlds_on_demand: self.worlds_on_demand,
            stub_files: self.stub_files.clone(),
            limits: self.limits.limits(),
            tls: self.tls.tls(self.bind)?,
            cors: Cors::of(self.cors.clone()),
            log: (!self.quiet).then(|| log::calls(self.log)),
            ..Config::default()
        })
    }

    fn instances(&self) -> Result<BTreeMap<String, InstanceSpec>, ServeError> {
        let mut instances = if self.instances.is_empty() { Config::default().instances } else { BTreeMap::new() };
        for mount in &self.instances {
            if instances.insert(mount.name.clone(), InstanceSpec::of(&mount.api)).is_some() {
                return Err(ServeError::Usage(format!("--instance {}: this name stands twice", mount.name)));
            }
        }
        for Assignment { instance, setting, value } in &self.settings {
            let Some(spec) = instances.get_mut(instance) else {
                let suggestion = suggestion(instance, instances.keys().map(String::as_str));
                return Err(ServeError::Usage(format!("--set {instance}.{setting}: there is no instance `{instance}`; {suggestion}")));
            };
            spec.settings.insert(setting.clone(), value.clone().into());
        }
        Ok(instances)
    }
}

impl LimitOptions {
    fn limits(&self) -> Limits {
        Limits {
            body: self.max_body,
            head: self.max_head,
            silence: self.read_timeout,
            connections: self.max_connections.get() as usize,
            idle_world: SignedDuration::try_from(self.idle_world).unwrap_or(SignedDuration::MAX),
            journal_entries: self.journal_entries,
            journal_bytes: self.journal_bytes,
            farewell: self.shutdown_timeout,
        }
    }
}

/// A seed from chance, short enough to be typed again.
fn any_seed() -> Result<u64, ServeError> {
    getrandom::u32().map(u64::from).map_err(|error| ServeError::Chance(error.to_string()))
}
