//! Whether clients must say who they are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoClientAuth, WebPkiClientVerifier};

use super::{TlsError, files};

/// Whether clients must show a certificate, and the file (PEM) of the authorities that may have signed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ClientCertificates {
    /// None is asked for.
    #[default]
    NotAsked,
    /// A client may show none; one that it shows must be good.
    Optional(PathBuf),
    /// A client without a good one gets no further.
    Required(PathBuf),
}

impl ClientCertificates {
    pub(super) fn verifier(&self, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
        let (file, optional) = match self {
            Self::NotAsked => return Ok(Arc::new(NoClientAuth)),
            Self::Optional(file) => (file, true),
            Self::Required(file) => (file, false),
        };
        let builder = WebPkiClientVerifier::builder_with_provider(authorities(file)?.into(), provider.clone());
        let builder = if optional { builder.allow_unauthenticated() } else { builder };
        builder.build().map(|verifier| verifier as _).map_err(|error| unfit(file, &error))
    }
}

fn authorities(file: &Path) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    for certificate in files::certificates(file)? {
        store.add(certificate).map_err(|error| unfit(file, &error))?;
    }
    Ok(store)
}

fn unfit(file: &Path, error: &dyn std::error::Error) -> TlsError {
    TlsError::Authority { file: file.to_owned(), reason: error.to_string() }
}
