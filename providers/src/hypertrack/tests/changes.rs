//! For every refusal there is a change that turns it, and no word of it is a secret.

use serde_json::json;

use super::bench::{Bench, Call, basic, get, post};

/// Asserts that some candidate works, and that none tells a secret; the words of the first that works.
fn turned(bench: &Bench, call: &Call) -> String {
    assert!(!bench.fork().send(call).succeeded(), "{call:?} is served");
    let candidates = bench.candidates(call);
    let seen = bench.instance.inspect(bench.now);
    let tokens = seen["tokens"].as_array().unwrap().iter().map(|token| token["access_token"].as_str().unwrap());
    let secrets: Vec<String> = tokens.map(str::to_owned).chain([bench.credential("secret_key"), bench.basic()[6..].to_owned()]).collect();
    for (change, _) in &candidates {
        assert!(secrets.iter().all(|secret| !change.says.contains(secret)), "{}", change.says);
    }
    let works = candidates.into_iter().find(|(_, works)| *works);
    works.unwrap_or_else(|| panic!("nothing turns {call:?}")).0.says
}

#[test]
fn every_refused_authorization_can_be_mended() {
    let mut bench = Bench::new(json!({}));
    let (id, key) = (bench.credential("account_id"), bench.credential("secret_key"));
    let proper = bench.basic();
    for (authorization, says) in [
        (String::new(), "there is no Authorization"),
        (key.clone(), "this is the secret key, neither a token nor the Base64 of a pair"),
        (format!("Bearer {key}"), "this is the secret key, neither a token nor the Base64 of a pair"),
        (format!("Basic {id}"), "this is the account id, neither a token nor the Base64 of a pair"),
        (format!("Authorization: {proper}"), "the header's own name stands in its value"),
        ("Digest abc".to_owned(), "the scheme is neither Basic nor Bearer"),
        ("Basic *".to_owned(), "what follows Basic is not Base64"),
        ("Basic b25l".to_owned(), "what the Base64 holds has no colon"),
        ("Basic //8=".to_owned(), "what the Base64 holds is not UTF-8"),
        (basic("nobody", &key), "there is no account of this AccountId"),
        (basic(&id, "wrong"), "the AccountId is right and the SecretKey is wrong"),
        ("Bearer nothing".to_owned(), "this token was not issued here, or is forgotten"),
    ] {
        let told = turned(&bench, &get("/devices", &authorization));
        assert!(told.starts_with(says), "{authorization}: {told}");
    }
    let token = bench.token("");
    let told = turned(&bench, &get("/devices", &format!("Bearer {token},{token}")));
    assert!(told.starts_with("the token is good, but not the header's form"), "{told}");
}

#[test]
fn an_expired_token_was_good_a_moment_ago() {
    let mut bench = Bench::new(json!({"expires_in": 60}));
    let call = get("/devices", &format!("Bearer {}", bench.token("")));
    let told = turned(bench.at(63_200), &call);
    assert_eq!(told, "the token expired 3.2 s ago; it was good until 00:01:00");
    let other = bench.token("");
    assert_ne!(call.headers["authorization"], format!("Bearer {other}"));
    let says: Vec<String> = bench.candidates(&call).into_iter().filter(|(_, works)| *works).map(|(change, _)| change.says).collect();
    assert_eq!(says.len(), 3, "{says:?}");
}

#[test]
fn a_scheme_whose_case_matters_is_told_so() {
    let bench = Bench::new(json!({"scheme_case": "sensitive"}));
    let told = turned(&bench, &get("/devices", &bench.basic().replace("Basic", "basic")));
    assert!(told.starts_with("the scheme is written Basic or Bearer"), "{told}");
}

#[test]
fn a_scope_that_does_not_reach_several_headers_and_the_token_calls_can_be_mended() {
    let mut bench = Bench::new(json!({}));
    let scoped = get("/devices", &format!("Bearer {}", bench.token("view:trips")));
    turned(&bench, &scoped);
    turned(&bench, &get("/views/trips?access_token=nothing", ""));
    turned(&bench, &get("/devices", &bench.basic().replace(' ', "  ")));
    let mut twice = get("/devices", &bench.basic());
    twice.headers.append("authorization", bench.basic().parse().unwrap());
    turned(&bench, &twice);
    turned(&bench, &post("/oauth/token", "", "grant_type=client_credentials"));
    turned(&bench, &post("/oauth/token", "", &bench.form("").replace("client_credentials", "password")));
    turned(&bench, &post("/oauth/token", "", &bench.form("view:nothing")));
    turned(&bench, &post("/oauth/token", "", r#"{"grant_type":"client_credentials"}"#));
    turned(&bench, &post("/oauth/embed-token", &bench.basic(), "{}"));
    turned(&bench, &post("/oauth/embed-token", &bench.basic(), r#"{"embed_url":"/views/trips","grant_type":"password"}"#));
}

#[test]
fn what_is_not_there_has_something_near_it() {
    let bench = Bench::new(json!({"trailing_slash": "refused"}));
    let basic = bench.basic();
    assert_eq!(turned(&bench, &get("/device", &basic)), "there is /devices");
    assert_eq!(turned(&bench, &get("/devices/", &basic)), "there is /devices");
    assert_eq!(turned(&bench, &get("/devices/device-11", &basic)), "there is /devices/device-1");
    assert_eq!(turned(&bench, &post("/devices", &basic, "")), "this path is read by GET");
    assert_eq!(turned(&bench, &post("/trips/trip-2/complete", &basic, "")), "there is /trips/trip-1/complete");
}
