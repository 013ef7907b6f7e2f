//! Whether https is served, and as whom. The parts are made to fit here; the files they name are read at the start.

use std::net::IpAddr;
use std::path::PathBuf;

use mock_server::ClientCertificates;

use super::error::ConfigError;
use super::file::File;
use super::layers::{Layers, Place};
use crate::serve::{ClientAuth, ServerCertificate, TlsFlags, TlsPlan};

const NOT_SPOKEN: &str =
    "this is for https, which is not served; add `tls: true` (--tls), or bring `tls_cert` and `tls_key` (--tls-cert and --tls-key)";
const NOT_MADE: &str = "no certificate is made where one is brought along; leave out either this or `tls_cert` (--tls-cert)";

/// How https is served on a server bound to this address; `None` where it is not.
pub(super) fn tls(layers: &mut Layers<'_>, flags: &TlsFlags, file: &File, bind: IpAddr) -> Result<Option<TlsPlan>, ConfigError> {
    let said = said(layers, flags, file)?;
    let made = [said.names.1.clone(), place_of(&said.ca_file)];
    let clients = [place_of(&said.client_ca), place_of(&said.client_auth)];
    let certificate = match (said.certificate, said.key, said.spoken) {
        (.., Some(false)) => return Ok(None),
        (Some((certificate, _)), Some((key, _)), _) => {
            refuse(layers, &made, NOT_MADE)?;
            ServerCertificate::Brought { certificate, key }
        }
        (Some((_, place)), None, _) => return Err(layers.complain(&place, "its private key is missing; add `tls_key` (--tls-key)")),
        (None, Some((_, place)), _) => return Err(layers.complain(&place, "the certificate of this key is missing; add `tls_cert` (--tls-cert)")),
        (None, None, Some(true)) => ServerCertificate::Made { names: names(said.names.0, bind), authority: said.ca_file.map(|(file, _)| file) },
        (None, None, None) => {
            refuse(layers, &[made, clients].concat(), NOT_SPOKEN)?;
            return Ok(None);
        }
    };
    let clients = match (said.client_ca, said.client_auth) {
        (Some((file, _)), Some((ClientAuth::Optional, _))) => ClientCertificates::Optional(file),
        (Some((file, _)), _) => ClientCertificates::Required(file),
        (None, None) => ClientCertificates::NotAsked,
        (None, Some((_, place))) => {
            return Err(layers.complain(&place, "clients are asked for no certificate; add `tls_client_ca` (--tls-client-ca)"));
        }
    };
    Ok(Some(TlsPlan { certificate, clients }))
}

/// What was said, and where.
struct Said {
    spoken: Option<bool>,
    names: (Vec<String>, Place),
    ca_file: Option<(PathBuf, Place)>,
    certificate: Option<(PathBuf, Place)>,
    key: Option<(PathBuf, Place)>,
    client_ca: Option<(PathBuf, Place)>,
    client_auth: Option<(ClientAuth, Place)>,
}

fn said(layers: &mut Layers<'_>, flags: &TlsFlags, file: &File) -> Result<Said, ConfigError> {
    let certificate = layers.find_path("tls_cert", flags.tls_cert.as_deref(), &file.tls_cert)?;
    let spoken = layers.find("tls", flags.tls.then_some(true), &file.tls)?;
    let (shown, place) = spoken.clone().unwrap_or_else(|| (certificate.is_some(), place_of(&certificate)));
    layers.note("tls", shown.into(), place);
    let (names, place) = layers.choose_all("tls_name", &flags.tls_name, &file.tls_name)?;
    Ok(Said {
        spoken: spoken.map(|(spoken, _)| spoken),
        names: (names.into_iter().map(|name| name.0).collect(), place),
        ca_file: layers.choose_path("tls_ca_file", flags.tls_ca_file.as_deref(), &file.tls_ca_file)?,
        certificate: layers.choose_path("tls_cert", flags.tls_cert.as_deref(), &file.tls_cert)?,
        key: layers.choose_path("tls_key", flags.tls_key.as_deref(), &file.tls_key)?,
        client_ca: layers.choose_path("tls_client_ca", flags.tls_client_ca.as_deref(), &file.tls_client_ca)?,
        client_auth: layers.choose_or_none("tls_client_auth", flags.tls_client_auth, &file.tls_client_auth)?,
    })
}

fn place_of<T>(said: &Option<(T, Place)>) -> Place {
    said.as_ref().map_or(Place::Default, |(_, place)| place.clone())
}

fn refuse(layers: &Layers<'_>, places: &[Place], what: &str) -> Result<(), ConfigError> {
    let said = places.iter().find(|place| **place != Place::Default);
    said.map_or(Ok(()), |place| Err(layers.complain(place, what)))
}

fn names(names: Vec<String>, bind: IpAddr) -> Vec<String> {
    let own = (!bind.is_unspecified() && !bind.is_loopback()).then(|| bind.to_string());
    names.into_iter().chain(own).collect()
}
