//! A long run of everything at once, after which nothing may have grown: memory, descriptors, latencies.

mod administrator;
mod command;
mod histogram;
mod run;
mod traffic;
mod verdict;

pub(crate) use command::{Command, run};
