//! The HTML report in a real browser: what it loads, how it is used by keyboard, how it looks in the dark and without its script.
//!
//! These tests need Chromium, and `bash .ci/browser` runs them; without it they are left out.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod chromium;
mod contrast;
mod failing;
mod keyboard;
mod loading;
mod pages;
