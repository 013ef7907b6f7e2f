//! Every deadline is a change, and nothing changes without one.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::bench::Bench;
use crate::Method;

/// What any holder of any token sees at this moment, asked of a copy.
fn seen(bench: &Bench, tokens: &[String]) -> Vec<Value> {
    let ask = |function: &str, method: &Method, token: &str| {
        let answer = bench.fork().call(method, function, token);
        let refusal = if answer.succeeded() { String::new() } else { String::from_utf8_lossy(&answer.body).into_owned() };
        json!([function, answer.status, refusal])
    };
    tokens.iter().flat_map(|token| [ask("/RefreshToken", &Method::GET, token), ask("/TokenValidity", &Method::POST, token)]).collect()
}

fn busy_bench(settings: Value) -> (Bench, Vec<String>) {
    let mut bench = Bench::new(settings);
    let mut tokens = vec![bench.access_token(), bench.refresh_token()];
    for second in 0..10 {
        let refresh_token = bench.refresh_token();
        bench.at(f64::from(second)).call(&Method::POST, "/RefreshToken", &refresh_token);
        tokens.extend([bench.access_token(), bench.refresh_token()]);
    }
    for _ in 0..10 {
        let token = bench.access_token();
        bench.at(9.5).call(&Method::POST, "/TokenValidity", &token);
    }
    (bench, tokens)
}

#[test]
fn what_is_seen_changes_exactly_at_the_deadlines() {
    let readings = [
        json!({}),
        json!({"boundary": "inclusive"}),
        json!({"grace_keeps": "all", "grace_past_expiry": "lives"}),
        json!({"refresh_limit_window": "fixed", "posts_limit_window": "fixed"}),
        json!({"refresh_token_life": 1, "refresh_token": "constant"}),
    ];
    for settings in readings {
        let (mut bench, tokens) = busy_bench(settings.clone());
        let mut passed = 0;
        while let Some(deadline) = bench.instance.deadlines(bench.now).into_iter().next() {
            let before = seen(&bench, &tokens);
            bench.now = deadline.at - SignedDuration::from_millis(1);
            assert_eq!(seen(&bench, &tokens), before, "something changed before {deadline:?} under {settings}");
            bench.now = deadline.at;
            assert_ne!(seen(&bench, &tokens), before, "nothing changed at {deadline:?} under {settings}");
            passed += 1;
        }
        assert!(passed >= 3, "{passed} deadlines under {settings}");
    }
}

#[test]
fn deadlines_name_their_clause_and_come_soonest_first() {
    let mut bench = Bench::new(json!({"keep_alive_minutes": 10}));
    let token = bench.refresh_token();
    bench.at(60.0).refresh(&token).unwrap();
    let deadlines = bench.instance.deadlines(bench.now);
    let named: Vec<(String, &str)> = deadlines.iter().map(|deadline| (deadline.at.to_string(), deadline.clause.0)).collect();
    assert_eq!(
        named,
        [
            ("2026-01-01T00:03:00Z".to_owned(), "hyper.grace.access-token-ends"),
            ("2026-01-01T00:03:00Z".to_owned(), "hyper.grace.refresh-token-ends"),
            ("2026-01-01T00:10:00Z".to_owned(), "hyper.admin.keep-alive"),
            ("2026-01-01T01:01:00Z".to_owned(), "hyper.refusal.expired-current"),
        ]
    );
}
