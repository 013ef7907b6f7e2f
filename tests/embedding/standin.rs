//! The server in a test: what it is started with, and how it ends.

use std::net::TcpStream;

use mock_server::{Count, Expected, Filter, Matcher, Standin, StartError, Verdict, WorldError, WorldSpec};
use serde_json::json;

use crate::{Outcome, client};

#[tokio::test]
async fn worlds_share_nothing_and_each_is_reached_at_its_own_url() -> Outcome {
    let standin = Standin::builder().clock("frozen@2026-01-01T00:00:00Z".parse()?).start().await?;
    let other = standin.make_world("other", &WorldSpec::default())?;
    other.advance(jiff::SignedDuration::from_hours(1))?;
    assert_eq!(standin.world().now()?, "2026-01-01T00:00:00Z".parse()?);
    let date = async |url: String| client().get(url).send().await.map(|seen| seen.headers()["date"].clone());
    assert_eq!(date(standin.world().base_url("hyper")?).await?, "Thu, 01 Jan 2026 00:00:00 GMT");
    assert_eq!(date(other.base_url("hyper")?).await?, "Thu, 01 Jan 2026 01:00:00 GMT");
    Ok(())
}

#[tokio::test]
async fn a_fork_goes_its_own_way_and_a_reset_leads_back() -> Outcome {
    let standin = Standin::builder().clock("frozen@2026-01-01T00:00:00Z".parse()?).start().await?;
    let (world, before) = (standin.world(), standin.world().state()?);
    let fork = world.fork("fork")?;
    fork.act("hyper", "regenerate", [])?;
    assert_ne!(fork.credentials("hyper")?, world.credentials("hyper")?);
    assert_eq!(world.state()?, before);
    world.advance_to_next(jiff::SignedDuration::ZERO)?;
    world.reset()?;
    assert_eq!(world.state()?, before);
    Ok(())
}

#[tokio::test]
async fn one_seed_gives_one_set_of_credentials_and_another_seed_another() -> Outcome {
    let credentials = async |seed| Standin::builder().seed(seed).start().await?.world().credentials("hyper").map_err(StartError::from);
    assert_eq!(credentials(5).await?, credentials(5).await?);
    assert_ne!(credentials(5).await?, credentials(6).await?);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_started_is_told_by_its_type() {
    let refused = async |builder: mock_server::Builder| builder.start().await.err().unwrap();
    let api = refused(Standin::builder().instance("a", "hypr")).await;
    assert!(matches!(api, StartError::World(WorldError::UnknownApi { .. })), "{api}");
    let instance = refused(Standin::builder().setting("hypr", "life_hours", 8)).await;
    assert!(matches!(&instance, StartError::World(WorldError::UnknownInstance { suggestion, .. }) if suggestion.contains("hyper")), "{instance}");
    let setting = refused(Standin::builder().setting("hyper", "life_hours", "long")).await;
    assert!(matches!(setting, StartError::World(WorldError::Setting { .. })), "{setting}");
    assert!(Standin::builder().setting("hyper", "life_hours", 8).start().await.is_ok());
    let missing = Standin::start().await.unwrap().world().base_url("hypr");
    assert!(matches!(missing, Err(WorldError::UnknownInstance { .. })), "{missing:?}");
}

#[tokio::test]
async fn a_dropped_server_gives_its_port_back() {
    let standin = Standin::start().await.unwrap();
    let address = standin.server().api_address();
    assert!(TcpStream::connect(address).is_ok());
    drop(standin);
    while TcpStream::connect(address).is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_client_refreshes_once_after_its_token_was_refused() -> Outcome {
    let standin = Standin::start().await?;
    let hyper = standin.world();
    let (base, credentials) = (hyper.base_url("hyper")?, hyper.credentials("hyper")?);
    let call = async |path: &str, token: &str| client().get(format!("{base}{path}")).bearer_auth(token).send().await;
    let refresh = Matcher { path: Some("/RefreshToken".parse()?), ..Matcher::default() };
    let refused = Matcher { status: Some("401".parse()?), ..Matcher::default() };
    let expected = Expected { calls: vec![refresh], count: Count::Exactly(1), after: Some(refused), ..Expected::default() };

    call("/TokenValidity", "an-old-one").await?;
    assert!(matches!(hyper.verify(&expected)?, Verdict::Unmet(unmet) if unmet.message.contains("there came 0")));
    call("/RefreshToken", &credentials["refresh_token"]).await?;
    assert!(matches!(hyper.verify(&expected)?, Verdict::Met(met) if met.calls == [2]));
    assert_eq!(hyper.journal(&Filter::default())?.calls.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_client_bears_a_gateway_that_fails_once() -> Outcome {
    let standin = Standin::builder().fail_on_unfired_faults().start().await?;
    let hyper = standin.world();
    hyper.plant_fault(serde_json::from_value(json!({ "name": "gateway", "effect": { "status": { "code": 502 } }, "times": 1 }))?)?;
    let url = format!("{}/alive_check", hyper.base_url("hyper")?);

    assert_eq!(client().get(&url).send().await?.status(), 502);
    assert_eq!(client().get(&url).send().await?.status(), 200);
    Ok(())
}

/// A server that is to fail the test, with a stub that answers and a fault that strikes the stub's calls alone.
async fn with_a_fault() -> (Standin, String) {
    let standin = Standin::builder().fail_on_unfired_faults().start().await.unwrap();
    let stub = json!({ "name": "own", "auth": "none", "match": { "path": "/own" }, "answers": [{ "text": "mine" }] });
    let fault = json!({ "name": "slip", "match": { "path": "/own" }, "effect": { "status": { "code": 503 } } });
    standin.world().add_stub("hyper", serde_json::from_value(stub).unwrap()).unwrap();
    standin.world().plant_fault(serde_json::from_value(fault).unwrap()).unwrap();
    let url = format!("{}/own", standin.world().base_url("hyper").unwrap());
    (standin, url)
}

#[tokio::test]
#[should_panic(expected = "planted and never fired: slip (world default)")]
async fn a_test_fails_at_its_servers_end_if_its_fault_never_fired() {
    let (standin, _) = with_a_fault().await;
    assert_eq!(standin.verify().unwrap_err().faults, ["slip (world default)"]);
}

#[tokio::test]
async fn a_test_does_not_fail_at_its_servers_end_if_its_fault_fired() {
    let (standin, url) = with_a_fault().await;
    assert_eq!(client().get(url).send().await.unwrap().status(), 503);
    assert_eq!(standin.verify(), Ok(()));
    let coverage = standin.world().coverage().unwrap();
    assert!(coverage.apis.iter().any(|api| api.api == "hyper"));
}

#[tokio::test]
async fn a_server_without_planted_faults_has_none_that_never_fired() {
    let standin = Standin::builder().fail_on_unfired_faults().start().await.unwrap();
    assert_eq!(standin.verify(), Ok(()));
}
