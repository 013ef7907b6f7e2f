//! Where the calls come from that scenarios want to come from an address.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{PlainOrReference, Said, schema};
use crate::spanned::Spanned;

/// Where calls come from that stand for those from an address.
#[derive(Clone, Debug)]
pub struct DescribedOrigin {
    /// The way that they go.
    pub way: Way,
    /// The address that the target sees, as far as that is said.
    pub seen_as: Option<IpAddr>,
}

/// The way that calls go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// From this address of this machine.
    Source(IpAddr),
    /// Through this proxy.
    Proxy(Said<PlainOrReference>),
}

/// Where calls come from, as it is written: one of `source` and `proxy` is said.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Origin {
    /// The address of this machine that they are sent from.
    #[serde(default)]
    #[schemars(with = "Option<IpAddr>")]
    pub(super) source: Option<Spanned<String>>,
    /// The URL of the proxy that they go through.
    #[serde(default)]
    #[schemars(with = "schema::TextOrReference")]
    pub(super) proxy: Option<Spanned<Value>>,
    /// The address that the target sees, where it is not `source`: hooks get it in place of the scenario's.
    #[serde(default)]
    #[schemars(with = "Option<IpAddr>")]
    pub(super) seen_as: Option<Spanned<String>>,
}
