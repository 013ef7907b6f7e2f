//! Who the server is: a certificate and its key, made at start or brought along.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Span;
use jiff::tz::TimeZone;
use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::TlsError;
use super::files;
use crate::{SystemClock, WallClock};

/// The names under which a client on the same machine reaches a server.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Days; Apple's systems take no server's certificate for longer than 825.
const LIFETIME: i64 = 800;

/// A server's certificate and its key.
pub struct Identity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    pub(super) authority: Option<Arc<str>>,
    /// The files to name where the two do not fit.
    pub(super) mismatch: Option<Files>,
}

/// The files of an identity.
pub(super) struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Identity {
    /// A new certificate for `localhost`, `127.0.0.1`, `::1` and these names or addresses besides, signed by an authority
    /// made for it alone, whose key is forgotten at once. It is good for 800 days of real time; no world's clock counts.
    ///
    /// # Errors
    /// A name that no certificate can carry.
    pub fn generated(names: &[String]) -> Result<Self, TlsError> {
        let all = LOCAL.iter().map(|name| (*name).to_owned()).chain(names.iter().cloned()).collect::<Vec<_>>();
        let params = CertificateParams::new(all).map_err(|error| TlsError::Names { names: names.join(", "), reason: error.to_string() })?;
        sign(params).map_err(|error| TlsError::Generation(error.to_string()))
    }

    /// A certificate, with those that lead to its authority behind it, and its private key, both PEM.
    ///
    /// # Errors
    /// A file cannot be read or does not hold what it should.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let mismatch = Some(Files { certificate: certificate.to_owned(), key: key.to_owned() });
        Ok(Self { chain: files::certificates(certificate)?, key: files::key(key)?, authority: None, mismatch })
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Identity").finish_non_exhaustive()
    }
}

impl Files {
    pub(super) fn error(self, reason: &rustls::Error) -> TlsError {
        TlsError::Mismatch { certificate: self.certificate, key: self.key, reason: reason.to_string() }
    }
}

fn sign(mut server: CertificateParams) -> Result<Identity, rcgen::Error> {
    let mut authority = CertificateParams::default();
    name(&mut authority, "Standin, an authority for tests");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority_key = KeyPair::generate()?;
    let pem = authority.self_signed(&authority_key)?.pem();
    name(&mut server, "Standin");
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = server.signed_by(&key, &Issuer::new(authority, authority_key))?;
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    Ok(Identity { chain: vec![certificate.der().clone()], key, authority: Some(pem.into()), mismatch: None })
}

/// Names the certificate's subject, and lets it be good from yesterday on: clients' clocks differ.
fn name(params: &mut CertificateParams, subject: &str) {
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, subject);
    for (moment, days) in [(&mut params.not_before, -1), (&mut params.not_after, LIFETIME)] {
        if let Some((year, month, day)) = date(days) {
            *moment = rcgen::date_time_ymd(year, month, day);
        }
    }
}

/// The date so many days from now. Clients compare it with their own clocks, not with a world's, so it is the real one.
fn date(days: i64) -> Option<(i32, u8, u8)> {
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let date = today.checked_add(Span::new().days(days)).ok()?;
    Some((date.year().into(), date.month().try_into().ok()?, date.day().try_into().ok()?))
}
