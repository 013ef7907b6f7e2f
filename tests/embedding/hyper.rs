//! Hyper: a server in the test, and the model on a wiremock server.

use jiff::{SignedDuration, Timestamp};
use mock_server::Standin;
use providers::Credentials;
use reqwest::Method;
use serde_json::Value;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::transports::Asked;
use crate::{Outcome, client};

#[tokio::test]
async fn a_token_expires_when_the_test_says_so() -> Outcome {
    let standin = Standin::builder()
        .instance("hyper", "hyper")
        .setting("hyper", "life_hours", 8)
        .clock("frozen@2026-01-01T00:00:00Z".parse()?)
        .seed(1)
        .start()
        .await?;
    let hyper = standin.world();
    let url = format!("{}/TokenValidity", hyper.base_url("hyper")?);
    let access = hyper.credentials("hyper")?["access_token"].clone();
    let status = async || Ok::<_, reqwest::Error>(client().get(&url).bearer_auth(&access).send().await?.status());

    hyper.set("2026-01-01T07:59:59.999Z".parse::<Timestamp>()?)?;
    assert_eq!(status().await?, 200);
    hyper.advance(SignedDuration::from_millis(1))?;
    assert_eq!(status().await?, 401);
    Ok(())
}

#[tokio::test]
async fn an_old_token_works_for_the_grace_period_and_no_longer() -> Outcome {
    let server = MockServer::start().await;
    let hyper = mock_server::wiremock::mount(&server, "hyper").await?;
    let base = hyper.world().base_url("hyper")?;
    let old = hyper.world().credentials("hyper")?;
    let call = async |name: &str, token: &str| client().get(format!("{base}/{name}")).bearer_auth(token).send().await;

    let refreshed: Value = call("RefreshToken", &old["refresh_token"]).await?.json().await?;
    assert_ne!(refreshed["access_token"], old["access_token"]);
    assert_eq!(call("TokenValidity", &old["access_token"]).await?.status(), 200);
    hyper.world().advance(SignedDuration::from_mins(3))?;
    assert_eq!(call("TokenValidity", &old["access_token"]).await?.status(), 401);
    Ok(())
}

#[tokio::test]
async fn a_mock_of_the_tests_own_stands_in_front_of_the_model() -> Outcome {
    let server = MockServer::start().await;
    let hyper = mock_server::wiremock::mount(&server, "hyper").await?;
    let outage = Mock::given(method("GET")).and(path("/hyper/TokenValidity")).respond_with(ResponseTemplate::new(503));
    outage.with_priority(1).up_to_n_times(1).mount(&server).await;

    let url = format!("{}/TokenValidity", hyper.world().base_url("hyper")?);
    let access = hyper.world().credentials("hyper")?["access_token"].clone();
    let status = async || Ok::<_, reqwest::Error>(client().get(&url).bearer_auth(&access).send().await?.status());
    assert_eq!(status().await?, 503);
    assert_eq!(status().await?, 200);
    Ok(())
}

#[tokio::test]
async fn an_administrator_and_a_clients_address_are_the_tests_to_play() -> Outcome {
    let server = MockServer::start().await;
    let hyper = mock_server::wiremock::mount(&server, "hyper").await?;
    let (world, url) = (hyper.world(), format!("{}/TokenValidity", hyper.world().base_url("hyper")?));
    let access = world.credentials("hyper")?["access_token"].clone();
    let status = async || Ok::<_, reqwest::Error>(client().get(&url).bearer_auth(&access).send().await?.status());

    world.act("hyper", "set_whitelist", [("addresses", ["192.0.2.7"].into())])?;
    world.act("hyper", "save", [])?;
    world.act("hyper", "restart", [])?;
    assert_eq!(status().await?, 403);
    hyper.set_client_address("192.0.2.7".parse()?);
    assert_eq!(status().await?, 200);
    assert_eq!(world.inspect("hyper")?["IP v4 Whitelist"][0], "192.0.2.7");
    Ok(())
}

/// What both transports are asked.
pub(crate) fn requests(credentials: &Credentials) -> Vec<Asked> {
    let [access, refresh] = ["access_token", "refresh_token"].map(|name| format!("Bearer {}", credentials[name]));
    let find = r#"{"phone":"0501234567"}"#;
    vec![
        Asked::new(Method::GET, "/TokenValidity").header("authorization", &access),
        Asked::new(Method::GET, "/TokenValidity"),
        Asked::new(Method::POST, "/Does_Entity_Exist_Json").header("authorization", &access).header("content-type", "application/json").body(find),
        Asked::new(Method::GET, "/RefreshToken").header("authorization", refresh),
        Asked::new(Method::GET, "/TokenValidity").header("authorization", access),
    ]
}
