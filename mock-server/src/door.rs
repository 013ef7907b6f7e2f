//! Ports that belong to one world.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr, TcpListener};

use parking_lot::Mutex;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::{WorldError, Worlds, transport};

/// The worlds' own ports, by world.
pub(crate) struct Doors {
    ip: IpAddr,
    runtime: Handle,
    stop: watch::Sender<()>,
    open: Mutex<BTreeMap<String, Door>>,
}

struct Door {
    port: u16,
    listening: JoinHandle<()>,
}

/// A port on its way to being free.
#[derive(Debug)]
pub struct Closing(Option<JoinHandle<()>>);

impl Closing {
    /// Waits until the port, if there was one, is free.
    pub async fn closed(self) {
        if let Some(listening) = self.0 {
            // The task was told to end, so that it ends without a result is what is wanted.
            let _ = listening.await;
        }
    }
}

impl Doors {
    /// # Panics
    /// Outside of a tokio runtime.
    pub(crate) fn new(ip: IpAddr, stop: watch::Sender<()>) -> Self {
        Self { ip, runtime: Handle::current(), stop, open: Mutex::default() }
    }

    /// Gives the world the port that it wants, and takes from it any other.
    pub(crate) fn settle(&self, worlds: &Worlds, world: &str, wanted: Option<u16>) -> Result<(), WorldError> {
        let mut open = self.open.lock();
        let kept = open.get(world).is_some_and(|door| wanted == Some(0) || wanted == Some(door.port));
        if kept {
            return Ok(());
        }
        let door = wanted.map(|port| self.door(worlds, world, port)).transpose()?;
        let before = match door {
            Some(door) => open.insert(world.to_owned(), door),
            None => open.remove(world),
        };
        if let Some(before) = before {
            before.listening.abort();
        }
        Ok(())
    }

    /// Takes the world's port from it.
    pub(crate) fn close(&self, world: &str) -> Closing {
        let door = self.open.lock().remove(world);
        Closing(door.map(|door| {
            door.listening.abort();
            door.listening
        }))
    }

    /// Told when the server is to stop.
    pub(crate) fn stopping(&self) -> watch::Receiver<()> {
        self.stop.subscribe()
    }

    pub(crate) fn port(&self, world: &str) -> Option<u16> {
        self.open.lock().get(world).map(|door| door.port)
    }

    fn door(&self, worlds: &Worlds, world: &str, port: u16) -> Result<Door, WorldError> {
        let refuse = |error: std::io::Error| WorldError::Port { port, reason: error.to_string() };
        let _runtime = self.runtime.enter();
        let listener = bind((self.ip, port).into()).map_err(refuse)?;
        let port = listener.local_addr().map_err(refuse)?.port();
        let router = transport::axum::clients(worlds.clone(), Some(world.to_owned()));
        let accept = transport::axum::accept(listener, router, worlds.config().limits, worlds.config().tls.clone(), self.stop.subscribe());
        Ok(Door { port, listening: self.runtime.spawn(accept) })
    }
}

/// A listener; bound by hand because worlds are made by code that does not wait.
pub(crate) fn bind(address: SocketAddr) -> std::io::Result<tokio::net::TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}
