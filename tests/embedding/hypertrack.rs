//! HyperTrack: Basic on a call, and a token of an account that ends.

use jiff::SignedDuration;
use mock_server::Standin;
use providers::Credentials;
use reqwest::Method;
use serde_json::{Value, json};
use wiremock::MockServer;

use crate::transports::{Asked, FORM};
use crate::{Outcome, client};

#[tokio::test]
async fn the_accounts_own_pair_opens_its_devices() -> Outcome {
    let server = MockServer::start().await;
    let hypertrack = mock_server::wiremock::mount(&server, "hypertrack").await?;
    let url = format!("{}/devices", hypertrack.world().base_url("hypertrack")?);
    let account = hypertrack.world().credentials("hypertrack")?;
    let status = async |secret: &str| {
        let call = client().get(&url).basic_auth(&account["account_id"], Some(secret));
        Ok::<_, reqwest::Error>(call.send().await?.status())
    };
    assert_eq!(status(&account["secret_key"]).await?, 200);
    assert_eq!(status("another").await?, 401);
    Ok(())
}

#[tokio::test]
async fn a_token_opens_calls_until_it_ends() -> Outcome {
    let standin = Standin::builder().instance("hypertrack", "hypertrack").clock("frozen@2026-01-01T00:00:00Z".parse()?).start().await?;
    let world = standin.world();
    let (base, account) = (world.base_url("hypertrack")?, world.credentials("hypertrack")?);
    let form = format!("grant_type=client_credentials&client_id={}&client_secret={}", account["account_id"], account["secret_key"]);
    let call = client().post(format!("{base}/oauth/token")).header("content-type", FORM).body(form);
    let token: Value = call.send().await?.json().await?;

    let access = token["access_token"].as_str().unwrap_or_default();
    let status = async || Ok::<_, reqwest::Error>(client().get(format!("{base}/devices")).bearer_auth(access).send().await?.status());
    assert_eq!(status().await?, 200);
    world.advance(SignedDuration::from_secs(token["expires_in"].as_i64().unwrap_or_default() + 1))?;
    assert_eq!(status().await?, 401);
    Ok(())
}

/// What both transports are asked.
pub(crate) fn requests(credentials: &Credentials) -> Vec<Asked> {
    let (id, key) = (&credentials["account_id"], &credentials["secret_key"]);
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={key}");
    let embed = json!({"embed_url": "https://embed.test/views/trips", "grant_type": "client_credentials"}).to_string();
    vec![
        Asked::new(Method::GET, "/devices").basic(id, key),
        Asked::new(Method::GET, "/devices?pagination=1"),
        Asked::new(Method::GET, "/devices?pagination=1").basic(id, key),
        Asked::new(Method::POST, "/oauth/token").header("content-type", FORM).body(form),
        Asked::new(Method::POST, "/oauth/embed-token").basic(id, key).header("content-type", "application/json").body(embed),
    ]
}
