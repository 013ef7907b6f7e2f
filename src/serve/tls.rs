//! The options for TLS, and the file of the authority that clients must trust.

use std::fs::Permissions;
use std::io::{self, Write};
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mock_server::{ClientCertificates, Identity, Tls};
use tempfile::{Builder, NamedTempFile, TempPath};

use super::error::ServeError;

/// A certificate is no secret, and clients may be other users.
const READABLE: u32 = 0o644;

#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "TLS, for clients; the control plane stays plain")]
pub(crate) struct TlsOptions {
    /// Serve https with a certificate made at start, for localhost, 127.0.0.1, ::1 and the address of --bind
    #[arg(long)]
    tls: bool,
    /// One more name or address for that certificate; may be repeated
    #[arg(long, value_name = "NAME", requires = "tls", conflicts_with = "tls_cert")]
    tls_name: Vec<String>,
    /// Where to write the certificate of its authority, which clients must trust [default: beside the ready file, else a temporary file]
    #[arg(long, value_name = "FILE", requires = "tls", conflicts_with = "tls_cert")]
    tls_ca_file: Option<PathBuf>,
    /// Serve https with this certificate (PEM, with those that lead to its authority behind it)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of --tls-cert (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Ask clients for a certificate of one of these authorities (PEM)
    #[arg(long, value_name = "FILE")]
    tls_client_ca: Option<PathBuf>,
    /// Whether a client must have one
    #[arg(long, value_enum, value_name = "WHETHER", requires = "tls_client_ca", default_value_t)]
    tls_client_auth: ClientAuth,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ClientAuth {
    /// A client may show none.
    Optional,
    /// A client without one gets no further.
    #[default]
    Required,
}

impl TlsOptions {
    /// TLS, where it is wanted, on a server bound to this address.
    pub(super) fn tls(&self, bind: IpAddr) -> Result<Option<Tls>, ServeError> {
        let identity = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Identity::read(certificate, key)?,
            _ if self.tls => Identity::generated(&self.names(bind))?,
            _ if self.tls_client_ca.is_some() => {
                return Err(ServeError::Usage("--tls-client-ca: only TLS has certificates; add --tls, or --tls-cert and --tls-key".to_owned()));
            }
            _ => return Ok(None),
        };
        Ok(Some(Tls::new(identity, &self.clients())?))
    }

    fn names(&self, bind: IpAddr) -> Vec<String> {
        let own = (!bind.is_unspecified() && !bind.is_loopback()).then(|| bind.to_string());
        self.tls_name.iter().cloned().chain(own).collect()
    }

    fn clients(&self) -> ClientCertificates {
        match (&self.tls_client_ca, self.tls_client_auth) {
            (None, _) => ClientCertificates::NotAsked,
            (Some(file), ClientAuth::Optional) => ClientCertificates::Optional(file.clone()),
            (Some(file), ClientAuth::Required) => ClientCertificates::Required(file.clone()),
        }
    }

    /// Writes the certificate of the server's own authority, if it has one.
    pub(super) fn authority(&self, tls: Option<&Tls>, ready_file: Option<&Path>) -> Result<Option<AuthorityFile>, ServeError> {
        let Some(authority) = tls.and_then(Tls::authority) else { return Ok(None) };
        let beside = || ready_file.map(|file| file.with_extension("ca.pem"));
        let wanted = self.tls_ca_file.clone().or_else(beside);
        let named = wanted.clone().unwrap_or_else(std::env::temp_dir);
        write(authority, wanted).map(Some).map_err(|source| ServeError::AuthorityFile { file: named, source })
    }
}

/// A file that was written for clients; a temporary one goes when the server does.
pub(super) struct AuthorityFile {
    pub(super) path: PathBuf,
    _temporary: Option<TempPath>,
}

fn write(authority: &str, wanted: Option<PathBuf>) -> io::Result<AuthorityFile> {
    let Some(file) = wanted else {
        let temporary = temporary(authority, &std::env::temp_dir())?.into_temp_path();
        return Ok(AuthorityFile { path: temporary.to_path_buf(), _temporary: Some(temporary) });
    };
    let path = std::path::absolute(file)?;
    temporary(authority, path.parent().unwrap_or(Path::new("/")))?.persist(&path)?;
    Ok(AuthorityFile { path, _temporary: None })
}

fn temporary(authority: &str, folder: &Path) -> io::Result<NamedTempFile> {
    let permissions = Permissions::from_mode(READABLE);
    let mut file = Builder::new().prefix("standin-ca-").suffix(".pem").permissions(permissions).tempfile_in(folder)?;
    file.write_all(authority.as_bytes())?;
    Ok(file)
}
