//! API clients that are made on the platform.

use serde_json::{Value, json};

use super::bench::{Bench, GRANT, read};
use crate::ActionError;

#[test]
fn a_generated_client_fetches_tokens_that_open_calls() {
    let mut bench = Bench::new(json!({}));
    bench.act("generate_api_key", json!({"comment": "for the pumps"})).unwrap();
    let clients = bench.instance.inspect(bench.now)["API Clients"].clone();
    let second = &clients[1];
    assert_eq!((&second["Comment"], &second["sub"]), (&json!("for the pumps"), &json!("6237:709")));
    let pair = format!("{}:{}", second["Key"].as_str().unwrap(), second["Secret"].as_str().unwrap());
    let answer = bench.ask(&pair, GRANT);
    assert_eq!(bench.open(read(&answer)["access_token"].as_str().unwrap()), 200);
    assert_ne!(pair, bench.pair());
}

#[test]
fn no_more_than_a_thousand_clients_are_made() {
    let mut bench = Bench::new(json!({}));
    for _ in 1..1_000 {
        bench.act("generate_api_key", json!({"comment": ""})).unwrap();
    }
    assert!(matches!(bench.act("generate_api_key", json!({"comment": ""})), Err(ActionError::State(_))));
}

#[test]
fn no_token_is_kept_and_of_ends_only_the_latest() {
    let mut bench = Bench::new(json!({}));
    let tokens: Vec<String> = (0..40).map(|second| bench.at(f64::from(second)).token()).collect();
    let state = bench.instance.state().to_string();
    assert!(tokens.iter().all(|token| !state.contains(token.as_str())));
    let ends = bench.instance.inspect(bench.now)["API Clients"][0]["exp"].clone();
    assert_eq!((ends.as_array().map(Vec::len), &ends[15]), (Some(16), &Value::from("2026-01-01T01:00:39Z")));
}
