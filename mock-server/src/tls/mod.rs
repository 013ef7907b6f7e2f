//! How clients' connections are encrypted: rustls with ring.

mod clients;
mod error;
mod files;
mod identity;

use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

pub use clients::ClientCertificates;
pub use error::TlsError;
pub use identity::Identity;

/// What a client may choose by ALPN (RFC 7301), the better first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// How clients' connections are encrypted. It clones cheaply and shows nothing of its key.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    authority: Option<Arc<str>>,
}

impl Tls {
    /// TLS 1.2 and 1.3 as this server, with HTTP/2 and HTTP/1.1 by ALPN.
    ///
    /// # Errors
    /// The key does not fit the certificate, or the clients' authority cannot be read.
    pub fn new(identity: Identity, clients: &ClientCertificates) -> Result<Self, TlsError> {
        let provider = provider();
        let verifier = clients.verifier(&provider)?;
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(TlsError::Library)?;
        let Identity { chain, key, authority, mismatch } = identity;
        let certified = versions.with_client_cert_verifier(verifier).with_single_cert(chain, key);
        let mut config = certified.map_err(|source| mismatch.map_or(TlsError::Library(source.clone()), |files| files.error(&source)))?;
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
        Ok(Self { acceptor: Arc::new(config).into(), authority })
    }

    /// The certificate (PEM) of the authority that a client must trust; `None` where the certificate was brought along.
    #[must_use]
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    pub(crate) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) -> io::Result<TlsStream<S>> {
        self.acceptor.accept(stream).await
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// Named at every use, so that it does not matter whether the process has chosen one.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

#[cfg(test)]
mod tests;
