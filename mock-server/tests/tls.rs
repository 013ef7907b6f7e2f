//! TLS: who gets a connection, and what becomes of those who do not.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::PathBuf;
use std::time::Duration;

use http::Version;
use mock_server::{ClientCertificates, Config, Identity, Tls, WorldSpec};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use reqwest::{Certificate, Client, ClientBuilder};
use support::{Site, frozen, limits, site_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn encrypted(clients: &ClientCertificates, change: impl FnOnce(&mut Config)) -> (Site, String) {
    let tls = Tls::new(Identity::generated(&[]).unwrap(), clients).unwrap();
    let authority = tls.authority().unwrap().to_owned();
    let site = site_with(|config| {
        config.tls = Some(tls);
        change(config);
    });
    (site.await, authority)
}

fn client(authority: &str) -> ClientBuilder {
    Client::builder().no_proxy().tls_certs_only([Certificate::from_pem(authority.as_bytes()).unwrap()])
}

fn url(site: &Site, host: &str) -> String {
    format!("https://{host}:{}/hyper/x", site.server.api_address().port())
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_is_served_by_name_and_by_address() {
    let (site, authority) = encrypted(&ClientCertificates::NotAsked, |_| {}).await;
    let trusting = client(&authority).build().unwrap();
    for host in ["localhost", "127.0.0.1"] {
        let seen = trusting.get(url(&site, host)).send().await.unwrap();
        assert!(!seen.headers().contains_key("standin-error"), "{host}");
    }
    let (_, other) = encrypted(&ClientCertificates::NotAsked, |_| {}).await;
    assert!(client(&other).build().unwrap().get(url(&site, "localhost")).send().await.is_err());
}

#[tokio::test]
async fn the_protocol_is_chosen_by_alpn() {
    let (site, authority) = encrypted(&ClientCertificates::NotAsked, |_| {}).await;
    let version = async |builder: ClientBuilder| builder.build().unwrap().get(url(&site, "localhost")).send().await.unwrap().version();
    assert_eq!(version(client(&authority)).await, Version::HTTP_2);
    assert_eq!(version(client(&authority).http1_only()).await, Version::HTTP_11);
}

#[tokio::test]
async fn a_worlds_own_port_speaks_tls_as_well_and_the_control_plane_does_not() {
    let (site, authority) = encrypted(&ClientCertificates::NotAsked, |_| {}).await;
    let world = site.worlds().create("mine", &WorldSpec { port: Some(0), ..frozen("2040-01-01T00:00:00Z") }).unwrap();
    let base = &world.instances["hyper"].base_url;
    assert!(base.starts_with("https://127.0.0.1:"), "{base}");
    // The certificate is good by the real clock, whatever the world's shows.
    let seen = client(&authority).build().unwrap().get(format!("{base}/x")).send().await.unwrap();
    assert_eq!(seen.headers()["date"], "Sun, 01 Jan 2040 00:00:00 GMT");
    assert!(world.control_url.unwrap().starts_with("http://"));
    assert_eq!(site.ask("/health").await.status, 200);
}

#[tokio::test]
async fn plain_http_to_a_port_that_speaks_tls_is_told_so() {
    let (site, _) = encrypted(&ClientCertificates::NotAsked, |_| {}).await;
    let refused = site.get("/hyper/x", &[]).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (400, "tls_needed"));
    assert!(refused.message().contains("https://"), "{}", refused.message());
}

#[tokio::test]
async fn a_handshake_has_a_time_limit_and_other_bytes_are_closed_upon() {
    let quick = |config: &mut Config| config.limits = limits(|limits| limits.silence = Duration::from_millis(100));
    let (site, authority) = encrypted(&ClientCertificates::NotAsked, quick).await;
    // Nothing, a record's first bytes, a record that is none.
    let begun: [&[u8]; 3] = [b"", &[22, 3, 1, 2, 0, 1], &[22, 3, 1, 0, 4, 9, 9, 9, 9]];
    for bytes in begun {
        let mut stream = TcpStream::connect(site.server.api_address()).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "still open after {bytes:?}");
    }
    assert!(client(&authority).build().unwrap().get(url(&site, "localhost")).send().await.is_ok());
}

/// An authority of clients in a file, and a certificate with its key that it signed.
fn client_authority(name: &str) -> (PathBuf, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap();
    let client_key = KeyPair::generate().unwrap();
    let client = CertificateParams::new(["client".to_owned()]).unwrap().signed_by(&client_key, &Issuer::new(params, key)).unwrap();
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, authority.pem()).unwrap();
    (file, client.pem() + &client_key.serialize_pem())
}

#[tokio::test]
async fn a_client_without_a_certificate_is_served_where_it_is_optional_and_not_where_it_is_required() {
    let (file, good) = client_authority("clients.pem");
    let (_, foreign) = client_authority("other-clients.pem");
    let cases = [(ClientCertificates::Optional(file.clone()), true), (ClientCertificates::Required(file), false)];
    for (clients, without) in cases {
        let (site, authority) = encrypted(&clients, |_| {}).await;
        let served = async |pem: Option<&str>| {
            let builder = client(&authority);
            let builder = match pem {
                Some(pem) => builder.identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap()),
                None => builder,
            };
            builder.build().unwrap().get(url(&site, "localhost")).send().await.is_ok()
        };
        assert!(served(Some(&good)).await, "{clients:?}");
        assert!(!served(Some(&foreign)).await, "{clients:?}");
        assert_eq!(served(None).await, without, "{clients:?}");
    }
}

#[tokio::test]
async fn handshakes_that_do_not_end_take_seats_and_no_more_than_there_are() {
    let few = |config: &mut Config| {
        config.limits = limits(|limits| {
            limits.connections = 2;
            limits.silence = Duration::from_millis(100);
        });
    };
    let (site, authority) = encrypted(&ClientCertificates::NotAsked, few).await;
    let mut idle = Vec::new();
    for _ in 0..20 {
        idle.push(TcpStream::connect(site.server.api_address()).await.unwrap());
    }
    // Behind all the others, and yet served: each of them has so long and no longer.
    let waiting = client(&authority).build().unwrap();
    assert!(waiting.get(url(&site, "localhost")).send().await.is_ok());
}
