//! Calls by a token: every way in which one can be wrong, beside the one that is served.

use serde_json::{Value, json};

use super::bench::{Bench, header, headers, read, signed};
use crate::{Jwt, Key, Method};

const HEADER: &str = r#"{"alg":"RS384","typ":"JWT"}"#;

/// Claims that are good at the start, with one of them another.
fn claims(name: &str, value: Value) -> String {
    let mut claims = json!({"aud": "2091", "exp": 1_767_229_200, "iat": 1_767_225_600, "iss": "Cloud", "sub": "6237:708"});
    claims[name] = value;
    claims.to_string()
}

fn good() -> String {
    claims("iss", "Cloud".into())
}

#[test]
fn a_token_opens_calls_until_the_millisecond_of_its_exp() {
    let mut bench = Bench::new(json!({}));
    let token = bench.token();
    assert_eq!((bench.at(3_599.999).open(&token), bench.at(3_600.0).open(&token)), (200, 401));
}

#[test]
fn leeway_lets_a_token_live_so_many_seconds_longer() {
    let mut bench = Bench::new(json!({"leeway": 30}));
    let token = bench.token();
    assert_eq!((bench.at(3_629.999).open(&token), bench.at(3_630.0).open(&token)), (200, 401));
}

#[test]
fn the_sites_are_an_array_in_the_documented_order_with_coordinates_as_texts() {
    let mut bench = Bench::new(json!({}));
    let token = bench.token();
    let answer = bench.site(&format!("Bearer {token}"));
    let body = String::from_utf8(answer.body).unwrap();
    assert!(body.starts_with(r#"[{"id":1,"creation_date":""#), "{body}");
    assert!(body.ends_with(r#""status":"ACTIVE","longitude":"35.2137","latitude":"31.7683"}]"#), "{body}");
}

#[test]
fn a_refused_call_tells_the_vendors_message_and_an_id_of_eight_characters() {
    let mut bench = Bench::new(json!({}));
    let answer = bench.site("");
    let (body, other) = (read(&answer), read(&bench.site("")));
    assert_eq!((answer.status, &body["message"], header(&answer, "www-authenticate")), (401, &json!("incorrect credentials"), Some("Bearer")));
    assert_eq!(body["request_id"].as_str().map(|id| (id.len(), id.bytes().all(|byte| byte.is_ascii_alphanumeric()))), Some((8, true)));
    assert_ne!(body["request_id"], other["request_id"]);
}

#[test]
fn an_authorization_that_is_no_bearer_token_is_refused() {
    let mut bench = Bench::new(json!({}));
    let token = bench.token();
    assert_eq!(bench.site(&format!("Bearer {token}")).status, 200);
    let wrong =
        ["Bearer", "Bearer ", "Basic TOKEN", "JWT TOKEN", "TOKEN", "BearerTOKEN", "Bearer TOKEN TOKEN", "Bearer TOKEN,", "Bearer TOKEN=", "Bearer x"];
    for authorization in wrong {
        assert_eq!(bench.site(&authorization.replace("TOKEN", &token)).status, 401, "{authorization}");
    }
    let mut twice = headers(&[("authorization", &format!("Bearer {token}"))]);
    twice.append("authorization", format!("Bearer {token}").parse().unwrap());
    assert_eq!(bench.send(&Method::GET, "/v2.0/site", &twice, b"").status, 401);
}

#[test]
fn a_token_without_bearer_opens_calls_by_setting_alone() {
    let status = |setting: &str| {
        let mut bench = Bench::new(json!({"bare_token": setting}));
        let token = bench.token();
        bench.site(&token).status
    };
    assert_eq!((status("refused"), status("accepted")), (401, 200));
}

#[test]
fn a_token_with_another_claim_header_or_key_is_refused_though_it_is_well_formed() {
    let mut bench = Bench::new(json!({}));
    assert_eq!(bench.open(&signed(&Key::Shipped, HEADER, &good())), 200);
    let other = Key::Pem("another".to_owned());
    assert_eq!(bench.open(&signed(&other, HEADER, &good())), 401);
    for header in [r#"{"alg":"RS256","typ":"JWT"}"#, r#"{"alg":"HS384"}"#, r#"{"alg":"none"}"#, r#"{"alg":["RS384"]}"#, "{}", "[]", "x"] {
        assert_eq!(bench.open(&signed(&Key::Shipped, header, &good())), 401, "{header}");
    }
    let wrong = [
        claims("exp", Value::Null),
        claims("exp", "1767229200".into()),
        claims("exp", json!(-1)),
        claims("exp", json!(1e300)),
        claims("iat", json!(1_767_225_601)),
        claims("iat", Value::Null),
        claims("sub", "6237:709".into()),
        claims("sub", json!(["6237:708"])),
        claims("aud", "2092".into()),
        claims("iss", "cloud".into()),
        "[]".to_owned(),
        String::new(),
    ];
    for claims in wrong {
        assert_eq!(bench.open(&signed(&Key::Shipped, HEADER, &claims)), 401, "{claims}");
    }
    assert_eq!(bench.open(&signed(&Key::Shipped, HEADER, &claims("exp", json!(i64::MAX)))), 200);
}

#[test]
fn a_token_of_two_parts_or_four_without_signature_or_of_a_megabyte_is_refused() {
    let mut bench = Bench::new(json!({}));
    let token = bench.token();
    let read = Jwt::read(&token).unwrap();
    let spoilt =
        [read.signed.clone(), format!("{}.", read.signed), format!("{token}.AQI"), format!("{token}A"), format!(".{token}"), "a".repeat(1 << 20)];
    for wrong in spoilt {
        assert_eq!(bench.open(&wrong), 401);
    }
    assert_eq!(bench.open(&token), 200);
}

#[test]
fn a_token_of_an_instance_with_another_key_is_refused() {
    let mut other = Bench::new(json!({"signing_key": "another"}));
    let theirs = other.token();
    assert_eq!((other.open(&theirs), Bench::new(json!({})).open(&theirs)), (200, 401));
}

#[test]
fn an_unknown_path_is_not_found_and_only_by_a_good_token() {
    let mut bench = Bench::new(json!({}));
    let bearer = format!("Bearer {}", bench.token());
    for (method, path) in [(Method::GET, "/v2.0/sites"), (Method::POST, "/v2.0/site"), (Method::GET, ""), (Method::GET, "/auth/token/")] {
        let answer = bench.send(&method, path, &headers(&[("authorization", &bearer)]), b"");
        assert_eq!((answer.status, read(&answer)["request_id"].as_str().map(str::len)), (404, Some(8)), "{path}");
        assert_eq!(bench.send(&method, path, &headers(&[]), b"").status, 401, "{path}");
    }
}

#[test]
fn health_answers_anybody_or_who_has_a_token_by_setting() {
    let mut bench = Bench::new(json!({"health": "authorised"}));
    let bearer = format!("Bearer {}", bench.token());
    assert_eq!(Bench::new(json!({})).send(&Method::GET, "/v2.0/health", &headers(&[]), b"").status, 200);
    assert_eq!(bench.send(&Method::GET, "/v2.0/health", &headers(&[]), b"").status, 401);
    assert_eq!(bench.send(&Method::GET, "/v2.0/health", &headers(&[("authorization", &bearer)]), b"").body, b"OK");
}

#[test]
fn the_last_moment_of_time_gets_an_answer_too() {
    let mut bench = Bench::new(json!({"leeway": 300, "expires_in": 31_536_000}));
    bench.now = jiff::Timestamp::MAX;
    let token = bench.token();
    assert_eq!(bench.open(&token), 401);
    bench.instance.deadlines(bench.now);
    bench.instance.inspect(bench.now);
}
