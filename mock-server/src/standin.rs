//! A server inside a Rust test.

mod builder;
pub(crate) mod faults;

pub use builder::Builder;
pub use faults::UnfiredFaults;

pub(crate) use faults::OnUnfired;

use crate::worlds::DEFAULT;
use crate::{Server, StartError, WorldError, WorldHandle, WorldSpec, Worlds};

/// A server inside a Rust test, on a free loopback port. It stops when it is dropped.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let standin = mock_server::Standin::builder().instance("hyper", "hyper").clock("frozen@2026-01-01T00:00:00Z".parse()?).seed(1).start().await?;
/// let world = standin.world();
/// let (url, token) = (world.base_url("hyper")?, world.credentials("hyper")?["access_token"].clone());
/// world.advance(jiff::SignedDuration::from_hours(1))?;
/// # assert!(url.starts_with("http://127.0.0.1:") && !token.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Standin {
    server: Server,
    world: WorldHandle,
    on_unfired: OnUnfired,
}

impl Standin {
    /// Starts with the defaults: an instance of every API, named and mounted like it, a flowing clock, seed 0.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Decides what to start.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The world that calls without any other world's name reach.
    #[must_use]
    pub fn world(&self) -> &WorldHandle {
        &self.world
    }

    /// Makes another world, which shares nothing with the first; one of this name is replaced.
    ///
    /// # Errors
    /// The name or a setting cannot be taken.
    pub fn make_world(&self, name: &str, spec: &WorldSpec) -> Result<WorldHandle, WorldError> {
        self.worlds().create(name, spec)?;
        Ok(WorldHandle::of(self.worlds().clone(), name))
    }

    /// All worlds.
    #[must_use]
    pub fn worlds(&self) -> &Worlds {
        self.server.worlds()
    }

    /// The server itself.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// That every planted fault of every world has fired.
    ///
    /// # Errors
    /// [`UnfiredFaults`] lists those that have not.
    pub fn verify(&self) -> Result<(), UnfiredFaults> {
        faults::verify(self.worlds())
    }

    fn of(server: Server, on_unfired: OnUnfired) -> Self {
        let world = WorldHandle::of(server.worlds().clone(), DEFAULT);
        Self { server, world, on_unfired }
    }
}

impl Drop for Standin {
    /// # Panics
    /// Where [`Builder::fail_on_unfired_faults`] said so and the test has not failed already.
    fn drop(&mut self) {
        self.on_unfired.judge(self.worlds());
    }
}
