//! Explanations, asked over HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use serde_json::json;
use support::site;

const FROZEN: &str = r#"{"seed":1,"clock":{"mode":"frozen","at":"2026-01-01T00:00:00Z"}}"#;

#[tokio::test]
async fn a_refusal_is_explained_by_its_clauses_and_what_would_turn_it_and_changes_nothing() {
    let site = site().await;
    site.put("/worlds/mine", FROZEN).await;
    let before = site.ask("/worlds/mine/state").await.json();
    let asked = json!({"instance": "hyper", "method": "POST", "path": "/TokenValidity"});
    let explained = site.post("/worlds/mine/explain", &asked.to_string()).await.json();
    assert_eq!((&explained["status"], &explained["refused"]), (&json!(401), &json!(true)));
    let clause = &explained["clauses"][0];
    assert_eq!(clause["id"], "hyper.refusal.missing", "{clause}");
    assert!(clause["place"].as_str().unwrap().starts_with("\"Connection & Tokens\", section \""), "{clause}");
    let change = &explained["changes"][0];
    assert_eq!((&change["header"], &change["status"]), (&json!("authorization"), &json!(200)), "{change}");
    assert_eq!(site.ask("/worlds/mine/state").await.json(), before);
}

#[tokio::test]
async fn a_call_that_is_served_is_explained_without_a_change() {
    let site = site().await;
    let token = site.worlds().credentials("default", "hyper").unwrap()["access_token"].clone();
    let asked = json!({"instance": "hyper", "path": "/TokenValidity", "headers": {"Authorization": format!("Bearer {token}")}});
    let explained = site.post("/worlds/default/explain", &asked.to_string()).await;
    assert!(!explained.body.contains(&token), "{}", explained.body);
    let explained = explained.json();
    assert_eq!((&explained["status"], &explained["refused"], &explained["changes"]), (&json!(200), &json!(false), &json!([])));
    assert!(explained["clauses"].as_array().unwrap().iter().any(|clause| clause["id"] == "hyper.access-token.bearer"), "{explained}");
}

#[tokio::test]
async fn a_question_that_no_call_can_be_is_told_what_would_be_right() {
    let site = site().await;
    for (asked, status, code, right) in [
        (json!({"instance": "hyper", "pth": "/x"}), 422, "unknown_field", "did you mean `path`?"),
        (json!({"instance": "hyper"}), 422, "missing_field", "/TokenValidity"),
        (json!({"instance": "hypr", "path": "/x"}), 404, "unknown_instance", "did you mean `hyper`?"),
        (json!({"instance": "hyper", "path": "/x", "method": "G T"}), 422, "bad_question", "`G T` is no method"),
        (json!({"instance": "hyper", "path": "/x", "headers": {"a b": "c"}}), 422, "bad_question", "the header `a b`"),
        (json!({"instance": "hyper", "path": "/x", "client": "here"}), 422, "bad_value", "an IP address"),
    ] {
        let seen = site.post("/worlds/default/explain", &asked.to_string()).await;
        assert_eq!((seen.status.as_u16(), seen.error()), (status, code), "{asked}: {}", seen.body);
        assert!(seen.message().contains(right), "{asked}: {}", seen.body);
    }
}

/// A world whose tokens have an hour, with a call that came after their end.
async fn late(site: &support::Site) -> String {
    site.put("/worlds/mine", FROZEN).await;
    let token = site.worlds().credentials("mine", "hyper").unwrap()["access_token"].clone();
    site.get("/w/mine/hyper/TokenValidity", &[("authorization", &format!("Bearer {token}"))]).await;
    site.post("/worlds/mine/clock", r#"{"advance":"1h 3s 200ms"}"#).await;
    site.get("/w/mine/hyper/TokenValidity", &[("authorization", &format!("Bearer {token}"))]).await;
    token
}

#[tokio::test]
async fn a_call_of_the_journal_is_explained_at_its_own_moment_whatever_happened_since() {
    let site = site().await;
    let token = late(&site).await;
    for later in [r#"{"advance":"1s"}"#, r#"{"advance":"300 days"}"#] {
        let explained = site.post("/worlds/mine/explain", r#"{"id":2}"#).await;
        assert!(!explained.body.contains(&token), "{}", explained.body);
        let explained = explained.json();
        assert_eq!((&explained["id"], &explained["status"], &explained["refused"]), (&json!(2), &json!(401), &json!(true)), "{explained}");
        assert_eq!(explained["changes"][0]["says"], "send it earlier: this token expired 3.2 s ago; it was good until 01:00:00");
        assert_eq!(explained["at"], "2026-01-01T01:00:03.2Z");
        assert_eq!(site.post("/worlds/mine/explain", r#"{"id":1}"#).await.json()["refused"], false);
        site.post("/worlds/mine/clock", later).await;
        site.control(http::Method::POST, "/worlds/mine/instances/hyper/actions/regenerate", "").await;
        site.control(http::Method::POST, "/worlds/mine/instances/hyper/actions/delete", "").await;
    }
}

#[tokio::test]
async fn a_call_is_explained_with_the_stub_the_faults_and_the_errors_that_it_met() {
    let site = site().await;
    site.put("/worlds/mine", FROZEN).await;
    let stub = r#"{"name":"mine","auth":"none","match":{"path":"/Mine"},"answers":[{"text":"a"}]}"#;
    assert_eq!(site.post("/worlds/mine/instances/hyper/stubs", stub).await.status, 201);
    let fault = r#"{"name":"broken","effect":{"status":{"code":503}},"match":{"path":"/alive_check"}}"#;
    assert_eq!(site.post("/worlds/mine/faults", fault).await.status, 201);
    for path in ["/Mine", "/alive_check"] {
        site.get(&format!("/w/mine/hyper{path}"), &[]).await;
    }
    site.get("/w/mine/nowhere", &[]).await;
    let mut explained = Vec::new();
    for id in 1..=3 {
        explained.push(site.post("/worlds/mine/explain", &json!({"id": id}).to_string()).await.json());
    }
    assert_eq!((&explained[0]["status"], &explained[0]["stub"], &explained[0]["refused"]), (&json!(200), &json!("mine"), &json!(false)));
    assert_eq!((&explained[1]["status"], &explained[1]["faults"]), (&json!(503), &json!(["broken"])));
    assert_eq!(explained[1]["clauses"][0]["id"], "hyper.call.alive-check");
    assert_eq!((&explained[2]["status"], &explained[2]["error"], &explained[2]["clauses"]), (&json!(404), &json!("unknown_path"), &json!([])));
}

#[tokio::test]
async fn a_call_that_is_not_there_or_whose_past_is_gone_is_told_as_such() {
    let site = support::site_with(|config| config.limits.journal_entries = 10).await;
    let alive = async |times: usize| {
        for _ in 0..times {
            site.get("/hyper/alive_check", &[]).await;
        }
    };
    alive(3).await;
    let explained = async |body: &str| site.post("/worlds/default/explain", body).await;
    let unknown = explained(r#"{"id":4}"#).await;
    assert_eq!((unknown.status.as_u16(), unknown.error()), (404, "unknown_call"), "{}", unknown.body);
    assert!(unknown.message().contains("the latest is #3"), "{}", unknown.body);
    alive(40).await;
    assert_eq!(explained(r#"{"id":1}"#).await.error(), "unknown_call");
    assert_eq!(explained(r#"{"id":43}"#).await.json()["status"], 200);
    let long = "x".repeat(20_000);
    site.http.post(format!("http://{}/hyper/alive_check", site.server.api_address())).body(long).send().await.unwrap();
    let cut = explained(r#"{"id":44}"#).await;
    assert_eq!((cut.status.as_u16(), cut.error()), (409, "cannot_tell"), "{}", cut.body);
    alive(1).await;
    assert_eq!(explained(r#"{"id":45}"#).await.json()["status"], 200);
}

#[tokio::test]
async fn a_call_of_the_journal_is_named_by_its_number_alone() {
    let site = site().await;
    site.get("/hyper/alive_check", &[]).await;
    for (asked, code) in [(r#"{"id":1,"path":"/x"}"#, "bad_question"), (r#"{"id":"1"}"#, "bad_value"), (r#"{"id":null}"#, "missing_field")] {
        let refused = site.post("/worlds/default/explain", asked).await;
        assert_eq!((refused.status.as_u16(), refused.error()), (422, code), "{asked}: {}", refused.body);
    }
    assert_eq!(site.post("/worlds/default/explain", r#"{"id":1}"#).await.status, 200);
}
