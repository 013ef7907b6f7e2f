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
