//! Flags, environment, file and defaults, made into the configuration that a server is started with.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use mock_server::{ClientAddress, ClockSpec, Config, Cors, Limits, WorldError, WorldSpec};
use serde_json::Value;

use super::environment::Environment;
use super::error::ConfigError;
use super::file::{self, File};
use super::instances::{self, Made};
use super::layers::{Entry, Layers, Place, flag_of, variable_of};
use super::source;
use super::{misspelt, overlay, planted, secret, tls};
use crate::serve::{Bytes, Flags, Form, LimitFlags, Span, TlsPlan};

/// The configuration, and what the command keeps of it for itself.
pub(crate) struct Configuration {
    /// What the server is started with; its log and its TLS are the command's.
    pub(crate) config: Config,
    /// The form of what is printed.
    pub(crate) form: Form,
    /// Whether nothing is printed.
    pub(crate) quiet: bool,
    /// Whether a changed file is read again.
    pub(crate) reload: bool,
    /// Where to write how the server is reached.
    pub(crate) ready_file: Option<PathBuf>,
    /// Where to write which clauses were met.
    pub(crate) coverage: Option<PathBuf>,
    /// How https is served, where it is.
    pub(crate) tls: Option<TlsPlan>,
    /// Every value, and where it was said.
    pub(crate) entries: Vec<Entry>,
    /// The file, if there is one.
    pub(crate) file: Option<PathBuf>,
    /// The files from which secrets were read.
    pub(crate) secrets: Vec<PathBuf>,
    /// What somebody may want to know who meant something else.
    pub(crate) notes: Vec<String>,
}

/// Where a configuration comes from, beside its file.
pub(crate) struct Sources<'a> {
    pub(crate) flags: &'a Flags,
    pub(crate) environment: &'a Environment,
    /// The seed where nobody says one.
    pub(crate) drawn: u64,
}

impl Sources<'_> {
    /// The configuration, all of it checked; nothing is bound or started.
    ///
    /// # Errors
    /// A value cannot be taken; the error says where it was said and what would be right.
    pub(crate) fn resolve(&self) -> Result<Configuration, ConfigError> {
        match source::find(self.flags.config.as_deref(), self.environment)? {
            Some(path) => self.resolve_from(&path),
            None => self.without_a_file(),
        }
    }

    /// The same from this file, which must be there.
    pub(crate) fn resolve_from(&self, path: &Path) -> Result<Configuration, ConfigError> {
        let loaded = source::load(path)?;
        self.over(&loaded.file, Layers::new(self.environment, Some(&loaded)))
    }

    /// The same where no file is looked for.
    pub(super) fn without_a_file(&self) -> Result<Configuration, ConfigError> {
        self.over(&File::default(), Layers::new(self.environment, None))
    }

    fn over(&self, file: &File, mut layers: Layers<'_>) -> Result<Configuration, ConfigError> {
        let flags = self.flags;
        let mut config = Config::default();
        self.addresses(file, &mut layers, &mut config)?;
        config.seed = layers.choose_or_none("seed", flags.seed, &file.seed)?.map_or(self.drawn, |(seed, _)| seed);
        config.clock = layers.choose("clock", flags.clock, &file.clock, ClockSpec::default())?;
        config.client_address = layers.choose("client_address", flags.client_address, &file.client_address, ClientAddress::default())?;
        config.strict = layers.choose("strict", flags.strict.then_some(true), &file.strict, false)?;
        config.explain_header = layers.choose("explain_header", flags.explain_header.then_some(true), &file.explain_header, false)?;
        let coverage = path(layers.choose_path("coverage", flags.coverage.as_deref(), &file.coverage)?);
        config.cors = Cors::of(layers.choose_all("cors", &flags.cors, &file.cors)?.0);
        config.worlds_on_demand = layers.choose("worlds_on_demand", flags.worlds_on_demand, &file.worlds_on_demand, 0)?;
        let threads = layers.choose_or_none("threads", flags.threads, &file.threads)?;
        config.threads = threads.map_or_else(half_of_the_cores, |(threads, _)| threads.get().into());
        let ready_file = path(layers.choose_path("ready_file", flags.ready_file.as_deref(), &file.ready_file)?);
        config.stub_files = stub_files(&mut layers, flags.stub_files.as_deref(), file)?;
        layers.stub_files.clone_from(&config.stub_files);
        let form = layers.choose("log", flags.log, &file.log, Form::default())?;
        let quiet = layers.choose("quiet", flags.quiet.then_some(true), &file.quiet, false)?;
        let reload = layers.choose("reload", flags.no_reload.then_some(false), &file.reload, true)?;
        let tls = tls::tls(&mut layers, &flags.tls, file, config.api.ip())?;
        config.limits = limits(&mut layers, &flags.limits, &file.limits)?;
        let orders = overlay::orders(&layers, flags, file)?;
        let made = instances::make(&mut layers, &["instances"], orders)?;
        check(&layers, DEFAULT, &Place::Default, &made)?;
        (config.instances, config.ports) = (made.specs, made.ports);
        config.faults = planted::faults(&mut layers, &["faults"], &file.faults, &config.instances)?;
        worlds(&mut layers, file, &mut config)?;
        let Layers { entries, secrets, loaded, environment, .. } = layers;
        let notes = misspelt::sentences(environment, &entries);
        let file = loaded.map(|loaded| loaded.path.clone());
        Ok(Configuration { config, form, quiet, reload, ready_file, coverage, tls, entries, file, secrets, notes })
    }

    fn addresses(&self, file: &File, layers: &mut Layers<'_>, config: &mut Config) -> Result<(), ConfigError> {
        const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let flags = self.flags;
        let port = layers.choose("port", flags.port, &file.port, 8080)?;
        config.api = (layers.choose("bind", flags.bind, &file.bind, LOOPBACK)?, port).into();
        let port = layers.choose("control_port", flags.control_port, &file.control_port, 8081)?;
        config.control = Some((layers.choose("control_bind", flags.control_bind, &file.control_bind, LOOPBACK)?, port).into());
        config.control_token = control_token(layers, flags.control_token.as_deref(), file)?;
        Ok(())
    }
}

/// So that clients on the same machine have the others.
fn half_of_the_cores() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (cores / 2).max(1)
}

/// The world that the top of the file describes.
const DEFAULT: &str = "default";

fn control_token(layers: &mut Layers<'_>, flag: Option<&str>, file: &File) -> Result<Option<String>, ConfigError> {
    const KEY: &str = "control_token";
    let variable = variable_of(KEY);
    let (value, place) = match (flag, layers.environment.get(&variable)?, &file.control_token) {
        (Some(token), ..) => (Value::from(token), Place::Flag(flag_of(KEY))),
        (None, Some(token), _) => (token.into(), Place::Variable(variable)),
        (None, None, Some(written)) => (written.value.clone(), Place::of(written)),
        (None, None, None) => (Value::Null, Place::Default),
    };
    let shown = if value.is_null() { Value::Null } else { secret::shown(&value, KEY) };
    let fetched = secret::fetch(layers, &value, &place)?;
    let nothing = place == Place::Default;
    if !nothing && !fetched.as_str().is_some_and(is_token) {
        let what = "the control token takes a text of visible ASCII characters, `{env: NAME}` or `{file: PATH}`";
        return Err(layers.complain_unseen(&place, what));
    }
    layers.note(KEY, shown, place);
    Ok(fetched.as_str().map(str::to_owned))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn path(found: Option<(PathBuf, Place)>) -> Option<PathBuf> {
    found.map(|(path, _)| path)
}

/// The folder of stubs' files, which must be there.
fn stub_files(layers: &mut Layers<'_>, flag: Option<&Path>, file: &File) -> Result<Option<PathBuf>, ConfigError> {
    match layers.choose_path("stub_files", flag, &file.stub_files)? {
        Some((folder, place)) if !folder.is_dir() => Err(layers.complain(&place, format!("there is no folder {}", folder.display()))),
        found => Ok(path(found)),
    }
}

fn limits(layers: &mut Layers<'_>, flags: &LimitFlags, file: &file::Limits) -> Result<Limits, ConfigError> {
    let default = Limits::default();
    let seats = u32::try_from(default.connections).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MAX);
    // In the order of the file, which is the order in which they are printed.
    let body = layers.choose("limits.max_body", flags.max_body, &file.max_body, Bytes(default.body))?;
    let head = layers.choose("limits.max_head", flags.max_head, &file.max_head, Bytes(default.head))?;
    let connections = layers.choose("limits.max_connections", flags.max_connections, &file.max_connections, seats)?;
    let silence = layers.choose("limits.read_timeout", flags.read_timeout, &file.read_timeout, Span(default.silence))?;
    let idle = Span(default.idle_world.unsigned_abs());
    let idle_world = layers.choose("limits.idle_world", flags.idle_world, &file.idle_world, idle)?;
    let entries = layers.choose("limits.journal_entries", flags.journal_entries, &file.journal_entries, default.journal_entries)?;
    let journal = layers.choose("limits.journal_bytes", flags.journal_bytes, &file.journal_bytes, Bytes(default.journal_bytes))?;
    let farewell = layers.choose("limits.shutdown_timeout", flags.shutdown_timeout, &file.shutdown_timeout, Span(default.farewell))?;
    Ok(Limits {
        body: body.0,
        head: head.0,
        silence: silence.0,
        connections: connections.get() as usize,
        idle_world: SignedDuration::try_from(idle_world.0).unwrap_or(SignedDuration::MAX),
        journal_entries: entries,
        journal_bytes: journal.0,
        farewell: farewell.0,
    })
}

fn worlds(layers: &mut Layers<'_>, file: &File, config: &mut Config) -> Result<(), ConfigError> {
    for (name, written) in &file.worlds.0 {
        let place = Place::of(name);
        let name = name.value.as_str();
        if name == DEFAULT {
            return Err(layers.complain(&place, "the world `default` is what the top of the file says; write it there"));
        }
        let empty = file::World::default();
        let written = written.as_ref().unwrap_or(&empty);
        let mut spec = world(layers, name, &place, written)?;
        let instances = spec.instances.as_ref().unwrap_or(&config.instances);
        spec.faults = planted::faults(layers, &["worlds", name, "faults"], &written.faults, instances)?;
        config.worlds.insert(name.to_owned(), spec);
    }
    Ok(())
}

fn world(layers: &mut Layers<'_>, name: &str, place: &Place, written: &file::World) -> Result<WorldSpec, ConfigError> {
    let path = |key| ["worlds", name, key];
    let mut spec = WorldSpec {
        seed: layers.written(&path("seed"), &written.seed),
        clock: layers.written(&path("clock"), &written.clock),
        port: layers.written(&path("port"), &written.port),
        client_address: layers.written(&path("client_address"), &written.client_address),
        strict: layers.written(&path("strict"), &written.strict),
        instances: None,
        faults: Vec::new(),
    };
    spec.check(name).map_err(|error| layers.complain(place, error.to_string()))?;
    if let Some(named) = &written.instances {
        let made = instances::make(layers, &path("instances"), instances::orders(named))?;
        if let Some(instance) = made.ports.keys().next() {
            let what =
                format!("the instance `{instance}` of the world `{name}` cannot have a port; give the world a `port`, or the instance a `mount`");
            return Err(layers.complain(&made.places[instance], what));
        }
        check(layers, name, place, &made)?;
        spec.instances = Some(made.specs);
    }
    Ok(spec)
}

/// Whether instances can stand in one world.
fn check(layers: &Layers<'_>, world: &str, place: &Place, made: &Made) -> Result<(), ConfigError> {
    let spec = WorldSpec { instances: Some(made.specs.clone()), ..WorldSpec::default() };
    spec.check(world).map_err(|error| layers.complain(meant(&error, made).unwrap_or(place), error.to_string()))
}

/// The place of which an error speaks.
fn meant<'a>(error: &WorldError, made: &'a Made) -> Option<&'a Place> {
    match error {
        WorldError::Mount { instance, .. } | WorldError::MountTaken { second: instance, .. } => {
            made.mounts.get(instance).or_else(|| made.places.get(instance))
        }
        WorldError::InstanceName { name: instance }
        | WorldError::Key { instance, .. }
        | WorldError::Setting { instance, .. }
        | WorldError::Exclusive { second: instance, .. } => made.places.get(instance),
        _ => None,
    }
}
