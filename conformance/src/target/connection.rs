//! How a target is reached: whom to trust, as whom to call, through what, and what each call carries beside its own.

use std::fmt;
use std::net::IpAddr;

use reqwest::{Certificate, Client, ClientBuilder, Identity, Proxy, Url};

use crate::play::PATIENCE;

/// A way to a target.
#[derive(Clone, Default)]
pub struct Connection {
    /// The authorities that are trusted in place of the system's, PEM.
    pub authorities: Option<Vec<u8>>,
    /// The client's certificate and its key, PEM.
    pub identity: Option<Vec<u8>>,
    /// The URL of a proxy. A user and a password in it are secrets.
    pub proxy: Option<String>,
    /// The address of this machine that calls are sent from.
    pub source: Option<IpAddr>,
    /// Headers that each call carries which does not say otherwise.
    pub headers: Vec<ExtraHeader>,
}

/// A header that each call carries.
#[derive(Clone)]
pub struct ExtraHeader {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: HeaderText,
}

/// A header's value.
#[derive(Clone)]
pub enum HeaderText {
    /// Everybody may see it.
    Plain(String),
    /// Nobody may.
    Secret(String),
}

impl HeaderText {
    /// The value as it is sent.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Secret(text) => text,
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// A part of a connection that cannot be used. What it holds is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// The authorities.
    #[error("this is no certificate of an authority; it takes PEM, from `-----BEGIN CERTIFICATE-----` on")]
    Authorities,
    /// The client's certificate or its key.
    #[error("certificate and key cannot be used together; each takes PEM, the key from `-----BEGIN PRIVATE KEY-----` on, without a password")]
    Identity,
    /// The proxy.
    #[error("this is no URL of a proxy; it takes one such as http://proxy.example:8080")]
    Proxy,
    /// The client as a whole.
    #[error("no HTTP client can be made")]
    Client,
}

impl Connection {
    /// A client that calls so.
    ///
    /// # Errors
    /// A part cannot be used.
    pub fn client(&self) -> Result<Client, ConnectionError> {
        // Only the first call in a process does anything; whoever was first chose the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = self.builder()?;
        client.build().map_err(|_| match &self.identity {
            Some(_) => ConnectionError::Identity,
            None if self.authorities.is_some() => ConnectionError::Authorities,
            None => ConnectionError::Client,
        })
    }

    fn builder(&self) -> Result<ClientBuilder, ConnectionError> {
        let mut client =
            Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).no_proxy().tcp_nodelay(true).local_address(self.source);
        if let Some(pem) = &self.authorities {
            let authorities = Certificate::from_pem_bundle(pem).ok().filter(|authorities| !authorities.is_empty());
            client = client.tls_certs_only(authorities.ok_or(ConnectionError::Authorities)?);
        }
        if let Some(pem) = &self.identity {
            client = client.identity(Identity::from_pem(pem).map_err(|_| ConnectionError::Identity)?);
        }
        if let Some(url) = &self.proxy {
            let url = Url::parse(url).ok().filter(|url| ["http", "https"].contains(&url.scheme())).ok_or(ConnectionError::Proxy)?;
            client = client.proxy(Proxy::all(url).map_err(|_| ConnectionError::Proxy)?);
        }
        Ok(client)
    }
}
