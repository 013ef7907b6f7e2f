//! What a refresh does to the tokens before it.

use serde_json::json;

use super::bench::{Bench, EXPIRED, WRONG};

#[test]
fn the_previous_access_token_opens_calls_for_two_minutes() {
    for mode in ["replaceable", "constant"] {
        let mut bench = Bench::new(json!({"refresh_token": mode}));
        let (old, refresh_token) = (bench.access_token(), bench.refresh_token());
        bench.refresh(&refresh_token).unwrap();
        assert!(bench.at(119.999).open(&old).is_ok(), "{mode}");
        assert_eq!(bench.at(120.0).open(&old), Err(EXPIRED.to_owned()), "{mode}");
    }
}

#[test]
fn the_previous_refresh_token_refreshes_again_for_two_minutes() {
    let mut bench = Bench::new(json!({}));
    let old = bench.refresh_token();
    let (_, new) = bench.refresh(&old).unwrap();
    assert_ne!(old, new);
    let mut late = bench.fork();
    assert!(bench.at(119.999).refresh(&old).is_ok());
    assert_eq!(late.at(120.0).refresh(&old), Err(WRONG.to_owned()));
    assert!(late.refresh(&new).is_ok());
}

#[test]
fn a_constant_refresh_token_never_changes_and_never_ends() {
    let mut bench = Bench::new(json!({"refresh_token": "constant"}));
    let token = bench.refresh_token();
    for year in 0..3 {
        let (_, again) = bench.at(f64::from(year) * 31_536_000.0).refresh(&token).unwrap();
        assert_eq!(again, token);
    }
}

#[test]
fn grace_outlives_the_tokens_own_end_only_by_setting() {
    for (setting, served) in [("ends", false), ("lives", true)] {
        let mut bench = Bench::new(json!({"grace_past_expiry": setting}));
        let (old, refresh_token) = (bench.access_token(), bench.refresh_token());
        bench.at(3590.0).refresh(&refresh_token).unwrap();
        assert!(bench.at(3599.0).open(&old).is_ok());
        assert_eq!(bench.at(3601.0).open(&old).is_ok(), served, "{setting}");
    }
}

#[test]
fn a_token_replaced_twice_is_wrong_and_no_longer_expired() {
    let mut bench = Bench::new(json!({}));
    let (first, refresh_token) = (bench.access_token(), bench.refresh_token());
    let (second, refresh_token) = bench.refresh(&refresh_token).unwrap();
    assert_eq!(bench.at(200.0).open(&first), Err(EXPIRED.to_owned()));
    bench.refresh(&refresh_token).unwrap();
    assert_eq!(bench.at(400.0).open(&first), Err(WRONG.to_owned()));
    assert_eq!(bench.open(&second), Err(EXPIRED.to_owned()));
}

#[test]
fn a_second_refresh_within_grace_ends_the_first_pair_unless_all_are_kept() {
    for (setting, served) in [("one", false), ("all", true)] {
        let mut bench = Bench::new(json!({"grace_keeps": setting}));
        let (first, refresh_token) = (bench.access_token(), bench.refresh_token());
        let (second, refresh_token) = bench.refresh(&refresh_token).unwrap();
        bench.at(10.0).refresh(&refresh_token).unwrap();
        assert_eq!(bench.at(20.0).open(&first).is_ok(), served, "{setting}");
        assert!(bench.open(&second).is_ok());
        assert_eq!(bench.at(125.0).open(&first), Err(WRONG.to_owned()), "{setting}");
        assert!(bench.open(&second).is_ok());
    }
}

#[test]
fn a_lost_answer_is_repaired_by_refreshing_again_with_the_old_token() {
    let mut bench = Bench::new(json!({}));
    let old = bench.refresh_token();
    bench.refresh(&old).unwrap();
    let (access_token, refresh_token) = bench.at(30.0).refresh(&old).unwrap();
    assert!(bench.open(&access_token).is_ok());
    assert!(bench.refresh(&refresh_token).is_ok());
}

#[test]
fn validity_in_grace_tells_the_end_that_its_setting_says() {
    for (setting, end) in [("current", "2026-01-01 01:01:00"), ("own", "2026-01-01 01:00:00"), ("grace", "2026-01-01 00:03:00")] {
        let mut bench = Bench::new(json!({"validity_in_grace": setting}));
        let (old, refresh_token) = (bench.access_token(), bench.refresh_token());
        bench.at(60.0).refresh(&refresh_token).unwrap();
        assert_eq!(bench.validity(&old).unwrap()["Token Valid Until UTC"], end);
    }
}

#[test]
fn an_access_token_does_not_refresh_and_changes_nothing() {
    let mut bench = Bench::new(json!({}));
    let (access_token, refresh_token) = (bench.access_token(), bench.refresh_token());
    let before = bench.instance.state();
    for token in [access_token.as_str(), "", "unknown"] {
        assert_eq!(bench.refresh(token), Err(WRONG.to_owned()));
        assert_eq!(bench.instance.state(), before);
    }
    assert!(bench.refresh(&refresh_token).is_ok());
}

#[test]
fn the_text_of_a_refused_refresh_follows_its_setting() {
    let mut bench = Bench::new(json!({"refresh_refusal": "refresh-token"}));
    assert_eq!(bench.refresh("unknown"), Err("Missing / Wrong Refresh Token.".to_owned()));
}

#[test]
fn a_refresh_token_ends_only_by_setting() {
    for (life, served) in [(json!("off"), true), (json!(2), false)] {
        let mut bench = Bench::new(json!({"refresh_token_life": life}));
        let token = bench.refresh_token();
        assert_eq!(bench.at(7200.0).refresh(&token).is_ok(), served);
    }
}
