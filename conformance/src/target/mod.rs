//! Who is asked: a mock whose worlds the play controls, or a server that it can only call.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::scenario::Given;

mod boot;
mod cast;
mod clock;
mod connection;
mod declared;
pub mod description;
mod forecast;
mod foreign;
pub mod hook;
mod instance;
mod ledger;
mod needs;
mod pool;
mod powers;
pub mod program;
mod public_key;
mod rotation;
mod url;

pub use clock::{Clock, Rate};
pub use connection::{Connection, ConnectionError, ExtraHeader, HeaderText};
pub use declared::Declared;
pub use forecast::{Forecast, forecast, span};
pub(crate) use foreign::YOUNG;
pub use foreign::{Certainty, Doubt, Foreign, GivenUp, LONE, Unsuited};
pub use instance::{Exceeds, ForeignInstance, Times};
pub use ledger::{CredentialLedger, LedgerError, Opening, UnderWay, Witness};
use needs::addresses_of;
pub(crate) use needs::all_steps;
pub use needs::{credentials_used, exceeds, missing_for};
pub use pool::{Hold, Pool};
pub use powers::{Origin, Powers};
pub use public_key::{PublicKey, PublicKeyError};
pub use rotation::{Renewal, Rotation};
pub use url::{UrlError, loopback};

/// Who is asked.
#[derive(Clone)]
pub enum Target {
    /// Each case is played in a world of its own, many at once.
    Controlled(Arc<dyn Controls>),
    /// Only the cases that it offers everything for, as many at once as its instances allow.
    Foreign(Arc<Foreign>),
}

/// A world that a case needs.
#[derive(Clone, Copy, Debug)]
pub struct WorldOrder<'a> {
    /// Its name, unique in the run.
    pub name: &'a str,
    /// The seed of its chance.
    pub seed: u64,
    /// Where its clock stands still.
    pub start: Timestamp,
    /// The API of all its instances.
    pub provider: &'a str,
    /// The instances and the state that each must be in.
    pub instances: &'a BTreeMap<String, Box<Given>>,
}

/// How an instance is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// Its URL, without a slash at the end.
    pub base_url: String,
    /// What a client is given, by name.
    pub credentials: BTreeMap<String, String>,
    /// The keys by which its tokens can be checked, where they are signed.
    pub public_keys: Vec<PublicKey>,
}

/// What a play can do to a mock beyond calling it.
pub trait Controls: Send + Sync {
    /// Makes a world and brings its instances into the state that is asked for.
    ///
    /// # Errors
    /// A setting or an action that the mock does not take.
    fn prepare(&self, order: &WorldOrder<'_>) -> Result<BTreeMap<String, Door>, ControlError>;
    /// What the world's clock shows.
    ///
    /// # Errors
    /// There is no such world.
    fn now(&self, world: &str) -> Result<Timestamp, ControlError>;
    /// Moves the world's clock forward to a moment; one that is past changes nothing.
    ///
    /// # Errors
    /// There is no such world, or the moment is out of reach.
    fn advance_to(&self, world: &str, to: Timestamp) -> Result<(), ControlError>;
    /// Does what an administrator does.
    ///
    /// # Errors
    /// [`ControlError::Refused`] where the instance refuses it.
    fn act(&self, world: &str, instance: &str, action: &str, with: &Map<String, Value>) -> Result<(), ControlError>;
    /// What an administrator sees.
    ///
    /// # Errors
    /// There is no such world or instance.
    fn inspect(&self, world: &str, instance: &str) -> Result<Value, ControlError>;
    /// The world is no longer needed.
    fn release(&self, world: &str);
}

/// Why a mock did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ControlError {
    /// It understood and refused.
    #[error("{0}")]
    Refused(String),
    /// It could not.
    #[error("{0}")]
    Broken(String),
}
