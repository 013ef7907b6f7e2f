//! The hot paths, and how one is gone over and over.

use std::collections::BTreeMap;
use std::hint::black_box;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use mock_server::{Config, InstanceSpec, Server};
use providers::Authorization;

use crate::failure::{Failure, Result};
use crate::limit::BEARER;
use crate::load::{Connection, block};
use crate::message::Traffic;
use crate::model::{self, Model};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    /// A model's step, without HTTP and without a signature.
    Step(Traffic),
    /// The header Authorization is read.
    Authorization,
    /// An authenticated call by HTTP, client and server in one thread.
    Http,
}

impl Path {
    pub(super) const ALL: [Self; 7] = [
        Self::Step(Traffic::Call),
        Self::Step(Traffic::Refusal),
        Self::Step(Traffic::Refresh),
        Self::Step(Traffic::Relay),
        Self::Step(Traffic::Token),
        Self::Authorization,
        Self::Http,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Step(traffic) => traffic.name(),
            Self::Authorization => "Authorization header",
            Self::Http => "authenticated call by HTTP",
        }
    }

    pub(super) fn named(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|path| path.name() == name).ok_or_else(|| Failure::told(format!("there is no path `{name}`")))
    }

    /// Goes over it so many times.
    pub(super) fn repeat(self, times: u64) -> Result<()> {
        match self {
            Self::Step(traffic) => step(traffic, times),
            Self::Authorization => authorization(times),
            Self::Http => block(call(times)),
        }
    }
}

fn step(traffic: Traffic, times: u64) -> Result<()> {
    let mut model = Model::of(traffic)?;
    for _ in 0..times {
        let status = model.step();
        if status != model.status() {
            return Err(Failure::told(format!("{} was answered {status} in the end", traffic.name())));
        }
    }
    Ok(())
}

fn authorization(times: u64) -> Result<()> {
    let headers = HeaderMap::from_iter([(AUTHORIZATION, http::HeaderValue::from_static(BEARER))]);
    for _ in 0..times {
        if !matches!(Authorization::of(black_box(&headers)), Authorization::Credentials { .. }) {
            return Err(Failure::told("the header Authorization is not read"));
        }
    }
    Ok(())
}

async fn call(times: u64) -> Result<()> {
    let broken = |error: &dyn std::fmt::Display| Failure::told(format!("the server does not start: {error}"));
    let instance = InstanceSpec { settings: model::settings(Traffic::Call), ..InstanceSpec::of("hyper") };
    let clock = "frozen@2026-01-01T00:00:00Z".parse().map_err(|error| broken(&error))?;
    let config = Config { instances: BTreeMap::from([("call".to_owned(), instance)]), clock, ..Config::default() };
    let server = Server::start(config).await.map_err(|error| broken(&error))?;
    let ready = server.worlds().ready().map_err(|error| broken(&error))?;
    let instances = serde_json::to_value(ready.instances).map_err(|error| broken(&error))?;
    let message = Traffic::Call.message(&instances)?;
    let mut connection = Connection::open(server.api_address()).await?;
    for _ in 0..times {
        connection.ask(&message).await?;
    }
    Ok(())
}
