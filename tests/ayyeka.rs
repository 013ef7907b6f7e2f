//! Libraries that know nothing of this program, against Ayyeka: an OAuth 2.0 client and a verifier of JWTs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use mock_server::{Config, InstanceSpec, Server};
use oauth2::basic::{BasicClient, BasicTokenType};
use oauth2::{AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, TokenResponse as _, TokenUrl};
use serde_json::{Value, json};

/// A server of one Ayyeka, whose clock is the machine's: the libraries look at their own.
async fn served(settings: Value) -> Server {
    let settings = serde_json::from_value(settings).unwrap();
    let instance = InstanceSpec { settings, ..InstanceSpec::of("ayyeka") };
    Server::start(Config { instances: BTreeMap::from([("ayyeka".to_owned(), instance)]), ..Config::default() }).await.unwrap()
}

async fn send(request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let response = client.execute(request.try_into()?).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut answer = HttpResponse::new(response.bytes().await?.to_vec());
    (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
    Ok(answer)
}

/// The token that the OAuth library fetches, which form-encodes key and secret.
async fn fetched(server: &Server) -> oauth2::basic::BasicTokenResponse {
    let view = server.worlds().view("default").unwrap();
    let instance = &view.instances["ayyeka"];
    let client = BasicClient::new(ClientId::new(instance.credentials["key"].clone()))
        .set_client_secret(ClientSecret::new(instance.credentials["secret"].clone()))
        .set_auth_type(AuthType::BasicAuth)
        .set_token_uri(TokenUrl::new(format!("{}/auth/token", instance.base_url)).unwrap());
    client.exchange_client_credentials().request_async(&send).await.unwrap()
}

#[tokio::test]
async fn an_oauth_library_fetches_a_token_of_the_type_jwt() {
    let server = served(json!({"expires_in": 60})).await;
    let token = fetched(&server).await;
    assert_eq!(token.token_type(), &BasicTokenType::Extension("jwt".to_owned()));
    assert_eq!(token.expires_in().map(|lifetime| lifetime.as_secs()), Some(60));
}

#[tokio::test]
async fn a_jwt_library_verifies_the_token_by_the_published_key_in_both_forms_and_refuses_a_changed_one() {
    let server = served(json!({})).await;
    let token = fetched(&server).await.access_token().secret().clone();
    let published = server.worlds().public_key("default", "ayyeka").unwrap();
    let jwks: JwkSet = serde_json::from_value(published.jwks).unwrap();
    let mut validation = Validation::new(Algorithm::RS384);
    validation.set_audience(&["2091"]);
    validation.set_issuer(&["Cloud"]);
    validation.set_required_spec_claims(&["exp", "iat", "iss", "aud", "sub"]);
    for key in [DecodingKey::from_rsa_pem(published.pem.as_bytes()).unwrap(), DecodingKey::from_jwk(&jwks.keys[0]).unwrap()] {
        let decoded = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap();
        assert_eq!((decoded.claims["sub"].as_str(), decoded.header.kid), (Some("6237:708"), None));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let changed = format!("{signed}.B{}", &signature[1..]);
        assert!(changed == token || jsonwebtoken::decode::<Value>(&changed, &key, &validation).is_err());
    }
}

/// What `standin check` of the clauses tells of one clause of a server that is not its own mock.
fn told(server: &Server, clause: &str, options: &[&str]) -> String {
    let view = server.worlds().view("default").unwrap();
    let instance = &view.instances["ayyeka"];
    let folder = tempfile::tempdir().unwrap();
    let mut check = std::process::Command::new(env!("CARGO_BIN_EXE_standin"));
    check.args(["check", "--provider", "ayyeka", "--target", &instance.base_url, "--clause", clause, "--credentials-file"]);
    check.arg(folder.path().join("tokens.json"));
    for name in ["key", "secret"] {
        check.args(["--credential", &format!("{name}={}", instance.credentials[name])]);
    }
    std::fs::write(folder.path().join("key.pem"), server.worlds().public_key("default", "ayyeka").unwrap().pem).unwrap();
    let output = check.args(options).current_dir(folder.path()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rev().find(|line| line.split_whitespace().any(|word| word == clause)).unwrap_or_else(|| panic!("{output:?}"));
    line.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_servers_signature_is_judged_by_the_key_that_it_names_and_inconclusive_without_one() {
    let server = served(json!({})).await;
    assert!(told(&server, "ayyeka.jwt.signature", &["--public-key", "key.pem"]).contains("verified"));
    assert!(told(&server, "ayyeka.jwt.signature", &[]).contains("inconclusive"));
    assert!(told(&server, "ayyeka.jwt.claims", &[]).contains("verified"));
    let checks = |line: String| line.split_whitespace().rev().nth(1).and_then(|word| word.parse::<u32>().ok()).unwrap();
    let with = checks(told(&server, "ayyeka.call.tampered", &["--public-key", "key.pem"]));
    assert!(with > checks(told(&server, "ayyeka.call.tampered", &[])), "what forges by the key is played only where there is one");
}
