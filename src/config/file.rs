//! The configuration file as it is written. A further key is a field here and a line in `resolve`.

use std::net::IpAddr;
use std::num::{NonZeroU8, NonZeroU32};

use conformance::spanned::Spanned;
use mock_server::{ClientAddress, ClockSpec, FaultSpec, Origin, StubSpec};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::list::{List, Listed};
use super::named::Named;
use super::planted::Planted;
use super::schema::Secret;
use super::written::{Field, Word};
use crate::serve::{Bytes, CertificateName, ClientAuth, Form, Span};

/// A configuration file. What is left out is as the environment or the command line says, or has its default.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct File {
    /// The port for clients; 0 for any that is free.
    #[schemars(with = "Word<u16>")]
    pub(crate) port: Field<u16>,
    /// The address on which clients are served.
    #[schemars(with = "Word<IpAddr>")]
    pub(crate) bind: Field<IpAddr>,
    /// The port of the control plane; 0 for any that is free.
    #[schemars(with = "Word<u16>")]
    pub(crate) control_port: Field<u16>,
    /// The address of the control plane; off loopback it always demands a token.
    #[schemars(with = "Word<IpAddr>")]
    pub(crate) control_bind: Field<IpAddr>,
    /// The token that the control plane demands. Better `{env: NAME}` or `{file: PATH}` than the token itself.
    #[schemars(with = "Secret")]
    pub(crate) control_token: Option<Spanned<Value>>,
    /// The seed of every token; left out, another one each time.
    #[schemars(with = "Word<u64>")]
    pub(crate) seed: Field<u64>,
    /// How time goes in worlds that do not say.
    #[schemars(with = "Word<ClockSpec>")]
    pub(crate) clock: Field<ClockSpec>,
    /// Where a client's address is taken from in worlds that do not say.
    #[schemars(with = "Word<ClientAddress>")]
    pub(crate) client_address: Field<ClientAddress>,
    /// Take only what the documents say; settings that are given lie over it.
    #[schemars(with = "Word<bool>")]
    pub(crate) strict: Field<bool>,
    /// Name in each answer, in the header Standin-Clauses, the clauses that decided it.
    #[schemars(with = "Word<bool>")]
    pub(crate) explain_header: Field<bool>,
    /// Where to write which clauses the calls of all worlds have met and which never: .json, .xml (JUnit), else text.
    #[schemars(with = "Word<String>")]
    pub(crate) coverage: Field<String>,
    /// The origins whose pages may call from a browser.
    #[schemars(with = "List<Origin>")]
    pub(crate) cors: Listed<Origin>,
    /// How many worlds may come to be by a client's naming them.
    #[schemars(with = "Word<usize>")]
    pub(crate) worlds_on_demand: Field<usize>,
    /// On how many threads clients are served; left out, on half as many as there are cores.
    #[schemars(with = "Word<NonZeroU8>")]
    pub(crate) threads: Field<NonZeroU8>,
    /// Where to write, once it serves, how to reach it and with what.
    #[schemars(with = "Word<String>")]
    pub(crate) ready_file: Field<String>,
    /// The one folder from which stubs may take their bodies; left out, stubs have no files.
    #[schemars(with = "Word<String>")]
    pub(crate) stub_files: Field<String>,
    /// The form of what is printed.
    #[schemars(with = "Word<Form>")]
    pub(crate) log: Field<Form>,
    /// Print no table and no calls.
    #[schemars(with = "Word<bool>")]
    pub(crate) quiet: Field<bool>,
    /// Read this file again when it changed.
    #[schemars(with = "Word<bool>")]
    pub(crate) reload: Field<bool>,
    /// Serve https, with a certificate made at start unless `tls_cert` names one; left out, where there is a `tls_cert`.
    #[schemars(with = "Word<bool>")]
    pub(crate) tls: Field<bool>,
    /// Names and addresses for the certificate made at start, beside localhost, 127.0.0.1, ::1 and `bind`.
    #[schemars(with = "List<CertificateName>")]
    pub(crate) tls_name: Listed<CertificateName>,
    /// Where to write the certificate of its authority, which clients must trust; left out, beside the ready file.
    #[schemars(with = "Word<String>")]
    pub(crate) tls_ca_file: Field<String>,
    /// The certificate to serve https with: PEM, with those that lead to its authority behind it.
    #[schemars(with = "Word<String>")]
    pub(crate) tls_cert: Field<String>,
    /// The private key of `tls_cert`: PEM.
    #[schemars(with = "Word<String>")]
    pub(crate) tls_key: Field<String>,
    /// The authorities, PEM, of one of which a client must have a certificate.
    #[schemars(with = "Word<String>")]
    pub(crate) tls_client_ca: Field<String>,
    /// Whether a client may show no certificate; left out, it must have one.
    #[schemars(with = "Word<ClientAuth>")]
    pub(crate) tls_client_auth: Field<ClientAuth>,
    /// What no client may exceed.
    pub(crate) limits: Limits,
    /// The instances of the default world, and of every world that has none of its own, by name. Left out, there is one of
    /// each API, named like it.
    #[schemars(with = "Named<Option<Instance>>")]
    pub(crate) instances: Option<Named<Option<Instance>>>,
    /// What goes wrong in the default world.
    #[schemars(with = "Vec<FaultSpec>")]
    pub(crate) faults: Planted<FaultSpec>,
    /// Worlds that are there from the start, by name. What one leaves out it takes from the top of the file.
    #[schemars(with = "Named<Option<World>>")]
    pub(crate) worlds: Named<Option<World>>,
}

/// What no client may exceed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// The size of a request's body.
    #[schemars(with = "Word<Bytes>")]
    pub(crate) max_body: Field<Bytes>,
    /// The size of a request's head.
    #[schemars(with = "Word<Bytes>")]
    pub(crate) max_head: Field<Bytes>,
    /// How many clients may be connected at one time; more wait.
    #[schemars(with = "Word<NonZeroU32>")]
    pub(crate) max_connections: Field<NonZeroU32>,
    /// How long a client may send nothing, in a request or between two.
    #[schemars(with = "Word<Span>")]
    pub(crate) read_timeout: Field<Span>,
    /// How long a world may go unused before it is removed; never one that is there from the start.
    #[schemars(with = "Word<Span>")]
    pub(crate) idle_world: Field<Span>,
    /// How many calls each world's journal holds; the oldest go first.
    #[schemars(with = "Word<usize>")]
    pub(crate) journal_entries: Field<usize>,
    /// How much each world's journal holds, about.
    #[schemars(with = "Word<Bytes>")]
    pub(crate) journal_bytes: Field<Bytes>,
    /// How long calls under way may take to end when the server is told to stop.
    #[schemars(with = "Word<Span>")]
    pub(crate) shutdown_timeout: Field<Span>,
}

/// One instance of an API.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Instance {
    /// The API; left out, the one that is named like the instance.
    #[schemars(with = "String")]
    pub(crate) api: Option<Spanned<String>>,
    /// The beginning of the paths that lead to it, as in /api/v1; left out, / and its name.
    #[schemars(with = "String", regex(pattern = r"^(/[A-Za-z0-9._~-]+)+$"))]
    pub(crate) mount: Option<Spanned<String>>,
    /// A port of its own, at whose root it is in the default world or the one that a header or host name names; 0 for any
    /// that is free. Not for an instance below `worlds`.
    #[schemars(with = "Word<u16>")]
    pub(crate) port: Field<u16>,
    /// Settings of the API by name, as `standin reference API` lists them. A secret may be `{env: NAME}` or `{file: PATH}`.
    #[schemars(with = "std::collections::BTreeMap<String, Value>")]
    pub(crate) settings: Named<Spanned<Value>>,
    /// The one deviation, if it is to break a clause.
    #[schemars(with = "String")]
    pub(crate) deviation: Option<Spanned<String>>,
    /// Take only what the documents say; settings that are given lie over it.
    #[schemars(with = "Word<bool>")]
    pub(crate) strict: Field<bool>,
    /// Calls that the user answers in the API's place.
    #[schemars(with = "Vec<StubSpec>")]
    pub(crate) stubs: Planted<StubSpec>,
}

/// A world that is there from the start.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct World {
    /// The seed of its tokens; left out, it is derived from the server's seed and the world's name.
    #[schemars(with = "Word<u64>")]
    pub(crate) seed: Field<u64>,
    /// How its time goes.
    #[schemars(with = "Word<ClockSpec>")]
    pub(crate) clock: Field<ClockSpec>,
    /// A port of its own; 0 for any that is free.
    #[schemars(with = "Word<u16>")]
    pub(crate) port: Field<u16>,
    /// Where a client's address is taken from.
    #[schemars(with = "Word<ClientAddress>")]
    pub(crate) client_address: Field<ClientAddress>,
    /// Take only what the documents say, in instances that do not say.
    #[schemars(with = "Word<bool>")]
    pub(crate) strict: Field<bool>,
    /// Its instances by name, in place of those at the top of the file.
    #[schemars(with = "Named<Option<Instance>>")]
    pub(crate) instances: Option<Named<Option<Instance>>>,
    /// What goes wrong in it.
    #[schemars(with = "Vec<FaultSpec>")]
    pub(crate) faults: Planted<FaultSpec>,
}
