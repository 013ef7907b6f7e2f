//! Serves the providers over HTTP: worlds, their clocks, the control plane.
//!
//! A [`Server`] listens for clients and, where wanted, for an administrator. Everything that either can change lives in
//! [`Worlds`], which code in the same process may use without HTTP.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let server = mock_server::Server::start(mock_server::Config::default()).await?;
//! let frozen = mock_server::WorldSpec { seed: Some(1), clock: Some("frozen@2026-01-01T00:00:00Z".parse()?), ..Default::default() };
//! let world = server.worlds().create("mine", &frozen)?;
//! assert!(world.instances["hyper"].base_url.ends_with("/w/mine/hyper"));
//! server.shutdown().await;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod blueprint;
mod clock;
mod config;
mod control;
mod door;
mod error;
mod host;
mod keys;
mod mount;
mod name;
mod server;
mod span;
mod spec;
mod template;
mod transport;
mod view;
mod wall;
mod world;
mod worlds;

pub use blueprint::Blueprint;
pub use clock::{Clock, ClockChange, Pace, Rate};
pub use config::{Call, Config, Limits, Log};
pub use error::{StartError, WorldError};
pub use keys::KeyError;
pub use server::Server;
pub use span::parse_span;
pub use spec::{ClientAddress, ClockSpec, InstanceSpec, WorldSpec};
pub use view::{ClockView, InstanceState, InstanceView, PublicKey, ReadyView, StateView, WorldDeadline, WorldLine, WorldView};
pub use wall::{SystemClock, WallClock};
pub use worlds::{Closing, Reloaded, Worlds};
