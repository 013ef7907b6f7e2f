//! Ayyeka: a signed token, by which calls are opened until it ends.

use jiff::SignedDuration;
use mock_server::Standin;
use providers::Credentials;
use reqwest::Method;
use serde_json::Value;
use wiremock::MockServer;

use crate::transports::{Asked, FORM};
use crate::{Outcome, client};

const GRANT: &str = "grant_type=client_credentials";

#[tokio::test]
async fn a_token_opens_the_sites_until_it_ends() -> Outcome {
    let standin = Standin::builder().instance("ayyeka", "ayyeka").clock("frozen@2026-01-01T00:00:00Z".parse()?).start().await?;
    let world = standin.world();
    let (base, pair) = (world.base_url("ayyeka")?, world.credentials("ayyeka")?);
    let call = client().post(format!("{base}/auth/token")).basic_auth(&pair["key"], Some(&pair["secret"]));
    let token: Value = call.header("content-type", FORM).body(GRANT).send().await?.json().await?;

    let access = token["access_token"].as_str().unwrap_or_default();
    let status = async || Ok::<_, reqwest::Error>(client().get(format!("{base}/v2.0/site")).bearer_auth(access).send().await?.status());
    assert_eq!(status().await?, 200);
    world.advance(SignedDuration::from_secs(token["expires_in"].as_i64().unwrap_or_default() + 1))?;
    assert_eq!(status().await?, 401);
    Ok(())
}

#[tokio::test]
async fn a_tampered_token_is_refused_by_the_mounted_model_too() -> Outcome {
    let server = MockServer::start().await;
    let ayyeka = mock_server::wiremock::mount(&server, "ayyeka").await?;
    let (base, pair) = (ayyeka.world().base_url("ayyeka")?, ayyeka.world().credentials("ayyeka")?);
    let call = client().post(format!("{base}/auth/token")).basic_auth(&pair["key"], Some(&pair["secret"]));
    let token: Value = call.header("content-type", FORM).body(GRANT).send().await?.json().await?;

    let access = token["access_token"].as_str().unwrap_or_default();
    let (signed, signature) = access.rsplit_once('.').unwrap_or_default();
    let other = signature.chars().rev().collect::<String>();
    let status = async |token: &str| client().get(format!("{base}/v2.0/site")).bearer_auth(token).send().await.map(|seen| seen.status());
    assert_eq!(status(access).await?, 200);
    assert_eq!(status(&format!("{signed}.{other}")).await?, 401);
    Ok(())
}

/// What both transports are asked. The first answer is signed by the host, so that equal bytes are the same signature.
pub(crate) fn requests(credentials: &Credentials) -> Vec<Asked> {
    let token = || Asked::new(Method::POST, "/auth/token").header("content-type", FORM);
    vec![
        token().basic(&credentials["key"], &credentials["secret"]).body(GRANT),
        token().basic(&credentials["key"], "another").body(GRANT),
        token().basic(&credentials["key"], &credentials["secret"]).body("grant_type=password"),
        Asked::new(Method::GET, "/v2.0/site"),
        Asked::new(Method::GET, "/v2.0/site").header("authorization", "Bearer a.b.c"),
    ]
}
