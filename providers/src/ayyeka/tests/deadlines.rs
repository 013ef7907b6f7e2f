//! Every deadline is a change, and nothing changes without one.

use jiff::SignedDuration;
use serde_json::json;

use super::bench::Bench;

fn seen(bench: &Bench, tokens: &[String]) -> Vec<u16> {
    tokens.iter().map(|token| bench.fork().open(token)).collect()
}

#[test]
fn what_is_seen_changes_exactly_at_the_deadlines() {
    for settings in [json!({}), json!({"leeway": 60}), json!({"expires_in": 1})] {
        let mut bench = Bench::new(settings.clone());
        let tokens: Vec<String> = [0.0, 0.4, 1.5, 7.0].map(|second| bench.at(second).token()).into();
        let mut passed = 0;
        while let Some(deadline) = bench.instance.deadlines(bench.now).into_iter().next() {
            let before = seen(&bench, &tokens);
            bench.now = deadline.at - SignedDuration::from_millis(1);
            assert_eq!(seen(&bench, &tokens), before, "something changed before {deadline:?} under {settings}");
            bench.now = deadline.at;
            assert_ne!(seen(&bench, &tokens), before, "nothing changed at {deadline:?} under {settings}");
            passed += 1;
        }
        assert!(passed >= 1 && seen(&bench, &tokens).iter().all(|status| *status == 401), "{passed} deadlines under {settings}");
    }
}

#[test]
fn a_deadline_names_its_clause_and_whose_token_ends_but_no_secret() {
    let mut bench = Bench::new(json!({}));
    assert_eq!(bench.instance.deadlines(bench.now), []);
    bench.token();
    let deadlines = serde_json::to_value(bench.instance.deadlines(bench.now)).unwrap();
    let only = json!([{"at": "2026-01-01T01:00:00Z", "clause": "ayyeka.call.expired", "what": "a token of 6237:708 expires"}]);
    assert_eq!(deadlines, only);
}
