//! Sessions: ten minutes, one use, and a bound on how many are kept.

use serde_json::json;

use super::bench::{Bench, Sent, result, xml};
use crate::hyp::rules::MOST_SESSIONS;

#[test]
fn a_session_is_good_to_the_last_millisecond_of_ten_minutes() {
    let mut bench = Bench::new(json!({}));
    let session = bench.session();
    assert_eq!(bench.at(599.999).fork().deal(&session), "000");
    assert_eq!(bench.at(600.0).deal(&session), "456");
    let mut inclusive = Bench::new(json!({"boundary": "inclusive"}));
    let session = inclusive.session();
    assert_eq!(inclusive.at(600.0).fork().deal(&session), "000");
    assert_eq!(inclusive.at(600.001).deal(&session), "456");
}

#[test]
fn a_single_use_session_opens_one_command_and_a_reusable_one_many() {
    for (reuse, second) in [("single", "456"), ("reusable", "000")] {
        let mut bench = Bench::new(json!({"session_reuse": reuse}));
        let session = bench.session();
        assert_eq!(bench.deal(&session), "000");
        assert_eq!(bench.deal(&session), second, "{reuse}");
    }
}

#[test]
fn a_session_is_used_up_when_its_command_is_let_in_and_by_no_refused_one() {
    for (refused_use, later) in [("kept", "000"), ("consumed", "456")] {
        let mut bench = Bench::new(json!({"refused_use": refused_use}));
        let session = bench.session();
        let bad = Sent::form(&[("sessionId", &session), ("int_in", &xml("doDeal", "").replace("2000", "x"))]);
        assert_eq!(result(&bench.send(&bad)), "462");
        assert_eq!(bench.deal(&session), later, "{refused_use}");
    }
}

#[test]
fn ever_more_sessions_leave_no_more_than_the_bound_and_the_newest_is_good() {
    let mut bench = Bench::new(json!({}));
    let first = bench.session();
    for _ in 0..3 * MOST_SESSIONS {
        bench.session();
    }
    let newest = bench.session();
    assert_eq!(bench.instance.state()["sessions"].as_array().unwrap().len(), MOST_SESSIONS);
    assert_eq!(bench.deal(&first), "456");
    assert_eq!(bench.deal(&newest), "000");
}

#[test]
fn ended_sessions_make_room_before_an_older_good_one() {
    let mut bench = Bench::new(json!({}));
    let oldest = bench.session();
    for _ in 0..MOST_SESSIONS - 1 {
        let used = bench.session();
        bench.deal(&used);
    }
    bench.session();
    assert_eq!(bench.instance.state()["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(bench.deal(&oldest), "000");
}

#[test]
fn a_session_that_was_used_makes_room_though_all_were_good_when_last_looked_at() {
    let mut bench = Bench::new(json!({}));
    let sessions: Vec<String> = (0..=MOST_SESSIONS).map(|_| bench.session()).collect();
    assert_eq!(bench.deal(&sessions[MOST_SESSIONS / 2]), "000");
    bench.session();
    assert_eq!(bench.deal(&sessions[1]), "000", "the oldest that is known");
}

#[test]
fn no_two_sessions_have_one_name() {
    let mut bench = Bench::new(json!({}));
    let names: std::collections::BTreeSet<String> = (0..500).map(|_| bench.session()).collect();
    assert_eq!(names.len(), 500);
}

#[test]
fn the_same_seed_makes_the_same_bytes() {
    let (mut one, mut other) = (Bench::new(json!({})), Bench::new(json!({})));
    let asking = one.asking();
    for _ in 0..3 {
        assert_eq!(one.send(&asking), other.send(&asking));
    }
    assert_eq!(one.instance.state(), other.instance.state());
}

#[test]
fn a_session_does_not_open_get_session_id() {
    let mut bench = Bench::new(json!({}));
    let session = bench.session();
    let int_in = xml("getSessionId", &format!("<terminalNumber>{}</terminalNumber>", bench.credential("terminal")));
    assert_eq!(result(&bench.send(&Sent::form(&[("sessionId", &session), ("int_in", &int_in)]))), "405");
    assert_eq!(bench.deal(&session), "000");
}
