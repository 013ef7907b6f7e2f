//! Calls, refusals and replies.

use serde_json::{Value, json};

use super::bench::{Bench, EXPIRED, EXPIRED_VALIDITY, WRONG, outcome, start};
use crate::api::Erased;
use crate::hyper::Hyper;
use crate::{Api, HeaderMap, Method};

#[test]
fn the_tokens_have_120_and_200_characters() {
    let bench = Bench::new(json!({}));
    assert_eq!(bench.access_token().len(), 120);
    assert_eq!(bench.refresh_token().len(), 200);
}

#[test]
fn the_access_token_opens_a_call_until_its_hour_is_over() {
    let mut bench = Bench::new(json!({}));
    let token = bench.access_token();
    assert!(bench.at(3599.999).open(&token).is_ok());
    assert_eq!(bench.at(3600.0).open(&token), Err(EXPIRED.to_owned()));
}

#[test]
fn an_inclusive_boundary_keeps_the_last_instant() {
    let mut bench = Bench::new(json!({"boundary": "inclusive"}));
    let token = bench.access_token();
    assert!(bench.at(3600.0).open(&token).is_ok());
    assert_eq!(bench.at(3600.001).open(&token), Err(EXPIRED.to_owned()));
}

#[test]
fn a_missing_a_malformed_a_foreign_and_a_refresh_token_are_wrong_where_the_access_token_is_served() {
    let mut bench = Bench::new(json!({}));
    let refresh_token = bench.refresh_token();
    for token in ["", "a b", "abc", refresh_token.as_str()] {
        assert_eq!(bench.open(token), Err(WRONG.to_owned()), "{token}");
        assert_eq!(bench.validity(token), Err(WRONG.to_owned()), "{token}");
    }
    let token = bench.access_token();
    assert!(bench.open(&token).is_ok());
}

#[test]
fn another_scheme_or_two_headers_are_wrong_where_one_bearer_is_served() {
    let mut bench = Bench::new(json!({}));
    let bearer = format!("Bearer {}", bench.access_token());
    let mut headers = HeaderMap::new();
    headers.insert("authorization", bearer.replace("Bearer", "Basic").parse().unwrap());
    assert_eq!(outcome(&bench.send(&Method::GET, "/TokenValidity", &headers, b"")), Err(WRONG.to_owned()));
    headers.insert("authorization", bearer.parse().unwrap());
    assert!(outcome(&bench.send(&Method::GET, "/TokenValidity", &headers, b"")).is_ok());
    headers.append("authorization", bearer.parse().unwrap());
    assert_eq!(outcome(&bench.send(&Method::GET, "/TokenValidity", &headers, b"")), Err(WRONG.to_owned()));
}

#[test]
fn the_case_of_bearer_matters_only_by_setting() {
    for (setting, served) in [("insensitive", true), ("sensitive", false)] {
        let mut bench = Bench::new(json!({"bearer_case": setting}));
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("bearer {}", bench.access_token()).parse().unwrap());
        assert_eq!(bench.send(&Method::GET, "/TokenValidity", &headers, b"").succeeded(), served);
    }
}

#[test]
fn the_case_of_a_function_matters_only_by_setting() {
    for (setting, served) in [("insensitive", true), ("sensitive", false)] {
        let mut bench = Bench::new(json!({"function_case": setting}));
        let token = bench.access_token();
        assert_eq!(bench.call(&Method::GET, "/tokenvalidity", &token).succeeded(), served);
    }
}

#[test]
fn the_refusal_is_the_sample_in_each_encoding_and_has_the_status_of_its_setting() {
    let bodies = [
        ("quoted", r#"{"Authorization":"False","Message":"Missing \/ Wrong Access Token."}"#),
        ("documented", "{\n  \"Authorization\":False,\n  \"Message\":Missing \\/ Wrong Access Token.\n}"),
        ("boolean", r#"{"Authorization":false,"Message":"Missing \/ Wrong Access Token."}"#),
    ];
    for (encoding, body) in bodies {
        let mut bench = Bench::new(json!({"encoding": encoding, "refusal_status": 200}));
        let answer = bench.call(&Method::POST, "/Does_Entity_Exist_Json", "");
        assert_eq!((answer.status, String::from_utf8(answer.body).unwrap().as_str()), (200, body));
    }
}

#[test]
fn validity_tells_the_end_the_last_refresh_and_the_method() {
    let mut bench = Bench::new(json!({"refresh_token": "constant"}));
    let token = bench.access_token();
    let told = |until: &str, last: &str| json!({"Token Valid Until UTC": until, "Last Refresh Time UTC": last, "Refresh Method": "Refresh Token is Constant"});
    assert_eq!(bench.validity(&token), Ok(told("2026-01-01 01:00:00", "2026-01-01 00:00:00")));
    let refresh_token = bench.refresh_token();
    let (token, _) = bench.at(90.5).refresh(&refresh_token).unwrap();
    assert_eq!(bench.validity(&token), Ok(told("2026-01-01 01:01:30", "2026-01-01 00:01:30")));
    assert_eq!(bench.at(3690.5).validity(&token), Err(EXPIRED_VALIDITY.to_owned()));
}

#[test]
fn before_the_first_refresh_validity_reads_as_its_setting_says() {
    let mut bench = Bench::new(json!({"never_refreshed": "empty", "method_replaceable": "Renewed"}));
    let token = bench.access_token();
    let told = bench.validity(&token).unwrap();
    assert_eq!((&told["Last Refresh Time UTC"], &told["Refresh Method"]), (&"".into(), &"Renewed".into()));
}

#[test]
fn get_and_post_are_answered_alike_and_other_methods_are_not_allowed() {
    for function in ["/RefreshToken", "/TokenValidity"] {
        let mut bench = Bench::new(json!({}));
        let token = if function == "/RefreshToken" { bench.refresh_token() } else { bench.access_token() };
        let mut twin = bench.fork();
        assert_eq!(bench.call(&Method::GET, function, &token), twin.call(&Method::POST, function, &token));
        assert_eq!(bench.call(&Method::PUT, function, &token).status, 405);
    }
}

#[test]
fn the_search_reads_query_form_json_and_the_samples_own_form() {
    let mut bench = Bench::new(json!({}));
    let mut headers = HeaderMap::new();
    headers.insert("authorization", format!("Bearer {}", bench.access_token()).parse().unwrap());
    let path = "/Does_Entity_Exist_Json";
    let forms: [(&str, &[u8]); 4] = [
        ("/Does_Entity_Exist_Json?phone=0528888000", b""),
        (path, b"phone=0528888000"),
        (path, br#"{"phone":"0528888000"}"#),
        (path, b"{\n  \"phone\":0528888000,\n  \"email\":nobody@company1.com\n}"),
    ];
    for (path, body) in forms {
        let found = outcome(&bench.send(&Method::POST, path, &headers, body)).unwrap();
        assert_eq!(found["Clients"][0]["EntityNumber"], 500_000, "{}", String::from_utf8_lossy(body));
    }
    let mut strict = Bench::new(json!({"request_forms": "well-formed"}));
    let found = outcome(&strict.send(&Method::POST, path, &headers, forms[3].1)).unwrap();
    assert_eq!(found["ResponseCode"], 2);
}

#[test]
fn an_authorised_unknown_function_is_not_found_and_a_configured_one_is_answered() {
    let mut bench = Bench::new(json!({"functions": {"Get_It": {"status": 201, "body": "as it stands"}}}));
    let token = bench.access_token();
    let answer = bench.call(&Method::POST, "/get_it", &token);
    assert_eq!((answer.status, answer.body.as_slice()), (201, b"as it stands".as_slice()));
    let answer = bench.call(&Method::POST, "/get_that", &token);
    assert_eq!((answer.status, outcome(&answer)), (404, Err("404".to_owned())));
    assert_eq!(bench.call(&Method::POST, "/get_it", "").status, 401);
}

#[test]
fn a_fixed_answer_that_no_call_reaches_or_no_client_can_be_sent_is_refused_with_the_settings() {
    let configured = |functions: Value| Erased::<Hyper>::NEW.configure(json!({"functions": functions}).as_object().unwrap(), None).map(drop);
    for name in ["Get_It", "a/b.json", "%2e", "Does_Entity_Exist_Json", "alive_check"] {
        assert_eq!(configured(json!({name: {"status": 599, "body": null}})), Ok(()), "{name}");
    }
    for (name, status, why) in [
        ("", 200, "cannot stand in a path"),
        ("a b", 200, "cannot stand in a path"),
        ("é", 200, "cannot stand in a path"),
        ("refreshtoken", 200, "has an answer of its own"),
        ("TokenValidity", 200, "has an answer of its own"),
        ("Get_It", 99, "is not from 200 to 599"),
        ("Get_It", 100, "is not from 200 to 599"),
        ("Get_It", 600, "is not from 200 to 599"),
    ] {
        let error = configured(json!({name: {"status": status, "body": 1}})).unwrap_err().to_string();
        assert!(error.contains(why), "{name} {status}: {error}");
    }
}

#[test]
fn alive_check_answers_without_a_token_unless_it_is_a_function_like_any_other() {
    assert_eq!(Bench::new(json!({})).call(&Method::GET, "/alive_check", "").status, 200);
    let mut closed = Bench::new(json!({"alive_check": "function"}));
    assert_eq!(closed.call(&Method::GET, "/alive_check", "").status, 401);
    let token = closed.access_token();
    assert_eq!(closed.call(&Method::GET, "/alive_check", &token).status, 200);
}

#[test]
fn an_instance_with_a_refresh_token_alone_gets_its_access_token_by_refresh() {
    let mut bench = Bench::new(json!({"start_with": "refresh-token"}));
    assert_eq!(bench.instance.credentials().keys().copied().collect::<Vec<_>>(), ["refresh_token"]);
    assert_eq!(bench.record("Access Token"), Value::Null);
    let refresh_token = bench.refresh_token();
    let (token, _) = bench.refresh(&refresh_token).unwrap();
    assert!(bench.open(&token).is_ok());
}

#[test]
fn a_success_is_the_last_transaction_and_a_refusal_is_not() {
    let mut bench = Bench::new(json!({}));
    let token = bench.access_token();
    assert_eq!(bench.record("Last Trans UTC"), Value::Null);
    bench.at(10.0).open("wrong").unwrap_err();
    bench.at(11.0).call(&Method::GET, "/no_such_function", &token);
    assert_eq!(bench.record("Last Trans UTC"), Value::Null);
    bench.at(12.0).open(&token).unwrap();
    assert_eq!(bench.record("Last Trans UTC"), "2026-01-01 00:00:12");
    assert_eq!(start(), bench.at(0.0).now);
}
