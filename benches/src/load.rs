//! The generator: requests that stand written are sent on open connections, and answers are read no further than needed.
//!
//! It runs on one thread. What it costs is the same for every server.

mod connection;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

pub(crate) use connection::Connection;

use crate::failure::{Failure, Result};
use crate::message::Message;
use crate::usage;

/// Where a load goes, and what ends it: whichever comes first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    pub(crate) process: u32,
    pub(crate) connections: u32,
    pub(crate) requests: u64,
    pub(crate) time: Duration,
}

/// What became of a load.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) requests: u64,
    pub(crate) elapsed: Duration,
    /// What the server used meanwhile.
    pub(crate) cpu: Duration,
}

impl Outcome {
    #[expect(clippy::cast_precision_loss, reason = "far fewer requests than 2^52")]
    pub(crate) fn per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }

    /// Microseconds.
    #[expect(clippy::cast_precision_loss, reason = "far fewer requests than 2^52")]
    pub(crate) fn cpu_per_request(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.requests.max(1) as f64
    }
}

/// Sends the messages in turn on each connection. An answer of another status than the message's ends it all.
pub(crate) fn run(load: Load, messages: &[Message]) -> Result<Outcome> {
    block(async {
        let mut connections = Vec::new();
        for _ in 0..load.connections {
            connections.push(Connection::open(load.address).await?);
        }
        let before = usage::cpu(load.process)?;
        let began = Instant::now();
        let requests = send(load, connections, messages, began).await?;
        let elapsed = began.elapsed();
        Ok(Outcome { requests, elapsed, cpu: usage::cpu(load.process)?.saturating_sub(before) })
    })
}

/// Asks one thing on a connection of its own, and gives the body.
pub(crate) fn ask(address: SocketAddr, message: &Message) -> Result<Vec<u8>> {
    block(async { Connection::open(address).await?.ask(message).await.map(<[u8]>::to_vec) })
}

/// Runs on one thread, this one.
pub(crate) fn block<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::machine("a runtime"))?.block_on(work)
}

async fn send(load: Load, connections: Vec<Connection>, messages: &[Message], began: Instant) -> Result<u64> {
    let messages: std::sync::Arc<[Message]> = messages.into();
    let share = load.requests.div_ceil(u64::from(load.connections));
    let mut senders = JoinSet::new();
    let apart = messages.len() / connections.len().max(1);
    for (at, mut connection) in connections.into_iter().enumerate() {
        let messages = messages.clone();
        senders.spawn(async move {
            let mut sent = 0;
            let mut turn = at * apart;
            while sent < share && began.elapsed() < load.time {
                connection.ask(&messages[turn % messages.len()]).await?;
                sent += 1;
                turn += 1;
            }
            Ok::<_, Failure>(sent)
        });
    }
    let mut requests = 0;
    while let Some(ended) = senders.join_next().await {
        requests += ended.map_err(|error| Failure::told(format!("a connection of the generator broke: {error}")))??;
    }
    Ok(requests)
}
