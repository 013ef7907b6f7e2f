//! A running server.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::transport::axum::{Answering, Terms, accept, clients, clients_of};
use crate::{Config, Limits, StartError, Worlds, control, door};

/// A running server. Dropped without [`Server::shutdown`], it ends at once.
pub struct Server {
    api: SocketAddr,
    control: Option<SocketAddr>,
    limits: Limits,
    worlds: Worlds,
    stop: watch::Sender<()>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Listens and serves.
    ///
    /// # Errors
    /// An address cannot be bound, the control plane needs a token, or the default world cannot be made.
    // It binds without waiting, but nothing of it works outside of a runtime.
    #[expect(clippy::unused_async, reason = "says that it needs a runtime")]
    pub async fn start(mut config: Config) -> Result<Self, StartError> {
        config.check()?;
        let (api, address) = bind(config.api)?;
        config.api = address;
        let control = config.control.map(bind).transpose()?;
        config.control = control.as_ref().map(|(_, address)| *address);
        let owned = bind_owned(&mut config)?;
        let (stop, _) = watch::channel(());
        let worlds = Worlds::open(config, stop.clone())?;
        let config = worlds.config();
        let mut server = Self { api: config.api, control: config.control, limits: config.limits, worlds: worlds.clone(), stop, tasks: Vec::new() };
        server.tasks.push(tokio::spawn(expire(worlds.clone())));
        let terms = worlds.terms();
        server.serve(api, clients(worlds.clone(), None), terms.clone());
        for (instance, listener) in owned {
            server.serve(listener, clients_of(worlds.clone(), instance), terms.clone());
        }
        if let Some((listener, _)) = control {
            server.serve(listener, Answering::Router(control::administrators(worlds)), Terms { tls: None, ..terms });
        }
        Ok(server)
    }

    /// Where clients connect.
    #[must_use]
    pub fn api_address(&self) -> SocketAddr {
        self.api
    }

    /// Where an administrator connects.
    #[must_use]
    pub fn control_address(&self) -> Option<SocketAddr> {
        self.control
    }

    /// All worlds.
    #[must_use]
    pub fn worlds(&self) -> &Worlds {
        &self.worlds
    }

    /// Takes no more calls and waits, for as long as the limits say, for those under way.
    pub async fn shutdown(self) {
        // Fails only where nobody listens, and then there is nothing to stop.
        let _ = self.stop.send(());
        let _ = tokio::time::timeout(self.limits.farewell, self.stop.closed()).await;
    }

    fn serve(&mut self, listener: TcpListener, answering: Answering, terms: Terms) {
        self.tasks.push(tokio::spawn(accept(listener, answering, terms)));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let refuse = |source| StartError::Bind { address, source };
    let listener = door::bind(address).map_err(refuse)?;
    let bound = listener.local_addr().map_err(refuse)?;
    Ok((listener, bound))
}

/// The instances' own ports, and in the configuration those that were got.
fn bind_owned(config: &mut Config) -> Result<Vec<(String, TcpListener)>, StartError> {
    let mut listeners = Vec::new();
    for (instance, port) in &mut config.ports {
        let (listener, address) = bind((config.api.ip(), *port).into())?;
        *port = address.port();
        listeners.push((instance.clone(), listener));
    }
    Ok(listeners)
}

/// Removes idle worlds from time to time, often enough that none lives on for more than a quarter over its time.
async fn expire(worlds: Worlds) {
    let idle = worlds.config().limits.idle_world.unsigned_abs();
    let often = (idle / 4).clamp(Duration::from_secs(1), Duration::from_secs(60));
    loop {
        // That a world is not used has no event to wait for.
        tokio::time::sleep(often).await;
        worlds.expire_idle();
    }
}
