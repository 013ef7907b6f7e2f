//! The readers of outside bytes, each with what must hold of any bytes. It panics where that does not hold.

mod authorization;
mod bundle;
mod configuration;
mod form;
mod jwt;
mod ledger;
mod lenient;
mod record;
mod request;
mod scenario;
mod signature;
mod suite;
mod target;
mod waivers;
mod xml;

/// Reads bytes, and panics where something does not hold.
pub(crate) type Reader = fn(&[u8]);

/// The readers by name.
pub(crate) const READERS: &[(&str, Reader)] = &[
    ("authorization", authorization::read),
    ("bundle", bundle::read),
    ("configuration", configuration::read),
    ("form", form::read),
    ("jwt", jwt::read),
    ("ledger", ledger::read),
    ("lenient", lenient::read),
    ("record", record::read),
    ("request", request::read),
    ("scenario", scenario::read),
    ("signature", signature::read),
    ("target", target::read),
    ("waivers", waivers::read),
    ("xml", xml::read),
];
