//! The threads on which connections are served.
//!
//! Each has a runtime of its own, so that nothing of a call crosses from one core to another: a call that is begun on a thread
//! is answered there, without another thread being woken for it.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;

/// Where connections are served. It clones; the threads end with the last of its clones.
#[derive(Clone)]
pub(crate) struct Threads(Arc<Inner>);

struct Inner {
    runtimes: Vec<Handle>,
    /// How many connections were handed out.
    turn: AtomicUsize,
    /// Dropped, it ends the threads.
    _alive: watch::Sender<()>,
}

impl Threads {
    /// So many threads; none for the runtime that this is called on.
    ///
    /// # Errors
    /// A thread cannot be had.
    pub(crate) fn start(count: usize) -> io::Result<Self> {
        let (alive, ended) = watch::channel(());
        let started = (0..count).map(|number| thread(number, ended.clone())).collect::<io::Result<Vec<_>>>()?;
        let runtimes = if started.is_empty() { vec![Handle::current()] } else { started };
        Ok(Self(Arc::new(Inner { runtimes, turn: AtomicUsize::new(0), _alive: alive })))
    }

    /// Has one connection served, by the threads in turn.
    pub(crate) fn serve(&self, connection: impl Future<Output = ()> + Send + 'static) {
        let turn = self.0.turn.fetch_add(1, Ordering::Relaxed);
        self.0.runtimes[turn % self.0.runtimes.len()].spawn(connection);
    }
}

/// A thread that lives until the sender is gone.
fn thread(number: usize, mut ended: watch::Receiver<()>) -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let live = move || runtime.block_on(async { while ended.changed().await.is_ok() {} });
    std::thread::Builder::new().name(format!("connections {number}")).spawn(live)?;
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    /// The name of the thread that serves the next connection.
    async fn next(threads: &Threads) -> Option<String> {
        let (tell, told) = oneshot::channel();
        threads.serve(async move { drop(tell.send(std::thread::current().name().map(str::to_owned))) });
        told.await.unwrap()
    }

    #[tokio::test]
    async fn threads_serve_in_turn_and_with_none_the_caller_serves() {
        let threads = Threads::start(2).unwrap();
        let served = [next(&threads).await, next(&threads).await, next(&threads).await];
        assert_eq!(served.map(Option::unwrap), ["connections 0", "connections 1", "connections 0"]);
        let here = std::thread::current().name().map(str::to_owned);
        assert_eq!(next(&Threads::start(0).unwrap()).await, here);
    }

    #[tokio::test]
    async fn what_is_served_ends_with_the_last_clone() {
        let threads = Threads::start(1).unwrap();
        let (kept, ended) = oneshot::channel::<()>();
        threads.serve(async move {
            std::future::pending::<()>().await;
            drop(kept);
        });
        let other = threads.clone();
        drop(threads);
        assert!(next(&other).await.is_some(), "a clone is left");
        drop(other);
        assert!(ended.await.is_err(), "dropped with its thread");
    }
}
