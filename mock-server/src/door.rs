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

/// What becomes of a world's port.
pub(crate) enum Next {
    /// It has the one that it wants.
    Kept,
    /// It has none.
    Closed,
    /// It has another.
    Bound { listener: tokio::net::TcpListener, port: u16 },
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
        let next = self.prepare(world, wanted)?;
        self.commit(worlds, world, next);
        Ok(())
    }

    /// Takes possession of the port that a world wants, and changes nothing yet.
    pub(crate) fn prepare(&self, world: &str, wanted: Option<u16>) -> Result<Next, WorldError> {
        let kept = self.port(world).is_some_and(|port| wanted == Some(0) || wanted == Some(port));
        match wanted {
            _ if kept => Ok(Next::Kept),
            None => Ok(Next::Closed),
            Some(port) => self.listen(port).map_err(|error| WorldError::Port { port, reason: error.to_string() }),
        }
    }

    /// Gives a world what was prepared for it.
    pub(crate) fn commit(&self, worlds: &Worlds, world: &str, next: Next) {
        let before = match next {
            Next::Kept => return,
            Next::Closed => self.open.lock().remove(world),
            Next::Bound { listener, port } => {
                let door = self.door(worlds, world, listener, port);
                self.open.lock().insert(world.to_owned(), door)
            }
        };
        if let Some(before) = before {
            before.listening.abort();
        }
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

    fn listen(&self, port: u16) -> std::io::Result<Next> {
        let _runtime = self.runtime.enter();
        let listener = bind((self.ip, port).into())?;
        let port = listener.local_addr()?.port();
        Ok(Next::Bound { listener, port })
    }

    fn door(&self, worlds: &Worlds, world: &str, listener: tokio::net::TcpListener, port: u16) -> Door {
        let clients = transport::axum::clients(worlds.clone(), Some(world.to_owned()));
        let accept = transport::axum::accept(listener, clients, worlds.terms());
        Door { port, listening: self.runtime.spawn(accept) }
    }
}

/// A listener; bound by hand because worlds are made by code that does not wait.
pub(crate) fn bind(address: SocketAddr) -> std::io::Result<tokio::net::TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}
