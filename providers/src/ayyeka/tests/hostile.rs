//! Any bytes get an answer, a refusal leaves the state as it was, and the same seed gives the same bytes.

use http::HeaderValue;
use proptest::prelude::*;
use serde_json::json;

use super::bench::{Bench, FORM, GRANT, headers};
use crate::{HeaderMap, Method};

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..most)
}

/// Paths that are near real ones, and paths that are not.
fn paths() -> impl Strategy<Value = String> {
    prop_oneof!["/(auth/token|v2.0/site)[/?%a-z]{0,4}", "\\PC{0,40}"]
}

/// Headers that are near real ones, and bytes.
fn authorizations() -> impl Strategy<Value = Vec<u8>> {
    let near = "(Basic|Bearer|basic|JWT)? {0,2}[A-Za-z0-9+/=._-]{0,120}".prop_map(String::into_bytes);
    let token = "Bearer eyJhbGciOiJSUzM4NCJ9\\.[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,80}".prop_map(String::into_bytes);
    prop_oneof![near, token, bytes(260)]
}

proptest! {
    #[test]
    fn random_bytes_always_get_an_answer_and_an_unauthorised_one_changes_nothing(
        path in paths(), method in "GET|POST|[A-Z]{1,7}", authorization in authorizations(), body in bytes(300), bare in any::<bool>(),
    ) {
        let mut bench = Bench::new(json!({"bare_token": if bare { "accepted" } else { "refused" }, "form_type": "ignored"}));
        let before = bench.instance.state();
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(&authorization) {
            headers.insert("authorization", value);
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = bench.send(&method, &path, &headers, &body);
        prop_assert!((400..500).contains(&answer.status));
        prop_assert!(!answer.clauses.is_empty());
        prop_assert_eq!(bench.instance.state(), before);
        let request = crate::Request { method: &method, path: &path, query: "", headers: &headers, body: &body };
        bench.instance.changes(&request, bench.now);
    }

    #[test]
    fn random_forms_and_inputs_of_a_known_client_always_get_an_answer(form in bytes(300), near in "[a-z_=& %]{0,80}", query in "\\PC{0,40}") {
        let mut bench = Bench::new(json!({}));
        for form in [form.as_slice(), near.as_bytes()] {
            prop_assert_eq!(bench.ask(&bench.pair(), form).status, 400);
        }
        let bearer = format!("Bearer {}", bench.token());
        for body in [form.as_slice(), near.as_bytes()] {
            let answer = bench.send(&Method::GET, &format!("/v2.0/site?{query}"), &headers(&[("authorization", &bearer)]), body);
            prop_assert_eq!(answer.status, 200);
        }
    }
}

#[test]
fn a_body_of_a_megabyte_of_parameters_is_refused_and_one_of_two_is_not() {
    let mut bench = Bench::new(json!({}));
    let pair = bench.pair();
    assert_eq!(bench.ask(&pair, &b"a&".repeat(500_000)).status, 400);
    assert_eq!(bench.ask(&pair, b"grant_type=client_credentials&a=1").status, 200);
}

#[test]
fn the_same_seed_and_the_same_requests_give_the_same_bytes() {
    let run = || {
        let mut bench = Bench::new(json!({}));
        let pair = bench.pair();
        let answers = [bench.ask(&pair, GRANT), bench.ask("x:y", GRANT), bench.site(""), bench.ask(&pair, b"")];
        let content = headers(&[("content-type", FORM)]);
        (answers, bench.send(&Method::POST, "/auth/token", &content, GRANT), bench.instance.state())
    };
    assert_eq!(run(), run());
}
