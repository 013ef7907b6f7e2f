//! What a server is started with.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use providers::ClauseId;

use crate::{ClientAddress, ClockSpec, Cors, FaultSpec, InstanceSpec, StartError, SystemClock, Tls, WallClock, WorldSpec};

/// What a server is started with. The default serves every API of the catalogue on a free loopback port, without a control plane.
#[derive(Clone)]
pub struct Config {
    /// Where clients connect.
    pub api: SocketAddr,
    /// Where an administrator connects; `None` for no control plane.
    pub control: Option<SocketAddr>,
    /// What an administrator must show; off loopback there must be one.
    pub control_token: Option<String>,
    /// The seed of the default world, from which those of others are derived.
    pub seed: u64,
    /// The clock of worlds that are given none.
    pub clock: ClockSpec,
    /// Where worlds that do not say take a client's address from.
    pub client_address: ClientAddress,
    /// The instances of worlds that are given none.
    pub instances: BTreeMap<String, InstanceSpec>,
    /// Whether instances of worlds that do not say take only what the documents say.
    pub strict: bool,
    /// Whether answers name the clauses that decided them, in the header `Standin-Clauses`.
    pub explain_header: bool,
    /// The faults that are planted in the default world.
    pub faults: Vec<FaultSpec>,
    /// Ports that belong to one instance each, by its name; 0 lets the system choose. At one the instance of the default
    /// world is at the root, or that of the world which a header or host name names.
    pub ports: BTreeMap<String, u16>,
    /// The worlds that are there from the start, beside `default`.
    pub worlds: BTreeMap<String, WorldSpec>,
    /// How many worlds may come to be by being named.
    pub worlds_on_demand: usize,
    /// The one folder from which stubs' bodies may be read, whoever gives the stub; `None` for no files.
    pub stub_files: Option<PathBuf>,
    /// What no client may exceed.
    pub limits: Limits,
    /// How clients' connections are encrypted, at worlds' own ports too; the control plane's never are.
    pub tls: Option<Tls>,
    /// Whose pages in a browser may call.
    pub cors: Cors,
    /// The time outside.
    pub wall: Arc<dyn WallClock>,
    /// Told of every call.
    pub log: Option<Log>,
    /// On how many threads of their own clients' connections are served; 0 for the runtime that starts the server.
    pub threads: usize,
}

/// Who is told of every call.
pub type Log = Arc<dyn Fn(&Call<'_>) + Send + Sync>;

/// One call, without anything secret: no query, no headers, no body.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The world's virtual time; `None` where no world was reached.
    pub at: Option<Timestamp>,
    /// The world; empty where none was reached.
    pub world: &'a str,
    /// The method.
    pub method: &'a str,
    /// The path as it came, without its query.
    pub path: &'a str,
    /// The answer's status.
    pub status: u16,
    /// The clauses that decided the answer.
    pub clauses: &'a [ClauseId],
    /// The user's stub that answered.
    pub stub: Option<&'a str>,
    /// The faults that struck.
    pub faults: &'a [String],
    /// The code of an error that is the host's, not the API's.
    pub error: Option<&'static str>,
}

/// What no client may exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of a request's head.
    pub head: usize,
    /// How long a client may send nothing, in a request or between two.
    pub silence: Duration,
    /// Connections at one time, on each listener; more wait to be accepted.
    pub connections: usize,
    /// How long a world may go unused; never `default`.
    pub idle_world: SignedDuration,
    /// Calls in a world's journal.
    pub journal_entries: usize,
    /// Bytes of a world's journal, about.
    pub journal_bytes: usize,
    /// How long calls under way may take to end at a shutdown.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            head: 64 << 10,
            silence: Duration::from_secs(30),
            connections: 4_096,
            idle_world: SignedDuration::from_hours(1),
            journal_entries: 1_000,
            journal_bytes: 1 << 20,
            farewell: Duration::from_secs(5),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            api: (Ipv4Addr::LOCALHOST, 0).into(),
            control: None,
            control_token: None,
            seed: 0,
            clock: ClockSpec::default(),
            client_address: ClientAddress::default(),
            instances: providers::CATALOGUE.iter().map(|api| (api.name().to_owned(), InstanceSpec::of(api.name()))).collect(),
            strict: false,
            explain_header: false,
            faults: Vec::new(),
            ports: BTreeMap::new(),
            worlds: BTreeMap::new(),
            worlds_on_demand: 0,
            stub_files: None,
            limits: Limits::default(),
            tls: None,
            cors: Cors::default(),
            wall: Arc::new(SystemClock),
            log: None,
            threads: 0,
        }
    }
}

impl Config {
    /// Whether the control plane can be reached from other machines and therefore needs a token.
    #[must_use]
    pub fn needs_token(&self) -> bool {
        self.control.is_some_and(|address| !address.ip().to_canonical().is_loopback())
    }

    /// The scheme of clients' URLs.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    pub(crate) fn check(&self) -> Result<(), StartError> {
        match (&self.control_token, self.control) {
            (Some(token), _) if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) => Err(StartError::BadToken),
            (None, Some(address)) if self.needs_token() => Err(StartError::TokenNeeded { address }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control_on(address: &str, token: Option<&str>) -> Result<(), StartError> {
        Config { control: Some(address.parse().unwrap()), control_token: token.map(str::to_owned), ..Config::default() }.check()
    }

    #[test]
    fn off_loopback_the_control_plane_needs_a_token() {
        for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
            assert!(matches!(control_on(address, None), Err(StartError::TokenNeeded { .. })), "{address}");
            assert!(control_on(address, Some("secret")).is_ok(), "{address}");
        }
    }

    #[test]
    fn on_loopback_the_control_plane_needs_no_token() {
        for address in ["127.0.0.1:0", "127.9.9.9:0", "[::1]:0", "[::ffff:127.0.0.1]:0"] {
            assert!(control_on(address, None).is_ok(), "{address}");
        }
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_refused() {
        for token in ["", "a b", "é", "a\n"] {
            assert!(matches!(control_on("127.0.0.1:0", Some(token)), Err(StartError::BadToken)), "{token:?}");
        }
    }
}
