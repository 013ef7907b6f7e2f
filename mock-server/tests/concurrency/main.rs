//! A thousand clients in one world: every answer is one that a world gives which does the same one thing after another.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod ayyeka;
mod crowd;
mod hyp;
mod hyper;
mod hypertrack;
mod known;
#[path = "../support/mod.rs"]
mod support;
mod witness;

use witness::is_served_one_after_another;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hypers_clients_at_once_get_what_one_after_another_would_get() {
    is_served_one_after_another::<hyper::Clients>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hypertracks_clients_at_once_get_what_one_after_another_would_get() {
    is_served_one_after_another::<hypertrack::Clients>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hyps_clients_at_once_get_what_one_after_another_would_get() {
    is_served_one_after_another::<hyp::Clients>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ayyekas_clients_at_once_get_what_one_after_another_would_get() {
    is_served_one_after_another::<ayyeka::Clients>().await;
}
