//! The run: a Standin, its clients, its administrator, and who watches it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::{JoinHandle, JoinSet};

use super::traffic::{Latencies, fresh, keep_alive};
use super::{administrator, traffic};
use crate::failure::{Failure, Result};
use crate::load::block;
use crate::message::{Message, Traffic};
use crate::server::{Server, Standin};
use crate::usage;

/// The run in equal parts; the first is for warming up.
pub(super) const WINDOWS: usize = 7;
const CONNECTIONS: usize = 8;
/// Between two looks at the process.
const LOOK: Duration = Duration::from_millis(100);
/// What is under way at the end must end within this, and closed connections must be let go of.
const PATIENCE: Duration = Duration::from_secs(30);
const LET_GO: Duration = Duration::from_secs(5);

/// When the run began and how long it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    began: Instant,
    pub(super) time: Duration,
}

impl Plan {
    /// The part of the run that this moment belongs to; none once it is over.
    pub(super) fn window(&self) -> Option<usize> {
        let parts = u32::try_from(WINDOWS).unwrap_or(1);
        let part = self.began.elapsed().as_nanos() * u128::from(parts) / self.time.as_nanos().max(1);
        usize::try_from(part).ok().filter(|part| *part < WINDOWS)
    }
}

/// What was seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) latencies: Latencies,
    /// Bytes of resident memory, by window.
    pub(super) memory: [Vec<u64>; WINDOWS],
    /// Open descriptors: before the load, at the most, and after it.
    pub(super) descriptors: [usize; 3],
    pub(super) worlds: u64,
}

/// Loads a Standin of its own for so long.
pub(super) fn soak(program: &Path, time: Duration) -> Result<Seen> {
    let server = Standin::for_traffics(program).start()?;
    let messages = Traffic::ALL.into_iter().map(|traffic| traffic.message(&server.instances)).collect::<Result<Vec<_>>>()?;
    block(async {
        let whole = loaded(&server, messages.into(), time);
        tokio::time::timeout(time + PATIENCE, whole).await.map_err(|_| Failure::told("a call was not answered"))?
    })
}

async fn loaded(server: &Server, messages: Arc<[Message]>, time: Duration) -> Result<Seen> {
    let control = server.control.ok_or_else(|| Failure::told("Standin has no control plane"))?;
    let mut seen = Seen { descriptors: [usage::descriptors(server.process())?; 3], ..Seen::default() };
    let plan = Plan { began: Instant::now(), time };
    let mut clients = JoinSet::new();
    for _ in 0..CONNECTIONS {
        clients.spawn(keep_alive(server.address, messages.clone(), plan));
    }
    clients.spawn(fresh(server.address, messages, plan));
    let administrator = tokio::spawn(administrator::work(control, plan));
    watch(server, plan, &mut seen, &mut clients, &administrator).await?;
    while let Some(ended) = clients.join_next().await {
        add(&mut seen, &ended.map_err(|error| broke(&error))??);
    }
    seen.worlds = administrator.await.map_err(|error| broke(&error))??;
    seen.descriptors[2] = let_go(server, seen.descriptors[0]).await?;
    Ok(seen)
}

/// Looks at the process until the run is over, or until somebody has failed.
async fn watch(
    server: &Server,
    plan: Plan,
    seen: &mut Seen,
    clients: &mut JoinSet<Result<Latencies>>,
    administrator: &JoinHandle<Result<u64>>,
) -> Result<()> {
    while let Some(window) = plan.window() {
        seen.memory[window].push(server.memory()?.resident);
        seen.descriptors[1] = seen.descriptors[1].max(usage::descriptors(server.process())?);
        tokio::time::sleep(LOOK).await;
        if let Some(ended) = clients.try_join_next() {
            add(seen, &ended.map_err(|error| broke(&error))??);
        }
        if administrator.is_finished() {
            break;
        }
    }
    Ok(())
}

fn add(seen: &mut Seen, latencies: &traffic::Latencies) {
    for (own, others) in seen.latencies.iter_mut().zip(latencies) {
        *own = std::mem::take(own).and(others);
    }
}

/// How many descriptors are open once connections were closed; the server may take a moment to notice.
async fn let_go(server: &Server, before: usize) -> Result<usize> {
    let began = Instant::now();
    loop {
        let open = usage::descriptors(server.process())?;
        if open <= before || began.elapsed() > LET_GO {
            return Ok(open);
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn broke(error: &tokio::task::JoinError) -> Failure {
    Failure::told(format!("a client broke: {error}"))
}
