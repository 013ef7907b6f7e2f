//! Documented APIs as pure state machines.
//!
//! A provider is one documented API. Settings, state, a request and the moment go in; an answer comes out,
//! or the word that the call is authorised and waits to be completed. Nothing in this crate reads a clock, a
//! die, a file, a socket or the environment: the host hands all of that in as a [`Moment`].
//!
//! ```
//! use providers::{Authority, Method, Moment, Request, Step};
//!
//! let hyper = providers::find("hyper")?;
//! let configured = hyper.configure(&serde_json::Map::new(), None)?;
//! let mut dice = providers::Dice::seeded(1);
//! let mut moment = Moment { now: "2026-01-01T00:00:00Z".parse()?, client: [127, 0, 0, 1].into(), dice: &mut dice, signer: &providers::NoKeys };
//! let mut instance = configured.start(Authority { instance: "hyper" }, &mut moment);
//!
//! let headers = Default::default();
//! let request = Request { method: &Method::GET, path: "/TokenValidity", query: "", headers: &headers, body: b"" };
//! let Step::Answer(refusal) = instance.step(&request, &mut moment) else { panic!("nobody authorised this") };
//! assert_eq!(refusal.status, 401);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod action;
mod answer;
mod api;
mod authorization;
pub mod ayyeka;
mod boundary;
#[cfg(test)]
mod catalogue_tests;
mod change;
mod choice;
mod clause;
mod compared;
mod dice;
mod form;
pub mod hyp;
pub mod hyper;
pub mod hypertrack;
mod input;
mod json;
mod jwt;
mod kind;
mod limit;
mod moment;
pub mod naming;
mod nearest;
mod provider;
mod request;
mod setting;
mod signature;

pub use action::{ActionError, ActionSpec, ArgumentSpec, Arguments, Outcome};
pub use answer::{Answer, Authorised, Step};
pub use api::{Api, Configured, Instance, StateError, UnknownApi, find};
pub use authorization::Authorization;
pub use boundary::Boundary;
pub use change::{Change, Changed, expired};
pub use clause::{Clause, ClauseId, Document, Ledger, LedgerError, Level, Opaque, Profile, Refusal, Time};
pub use compared::Compared;
pub use dice::Dice;
pub use form::Pairs;
pub use http::{HeaderMap, Method};
pub use input::Input;
pub use jwt::Jwt;
pub use kind::Kind;
pub use limit::{Limit, WindowKind};
pub use moment::{Authority, Moment};
pub use nearest::{nearest, suggestion};
pub use provider::{Credentials, Deadline, Deviation, Occurs, Provider};
pub use request::Request;
pub use setting::{SettingError, SettingSpec, overlay};
pub use signature::{Key, NoKeys, Signer, Unsigned};

/// Every API that Standin knows, in the order in which they are listed to people.
///
/// A further API is one folder beside [`hyper`] and one line here.
pub const CATALOGUE: &[&dyn Api] = &[
    &api::Erased::<hyper::Hyper>::NEW,
    &api::Erased::<hypertrack::HyperTrack>::NEW,
    &api::Erased::<hyp::Hyp>::NEW,
    &api::Erased::<ayyeka::Ayyeka>::NEW,
];
