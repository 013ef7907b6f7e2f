//! Tokens: how they are obtained, how long they live, how many are kept.

use serde_json::{Value, json};

use super::bench::{Bench, get, json, post};
use crate::Compared;

#[test]
fn the_token_reply_has_its_three_members_in_order() {
    let mut bench = Bench::new(json!({"expires_in": 7}));
    let answer = bench.send(&post("/oauth/token", "", &bench.form("")));
    let token = json(&answer)["access_token"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 128);
    assert_eq!(String::from_utf8(answer.body).unwrap(), format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":7}}"#));
}

#[test]
fn a_token_opens_calls_to_the_last_millisecond_of_its_life() {
    for (boundary, last_good) in [("exclusive", 59_999), ("inclusive", 60_000)] {
        let mut bench = Bench::new(json!({"expires_in": 60, "boundary": boundary}));
        let call = get("/devices", &format!("Bearer {}", bench.token("")));
        assert_eq!(bench.at(last_good).status(&call), 200);
        assert_eq!(bench.at(last_good + 1).status(&call), 401);
    }
}

#[test]
fn what_is_seen_changes_exactly_at_the_deadlines() {
    for boundary in ["exclusive", "inclusive"] {
        let mut bench = Bench::new(json!({"expires_in": 60, "boundary": boundary}));
        let calls: Vec<_> = [0, 1_500, 30_000].into_iter().map(|at| get("/devices", &format!("Bearer {}", bench.at(at).token("")))).collect();
        let seen = |bench: &Bench| calls.iter().map(|call| bench.fork().status(call)).collect::<Vec<_>>();
        let mut passed = 0;
        while let Some(deadline) = bench.instance.deadlines(bench.now).into_iter().next() {
            let before = seen(&bench);
            bench.now = deadline.at - jiff::SignedDuration::from_millis(1);
            assert_eq!(seen(&bench), before);
            bench.now = deadline.at;
            assert_ne!(seen(&bench), before);
            assert_eq!(deadline.clause.0, "hypertrack.bearer.expired");
            passed += 1;
        }
        assert_eq!(passed, 3);
    }
}

#[test]
fn a_million_token_calls_keep_no_more_than_the_setting_says() {
    let mut bench = Bench::new(json!({"most_tokens": 3}));
    let tokens: Vec<String> = (0..10).map(|_| bench.token("")).collect();
    let opens = |bench: &mut Bench, token: &str| bench.status(&get("/devices", &format!("Bearer {token}"))) == 200;
    let open: Vec<bool> = tokens.iter().map(|token| opens(&mut bench, token)).collect();
    assert_eq!(open, [false, false, false, false, false, false, false, true, true, true]);
    assert_eq!(bench.instance.inspect(bench.now)["tokens"].as_array().unwrap().len(), 3);
}

#[test]
fn a_token_call_takes_the_fields_or_basic_and_refuses_the_rest() {
    let mut bench = Bench::new(json!({}));
    let grant = "grant_type=client_credentials";
    assert_eq!(bench.status(&post("/oauth/token", &bench.basic(), grant)), 200);
    assert_eq!(bench.status(&post("/oauth/token", "", grant)), 401);
    let token = bench.token("");
    assert_eq!(bench.status(&post("/oauth/token", &format!("Bearer {token}"), grant)), 401);
    assert_eq!(bench.status(&post("/oauth/token", "", &bench.form("").replace("client_secret=", "client_secret=x"))), 401);
    assert_eq!(bench.status(&post("/oauth/token", &bench.basic(), "grant_type=password")), 400);
    assert_eq!(bench.status(&post("/oauth/token", &bench.basic(), "")), 400);
    assert_eq!(bench.status(&get("/oauth/token", &bench.basic())), 404);
}

#[test]
fn the_same_seed_and_the_same_calls_give_the_same_bytes() {
    let run = || {
        let mut bench = Bench::new(json!({"request_id": "every"}));
        let token = bench.token("view:trips");
        let calls = [get("/devices", "Bearer nothing"), get("/views/trips", &format!("Bearer {token}")), post("/trips", &bench.basic(), "{}")];
        (bench.credential("secret_key"), calls.map(|call| bench.send(&call)))
    };
    assert_eq!(run(), run());
}

#[test]
fn a_state_that_was_saved_goes_on_where_it_was() {
    let mut bench = Bench::new(json!({}));
    let token = bench.token("");
    let state: Value = bench.instance.state();
    let restored: crate::hypertrack::State = serde_json::from_value(state).unwrap();
    assert!(restored.tokens.find(Compared::Exactly, &token).is_some());
}
