//! Tokens that the host signs, and the public keys that the control plane tells.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA384, RsaPublicKeyComponents};
use serde_json::{Value, json};
use support::{Site, site};

const SHIPPED: &str = include_str!("../src/keys/test-key.b64");

/// A world of one instance of Ayyeka, made with these settings, on a clock that stands still.
async fn world(site: &Site, name: &str, settings: Value) -> Value {
    let clock = json!({"mode": "frozen", "at": support::START});
    let spec = json!({"seed": 1, "clock": clock, "instances": {"ayyeka": {"api": "ayyeka", "settings": settings}}});
    let made = site.put(&format!("/worlds/{name}"), &spec.to_string()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()
}

/// The token that a client fetches from a world.
async fn token(site: &Site, view: &Value) -> String {
    let instance = &view["instances"]["ayyeka"];
    let credential = |name: &str| instance["credentials"][name].as_str().unwrap().to_owned();
    let request = site.http.post(format!("{}/auth/token", instance["base_url"].as_str().unwrap()));
    let request = request.basic_auth(credential("key"), Some(credential("secret"))).header("content-type", "application/x-www-form-urlencoded");
    let answer: Value = request.body("grant_type=client_credentials").send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

/// Whether a token's signature was made by the one key of a JWK Set.
fn verifies(jwks: &Value, token: &str) -> bool {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let part = |name: &str| decode(jwks["keys"][0][name].as_str().unwrap());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = RsaPublicKeyComponents { n: part("n"), e: part("e") };
    key.verify(&RSA_PKCS1_2048_8192_SHA384, signed.as_bytes(), &decode(signature)).is_ok()
}

#[tokio::test]
async fn the_published_key_verifies_an_instances_token_and_no_other_instances() {
    let site = site().await;
    let own = format!("-----BEGIN PRIVATE KEY-----\n{SHIPPED}-----END PRIVATE KEY-----");
    let another = include_str!("../../conformance/src/play/another-key.b64");
    let another = format!("-----BEGIN PRIVATE KEY-----\n{another}-----END PRIVATE KEY-----");
    let views = [
        world(&site, "shipped", json!({})).await,
        world(&site, "same", json!({"signing_key": own})).await,
        world(&site, "another", json!({"signing_key": another})).await,
    ];
    let tokens = [token(&site, &views[0]).await, token(&site, &views[1]).await, token(&site, &views[2]).await];
    let jwks = site.ask("/worlds/shipped/instances/ayyeka/jwks.json").await;
    assert_eq!((jwks.status.as_u16(), jwks.header("content-type")), (200, "application/json"));
    assert_eq!(tokens.each_ref().map(|token| verifies(&jwks.json(), token)), [true, true, false]);
    let theirs = site.ask("/worlds/another/instances/ayyeka/jwks.json").await.json();
    assert_eq!(tokens.each_ref().map(|token| verifies(&theirs, token)), [false, false, true]);
}

#[tokio::test]
async fn the_public_key_is_served_as_pem_and_only_of_an_api_that_signs() {
    let site = site().await;
    world(&site, "mine", json!({})).await;
    let pem = site.ask("/worlds/mine/instances/ayyeka/public-key.pem").await;
    assert_eq!((pem.status.as_u16(), pem.header("content-type")), (200, "application/x-pem-file"));
    assert!(pem.body.starts_with("-----BEGIN PUBLIC KEY-----\n") && pem.body.ends_with("-----END PUBLIC KEY-----\n"), "{}", pem.body);
    for path in ["jwks.json", "public-key.pem"] {
        let unsigned = site.ask(&format!("/worlds/default/instances/hyper/{path}")).await;
        assert_eq!(unsigned.error(), "no_key", "{}", unsigned.body);
        assert_eq!(site.ask(&format!("/worlds/mine/instances/nobody/{path}")).await.error(), "unknown_instance");
        assert_eq!(site.ask(&format!("/worlds/nowhere/instances/ayyeka/{path}")).await.error(), "unknown_world");
    }
}

#[tokio::test]
async fn worlds_that_sign_at_once_give_equal_tokens_for_equal_claims() {
    let site = site().await;
    let (first, second) = (world(&site, "one", json!({})).await, world(&site, "two", json!({})).await);
    let (one, two, again) = tokio::join!(token(&site, &first), token(&site, &second), token(&site, &first));
    assert!(one == two && one == again);
    site.post("/worlds/two/clock", r#"{"advance":"1s"}"#).await;
    assert_ne!(token(&site, &second).await, one);
}

#[tokio::test]
async fn a_signing_key_that_is_none_is_refused_and_never_shown() {
    let site = site().await;
    let spec = json!({"instances": {"ayyeka": {"api": "ayyeka", "settings": {"signing_key": "hunter2-secret"}}}});
    let refused = site.put("/worlds/mine", &spec.to_string()).await;
    assert_eq!(refused.status.as_u16() / 100, 4);
    assert!(refused.message().contains("PKCS#8") && !refused.body.contains("hunter2"), "{}", refused.body);
}

#[tokio::test]
async fn time_goes_to_the_end_of_a_token_at_once() {
    let site = site().await;
    let view = world(&site, "mine", json!({"expires_in": 90})).await;
    assert_eq!(site.post("/worlds/mine/clock", r#"{"advance_to":"next"}"#).await.error(), "no_deadline");
    let token = token(&site, &view).await;
    let path = "/w/mine/ayyeka/v2.0/site";
    let bearer = format!("Bearer {token}");
    site.post("/worlds/mine/clock", r#"{"advance_to":"next","bias":"-1ms"}"#).await;
    assert_eq!(site.get(path, &[("authorization", &bearer)]).await.status, 200);
    let moved = site.post("/worlds/mine/clock", r#"{"advance_to":"next"}"#).await;
    assert_eq!(moved.json()["now"], "2026-01-01T00:01:30Z");
    assert_eq!(site.get(path, &[("authorization", &bearer)]).await.status, 401);
}
