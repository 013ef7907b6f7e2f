//! Clients: some keep their connection, one opens a new one for each call. All pause, so that their number is bounded by time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::histogram::Histogram;
use super::run::{Plan, WINDOWS};
use crate::failure::Result;
use crate::load::Connection;
use crate::message::Message;

/// After each round of all traffics: 8,000 calls a second at most, of eight connections.
const PAUSE: Duration = Duration::from_millis(5);
/// The ports of closed connections are held for a while: at most 100 a second keeps some free.
const PAUSE_OF_FRESH: Duration = Duration::from_millis(10);

/// Latencies by window.
pub(super) type Latencies = [Histogram; WINDOWS];

/// Asks everything in turn on a connection that stays open.
pub(super) async fn keep_alive(address: SocketAddr, messages: Arc<[Message]>, plan: Plan) -> Result<Latencies> {
    let mut latencies = Latencies::default();
    let mut connection = Connection::open(address).await?;
    while let Some(window) = plan.window() {
        for message in &*messages {
            let began = Instant::now();
            connection.ask(message).await?;
            latencies[window].add(began.elapsed());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(latencies)
}

/// Asks everything in turn, each on a connection of its own.
pub(super) async fn fresh(address: SocketAddr, messages: Arc<[Message]>, plan: Plan) -> Result<Latencies> {
    let mut latencies = Latencies::default();
    for message in messages.iter().cycle() {
        let Some(window) = plan.window() else { break };
        let began = Instant::now();
        Connection::open(address).await?.ask(message).await?;
        latencies[window].add(began.elapsed());
        tokio::time::sleep(PAUSE_OF_FRESH).await;
    }
    Ok(latencies)
}
