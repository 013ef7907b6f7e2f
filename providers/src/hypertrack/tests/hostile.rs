//! Any bytes get an answer, and a call that is refused leaves the state as it was.

use http::HeaderValue;
use proptest::prelude::*;
use serde_json::json;

use super::bench::{Bench, Call, get};
use crate::{HeaderMap, Method};

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..most)
}

/// Paths that are near real ones, and paths that are not.
fn paths() -> impl Strategy<Value = String> {
    prop_oneof!["/?(oauth/token|oauth/embed-token|devices|trips|workers|tracking|views/trips)[/?%a-z=&]{0,6}", "\\PC{0,40}"]
}

/// Headers that are near real ones, and headers that are not.
fn authorizations() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![bytes(200), "(Basic|Bearer|basic|BEARER)[ \t,]{0,2}[A-Za-z0-9+/=:, -]{0,40}".prop_map(String::into_bytes)]
}

proptest! {
    #[test]
    fn random_bytes_always_get_an_answer_and_an_unauthorised_one_changes_nothing(
        path in paths(), method in "[A-Z]{1,7}|GET|POST", one in authorizations(), other in proptest::option::of(authorizations()), body in bytes(300),
        base64 in prop_oneof![Just("exact"), Just("lenient")],
    ) {
        let mut bench = Bench::new(json!({"base64": base64}));
        let before = bench.instance.state();
        let mut headers = HeaderMap::new();
        for value in [Some(one), other].into_iter().flatten() {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.append("authorization", value);
            }
        }
        let call = Call { method: Method::from_bytes(method.as_bytes()).unwrap(), path, headers, body };
        let answer = bench.send(&call);
        prop_assert!((200..600).contains(&answer.status));
        prop_assert!(!answer.clauses.is_empty());
        prop_assert_eq!(bench.instance.state(), before);
        for (change, _) in bench.candidates(&call) {
            prop_assert!(!change.says.contains(&bench.credential("secret_key")));
        }
    }

    #[test]
    fn random_bodies_of_an_authorised_call_always_get_an_answer(path in paths(), near in "[{}\":,a-z0-9\\\\/_ ]{0,80}", body in bytes(300), post in any::<bool>()) {
        let mut bench = Bench::new(json!({}));
        for body in [body, near.into_bytes()] {
            let method = if post { Method::POST } else { Method::GET };
            let call = Call { method, body, ..get(&path, &bench.basic()) };
            prop_assert!((200..500).contains(&bench.status(&call)));
            bench.instance.changes(&call.request(), bench.now);
        }
    }

    #[test]
    fn random_forms_and_scopes_always_get_an_answer(scope in "[a-z: +%&=]{0,60}", url in "\\PC{0,60}") {
        let mut bench = Bench::new(json!({"unknown_scope": "ignored"}));
        let form = format!("{}&scope={scope}", bench.form(""));
        let status = bench.status(&super::bench::post("/oauth/token", "", &form));
        prop_assert!(status == 200 || status == 400 && scope.contains('&'), "{status} {form}");
        let body = json!({"embed_url": format!("x{url}"), "grant_type": "client_credentials"}).to_string();
        prop_assert_eq!(bench.status(&super::bench::post("/oauth/embed-token", &bench.basic(), &body)), 200);
    }

    #[test]
    fn the_last_moment_of_time_gets_an_answer_too(millisecond in 0..2_i64) {
        let mut bench = Bench::new(json!({"expires_in": 31_536_000}));
        bench.now = jiff::Timestamp::MAX - jiff::SignedDuration::from_millis(millisecond);
        let call = get("/devices", &format!("Bearer {}", bench.token("")));
        bench.instance.deadlines(bench.now);
        bench.instance.changes(&call.request(), bench.now);
        prop_assert!(bench.status(&call) == 200 || millisecond == 0);
    }
}
