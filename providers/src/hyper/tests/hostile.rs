//! Any bytes get an answer, and a refusal leaves the state as it was.

use proptest::prelude::*;
use serde_json::json;

use super::bench::Bench;
use crate::{HeaderMap, Method};
use http::HeaderValue;

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..most)
}

/// Paths that are near real ones, and paths that are not.
fn paths() -> impl Strategy<Value = String> {
    prop_oneof!["/?(RefreshToken|TokenValidity|Does_Entity_Exist_Json|alive_check)[/?%a-z]{0,4}", "\\PC{0,40}"]
}

proptest! {
    #[test]
    fn random_bytes_always_get_an_answer_and_an_unauthorised_one_changes_nothing(
        path in paths(), method in "[A-Z]{1,7}", authorization in bytes(260), body in bytes(500), encoding in 0..3_usize,
    ) {
        let encoding = ["quoted", "documented", "boolean"][encoding];
        let mut bench = Bench::new(json!({"encoding": encoding}));
        let before = bench.instance.state();
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(&authorization) {
            headers.insert("authorization", value);
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = bench.send(&method, &path, &headers, &body);
        prop_assert!((200..600).contains(&answer.status));
        prop_assert!(!answer.clauses.is_empty());
        prop_assert_eq!(bench.instance.state(), before);
    }

    #[test]
    fn random_bodies_of_an_authorised_call_always_get_an_answer(body in bytes(500), near in "[{}\":,a-z0-9\\\\/ ]{0,80}", query in "\\PC{0,40}") {
        let mut bench = Bench::new(json!({}));
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("Bearer {}", bench.access_token()).parse().unwrap());
        for body in [body.as_slice(), near.as_bytes()] {
            let answer = bench.send(&Method::POST, &format!("/Does_Entity_Exist_Json?{query}"), &headers, body);
            prop_assert_eq!(answer.status, 200);
        }
    }

    #[test]
    fn the_last_moment_of_time_gets_an_answer_too(millisecond in 0..2_i64) {
        let mut bench = Bench::new(json!({"refresh_token_life": 87_600}));
        bench.now = jiff::Timestamp::MAX - jiff::SignedDuration::from_millis(millisecond);
        let token = bench.refresh_token();
        bench.refresh(&token).ok();
        bench.act("extend", json!({"hours": 8760})).unwrap();
        bench.instance.deadlines(bench.now);
        let token = bench.access_token();
        prop_assert!(bench.open(&token).is_ok() || millisecond == 0);
    }
}
