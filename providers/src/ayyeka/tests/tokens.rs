//! Fetching a token: the reply to the byte, and every way to be refused beside one that is served.

use serde_json::{Value, json};

use super::bench::{Bench, FORM, GRANT, header, headers, read};
use crate::{Answer, Jwt, Method};

fn error(answer: &Answer) -> (u16, Value) {
    (answer.status, read(answer)["error"].clone())
}

#[test]
fn the_reply_is_compact_in_the_samples_order_and_is_not_to_be_stored() {
    let mut bench = Bench::new(json!({}));
    let answer = bench.ask(&bench.pair(), GRANT);
    let body = String::from_utf8(answer.body.clone()).unwrap();
    assert!(body.starts_with(r#"{"access_token":"eyJhbGciOiJSUzM4NCIsInR5cCI6IkpXVCJ9."#), "{body}");
    assert!(body.ends_with(r#"","token_type":"JWT","expires_in":3600}"#), "{body}");
    assert_eq!((answer.status, header(&answer, "cache-control"), header(&answer, "pragma")), (200, Some("no-store"), Some("no-cache")));
    assert_eq!(header(&answer, "content-type"), Some("application/json; charset=utf-8"));
}

#[test]
fn the_claims_are_the_samples_in_its_order_and_times_are_whole_seconds() {
    let mut bench = Bench::new(json!({"expires_in": 60}));
    let token = Jwt::read(&bench.at(5.9).token()).unwrap();
    let claims = serde_json::to_string(&token.claims).unwrap();
    assert_eq!(claims, r#"{"aud":"2091","exp":1767225665,"iat":1767225605,"iss":"Cloud","sub":"6237:708"}"#);
}

#[test]
fn equal_claims_in_one_second_are_one_token() {
    let mut bench = Bench::new(json!({}));
    assert_eq!(bench.at(1.0).token(), bench.at(1.999).token());
    assert_ne!(bench.at(1.999).token(), bench.at(2.0).token());
}

#[test]
fn a_wrong_key_or_secret_or_no_authorization_is_an_invalid_client_by_rfc_6749() {
    let mut bench = Bench::new(json!({}));
    let pair = bench.pair();
    assert_eq!(bench.ask(&pair, GRANT).status, 200);
    for wrong in [format!("{pair}x"), format!("x{pair}"), pair.replace(':', ""), String::new(), ":".to_owned(), pair.to_lowercase()] {
        assert_eq!(error(&bench.ask(&wrong, GRANT)), (401, json!("invalid_client")), "{wrong}");
    }
    let answer = bench.send(&Method::POST, "/auth/token", &headers(&[("content-type", FORM)]), GRANT);
    assert_eq!(error(&answer), (401, json!("invalid_client")));
    assert_eq!((header(&answer, "www-authenticate"), header(&answer, "cache-control")), (Some("Basic realm=\"Ayyeka\""), Some("no-store")));
    assert_eq!(header(&answer, "content-type"), Some("application/json; charset=utf-8"));
}

#[test]
fn another_grant_type_is_unsupported_and_a_missing_or_doubled_one_invalid() {
    let mut bench = Bench::new(json!({}));
    let pair = bench.pair();
    let mut answered = |form: &str| error(&bench.ask(&pair, form.as_bytes()));
    assert_eq!(answered("grant_type=client_credentials&scope="), (200, Value::Null));
    assert_eq!(answered("grant_type=password"), (400, json!("unsupported_grant_type")));
    assert_eq!(answered("grant_type=Client_Credentials"), (400, json!("unsupported_grant_type")));
    for form in ["", "grant_type", "grant_type=", "Grant_Type=client_credentials", "{\"grant_type\":\"client_credentials\"}"] {
        assert_eq!(answered(form), (400, json!("invalid_request")), "{form}");
    }
    assert_eq!(answered("grant_type=client_credentials&grant_type=client_credentials"), (400, json!("invalid_request")));
    assert_eq!(answered("grant_type=client_credentials&a=1&a=2"), (400, json!("invalid_request")));
}

#[test]
fn the_samples_blank_is_trimmed_or_makes_another_grant_type_by_setting() {
    let form = b"grant_type= client_credentials";
    let status = |setting: &str| {
        let mut bench = Bench::new(json!({"grant_blank": setting}));
        bench.ask(&bench.pair(), form).status
    };
    assert_eq!((status("trimmed"), status("refused")), (200, 400));
}

#[test]
fn a_form_under_another_content_type_is_read_by_setting_alone() {
    let status = |setting: &str, content_type: &str| {
        let mut bench = Bench::new(json!({"form_type": setting}));
        let basic = format!("Basic {}", base64(&bench.pair()));
        bench.send(&Method::POST, "/auth/token", &headers(&[("authorization", &basic), ("content-type", content_type)]), GRANT).status
    };
    assert_eq!((status("demanded", "text/plain"), status("ignored", "text/plain")), (400, 200));
    assert_eq!(status("demanded", "application/x-www-form-urlencoded;charset=UTF-8"), 200);
}

#[test]
fn key_and_secret_are_taken_raw_and_form_encoded_unless_a_setting_names_one() {
    let client = json!([{"key": "k+/=", "secret": "s+/=", "sub": "1:1"}]);
    let status = |setting: &str, pair: &str| Bench::new(json!({"clients": client, "client_encoding": setting})).ask(pair, GRANT).status;
    let (raw, encoded) = ("k+/=:s+/=", "k%2B%2F%3D:s%2B%2F%3D");
    assert_eq!((status("either", raw), status("either", encoded)), (200, 200));
    assert_eq!((status("raw", raw), status("raw", encoded)), (200, 401));
    assert_eq!((status("form-encoded", raw), status("form-encoded", encoded)), (401, 200));
}

#[test]
fn each_client_of_the_list_gets_tokens_of_its_own_and_no_other_s_secret_helps() {
    let clients = json!([{"key": "a", "secret": "x", "sub": "1:1"}, {"key": "b", "secret": "y", "sub": "1:2", "aud": "7"}]);
    let mut bench = Bench::new(json!({"clients": clients}));
    let token = read(&bench.ask("b:y", GRANT))["access_token"].as_str().map(str::to_owned).unwrap();
    let read = Jwt::read(&token).unwrap();
    assert_eq!((read.text("sub"), read.text("aud"), bench.open(&token)), (Some("1:2"), Some("7"), 200));
    assert_eq!((bench.ask("a:x", GRANT).status, bench.ask("a:y", GRANT).status), (200, 401));
}

#[test]
fn other_methods_are_not_allowed_and_told_post() {
    let mut bench = Bench::new(json!({}));
    let basic = format!("Basic {}", base64(&bench.pair()));
    let answer = bench.send(&Method::GET, "/auth/token", &headers(&[("authorization", &basic), ("content-type", FORM)]), GRANT);
    assert_eq!((answer.status, header(&answer, "allow")), (405, Some("POST")));
}

#[test]
fn an_error_has_the_vendors_shape_by_setting() {
    let mut bench = Bench::new(json!({"token_errors": "vendor"}));
    let answer = bench.ask("a:b", GRANT);
    let body = read(&answer);
    assert_eq!((answer.status, &body["message"]), (401, &json!("incorrect credentials")));
    assert_eq!(body["request_id"].as_str().map(str::len), Some(8));
    assert!(body.get("error").is_none());
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}
