//! The target file: who is to be asked, with what, and what may be done there. Its secrets stand elsewhere.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

mod checked;
mod clock;
mod hook;
mod hook_lint;
mod lint;
mod mask;
mod origin;
mod origin_lint;
mod reference;
mod schema;

pub use checked::{Described, DescribedInstance, PlainOrReference, Said, TlsFiles};
use clock::Clock;
pub use clock::DescribedClock;
pub use hook::{ANY, Deed, DescribedHook, DescribedHooks, HookBody};
use hook::{Hook, Hooks};
pub use lint::{Knowledge, describe};
use origin::Origin;

use crate::spanned::Spanned;
pub use origin::{DescribedOrigin, Way};
pub use reference::Reference;
pub use schema::schema_text;

/// A target file as it is written.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// The API.
    #[schemars(with = "String")]
    api: Spanned<String>,
    /// What it is called in reports; left out, the file's name.
    #[serde(default)]
    #[schemars(with = "String")]
    name: Option<Spanned<String>>,
    /// Its instances by name. A scenario about two instances needs two.
    #[schemars(with = "BTreeMap<String, Instance>", extend("minProperties" = 1))]
    instances: Spanned<BTreeMap<String, Spanned<Instance>>>,
    /// How its certificate is checked, and which one it is shown.
    #[serde(default)]
    #[schemars(with = "Tls")]
    tls: Option<Spanned<Tls>>,
    /// The URL of the proxy that leads to it; one with a password stands elsewhere.
    #[serde(default)]
    #[schemars(with = "schema::TextOrReference")]
    proxy: Option<Spanned<Value>>,
    /// Headers that each call carries which does not say otherwise.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, schema::TextOrReference>")]
    headers: BTreeMap<String, Spanned<Value>>,
    /// No more calls a minute than so many, over all instances.
    #[serde(default)]
    #[schemars(with = "Option<NonZeroU32>")]
    pace: Option<Spanned<u32>>,
    /// What may be done beyond plain calls.
    #[serde(default)]
    #[schemars(with = "Vec<Allowance>")]
    allow: Vec<Spanned<Allowance>>,
    /// Files with the public keys, PEM, by which its tokens can be checked.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    public_keys: Vec<Spanned<String>>,
    /// Constants that it declares to be otherwise than documented, by clause and name: what they govern is only observed.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, Value>>")]
    constants: BTreeMap<String, Spanned<BTreeMap<String, Value>>>,
    /// The clock that it lives by: `real`, one that runs at a rate, or one that a hook moves.
    #[serde(default)]
    #[schemars(with = "Option<Clock>")]
    clock: Option<Spanned<Clock>>,
    /// What is called or run to have it do what no client can do.
    #[serde(default)]
    hooks: Hooks,
    /// Where the calls come from that scenarios want to come from an address, by that address.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Origin>")]
    from: BTreeMap<String, Spanned<Origin>>,
    /// For people.
    #[serde(default)]
    #[schemars(with = "String")]
    #[expect(dead_code, reason = "it is for those who read the file")]
    notes: Option<String>,
}

/// One instance.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Instance {
    /// The URL below which its calls are.
    #[schemars(with = "String")]
    base_url: Spanned<String>,
    /// What a client of it has been given, by name: where each value stands.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, schema::SecretReference>")]
    credentials: BTreeMap<String, Spanned<Value>>,
    /// What it was set up with, as far as scenarios ask for it: settings that `standin reference API` lists.
    #[serde(default)]
    #[schemars(with = "Map<String, Value>")]
    settings: BTreeMap<String, Spanned<Value>>,
}

/// TLS.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Tls {
    /// The authorities, PEM, that are trusted in place of the system's.
    #[serde(default)]
    #[schemars(with = "String")]
    ca: Option<Spanned<String>>,
    /// The client's certificate, PEM, with those that lead to its authority behind it.
    #[serde(default)]
    #[schemars(with = "String")]
    certificate: Option<Spanned<String>>,
    /// The private key of the client's certificate, PEM.
    #[serde(default)]
    #[schemars(with = "String")]
    key: Option<Spanned<String>>,
}

/// What may be done beyond plain calls. Nothing of it is done without its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Allowance {
    /// Limits are exceeded on purpose, and clients locked out for a while.
    RateLimits,
    /// What an administrator can do is done.
    Admin,
    /// Calls that cost money are made.
    Payments,
}

impl Allowance {
    /// The need of scenarios that it meets.
    fn need(self) -> &'static str {
        match self {
            Self::RateLimits => "rate-limits",
            Self::Admin => "admin",
            Self::Payments => "payments",
        }
    }
}

#[cfg(test)]
mod hook_tests;
#[cfg(test)]
mod tests;
