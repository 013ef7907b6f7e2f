//! Client programs and libraries that know nothing of Standin, unchanged, against `standin serve`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod curl;
mod oauth;
mod serving;
mod xml;
