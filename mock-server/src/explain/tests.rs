use std::collections::BTreeMap;

use http::Method;
use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use crate::InstanceSpec;
use crate::template::Templates;

fn now() -> Timestamp {
    "2026-01-01T12:00:00Z".parse().unwrap()
}

fn host(api: &str, settings: serde_json::Value) -> Host {
    let spec = InstanceSpec { settings: serde_json::from_value(settings).unwrap(), ..InstanceSpec::of(api) };
    let template = Templates::default().of(&BTreeMap::from([(api.to_owned(), spec)])).unwrap();
    Host::start(&template.instances[0], crate::stub::Stubs::default(), 1, now())
}

fn attempt(method: Method, path: &str, bearer: Option<&str>) -> Attempt {
    let headers = bearer.map(|token| (http::header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap())).into_iter().collect();
    Attempt { at: now(), client: [127, 0, 0, 1].into(), method, path: path.to_owned(), query: String::new(), headers, body: Vec::new() }
}

fn says(proposals: &[Proposal]) -> Vec<&str> {
    proposals.iter().map(|proposal| proposal.change.says.as_str()).collect()
}

#[test]
fn an_expired_token_was_good_until_its_end_and_the_explanation_says_how_long_ago() {
    let host = host("hyper", json!({}));
    let token = host.instance.credentials()["access_token"].clone();
    let mut call = attempt(Method::GET, "/TokenValidity", Some(&token));
    assert!(explain(&host, &call).1.is_empty(), "nothing is proposed where nothing is refused");
    call.at = now() + SignedDuration::from_millis(3_603_200);
    let (answer, proposals) = explain(&host, &call);
    assert_eq!((answer.status, says(&proposals)), (401, vec!["send it earlier: this token expired 3.2 s ago; it was good until 13:00:00"]));
    assert_eq!(proposals[0].change.to, Changed::At("2026-01-01T12:59:59.999Z".parse().unwrap()));
}

#[test]
fn the_other_sort_of_token_is_told_as_such() {
    let host = host("hyper", json!({}));
    let token = host.instance.credentials()["refresh_token"].clone();
    let (_, proposals) = explain(&host, &attempt(Method::GET, "/TokenValidity", Some(&token)));
    assert_eq!(says(&proposals), ["this is a refresh token; send the current access token"]);
}

#[test]
fn a_limit_is_waited_out_or_lifted() {
    let mut host = host("hyper", json!({"max_posts": 1}));
    let token = host.instance.credentials()["access_token"].clone();
    let call = attempt(Method::POST, "/TokenValidity", Some(&token));
    assert_eq!(host.ask(&call.request(), call.at, call.client).status, 200);
    let (answer, proposals) = explain(&host, &call);
    assert_eq!(answer.status, 429);
    assert_eq!(
        says(&proposals),
        ["wait until 2026-01-01 12:01:00: posts from 127.0.0.1 are accepted again", "lift the limit: set hyper.max_posts=off"]
    );
}

#[test]
fn no_explanation_shows_a_token() {
    let host = host("hyper", json!({}));
    let token = host.instance.credentials()["refresh_token"].clone();
    let (_, proposals) = explain(&host, &attempt(Method::GET, "/TokenValidity", Some(&token)));
    let shown = serde_json::to_string(&proposals).unwrap();
    assert!(!proposals.is_empty() && host.instance.credentials().values().all(|secret| !shown.contains(secret.as_str())), "{shown}");
}

/// What a client might send in place of what is right.
fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("CREDENTIAL".to_owned()),
        Just("Bearer CREDENTIAL".to_owned()),
        Just("bearer CREDENTIAL".to_owned()),
        Just("Basic CREDENTIAL".to_owned()),
        Just("Bearer CREDENTIALx".to_owned()),
        Just("Bearer".to_owned()),
        "[ -~]{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn every_change_that_is_proposed_turns_the_answer_on_a_copy(
        api in prop::sample::select(providers::CATALOGUE.iter().map(|api| api.name()).collect::<Vec<_>>()),
        which in any::<prop::sample::Index>(),
        (header, method) in (header(), prop::sample::select(vec![Method::GET, Method::POST, Method::DELETE])),
        path in "(/TokenValidity|/RefreshToken|/devices|/oauth/token|/v2.0/site|/auth/token|/xpo/Relay|/[a-z]{0,6})",
        (calls, later) in (0_usize..12, 0_i64..8_000_000),
    ) {
        let mut host = host(api, serde_json::Value::Object(Map::new()));
        let credentials: Vec<String> = host.instance.credentials().into_values().collect();
        let value = header.replace("CREDENTIAL", which.get(&credentials).as_str());
        let mut call = attempt(method, &path, None);
        if let Ok(value) = value.parse() {
            call.headers.insert(http::header::AUTHORIZATION, value);
        }
        for _ in 0..calls {
            host.ask(&call.request(), call.at, call.client);
        }
        call.at = now() + SignedDuration::from_millis(later);
        let (answer, proposals) = explain(&host, &call);
        prop_assert!(proposals.is_empty() || refuses(&host, &answer));
        for proposal in proposals {
            let turned = call.changed(&host, &proposal.change).expect("it was made before");
            prop_assert!(!refuses(&host, &turned), "{proposal:?} gives {turned:?}");
            prop_assert_eq!(turned.status, proposal.status);
        }
    }
}
