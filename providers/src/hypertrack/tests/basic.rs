//! The Authorization header in its documented form and in every other, and the one refusal.

use http::HeaderValue;
use serde_json::json;

use super::bench::{Bench, basic, get};

#[test]
fn the_accounts_pair_opens_a_call_and_a_changed_one_does_not() {
    let mut bench = Bench::new(json!({}));
    let (id, key) = (bench.credential("account_id"), bench.credential("secret_key"));
    assert_eq!((id.len(), key.len()), (16, 32));
    assert_eq!(bench.status(&get("/devices", &basic(&id, &key))), 200);
    for wrong in [basic(&id, &format!("{key}x")), basic(&key, &id), basic(&id, ""), basic("", &key), basic("", "")] {
        assert_eq!(bench.status(&get("/devices", &wrong)), 401, "{wrong}");
    }
}

#[test]
fn the_first_colon_divides() {
    let mut bench = Bench::new(json!({"accounts": [{"account_id": "one", "secret_key": ":a:b:"}]}));
    assert_eq!(bench.status(&get("/devices", &basic("one", ":a:b:"))), 200);
    assert_eq!(bench.status(&get("/devices", &basic("one:", "a:b:"))), 200, "which is the same text");
    assert_eq!(bench.status(&get("/devices", &basic("one", "a:b:"))), 401);
}

#[test]
fn every_malformed_header_is_refused_with_the_26_bytes_and_the_proper_one_is_served() {
    let mut bench = Bench::new(json!({}));
    let proper = bench.basic();
    let pair = proper.strip_prefix("Basic ").unwrap().to_owned();
    let token = bench.token("");
    let malformed = [
        String::new(),
        pair.clone(),
        token.clone(),
        "Basic".to_owned(),
        "Basic  ".to_owned(),
        format!("Basic  {pair}"),
        format!("Digest {pair}"),
        format!("Basic {token}"),
        format!("Bearer {pair}"),
        format!("Basic *{pair}"),
        format!("Basic {pair} {pair}"),
        format!("Basic {pair}, Basic {pair}"),
        format!("Basic\t{pair}"),
        format!("Bearer {token},{token}"),
        "Basic b25l".to_owned(),
        "Basic //8=".to_owned(),
        format!("Authorization: {proper}"),
    ];
    for value in malformed {
        let mut call = get("/devices", "");
        call.headers.insert("authorization", HeaderValue::from_str(&value).unwrap());
        let answer = bench.send(&call);
        assert_eq!((answer.status, answer.body.as_slice()), (401, br#"{"message":"Unauthorized"}"#.as_slice()), "{value}");
        assert_eq!(answer.body.len(), 26);
        assert!(answer.headers.iter().any(|(name, value)| name == "apigw-requestid" && value.len() == 16));
    }
    assert_eq!(bench.status(&get("/devices", &proper)), 200);
    assert_eq!(bench.status(&get("/devices", &format!("Bearer {token}"))), 200);
}

#[test]
fn several_headers_are_refused_where_each_alone_is_served() {
    let mut bench = Bench::new(json!({}));
    let call = get("/devices", &bench.basic());
    assert_eq!(bench.status(&call), 200);
    let mut twice = call.clone();
    twice.headers.append("authorization", bench.basic().parse().unwrap());
    assert_eq!(bench.status(&twice), 401);
}

#[test]
fn a_header_that_is_no_text_is_refused() {
    let mut bench = Bench::new(json!({}));
    let mut call = get("/devices", "");
    call.headers.insert("authorization", HeaderValue::from_bytes(b"Basic \xff").unwrap());
    assert_eq!(bench.status(&call), 401);
}

#[test]
fn an_account_that_no_client_could_present_is_refused_with_the_settings_and_its_secret_is_not_shown() {
    use crate::{Api, api::Erased, hypertrack::HyperTrack};
    let configured =
        |accounts: serde_json::Value| Erased::<HyperTrack>::NEW.configure(json!({"accounts": accounts}).as_object().unwrap(), None).map(drop);
    let account = |id: &str, key: &str| json!({"account_id": id, "secret_key": key});
    assert_eq!(configured(json!([account("a", "hidden"), account("b", "hidden")])), Ok(()));
    for accounts in [
        json!([account("a:b", "hidden")]),
        json!([account("", "hidden")]),
        json!([account("a", "")]),
        json!([account("a", "hidden"), account("a", "x")]),
    ] {
        let error = configured(accounts).unwrap_err().to_string();
        assert!(error.contains("account ") && !error.contains("hidden"), "{error}");
    }
}
