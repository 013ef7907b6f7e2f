//! Serves the providers over HTTP: worlds, their clocks, the control plane.
//!
//! A [`Server`] listens for clients and, where wanted, for an administrator. Everything that either can change lives in
//! [`Worlds`], which code in the same process may use without HTTP. A Rust test starts a [`Standin`], or mounts a model on a
//! wiremock server (feature `wiremock`).
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
mod cors;
mod coverage;
mod delivery;
mod door;
mod error;
mod explain;
mod fault;
mod flaw;
mod handle;
mod history;
mod host;
mod journal;
mod keys;
mod ledgers;
mod matcher;
mod mount;
mod name;
mod planting;
mod recording;
mod server;
mod span;
mod spec;
mod standin;
mod stub;
mod template;
mod threads;
mod tls;
mod transport;
mod verify;
mod view;
mod wall;
mod world;
mod worlds;

pub use blueprint::Blueprint;
pub use clock::{Clock, ClockChange, Pace, Rate};
pub use config::{Call, Config, Limits, Log};
pub use cors::{Cors, Origin};
pub use coverage::{ApiCoverage, ClauseCoverage, Coverage, CoverageForm};
pub use error::{StartError, WorldError};
pub use explain::{ClauseView, Explanation, Proposal, Question};
pub use fault::{Drip, Effect, FaultError, FaultReceipt, FaultSpec, FaultStatus, Latency, Lognormal, StatusOverride, Truncated, Uniform, When};
pub use flaw::Flaw;
pub use handle::WorldHandle;
pub use journal::{AnswerView, BodyView, EntryView, Filter, Followed, Follower, JournalView, Matcher, Pattern, RequestView, StatusPattern};
pub use keys::{KeyError, Keyring};
pub use matcher::{CallMatcher, Condition, Scalar, Test};
pub use recording::{
    Difference, Foreign, Happening, RECORDING_VERSION, RecordedAnswer, RecordedBody, RecordedCall, RecordedEvent, RecordedInstance, RecordedRequest,
    Recording, ReplayError, Replayed,
};
pub use server::Server;
pub use span::parse_span;
pub use spec::{ClientAddress, ClockSpec, InstanceSpec, WorldSpec};
pub use standin::{Builder, Standin, UnfiredFaults};
pub use stub::{AfterLast, AnswerSpec, Auth, StubError, StubSpec, StubView, StubsView};
pub use tls::{ClientCertificates, Identity, Tls, TlsError};
#[cfg(feature = "wiremock")]
pub use transport::wiremock;
pub use verify::{Count, Expected, NearMiss, Unmet, Verdict, Verified};
pub use view::{ClockView, InstanceState, InstanceView, PublicKey, ReadyView, StateView, WorldDeadline, WorldLine, WorldView};
pub use wall::{SystemClock, WallClock};
pub use worlds::{Closing, Reloaded, Worlds};
