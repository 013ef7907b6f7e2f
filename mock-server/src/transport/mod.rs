//! How calls reach worlds.

pub(crate) mod axum;
