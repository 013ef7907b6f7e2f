//! Standin in somebody's own tests: a file for each API, which `docs/embedding.md` quotes, and what both ways have in common.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod ayyeka;
mod hyp;
mod hyper;
mod hypertrack;
mod page;
mod standin;
mod transports;

/// What a test's own code under test would return.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A client. reqwest is built without a provider of its own for TLS here, so one is chosen first.
fn client() -> reqwest::Client {
    // Only the first call in a process does anything.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}
