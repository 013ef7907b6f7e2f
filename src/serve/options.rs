//! The options of `standin serve`. What one leaves open, the environment, the file or the default says.

use std::net::IpAddr;
use std::num::{NonZeroU8, NonZeroU32};
use std::path::PathBuf;

use clap::Args;
use mock_server::{ClientAddress, ClockSpec, Origin};

use super::log::Form;
use super::text::{Assignment, Bytes, Mount, Span};
use super::tls::TlsFlags;
use crate::number::from_one;

/// Serve documented APIs, with time under control.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(super) flags: Flags,
}

/// The flags. Each can stand in the configuration file or, as STANDIN_ and its name, in the environment; a flag wins over the
/// environment, the environment over the file.
#[derive(Args, Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line, which is there or not")]
pub(crate) struct Flags {
    /// The configuration file [default: standin.yaml in the working directory, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Do not read the file again when it changed
    #[arg(long)]
    pub(crate) no_reload: bool,
    /// The port for clients; 0 for any that is free [default: 8080]
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// The port of the control plane; 0 for any that is free [default: 8081]
    #[arg(long)]
    pub(crate) control_port: Option<u16>,
    /// The address on which clients are served [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) bind: Option<IpAddr>,
    /// The address of the control plane; off loopback it always demands a token [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) control_bind: Option<IpAddr>,
    /// The token that the control plane demands. Better given as STANDIN_CONTROL_TOKEN in the environment; off loopback one is
    /// generated and printed where none is given
    #[arg(long, value_name = "TOKEN")]
    pub(crate) control_token: Option<String>,
    /// The seed of every token; left out, another one each time (it is printed)
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// How time goes: flowing, frozen or rate=60 (a minute a second); each may begin elsewhere, as in
    /// frozen@2026-01-01T00:00:00Z [default: flowing]
    #[arg(long, value_name = "CLOCK")]
    pub(crate) clock: Option<ClockSpec>,
    /// Where a client's address is taken from: peer, or header (Standin-Client-Address) [default: peer]
    #[arg(long, value_name = "FROM")]
    pub(crate) client_address: Option<ClientAddress>,
    /// An instance of an API, mounted at /NAME unless the file says otherwise; may be repeated. Those named are served and no
    /// others [default: the file's, or one of each API]
    #[arg(long = "instance", value_name = "NAME=API")]
    pub(crate) instances: Vec<Mount>,
    /// A setting of an instance; may be repeated
    #[arg(long = "set", value_name = "INSTANCE.SETTING=VALUE")]
    pub(crate) settings: Vec<Assignment>,
    /// Break one clause on purpose in every instance of the API; the name alone where no other API has it. `standin deviations`
    /// lists them; may be repeated, once for each API
    #[arg(long = "deviation", value_name = "API=NAME")]
    pub(crate) deviations: Vec<String>,
    /// Take only what the documents say: what is accepted beyond them by default is refused; settings given by --set lie over it
    #[arg(long)]
    pub(crate) strict: bool,
    /// Name in each answer, in the header Standin-Clauses, the clauses that decided it
    #[arg(long)]
    pub(crate) explain_header: bool,
    /// Where to write which clauses the calls of all worlds have met and which never: .json, .xml (JUnit), else text; written at
    /// the start and at the end
    #[arg(long, value_name = "FILE")]
    pub(crate) coverage: Option<PathBuf>,
    /// Let pages of this origin, such as http://localhost:3000, call from a browser, or * for all; may be repeated
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) cors: Vec<Origin>,
    /// The one folder from which stubs may take their bodies; left out, stubs have no files
    #[arg(long, value_name = "FOLDER")]
    pub(crate) stub_files: Option<PathBuf>,
    /// How many worlds may come to be by a client's naming them [default: 0]
    #[arg(long, value_name = "N")]
    pub(crate) worlds_on_demand: Option<usize>,
    /// On how many threads clients are served [default: half as many as there are cores]
    #[arg(long, value_name = "N", value_parser = from_one::<NonZeroU8>)]
    pub(crate) threads: Option<NonZeroU8>,
    /// Where to write, once it serves, how to reach it and with what (JSON, readable by its owner alone)
    #[arg(long, value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,
    /// Print no table and no calls
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// The form of what is printed [default: text]
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) log: Option<Form>,
    #[command(flatten)]
    pub(crate) tls: TlsFlags,
    #[command(flatten)]
    pub(crate) limits: LimitFlags,
}

/// The flags about limits.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitFlags {
    /// The size of a request's body [default: 1MiB]
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_body: Option<Bytes>,
    /// The size of a request's head [default: 64KiB]
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_head: Option<Bytes>,
    /// How many clients may be connected at one time; more wait [default: 4096]
    #[arg(long, value_name = "N", value_parser = from_one::<NonZeroU32>)]
    pub(crate) max_connections: Option<NonZeroU32>,
    /// How long a client may send nothing, in a request or between two [default: 30s]
    #[arg(long, value_name = "DURATION")]
    pub(crate) read_timeout: Option<Span>,
    /// How long a world may go unused before it is removed; never one that is there from the start [default: 1h]
    #[arg(long, value_name = "DURATION")]
    pub(crate) idle_world: Option<Span>,
    /// How many calls each world's journal holds; the oldest go first [default: 1000]
    #[arg(long, value_name = "N")]
    pub(crate) journal_entries: Option<usize>,
    /// How much each world's journal holds, about [default: 1MiB]
    #[arg(long, value_name = "BYTES")]
    pub(crate) journal_bytes: Option<Bytes>,
    /// How long calls under way may take to end when the server is told to stop [default: 5s]
    #[arg(long, value_name = "DURATION")]
    pub(crate) shutdown_timeout: Option<Span>,
}
