//! Calls that the user answers in the API's place, over HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::fs;

use mock_server::{InstanceSpec, WorldSpec};
use reqwest::Method;
use serde_json::{Value, json};
use support::{Seen, Site, site, site_with};

const STUBS: &str = "/worlds/mine/instances/hyper/stubs";
const FROZEN: &str = r#"{"seed":1,"clock":{"mode":"frozen","at":"2026-01-01T00:00:00Z"}}"#;

/// A site with a frozen world `mine`.
async fn world() -> Site {
    let site = site().await;
    assert_eq!(site.put("/worlds/mine", FROZEN).await.status, 201);
    site
}

async fn add(site: &Site, stub: Value) {
    let added = site.post(STUBS, &stub.to_string()).await;
    assert_eq!(added.status, 201, "{}", added.body);
}

fn token(site: &Site, world: &str) -> String {
    format!("Bearer {}", site.worlds().credentials(world, "hyper").unwrap()["access_token"])
}

async fn call(site: &Site, world: &str, path: &str) -> Seen {
    site.get(&format!("/w/{world}/hyper{path}"), &[("authorization", &token(site, world))]).await
}

#[tokio::test]
async fn a_stub_answers_behind_the_apis_own_authentication() {
    let site = world().await;
    add(&site, json!({"name": "orders", "match": {"path": "/Get_Order"}, "answers": [{"status": 201, "headers": {"x-a": "b"}, "json": {"id": 7}}]}))
        .await;
    let let_in = call(&site, "mine", "/Get_Order").await;
    assert_eq!((let_in.status.as_u16(), let_in.body.as_str(), let_in.header("x-a")), (201, r#"{"id":7}"#, "b"));
    assert_eq!((let_in.header("content-type"), let_in.header("date")), ("application/json", "Thu, 01 Jan 2026 00:00:00 GMT"));
    let not_let_in = site.get("/w/mine/hyper/Get_Order", &[("authorization", "Bearer wrong")]).await;
    assert_eq!((not_let_in.status.as_u16(), not_let_in.error()), (401, ""));
    assert_ne!(call(&site, "mine", "/Get_Other").await.body, let_in.body);
}

#[tokio::test]
async fn a_stub_without_authentication_is_open_and_the_api_never_sees_the_call() {
    let site = world().await;
    let state = site.ask("/worlds/mine/state").await.json()["instances"].clone();
    add(&site, json!({"name": "open", "auth": "none", "match": {"path": "/Open"}, "answers": [{"text": "in"}]})).await;
    let open = site.get("/w/mine/hyper/Open", &[]).await;
    assert_eq!((open.status.as_u16(), open.body.as_str()), (200, "in"));
    assert_eq!(site.ask("/worlds/mine/state").await.json()["instances"], state);
    assert_eq!(site.get("/w/mine/hyper/Closed", &[]).await.status, 401);
}

#[tokio::test]
async fn a_call_that_a_stub_answered_is_in_the_apis_records() {
    let site = world().await;
    add(&site, json!({"name": "orders", "match": {"path": "/Get_Order"}, "answers": [{"json": {}}, {"status": 500}]})).await;
    let view = |site: &Site| site.worlds().inspect("mine", "hyper").unwrap();
    let before = view(&site);
    call(&site, "mine", "/Get_Order").await;
    let after_success = view(&site);
    assert_ne!(after_success, before);
    site.post("/worlds/mine/clock", r#"{"advance":"1m"}"#).await;
    call(&site, "mine", "/Get_Order").await;
    assert_eq!(view(&site), after_success);
}

#[tokio::test]
async fn a_template_writes_what_the_request_the_time_and_the_seed_say() {
    let site = world().await;
    let template = r#"{"id": {{ request.segments.id | tojson }}, "at": "{{ now | plus('1h') }}", "n": {{ integer(1, 1000000) }}, "for": {{ principal | tojson }}}"#;
    let answer = json!({"template": template, "headers": {"content-type": "application/json", "location": "/x/{{ request.segments.id }}"}});
    add(&site, json!({"name": "t", "match": {"path": "/orders/{id}"}, "answers": [answer]})).await;
    let seen = call(&site, "mine", "/orders/a%20b").await;
    assert_eq!((&seen.json()["id"], &seen.json()["at"], seen.header("location")), (&json!("a b"), &json!("2026-01-01T01:00:00Z"), "/x/a b"));
    assert!(seen.json()["n"].is_u64() && seen.json()["for"].is_string(), "{}", seen.body);
}

#[tokio::test]
async fn a_template_that_fails_is_an_error_of_standins_own() {
    let site = world().await;
    add(&site, json!({"name": "t", "match": {"path": "/T"}, "answers": [{"template": "{{ request.json.name }}"}]})).await;
    let failed = call(&site, "mine", "/T").await;
    assert_eq!((failed.status.as_u16(), failed.error()), (500, "stub_failed"));
    assert!(failed.message().contains("the template of the stub `t` failed: line 1"), "{}", failed.message());
    add(&site, json!({"name": "h", "match": {"path": "/H"}, "answers": [{"template": "", "headers": {"x": "{{ 'a\\nb' }}"}}]})).await;
    let failed = call(&site, "mine", "/H").await;
    assert_eq!((failed.status.as_u16(), failed.error()), (500, "stub_failed"));
    assert!(failed.message().contains("the stub `h` failed: headers.`x`"), "{}", failed.message());
}

/// Bodies of three calls to each of two stubs, one of them with chance.
async fn play(site: &Site, world: &str) -> Vec<String> {
    let mut bodies = Vec::new();
    for path in ["/Next", "/Luck", "/Next", "/Luck", "/Next", "/Luck"] {
        bodies.push(call(site, world, path).await.body);
    }
    bodies
}

fn planted() -> WorldSpec {
    let stubs = json!([
        {"name": "next", "match": {"path": "/Next"}, "requires": {"s": "start"}, "answers": [{"text": "1"}, {"text": "2", "sets": {"s": "over"}}]},
        {"name": "over", "match": {"path": "/Next"}, "requires": {"s": "over"}, "answers": [{"text": "over"}]},
        {"name": "luck", "match": {"path": "/Luck"}, "answers": [{"template": "{{ uuid() }}"}]},
    ]);
    let hyper = InstanceSpec { stubs: serde_json::from_value(stubs).unwrap(), ..InstanceSpec::of("hyper") };
    WorldSpec { seed: Some(7), instances: Some([("hyper".to_owned(), hyper)].into()), ..support::frozen(support::START) }
}

#[tokio::test]
async fn the_same_seed_and_the_same_calls_give_the_same_bytes_also_after_a_reset() {
    let site = site().await;
    for world in ["a", "b"] {
        site.worlds().create(world, &planted()).unwrap();
    }
    let first = play(&site, "a").await;
    assert_eq!([&first[0], &first[2], &first[4]], ["1", "2", "over"]);
    assert_ne!(first[1], first[3]);
    assert_eq!(play(&site, "b").await, first);
    site.worlds().reset("a").unwrap();
    assert_eq!(play(&site, "a").await, first);
    site.worlds().create("c", &WorldSpec { seed: Some(8), ..planted() }).unwrap();
    assert_ne!(play(&site, "c").await[1], first[1]);
}

#[tokio::test]
async fn a_fork_goes_on_where_the_original_was_and_its_reset_leads_back_there() {
    let site = site().await;
    site.worlds().create("a", &planted()).unwrap();
    play(&site, "a").await;
    site.worlds().fork("a", "copy").unwrap();
    let original = play(&site, "a").await;
    assert_eq!(original[0], "over");
    assert_eq!(play(&site, "copy").await, original);
    site.worlds().reset("copy").unwrap();
    assert_eq!(play(&site, "copy").await, original);
}

#[tokio::test]
async fn stubs_change_no_token() {
    let site = site().await;
    let plain = site.worlds().create("plain", &WorldSpec { seed: Some(7), ..support::frozen(support::START) }).unwrap();
    site.worlds().create("stubbed", &planted()).unwrap();
    play(&site, "stubbed").await;
    assert_eq!(site.worlds().credentials("stubbed", "hyper").unwrap(), plain.instances["hyper"].credentials);
    let refresh = |world: &'static str| {
        let token = site.worlds().credentials(world, "hyper").unwrap()["refresh_token"].clone();
        let site = &site;
        async move { site.get(&format!("/w/{world}/hyper/RefreshToken"), &[("authorization", &format!("Bearer {token}"))]).await.body }
    };
    assert_eq!(refresh("stubbed").await, refresh("plain").await);
}

#[tokio::test]
async fn stubs_are_listed_counted_and_taken_away() {
    let site = world().await;
    add(&site, json!({"name": "a", "match": {"path": "/A"}, "answers": [{"text": "a", "sets": {"s": "moved"}}]})).await;
    add(&site, json!({"name": "b", "priority": 1, "match": {"path": "/B"}, "answers": [{}]})).await;
    call(&site, "mine", "/A").await;
    let list = site.ask(STUBS).await.json();
    let line = |at: usize| (list["stubs"][at]["name"].clone(), list["stubs"][at]["answered"].clone());
    assert_eq!([line(0), line(1)], [(json!("b"), json!(0)), (json!("a"), json!(1))]);
    assert_eq!(list["states"], json!({"s": "moved"}));
    assert_eq!(site.ask(&format!("{STUBS}/a")).await.json(), list["stubs"][1]);
    assert_eq!(site.control(Method::DELETE, &format!("{STUBS}/a"), "").await.status, 204);
    assert_eq!(site.ask(&format!("{STUBS}/a")).await.error(), "unknown_stub");
    assert_ne!(call(&site, "mine", "/A").await.body, "a");
    assert_eq!(site.control(Method::DELETE, STUBS, "").await.status, 204);
    assert_eq!(site.ask(STUBS).await.json()["stubs"], json!([]));
}

#[tokio::test]
async fn a_reset_takes_away_what_was_not_given_with_the_world() {
    let site = site().await;
    site.worlds().create("mine", &planted()).unwrap();
    add(&site, json!({"name": "late", "answers": [{"text": "late"}]})).await;
    assert_eq!(call(&site, "mine", "/Anything").await.body, "late");
    site.worlds().reset("mine").unwrap();
    let names: Vec<_> = site.worlds().stubs("mine", "hyper").unwrap().stubs.into_iter().map(|view| view.spec.name).collect();
    assert_eq!(names, ["next", "over", "luck"]);
}

#[tokio::test]
async fn a_file_is_read_below_its_folder_and_nowhere_else() {
    let folder = std::env::temp_dir().join(format!("standin-stubs-{}", std::process::id()));
    let (inside, secret) = (folder.join("inside"), folder.join("secret.txt"));
    fs::create_dir_all(&inside).unwrap();
    fs::write(inside.join("body.json"), r#"{"from":"file"}"#).unwrap();
    fs::write(inside.join("large"), vec![b'a'; (1 << 20) + 1]).unwrap();
    fs::write(&secret, "secret").unwrap();
    std::os::unix::fs::symlink(&secret, inside.join("link")).unwrap();
    let site = site_with(|config| config.stub_files = Some(inside.clone())).await;
    site.put("/worlds/mine", FROZEN).await;
    let with_file = |path: &str| json!({"name": "f", "match": {"path": "/F"}, "answers": [{"file": path}]}).to_string();
    for (path, says) in [
        ("../secret.txt", "without `..`"),
        (secret.to_str().unwrap(), "without a leading slash"),
        ("link", "leads out"),
        ("none", "cannot be read"),
        (".", "is no file"),
        ("large", "more than 1048576 bytes"),
        ("", "must be a path"),
    ] {
        let refused = site.post(STUBS, &with_file(path)).await;
        assert_eq!(refused.error(), "bad_stub", "{path}: {}", refused.body);
        assert!(refused.message().contains("answers[0].file") && refused.message().contains(says), "{}", refused.message());
        assert!(!refused.body.contains("secret\""), "{}", refused.body);
    }
    assert_eq!(site.post(STUBS, &with_file("body.json")).await.status, 201);
    fs::write(inside.join("body.json"), "changed").unwrap();
    assert_eq!(call(&site, "mine", "/F").await.body, r#"{"from":"file"}"#);
    fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn every_mistake_in_a_stub_is_told_with_where_and_what_would_be_right() {
    let site = world().await;
    add(&site, json!({"name": "there", "answers": [{}]})).await;
    let cases = [
        (Method::POST, STUBS, r#"{"name":"a","answer":[]}"#, 422, "unknown_field", "`answers`"),
        (Method::POST, STUBS, "{\"name\":\"a\",\n \"answers\":[{\"statsu\":1}]}", 422, "unknown_field", "line 2 column 21; did you mean `status`?"),
        (Method::POST, STUBS, r#"{"answers":[]}"#, 422, "missing_field", "`name`"),
        (Method::POST, STUBS, r#"{"name":"a","answers":[{"status":"ok"}]}"#, 422, "bad_value", "a whole number"),
        (Method::POST, STUBS, r#"{"name":"a","auth":"open","answers":[{}]}"#, 422, "bad_value", "`api` or `none`"),
        (Method::POST, STUBS, r#"{"name":"a","match":{"body":["x"]},"answers":[{}]}"#, 422, "bad_value", "a condition is a text"),
        (Method::POST, STUBS, r#"{"name":"a","answers":[{"template":"{{"}]}"#, 422, "bad_stub", "answers[0].template: line 1"),
        (Method::POST, STUBS, r#"{"name":"there","answers":[{}]}"#, 409, "stub_exists", "remove it first"),
        (Method::POST, STUBS, "{", 400, "bad_json", "line 1"),
        (Method::POST, STUBS, "[]", 400, "bad_json", "{...}"),
        (Method::POST, STUBS, "", 400, "bad_json", "no JSON"),
        (Method::GET, "/worlds/mine/instances/hyper/stubs/thre", "", 404, "unknown_stub", "did you mean `there`?"),
        (Method::DELETE, "/worlds/mine/instances/hyper/stubs/thre", "", 404, "unknown_stub", "did you mean `there`?"),
        (Method::GET, "/worlds/mine/instances/hypr/stubs", "", 404, "unknown_instance", "did you mean `hyper`?"),
        (Method::POST, "/worlds/mien/instances/hyper/stubs", r#"{"name":"a","answers":[{}]}"#, 404, "unknown_world", "did you mean `mine`?"),
        (Method::PUT, "/worlds/b", r#"{"instances":{"h":{"api":"hyper","stubs":[{"name":"a"}]}}}"#, 422, "missing_field", "instances.h.stubs[0]"),
        (
            Method::PUT,
            "/worlds/b",
            r#"{"instances":{"h":{"api":"hyper","stubs":[{"name":"a","answers":[{"status":1}]}]}}}"#,
            422,
            "bad_stub",
            "instances.h.stubs[0].answers[0].status",
        ),
        (Method::PUT, "/worlds/b", r#"{"instances":{"h":{"api":"hyper","stubs":{}}}}"#, 422, "bad_value", "a list"),
    ];
    for (method, path, body, status, code, says) in cases {
        let seen = site.control(method, path, body).await;
        assert_eq!((seen.status.as_u16(), seen.error()), (status, code), "{path} {body}: {}", seen.body);
        assert!(seen.message().contains(says), "{path} {body}: {}", seen.message());
    }
    assert!(!site.worlds().contains("b"));
}
