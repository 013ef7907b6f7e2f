//! The control plane, over HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use support::{Seen, Site, site, site_with};

const FROZEN: &str = r#"{"seed":1,"clock":{"mode":"frozen","at":"2026-01-01T00:00:00Z"}}"#;

async fn now(site: &Site, world: &str) -> String {
    site.ask(&format!("/worlds/{world}/clock")).await.json()["now"].as_str().unwrap().to_owned()
}

fn refusal(seen: &Seen) -> (u16, String) {
    (seen.status.as_u16(), seen.error().to_owned())
}

#[tokio::test]
async fn a_world_is_made_shown_listed_and_removed() {
    let site = site().await;
    let made = site.put("/worlds/mine", FROZEN).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let view = made.json();
    assert_eq!(view["instances"]["hyper"]["base_url"], format!("http://{}/w/mine/hyper", site.server.api_address()));
    assert_eq!(view["control_url"], format!("http://{}", site.server.control_address().unwrap()));
    assert_eq!(view["clock"], json!({"now": "2026-01-01T00:00:00Z", "mode": "frozen", "rate": 0.0}));
    assert_eq!(site.ask("/worlds/mine").await.json(), view);
    let names = |seen: Seen| seen.json()["worlds"].as_array().unwrap().iter().map(|line| line["world"].clone()).collect::<Vec<_>>();
    assert_eq!(names(site.ask("/worlds").await), ["default", "mine"]);
    assert_eq!(site.put("/worlds/mine", "").await.status, 200);
    assert_eq!(site.control(Method::DELETE, "/worlds/mine", "").await.status, 204);
    assert_eq!(names(site.ask("/worlds").await), ["default"]);
    assert_eq!(refusal(&site.control(Method::DELETE, "/worlds/mine", "").await), (404, "unknown_world".to_owned()));
    assert_eq!(refusal(&site.control(Method::DELETE, "/worlds/default", "").await), (409, "default_stays".to_owned()));
}

#[tokio::test]
async fn time_is_set_and_advanced_but_never_back() {
    let site = site().await;
    site.put("/worlds/mine", FROZEN).await;
    let advanced = site.post("/worlds/mine/clock", r#"{"advance":"1h 30m"}"#).await;
    assert_eq!(advanced.json()["now"], "2026-01-01T01:30:00Z");
    let back = site.post("/worlds/mine/clock", r#"{"set":"2026-01-01T01:29:59.999Z"}"#).await;
    assert_eq!(refusal(&back), (409, "backward".to_owned()));
    assert_eq!(refusal(&site.post("/worlds/mine/clock", r#"{"advance":"-1ms"}"#).await), (409, "backward".to_owned()));
    assert_eq!(site.post("/worlds/mine/clock", r#"{"set":"2027-01-01T00:00:00Z"}"#).await.status, 200);
    assert_eq!(now(&site, "mine").await, "2027-01-01T00:00:00Z");
}

#[tokio::test]
async fn a_clock_changes_its_mode_and_keeps_its_moment() {
    let site = site().await;
    site.put("/worlds/mine", FROZEN).await;
    let rate = site.post("/worlds/mine/clock", r#"{"mode":"rate","rate":60}"#).await;
    assert_eq!(rate.json(), json!({"now": "2026-01-01T00:00:00Z", "mode": "rate", "rate": 60.0}));
    site.wall.pass(SignedDuration::from_secs(2));
    assert_eq!(now(&site, "mine").await, "2026-01-01T00:02:00Z");
    site.post("/worlds/mine/clock", r#"{"mode":"flowing"}"#).await;
    site.wall.pass(SignedDuration::from_secs(2));
    assert_eq!(now(&site, "mine").await, "2026-01-01T00:02:02Z");
    site.post("/worlds/mine/clock", r#"{"mode":"frozen"}"#).await;
    site.wall.pass(SignedDuration::from_secs(2));
    assert_eq!(now(&site, "mine").await, "2026-01-01T00:02:02Z");
}

#[tokio::test]
async fn the_next_deadline_is_reached_to_the_millisecond_or_there_is_none() {
    let site = site().await;
    site.put("/worlds/mine", FROZEN).await;
    let deadlines = site.ask("/worlds/mine/deadlines").await.json();
    let Some(first) = deadlines["deadlines"].get(0) else {
        let none = site.post("/worlds/mine/clock", r#"{"advance_to":"next"}"#).await;
        return assert_eq!(refusal(&none), (409, "no_deadline".to_owned()));
    };
    let at: jiff::Timestamp = first["at"].as_str().unwrap().parse().unwrap();
    let before = site.post("/worlds/mine/clock", r#"{"advance_to":"next","bias":"-1ms"}"#).await;
    assert_eq!(before.json()["now"], (at - SignedDuration::from_millis(1)).to_string());
    let reached = site.post("/worlds/mine/clock", r#"{"advance_to":"next"}"#).await;
    assert_eq!(reached.json()["now"], at.to_string());
}

#[tokio::test]
async fn a_reset_leads_back_to_the_beginning_and_a_fork_goes_its_own_way() {
    let site = site().await;
    let made = site.put("/worlds/mine", FROZEN).await.json();
    site.post("/worlds/mine/clock", r#"{"advance":"1h"}"#).await;
    let fork = site.post("/worlds/mine/fork", r#"{"name":"copy"}"#).await;
    assert_eq!((fork.status.as_u16(), &fork.json()["clock"]["now"]), (201, &json!("2026-01-01T01:00:00Z")));
    assert_eq!(refusal(&site.post("/worlds/mine/fork", r#"{"name":"copy"}"#).await), (409, "world_exists".to_owned()));
    assert_eq!(site.post("/worlds/mine/reset", "").await.json(), made);
    site.post("/worlds/copy/clock", r#"{"advance":"1h"}"#).await;
    assert_eq!((now(&site, "mine").await.as_str(), now(&site, "copy").await.as_str()), ("2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z"));
    site.post("/worlds/copy/reset", "").await;
    assert_eq!(now(&site, "copy").await, "2026-01-01T01:00:00Z");
}

#[tokio::test]
async fn a_fork_has_the_state_of_its_original() {
    let site = site().await;
    site.put("/worlds/mine", FROZEN).await;
    site.get("/w/mine/hyper/x", &[]).await;
    site.post("/worlds/mine/fork", r#"{"name":"copy"}"#).await;
    let [mine, copy] = [site.ask("/worlds/mine/state").await.json(), site.ask("/worlds/copy/state").await.json()];
    assert_eq!((&mine["instances"], &mine["clock"], &mine["seed"]), (&copy["instances"], &copy["clock"], &copy["seed"]));
}

#[tokio::test]
async fn every_mistake_is_told_with_what_would_be_right() {
    let site = site().await;
    let cases = [
        (Method::PUT, "/worlds/a", r#"{"sede":1}"#, 422, "unknown_field", "did you mean `seed`?"),
        (Method::PUT, "/worlds/a", r#"{"seed":-1}"#, 422, "bad_value", "a whole number from 0"),
        (Method::PUT, "/worlds/a", r#"{"clock":{"mode":"forzen"}}"#, 422, "bad_value", "flowing, rate (with `rate`) or frozen"),
        (Method::PUT, "/worlds/a", r#"{"clock":{"mode":"rate"}}"#, 422, "missing_field", "60 is a minute a second"),
        (Method::PUT, "/worlds/a", r#"{"clock":{"mode":"frozen","at":"noon"}}"#, 422, "bad_value", "2026-01-01T00:00:00Z"),
        (Method::PUT, "/worlds/a", r#"{"port":70000}"#, 422, "bad_value", "1 to 65535"),
        (Method::PUT, "/worlds/a", r#"{"client_address":"both"}"#, 422, "bad_value", "peer or header"),
        (Method::PUT, "/worlds/a", r#"{"instances":{"h":{"api":"hypr"}}}"#, 422, "unknown_api", "did you mean `hyper`?"),
        (Method::PUT, "/worlds/a", r#"{"instances":{"h":{}}}"#, 422, "missing_field", "hyper"),
        (Method::PUT, "/worlds/a", r#"{"instances":{"h":7}}"#, 422, "bad_value", "an object"),
        (Method::PUT, "/worlds/a", r#"{"instances":{"w":{"api":"hyper"}}}"#, 422, "bad_instance_name", "not `w`"),
        (Method::PUT, "/worlds/a", r#"{"instances":{"h":{"api":"hyper","settings":{"no_such":1}}}}"#, 422, "bad_setting", "no_such"),
        (Method::PUT, "/worlds/a", r#"{"instances":{"h":{"api":"hyper","deviation":"no_such"}}}"#, 422, "bad_setting", "no_such"),
        (Method::PUT, "/worlds/a", "{", 400, "bad_json", "line 1"),
        (Method::PUT, "/worlds/a", "[]", 400, "bad_json", "object"),
        (Method::PUT, "/worlds/A", "", 422, "bad_world_name", "a-z"),
        (Method::GET, "/worlds/%ff", "", 404, "unknown_path", "UTF-8"),
        (Method::GET, "/worlds/defualt", "", 404, "unknown_world", "did you mean `default`?"),
        (Method::POST, "/worlds/default/clock", "{}", 422, "bad_value", "set, advance, advance_to, mode"),
        (Method::POST, "/worlds/default/clock", r#"{"set":"2027-01-01T00:00:00Z","advance":"1s"}"#, 422, "bad_value", "set and advance"),
        (Method::POST, "/worlds/default/clock", r#"{"advance":"a while"}"#, 422, "bad_value", "1h 30m"),
        (Method::POST, "/worlds/default/clock", r#"{"advance":"1s","bias":"1s"}"#, 422, "bad_value", "goes with `advance_to`"),
        (Method::POST, "/worlds/default/clock", r#"{"advance_to":"last"}"#, 422, "bad_value", "next"),
        (Method::POST, "/worlds/default/clock", r#"{"mode":"frozen","rate":2}"#, 422, "bad_value", "alone"),
        (Method::POST, "/worlds/default/fork", "{}", 422, "missing_field", "`name`"),
        (Method::POST, "/worlds/default/reset", r#"{"seed":2}"#, 422, "unknown_field", "seed"),
        (Method::POST, "/worlds/default/instances/hypr/actions/x", "", 404, "unknown_instance", "did you mean `hyper`?"),
        (Method::POST, "/worlds/default/instances/hyper/actions/no_such", "", 404, "unknown_action", "no_such"),
        (Method::GET, "/world", "", 404, "unknown_path", "/worlds"),
        (Method::POST, "/worlds/default", "", 405, "wrong_method", "POST"),
    ];
    for (method, path, body, status, code, says) in cases {
        let seen = site.control(method, path, body).await;
        assert_eq!(refusal(&seen), (status, code.to_owned()), "{path} {body}: {}", seen.body);
        assert!(seen.message().contains(says), "{path} {body}: {}", seen.message());
    }
    assert_eq!(site.worlds().list().len(), 1);
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let site = site().await;
    assert_eq!(site.post("/worlds/default", "").await.header("allow").replace(' ', ""), "PUT,GET,HEAD,DELETE");
}

#[tokio::test]
async fn a_document_over_the_limit_is_413() {
    let site = site_with(|config| config.limits.body = 100).await;
    assert_eq!(refusal(&site.put("/worlds/a", &" ".repeat(101)).await), (413, "body_too_large".to_owned()));
    assert_eq!(site.put("/worlds/a", &" ".repeat(100)).await.status, 201);
}

#[tokio::test]
async fn with_a_token_only_health_is_open() {
    let site = site_with(|config| config.control_token = Some("secret".to_owned())).await;
    let control = format!("http://{}", site.server.control_address().unwrap());
    let get = |path: &str, token: &str| site.http.get(format!("{control}{path}")).header("authorization", token).send();
    assert_eq!(site.ask("/health").await.status, 200);
    assert_eq!(refusal(&site.ask("/worlds").await), (401, "token_needed".to_owned()));
    assert_eq!(site.ask("/nowhere").await.status, 401);
    for token in ["Bearer secre", "Bearer secret1", "Bearer", "Basic secret", ""] {
        assert_eq!(get("/worlds", token).await.unwrap().status(), 401, "{token}");
    }
    assert_eq!(get("/worlds", "Bearer secret").await.unwrap().status(), 200);
}

#[tokio::test]
async fn two_instances_of_one_api_stand_side_by_side_unless_they_share_an_address() {
    let site = site().await;
    let both = r#"{"instances":{"one":{"api":"hyper"},"two":{"api":"hyper"}}}"#;
    let made = site.put("/worlds/mine", both).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let instances = &made.json()["instances"];
    assert_ne!(instances["one"]["credentials"], instances["two"]["credentials"]);
    assert_eq!(site.get("/w/mine/two/x", &[]).await.error(), "");
    assert_eq!(site.get("/w/mine/hyper/x", &[]).await.error(), "unknown_path");
    let address = r#"{"api":"hyper","settings":{"domain_address":"a.example"}}"#;
    let shared = site.put("/worlds/other", &format!(r#"{{"instances":{{"one":{address},"two":{address}}}}}"#)).await;
    assert_eq!(refusal(&shared), (422, "exclusive_setting".to_owned()));
    assert!(shared.message().contains("domain_address"), "{}", shared.message());
}

#[tokio::test]
async fn an_administrators_action_is_done_in_its_world_alone() {
    let site = site().await;
    site.put("/worlds/mine", FROZEN).await;
    let [before, other] = [site.ask("/worlds/mine/state").await, site.ask("/worlds/default/state").await];
    let act = |action: &str, arguments: &str| {
        let path = format!("/worlds/mine/instances/hyper/actions/{action}");
        let arguments = arguments.to_owned();
        let site = &site;
        async move { site.post(&path, &arguments).await }
    };
    let bad = act("set_lifetime", r#"{"hours":"many"}"#).await;
    assert_eq!(bad.status, 422, "{}", bad.body);
    assert_eq!(site.ask("/worlds/mine/state").await, before);
    let done = act("set_lifetime", r#"{"hours":5}"#).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.json()["clauses"].is_array());
    assert_ne!(site.ask("/worlds/mine/state").await, before);
    assert_eq!(site.ask("/worlds/default/state").await.json()["instances"], other.json()["instances"]);
}
