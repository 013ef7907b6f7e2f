//! Faults that are planted on purpose, over real sockets.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use mock_server::{FaultSpec, FaultStatus, WorldSpec};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use support::{Site, site, site_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const FAULTS: &str = "/worlds/mine/faults";
const LONG: &str = "30s";
/// No call here waits so long unless it is stuck.
const STUCK: Duration = Duration::from_secs(20);

/// A site with a frozen world `mine`.
async fn world() -> Site {
    let site = site().await;
    site.worlds().create("mine", &support::frozen(support::START)).unwrap();
    site
}

fn fault(name: &str, effect: Value) -> Value {
    json!({"name": name, "effect": effect})
}

fn with(mut spec: Value, field: &str, value: impl Into<Value>) -> Value {
    spec[field] = value.into();
    spec
}

async fn plant(site: &Site, spec: Value) {
    let planted = site.post(FAULTS, &spec.to_string()).await;
    assert_eq!((planted.status.as_u16(), &planted.json()["status"]), (201, &json!("pending")), "{}", planted.body);
}

fn bearer(site: &Site, credential: &str) -> String {
    format!("Bearer {}", site.worlds().credentials("mine", "hyper").unwrap()[credential])
}

/// Sends a call that keeps its side open, and reads until the server ends the connection.
async fn until_the_end(site: &Site, path: &str, credential: &str) -> (Vec<u8>, Result<(), ErrorKind>) {
    let mut stream = TcpStream::connect(site.server.api_address()).await.unwrap();
    let head = format!("GET /w/mine/hyper{path} HTTP/1.1\r\nhost: a\r\nauthorization: {}\r\n\r\n", bearer(site, credential));
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut read = Vec::new();
    let end = tokio::time::timeout(STUCK, stream.read_to_end(&mut read)).await.expect("the connection stays open");
    (read, end.map(|_| ()).map_err(|error| error.kind()))
}

fn tokens(site: &Site) -> Vec<String> {
    site.worlds().credentials("mine", "hyper").unwrap().into_values().collect()
}

fn struck(site: &Site, name: &str) -> u64 {
    site.worlds().fault("mine", name).unwrap().struck
}

#[tokio::test]
async fn a_reset_is_a_reset_and_an_empty_answer_an_end() {
    let site = world().await;
    plant(&site, with(fault("reset", json!("reset")), "times", 1)).await;
    assert_eq!(until_the_end(&site, "/TokenValidity", "access_token").await, (vec![], Err(ErrorKind::ConnectionReset)));
    plant(&site, with(fault("empty", json!("empty")), "times", 1)).await;
    assert_eq!(until_the_end(&site, "/TokenValidity", "access_token").await, (vec![], Ok(())));
    plant(&site, with(fault("words", json!("not_http")), "times", 1)).await;
    let (words, end) = until_the_end(&site, "/TokenValidity", "access_token").await;
    assert_eq!((words.starts_with(b"HTTP"), words.is_empty(), end), (false, false, Ok(())));
    assert_eq!([struck(&site, "reset"), struck(&site, "empty"), struck(&site, "words")], [1, 1, 1]);
}

#[tokio::test]
async fn after_the_api_its_state_moved_and_before_it_nothing_did() {
    let site = world().await;
    let first = tokens(&site);
    plant(&site, with(with(fault("before", json!("reset")), "when", "before"), "times", 1)).await;
    let _lost = until_the_end(&site, "/RefreshToken", "refresh_token").await;
    assert_eq!(tokens(&site), first);
    plant(&site, with(with(fault("after", json!("reset")), "when", "after"), "times", 1)).await;
    let _lost = until_the_end(&site, "/RefreshToken", "refresh_token").await;
    assert_ne!(tokens(&site), first);
}

#[tokio::test]
async fn a_truncated_body_is_shorter_than_its_head_says() {
    let site = world().await;
    let whole = site.get("/w/mine/hyper/TokenValidity", &[("authorization", &bearer(&site, "access_token"))]).await.body;
    for (keep, expected) in [(json!({}), whole.len() / 2), (json!({"keep": 5}), 5), (json!({"keep": 0}), 0), (json!({"keep": 99_999}), whole.len())] {
        site.worlds().clear_faults("mine").unwrap();
        plant(&site, fault("cut", json!({"truncated": keep}))).await;
        let (read, _) = until_the_end(&site, "/TokenValidity", "access_token").await;
        let text = String::from_utf8(read).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let promised: usize = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
        assert_eq!(body, &whole[..expected]);
        assert!(promised > body.len(), "{head}");
    }
    let sent = site.http.get(format!("http://{}/w/mine/hyper/TokenValidity", site.server.api_address())).send().await.unwrap();
    assert!(sent.bytes().await.is_err());
}

#[tokio::test]
async fn a_malformed_body_is_complete_and_no_text_and_the_same_again_after_a_reset() {
    let site = site().await;
    let faults: Vec<FaultSpec> = vec![serde_json::from_value(fault("bad", json!("malformed"))).unwrap()];
    site.worlds().create("mine", &WorldSpec { faults, ..support::frozen(support::START) }).unwrap();
    let (url, token) = (format!("http://{}/w/mine/hyper/TokenValidity", site.server.api_address()), bearer(&site, "access_token"));
    let get = async || site.http.get(&url).header("authorization", &token).send().await.unwrap().bytes().await.unwrap();
    let (first, second) = (get().await, get().await);
    assert!(std::str::from_utf8(&first).is_err());
    assert_ne!(first, second);
    site.worlds().reset("mine").unwrap();
    assert_eq!(get().await, first);
}

#[tokio::test]
async fn a_status_takes_the_place_of_the_answer() {
    let site = world().await;
    let first = tokens(&site);
    let away = json!({"status": {"code": 503, "headers": {"retry-after": "7"}, "body": "away"}});
    plant(&site, with(fault("away", away), "match", json!({"path": "/RefreshToken"}))).await;
    let refresh = bearer(&site, "refresh_token");
    let seen = site.get("/w/mine/hyper/RefreshToken", &[("authorization", &refresh)]).await;
    assert_eq!((seen.status.as_u16(), seen.header("retry-after"), seen.body.as_str(), seen.error()), (503, "7", "away", ""));
    assert_ne!(tokens(&site), first);
    assert_eq!(site.get("/w/mine/hyper/TokenValidity", &[]).await.status, 401);
    assert_eq!(struck(&site, "away"), 1);
}

#[tokio::test]
async fn a_drip_gives_the_whole_body_in_pieces_with_pauses() {
    let site = world().await;
    let access = bearer(&site, "access_token");
    let get = async || site.get("/w/mine/hyper/TokenValidity", &[("authorization", &access)]).await;
    let whole = get().await;
    plant(&site, fault("drip", json!({"drip": {"bytes": 10, "pause": "2ms"}}))).await;
    let begun = Instant::now();
    let dripped = get().await;
    assert_eq!(dripped, whole);
    assert!(begun.elapsed() >= Duration::from_millis(2) * u32::try_from(whole.body.len() / 10).unwrap());
}

#[tokio::test]
async fn a_latency_holds_up_its_own_call_and_no_other_of_the_world() {
    let site = world().await;
    let slow = fault("slow", json!({"latency": {"fixed": LONG}}));
    for when in ["before", "after"] {
        site.worlds().clear_faults("mine").unwrap();
        plant(&site, with(with(slow.clone(), "when", when), "match", json!({"path": "/Slow"}))).await;
        let url = format!("http://{}/w/mine/hyper/Slow", site.server.api_address());
        let waiting = tokio::spawn(site.http.get(url).send());
        while struck(&site, "slow") == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(site.get("/w/mine/hyper/TokenValidity", &[]).await.status, 401);
        assert!(!waiting.is_finished(), "{when}");
        waiting.abort();
    }
}

#[tokio::test]
async fn a_latency_takes_real_time_and_leaves_a_frozen_clock_alone() {
    let site = world().await;
    plant(&site, with(fault("before", json!({"latency": {"fixed": "15ms"}})), "when", "before")).await;
    plant(&site, fault("after", json!({"latency": {"uniform": {"from": "15ms", "to": "16ms"}}}))).await;
    let begun = Instant::now();
    let seen = site.get("/w/mine/hyper/TokenValidity", &[]).await;
    assert!(begun.elapsed() >= Duration::from_millis(30));
    assert_eq!((seen.status.as_u16(), seen.header("date")), (401, "Thu, 01 Jan 2026 00:00:00 GMT"));
    assert_eq!([struck(&site, "before"), struck(&site, "after")], [1, 1]);
}

#[tokio::test]
async fn a_shutdown_cuts_waits_and_drips_short() {
    for effect in [json!({"latency": {"fixed": LONG}}), json!({"drip": {"pause": LONG}})] {
        let site = world().await;
        plant(&site, fault("slow", effect)).await;
        let url = format!("http://{}/w/mine/hyper/TokenValidity", site.server.api_address());
        let http = site.http.clone();
        let waiting = tokio::spawn(async move { http.get(url).send().await?.bytes().await });
        while struck(&site, "slow") == 0 {
            tokio::task::yield_now().await;
        }
        let begun = Instant::now();
        site.server.shutdown().await;
        assert!(!waiting.await.unwrap().unwrap().is_empty());
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn over_http_2_a_cut_resets_the_stream_and_the_connection_goes_on() {
    let site = world().await;
    plant(&site, with(fault("cut", json!("reset")), "match", json!({"path": "/Cut"}))).await;
    plant(&site, with(fault("half", json!({"truncated": {}})), "match", json!({"path": "/Half"}))).await;
    let http2 = Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    let url = |path: &str| format!("http://{}/w/mine/hyper/{path}", site.server.api_address());
    assert!(http2.get(url("Cut")).send().await.is_err());
    let half = http2.get(url("Half")).send().await;
    assert!(match half {
        Ok(response) => response.bytes().await.is_err(),
        Err(_) => true,
    });
    let whole = http2.get(url("Whole")).send().await.unwrap();
    assert_eq!((whole.version(), whole.status().as_u16()), (reqwest::Version::HTTP_2, 401));
    assert_eq!(site.worlds().faults("mine").unwrap().iter().map(|receipt| receipt.struck).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn a_fault_for_one_clause_strikes_only_what_that_clause_decided() {
    let site = world().await;
    plant(&site, with(fault("a", json!({"status": {"code": 503}})), "clause", "hyper.refusal.wrong")).await;
    let wrong = site.get("/w/mine/hyper/TokenValidity", &[("authorization", "Bearer wrong")]).await;
    let right = site.get("/w/mine/hyper/TokenValidity", &[("authorization", &bearer(&site, "access_token"))]).await;
    assert_eq!((wrong.status.as_u16(), right.status.as_u16()), (503, 200));
}

#[tokio::test]
async fn a_fault_changes_no_token_and_repeats_with_the_seed() {
    let site = site().await;
    let faults: Vec<FaultSpec> = vec![serde_json::from_value(with(fault("a", json!({"status": {"code": 503}})), "probability", 0.5)).unwrap()];
    let spec = WorldSpec { seed: Some(7), ..support::frozen(support::START) };
    site.worlds().create("plain", &spec).unwrap();
    for world in ["a", "b"] {
        site.worlds().create(world, &WorldSpec { faults: faults.clone(), ..spec.clone() }).unwrap();
    }
    let luck = async |world: &str| {
        let mut statuses = Vec::new();
        for _ in 0..20 {
            statuses.push(site.get(&format!("/w/{world}/hyper/TokenValidity"), &[]).await.status.as_u16());
        }
        statuses
    };
    let first = luck("a").await;
    assert!(first.contains(&503) && first.contains(&401), "{first:?}");
    assert_eq!(luck("b").await, first);
    site.worlds().fork("a", "copy").unwrap();
    let second = luck("a").await;
    assert_eq!(luck("copy").await, second);
    site.worlds().reset("a").unwrap();
    assert_eq!(luck("a").await, first);
    assert!(luck("plain").await.iter().all(|status| *status == 401));
    assert_eq!(site.worlds().credentials("a", "hyper").unwrap(), site.worlds().credentials("plain", "hyper").unwrap());
}

#[tokio::test]
async fn a_fault_that_never_struck_fails_the_verification() {
    let site = world().await;
    assert_eq!(site.post("/worlds/mine/faults/verify", "").await.status, 200);
    plant(&site, with(fault("a", json!("reset")), "match", json!({"path": "/Never"}))).await;
    plant(&site, with(fault("b", json!({"status": {"code": 503}})), "times", 1)).await;
    let get = async || site.get("/w/mine/hyper/TokenValidity", &[]).await.status.as_u16();
    assert_eq!([get().await, get().await], [503, 401]);
    let verified = site.post("/worlds/mine/faults/verify", "").await;
    let unfired: Vec<_> = verified.json()["unfired"].as_array().unwrap().iter().map(|receipt| receipt["name"].clone()).collect();
    assert_eq!((verified.status.as_u16(), unfired), (409, vec![json!("a")]));
    assert_eq!(site.worlds().unfired_faults("mine").unwrap().len(), 1);
    let receipt = site.ask("/worlds/mine/faults/b").await.json();
    assert_eq!((&receipt["status"], &receipt["struck"], &receipt["met"]), (&json!("consumed"), &json!(1), &json!(1)));
    assert_eq!(receipt["last"], "2026-01-01T00:00:00Z");
    assert_eq!(site.control(Method::DELETE, "/worlds/mine/faults/a", "").await.json()["status"], "pending");
    assert_eq!(site.post("/worlds/mine/faults/verify", "").await.status, 200);
    assert_eq!(site.worlds().fault("mine", "b").unwrap().status, FaultStatus::Consumed);
    assert_eq!(site.control(Method::DELETE, FAULTS, "").await.status, 204);
    assert_eq!(site.ask(FAULTS).await.json(), json!({"faults": []}));
}

#[tokio::test]
async fn every_mistake_in_a_fault_is_told_with_where_and_what_would_be_right() {
    let site = world().await;
    plant(&site, fault("there", json!("reset"))).await;
    let cases = [
        (Method::POST, FAULTS, r#"{"name":"a","efect":"reset"}"#, 422, "unknown_field", "did you mean `effect`?"),
        (Method::POST, FAULTS, r#"{"name":"a","effect":"rset"}"#, 422, "bad_value", "did you mean `reset`?"),
        (Method::POST, FAULTS, r#"{"name":"a"}"#, 422, "missing_field", "`effect`"),
        (Method::POST, FAULTS, r#"{"name":"a","effect":"reset","when":"during"}"#, 422, "bad_value", "`before` or `after`"),
        (
            Method::POST,
            FAULTS,
            r#"{"name":"a","effect":"reset","clause":"hyper.refusal.worng"}"#,
            422,
            "bad_fault",
            "did you mean `hyper.refusal.wrong`?",
        ),
        (Method::POST, FAULTS, r#"{"name":"a","effect":"reset","instance":"hypr"}"#, 422, "bad_fault", "did you mean `hyper`?"),
        (Method::POST, FAULTS, r#"{"name":"there","effect":"reset"}"#, 409, "fault_exists", "remove it first"),
        (Method::GET, "/worlds/mine/faults/thre", "", 404, "unknown_fault", "did you mean `there`?"),
        (Method::DELETE, "/worlds/mine/faults/thre", "", 404, "unknown_fault", "did you mean `there`?"),
        (Method::POST, "/worlds/mine/faults/verify", r#"{"x":1}"#, 422, "unknown_field", "`x`"),
        (Method::GET, "/worlds/mien/faults", "", 404, "unknown_world", "did you mean `mine`?"),
        (Method::PUT, "/worlds/b", r#"{"faults":[{"name":"a","effect":"reset","nth":0}]}"#, 422, "bad_fault", "faults[0].nth"),
        (Method::PUT, "/worlds/b", r#"{"faults":[{"name":"a"}]}"#, 422, "missing_field", "faults[0]"),
        (Method::PUT, "/worlds/b", r#"{"faults":[{"name":"a","effect":"reset"},{"name":"a","effect":"empty"}]}"#, 409, "fault_exists", "`a`"),
    ];
    for (method, path, body, status, code, says) in cases {
        let seen = site.control(method, path, body).await;
        assert_eq!((seen.status.as_u16(), seen.error()), (status, code), "{path} {body}: {}", seen.body);
        assert!(seen.message().contains(says), "{path} {body}: {}", seen.message());
    }
    assert!(!site.worlds().contains("b"));
}

#[tokio::test]
async fn a_client_that_goes_away_ends_its_wait() {
    let site = site_with(|config| config.limits.connections = 1).await;
    site.worlds().create("mine", &support::frozen(support::START)).unwrap();
    plant(&site, with(fault("slow", json!({"latency": {"fixed": LONG}})), "times", 1)).await;
    let mut stream = TcpStream::connect(site.server.api_address()).await.unwrap();
    stream.write_all(b"GET /w/mine/hyper/TokenValidity HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    while struck(&site, "slow") == 0 {
        tokio::task::yield_now().await;
    }
    drop(stream);
    // There is one seat, so the next call is served only once the first has left.
    let next = tokio::time::timeout(STUCK, site.get("/w/mine/hyper/TokenValidity", &[])).await;
    assert_eq!(next.unwrap().status, 401);
}

#[tokio::test]
async fn an_effect_that_cannot_be_read_is_told_in_the_words_of_json() {
    let site = world().await;
    for (effect, says) in [
        (json!("latency"), "a name alone cannot stand here; it takes an object, as in {\"name\": {...}}"),
        (json!({"status": 503}), "integer `503`, expected an object"),
        (json!({"reset": {}}), "an object, expected a name alone"),
    ] {
        let refused = site.post(FAULTS, &fault("a", effect).to_string()).await;
        assert_eq!((refused.status.as_u16(), refused.error()), (422, "bad_value"));
        assert!(refused.body.contains(&json!(says).to_string()[1..json!(says).to_string().len() - 1]), "{}", refused.body);
    }
    plant(&site, fault("a", json!("reset"))).await;
}
