//! How calls reach worlds.

pub(crate) mod axum;
#[cfg(feature = "wiremock")]
pub mod wiremock;
