//! What people and programs are shown of a world.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use jiff::Timestamp;
use providers::{Credentials, Deadline};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::control::shapes::{self, Mode, Moment};
use crate::host::Host;
use crate::world::World;
use crate::{ClientAddress, Clock, Config, Pace};

/// A world: how to reach it and with what.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WorldView {
    /// Its name.
    pub world: String,
    /// The seed of its tokens.
    pub seed: u64,
    /// Its clock.
    pub clock: ClockView,
    /// Where a client's address is taken from.
    pub client_address: ClientAddress,
    /// The port of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Where its control plane is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_url: Option<String>,
    /// Its instances by name.
    pub instances: BTreeMap<String, InstanceView>,
}

/// An instance: how to reach it and with what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InstanceView {
    /// The API.
    pub api: String,
    /// What a client puts before the API's own paths.
    pub base_url: String,
    /// The clause that it breaks on purpose, by its deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deviation: Option<String>,
    /// What a client is given at this moment.
    pub credentials: Credentials,
}

/// What a server says of itself once it serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadyView {
    /// Where the control plane is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_url: Option<String>,
    /// What it asks for, where it was generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_token: Option<String>,
    /// The file of the authority that a client must trust, where the server made its certificate itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_ca_file: Option<String>,
    /// The seed with which everything would be the same again.
    pub seed: u64,
    /// The default world's instances by name.
    pub instances: BTreeMap<String, InstanceView>,
    /// The instances of the other worlds that are there from the start, by world and name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub worlds: BTreeMap<String, BTreeMap<String, InstanceView>>,
}

/// The public half of the key that signs an instance's tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// SubjectPublicKeyInfo in PEM.
    pub pem: String,
    /// A JWK Set of one key (RFC 7517 section 5).
    pub jwks: Value,
}

/// A clock: what it shows and how it goes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClockView {
    /// The virtual time.
    #[schemars(with = "Moment")]
    pub now: Timestamp,
    /// `flowing`, `rate` or `frozen`.
    #[schemars(with = "Mode")]
    pub mode: &'static str,
    /// Virtual seconds in a second outside.
    pub rate: f64,
}

impl ClockView {
    pub(crate) fn of(clock: &mut Clock, wall: Timestamp) -> Self {
        let pace = clock.pace();
        let rate = match pace {
            Pace::Flowing => 1.0,
            Pace::Rate(rate) => rate.get(),
            Pace::Frozen => 0.0,
        };
        Self { now: clock.now(wall), mode: pace.word(), rate }
    }
}

/// One line in the list of worlds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WorldLine {
    /// The world's name.
    pub world: String,
    /// Its clock.
    pub clock: ClockView,
    /// The names of its instances.
    pub instances: Vec<String>,
}

/// A future instant at which something in an instance changes by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WorldDeadline {
    /// The instance.
    pub instance: String,
    /// What changes and when.
    #[serde(flatten)]
    #[schemars(with = "shapes::Deadline")]
    pub deadline: Deadline,
}

/// Everything in a world.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StateView {
    /// The world's name.
    pub world: String,
    /// Its seed.
    pub seed: u64,
    /// Its clock.
    pub clock: ClockView,
    /// Its instances by name.
    pub instances: BTreeMap<String, InstanceState>,
}

/// Everything in an instance.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct InstanceState {
    /// The API.
    pub api: String,
    /// The deviation, if any.
    pub deviation: Option<String>,
    /// All settings.
    pub settings: Map<String, Value>,
    /// What an administrator of the real server sees.
    pub view: Value,
    /// The model's state as it is.
    pub state: Value,
}

impl WorldView {
    /// A world, reached at a port of its own or by its path.
    pub(crate) fn of(world: &mut World, port: Option<u16>, config: &Config, wall: Timestamp) -> Self {
        let base = match port {
            Some(port) => url(config.scheme(), (config.api.ip(), port).into()),
            None if &*world.name == crate::worlds::DEFAULT => url(config.scheme(), config.api),
            None => format!("{}/w/{}", url(config.scheme(), config.api), world.name),
        };
        Self {
            world: world.name.to_string(),
            seed: world.seed,
            clock: ClockView::of(&mut world.scene.clock, wall),
            client_address: world.client_address,
            port,
            control_url: config.control.map(|address| url("http", address)),
            instances: by_name(world, |host| {
                InstanceView::of(host, own_port(world, host, port, config).unwrap_or_else(|| format!("{base}{}", host.plan.mount)))
            }),
        }
    }
}

impl InstanceView {
    fn of(host: &Host, base_url: String) -> Self {
        Self {
            api: host.plan.configured.api().name().to_owned(),
            base_url,
            deviation: host.plan.deviation.clone(),
            credentials: host.instance.credentials(),
        }
    }
}

impl WorldLine {
    pub(crate) fn of(world: &mut World, wall: Timestamp) -> Self {
        let instances = world.scene.hosts.iter().map(|host| host.plan.name.clone()).collect();
        Self { world: world.name.to_string(), clock: ClockView::of(&mut world.scene.clock, wall), instances }
    }
}

impl StateView {
    pub(crate) fn of(world: &mut World, wall: Timestamp) -> Self {
        let clock = ClockView::of(&mut world.scene.clock, wall);
        let instances = by_name(world, |host| InstanceState::of(host, clock.now));
        Self { world: world.name.to_string(), seed: world.seed, clock, instances }
    }
}

impl InstanceState {
    fn of(host: &Host, now: Timestamp) -> Self {
        Self {
            api: host.plan.configured.api().name().to_owned(),
            deviation: host.plan.deviation.clone(),
            settings: host.plan.configured.settings(),
            view: host.instance.inspect(now),
            state: host.instance.state(),
        }
    }
}

fn by_name<T>(world: &World, show: impl Fn(&Host) -> T) -> BTreeMap<String, T> {
    world.scene.hosts.iter().map(|host| (host.plan.name.clone(), show(host))).collect()
}

/// Where an instance of the default world is at the root of a port of its own.
fn own_port(world: &World, host: &Host, door: Option<u16>, config: &Config) -> Option<String> {
    let port = config.ports.get(&host.plan.name).filter(|_| &*world.name == crate::worlds::DEFAULT && door.is_none())?;
    Some(url(config.scheme(), (config.api.ip(), *port).into()))
}

/// The address as a client on this machine writes it: one that stands for all addresses is reached at loopback.
fn url(scheme: &str, mut address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => address.set_ip(std::net::Ipv4Addr::LOCALHOST.into()),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => address.set_ip(std::net::Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    format!("{scheme}://{address}")
}
