//! A model mounted on a [`wiremock::MockServer`](::wiremock::MockServer), for tests that use one already.
//!
//! The model answers below `/NAME`, behind mocks of priority 1 to 4 and beside none of priority 5, wiremock's default, that
//! was mounted first. What it answers is what [`Standin`](crate::Standin) answers over HTTP. wiremock hands over a request
//! only whole, and a path only as a URL writes it (dot segments resolved), so limits on slow or endless requests are its own.

mod exchange;

use std::net::IpAddr;
use std::sync::Arc;

use ::wiremock::{Match, Mock, MockServer, Request, Respond, ResponseTemplate};
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::standin::{OnUnfired, faults};
use crate::transport::axum::{Caller, Site};
use crate::worlds::DEFAULT;
use crate::{Config, Standin, StartError, UnfiredFaults, WorldHandle, Worlds};

/// Behind a user's own mocks of priority 1 to 4.
const PRIORITY: u8 = 5;

/// Mounts an API with its defaults at `/API`; [`Standin::builder`] and [`Builder::mount`](crate::Builder::mount) say more.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let server = wiremock::MockServer::start().await;
/// let hyper = mock_server::wiremock::mount(&server, "hyper").await?;
/// assert_eq!(hyper.world().base_url("hyper")?, format!("{}/hyper", server.uri()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// There is no such API.
pub async fn mount(server: &MockServer, api: &str) -> Result<Mounted, StartError> {
    Standin::builder().instance(api, api).mount(server).await
}

/// What was mounted, in the test's hands. The model stays on the wiremock server when this is dropped.
pub struct Mounted {
    worlds: Worlds,
    world: WorldHandle,
    client: Arc<Mutex<IpAddr>>,
    on_unfired: OnUnfired,
}

impl Mounted {
    pub(crate) async fn on(server: &MockServer, config: Config, on_unfired: OnUnfired) -> Result<Self, StartError> {
        let (stop, _) = watch::channel(());
        let worlds = Worlds::open(Config { api: *server.address(), control: None, tls: None, ..config }, stop)?;
        let mounted = Self {
            world: WorldHandle::of(worlds.clone(), DEFAULT),
            client: Arc::new(Mutex::new(std::net::Ipv4Addr::LOCALHOST.into())),
            on_unfired,
            worlds,
        };
        let model = Arc::new(mounted.model()?);
        Mock::given(Mount(model.clone())).respond_with(Mount(model)).with_priority(PRIORITY).mount(server).await;
        Ok(mounted)
    }

    /// The world that was mounted: clock, credentials, actions, state.
    #[must_use]
    pub fn world(&self) -> &WorldHandle {
        &self.world
    }

    /// Lets every call from now on come from this address; at first it is 127.0.0.1, since wiremock tells nobody's.
    pub fn set_client_address(&self, address: IpAddr) {
        *self.client.lock() = address.to_canonical();
    }

    /// That every planted fault has fired.
    ///
    /// # Errors
    /// [`UnfiredFaults`] lists those that have not.
    pub fn verify(&self) -> Result<(), UnfiredFaults> {
        faults::verify(&self.worlds)
    }

    fn model(&self) -> Result<Model, StartError> {
        let mounts = self.world.view()?.instances.into_values().filter_map(|instance| below(&instance.base_url)).collect();
        Ok(Model { site: Site::new(self.worlds.clone()), mounts, client: self.client.clone() })
    }
}

impl Drop for Mounted {
    /// # Panics
    /// Where [`Builder::fail_on_unfired_faults`](crate::Builder::fail_on_unfired_faults) said so and the test has not failed
    /// already.
    fn drop(&mut self) {
        self.on_unfired.judge(&self.worlds);
    }
}

/// What answers for the world.
struct Model {
    site: Site,
    /// The paths at which it is mounted, without a slash at their end.
    mounts: Vec<String>,
    client: Arc<Mutex<IpAddr>>,
}

/// The path of a URL.
fn below(url: &str) -> Option<String> {
    Some(url.parse::<http::Uri>().ok()?.path().trim_end_matches('/').to_owned())
}

struct Mount(Arc<Model>);

impl Match for Mount {
    fn matches(&self, request: &Request) -> bool {
        let below = |mount: &String| request.url.path().strip_prefix(mount).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.0.mounts.iter().any(below)
    }
}

impl Respond for Mount {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let Model { site, client, .. } = &*self.0;
        exchange::respond(site, request, &Caller::at(*client.lock()))
    }
}
