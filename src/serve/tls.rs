//! The options for TLS, and the file of the authority that clients must trust.

use std::fmt;
use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use mock_server::{ClientCertificates, Identity, Tls};
use rustls::pki_types::{DnsName, ServerName};
use tempfile::{Builder, NamedTempFile, TempPath};

use super::error::ServeError;

/// A certificate is no secret, and clients may be other users.
const READABLE: u32 = 0o644;

/// The flags about TLS.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "TLS, for clients; the control plane stays plain")]
pub(crate) struct TlsFlags {
    /// Serve https with a certificate made at start, for localhost, 127.0.0.1, ::1 and the address of --bind
    #[arg(long)]
    pub(crate) tls: bool,
    /// One more name or address for that certificate; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) tls_name: Vec<CertificateName>,
    /// Where to write the certificate of its authority, which clients must trust [default: beside the ready file, else a temporary file]
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_ca_file: Option<PathBuf>,
    /// Serve https with this certificate (PEM, with those that lead to its authority behind it)
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key of --tls-cert (PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Ask clients for a certificate of one of these authorities (PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_client_ca: Option<PathBuf>,
    /// Whether a client must have one [default: required]
    #[arg(long, value_enum, value_name = "WHETHER")]
    pub(crate) tls_client_auth: Option<ClientAuth>,
}

/// Whether a client must have a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClientAuth {
    /// A client may show none.
    Optional,
    /// A client without one gets no further.
    Required,
}

impl FromStr for ClientAuth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        <Self as ValueEnum>::from_str(text, false)
    }
}

impl fmt::Display for ClientAuth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Optional => "optional",
            Self::Required => "required",
        })
    }
}

/// A name that a certificate can carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CertificateName(pub(crate) String);

impl FromStr for CertificateName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = ServerName::try_from(text).is_ok() || text.strip_prefix("*.").is_some_and(|rest| DnsName::try_from(rest).is_ok());
        if known {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("`{text}` is no name for a certificate; it takes a host name in ASCII or an IP address"))
        }
    }
}

impl fmt::Display for CertificateName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How https is to be served; nothing was read or made yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsPlan {
    pub(crate) certificate: ServerCertificate,
    pub(crate) clients: ClientCertificates,
}

/// What the server shows its clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ServerCertificate {
    /// One that is made at start, and where its authority's is to be written.
    Made { names: Vec<String>, authority: Option<PathBuf> },
    /// Files, PEM.
    Brought { certificate: PathBuf, key: PathBuf },
}

impl TlsPlan {
    /// Reads the files, or makes a certificate.
    pub(super) fn tls(&self) -> Result<Tls, ServeError> {
        let identity = match &self.certificate {
            ServerCertificate::Made { names, .. } => Identity::generated(names)?,
            ServerCertificate::Brought { certificate, key } => Identity::read(certificate, key)?,
        };
        Ok(Tls::new(identity, &self.clients)?)
    }

    /// Writes the certificate of the server's own authority, if it has one.
    pub(super) fn authority(&self, tls: &Tls, ready_file: Option<&Path>) -> Result<Option<AuthorityFile>, ServeError> {
        let (Some(pem), ServerCertificate::Made { authority, .. }) = (tls.authority(), &self.certificate) else { return Ok(None) };
        let beside = || ready_file.map(|file| file.with_extension("ca.pem"));
        let wanted = authority.clone().or_else(beside);
        let named = wanted.clone().unwrap_or_else(std::env::temp_dir);
        write(pem, wanted).map(Some).map_err(|source| ServeError::AuthorityFile { file: named, source })
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
