//! Scopes, views, and tokens for one embedded view.

use serde_json::json;

use super::bench::{Bench, get, json, names, post};

fn opens(bench: &mut Bench, token: &str, path: &str) -> u16 {
    bench.status(&get(path, &format!("Bearer {token}")))
}

#[test]
fn a_scoped_token_opens_its_views_alone_and_one_without_scope_all() {
    let mut bench = Bench::new(json!({}));
    let (scoped, whole) = (bench.token("view:trips"), bench.token(""));
    let paths = ["/views/trips", "/views/devices", "/devices"];
    assert_eq!(paths.map(|path| opens(&mut bench, &scoped, path)), [200, 401, 401]);
    assert_eq!(paths.map(|path| opens(&mut bench, &whole, path)), [200, 200, 200]);
}

#[test]
fn a_scope_refusal_has_the_status_of_its_setting_and_scoped_tokens_may_open_calls() {
    let mut bench = Bench::new(json!({"scope_refusal_status": 403, "scoped_calls": "served"}));
    let token = bench.token("view:trips");
    assert_eq!(["/views/devices", "/devices"].map(|path| opens(&mut bench, &token, path)), [403, 200]);
    let refused = |bench: &mut Bench, token: &str| bench.send(&get("/views/devices", &format!("Bearer {token}")));
    let answer = refused(&mut bench, &token);
    assert!(names(&answer, "hypertrack.token.scope-refusal") && !names(&answer, "hypertrack.unauthorized.status"));
    assert!(!names(&answer, "hypertrack.unauthorized.body"));
    let mut bench = Bench::new(json!({}));
    let token = bench.token("view:trips");
    let answer = refused(&mut bench, &token);
    assert!(names(&answer, "hypertrack.token.scope-refusal") && names(&answer, "hypertrack.unauthorized.status"));
}

#[test]
fn the_words_of_a_scope_are_divided_by_blanks_alone() {
    let mut bench = Bench::new(json!({}));
    let mut status = |scope: &str| {
        let form = bench.form(scope);
        bench.status(&post("/oauth/token", "", &form))
    };
    assert_eq!(["view:trips view:devices", "view:trips\nview:devices", "view:trips\tview:devices"].map(&mut status), [200, 400, 400]);
}

#[test]
fn an_embed_token_opens_the_view_of_its_url_and_the_url_itself_in_a_browser() {
    let mut bench = Bench::new(json!({}));
    for url in ["/views/trips", "https://host.example/x/views/trips/?a=b#part", "http://h/views/trips#f"] {
        let body = json!({"embed_url": url, "grant_type": "client_credentials"}).to_string();
        let reply = json(&bench.send(&post("/oauth/embed-token", &bench.basic(), &body)));
        let token = reply["access_token"].as_str().unwrap();
        assert_eq!((opens(&mut bench, token, "/views/trips"), opens(&mut bench, token, "/views/devices")), (200, 401), "{url}");
        let secure = reply["secure_embed_url"].as_str().unwrap();
        assert!(secure.split('#').next().unwrap().ends_with(&format!("access_token={token}")), "{secure}");
        assert_eq!(bench.status(&get(&format!("/views/trips?x=1&access_token={token}"), "")), 200);
        assert_eq!(bench.status(&get(&format!("/devices?access_token={token}"), "")), 401);
    }
}

#[test]
fn an_embed_call_without_a_url_is_400_and_without_credentials_401() {
    let mut bench = Bench::new(json!({}));
    let proper = r#"{"embed_url":"/views/trips","grant_type":"client_credentials"}"#;
    assert_eq!(bench.status(&post("/oauth/embed-token", &bench.basic(), proper)), 200);
    assert_eq!(bench.status(&post("/oauth/embed-token", "", proper)), 401);
    for wrong in ["{}", "", "[1]", r#"{"embed_url":7,"grant_type":"client_credentials"}"#, r#"{"embed_url":"/views/trips"}"#] {
        assert_eq!(bench.status(&post("/oauth/embed-token", &bench.basic(), wrong)), 400, "{wrong}");
    }
}

#[test]
fn a_scope_of_another_account_is_refused() {
    let accounts = json!([{"account_id": "one", "secret_key": "secret-one", "scopes": ["view:devices"]}]);
    let mut bench = Bench::new(json!({"accounts": accounts}));
    assert_eq!(bench.status(&post("/oauth/token", "", &bench.form("view:devices"))), 200);
    assert_eq!(bench.status(&post("/oauth/token", "", &bench.form("view:trips"))), 400);
}
