//! The two limits and every way in which they may be read.

use serde_json::{Value, json};

use super::bench::Bench;
use crate::{Answer, Method};

fn posts(bench: &mut Bench, count: usize) -> Vec<u16> {
    let token = bench.access_token();
    (0..count).map(|_| bench.call(&Method::POST, "/TokenValidity", &token).status).collect()
}

fn refreshes(bench: &mut Bench, count: usize) -> Vec<u16> {
    (0..count).map(|_| refresh(bench).status).collect()
}

fn refresh(bench: &mut Bench) -> Answer {
    let token = bench.refresh_token();
    bench.call(&Method::GET, "/RefreshToken", &token)
}

#[test]
fn the_eleventh_refresh_in_a_minute_is_turned_away_and_changes_no_token() {
    let mut bench = Bench::new(json!({}));
    assert_eq!(refreshes(&mut bench, 10), [200; 10]);
    let before = bench.instance.credentials();
    let answer = refresh(&mut bench);
    assert_eq!(answer.status, 429);
    assert!(answer.headers.contains(&("retry-after".into(), "60".into())));
    assert_eq!(bench.instance.credentials(), before);
    assert_eq!(refresh(bench.at(60.0)).status, 200);
}

#[test]
fn the_twenty_first_post_in_a_minute_is_turned_away_and_gets_are_not() {
    let mut bench = Bench::new(json!({}));
    assert_eq!(posts(&mut bench, 20), [200; 20]);
    assert_eq!(posts(&mut bench, 1), [429]);
    let token = bench.access_token();
    assert_eq!(bench.call(&Method::GET, "/TokenValidity", &token).status, 200);
    bench.client = [10, 0, 0, 2].into();
    assert_eq!(posts(&mut bench, 1), [200]);
    bench.client = [127, 0, 0, 1].into();
    assert_eq!(posts(bench.at(60.0), 1), [200]);
}

#[test]
fn gets_count_as_posts_only_by_setting() {
    let mut bench = Bench::new(json!({"posts_limit_gets": "counted"}));
    posts(&mut bench, 20);
    let token = bench.access_token();
    assert_eq!(bench.call(&Method::GET, "/TokenValidity", &token).status, 429);
}

#[test]
fn refused_calls_count_only_by_setting() {
    for (counting, status) in [("free", 200), ("counted", 429)] {
        let mut bench = Bench::new(json!({"posts_limit_refused": counting, "refresh_limit_refused": counting}));
        for _ in 0..20 {
            bench.call(&Method::POST, "/TokenValidity", "wrong");
        }
        assert_eq!(posts(&mut bench, 1), [status], "{counting}");
        for _ in 0..10 {
            bench.call(&Method::GET, "/RefreshToken", "wrong");
        }
        assert_eq!(refresh(&mut bench).status, status, "{counting}");
    }
}

#[test]
fn refreshes_are_counted_for_what_the_setting_says() {
    let served_elsewhere = |per: &str| {
        let mut bench = Bench::new(json!({"refresh_limit_per": per, "refresh_token": "constant"}));
        refreshes(&mut bench, 10);
        bench.client = [10, 0, 0, 2].into();
        refresh(&mut bench).status
    };
    assert_eq!([served_elsewhere("instance"), served_elsewhere("token"), served_elsewhere("address")], [429, 429, 200]);
    let mut replaced = Bench::new(json!({"refresh_limit_per": "token"}));
    assert_eq!(refreshes(&mut replaced, 15), [200; 15]);
}

#[test]
fn the_windows_follow_their_settings() {
    for (window, status) in [("sliding", 429), ("fixed", 200)] {
        let mut bench = Bench::new(json!({"refresh_limit_window": window, "posts_limit_window": window}));
        refresh(&mut bench);
        bench.at(50.0);
        assert_eq!(refreshes(&mut bench, 9), [200; 9]);
        bench.at(60.0);
        assert_eq!(refresh(&mut bench).status, 200);
        assert_eq!(refresh(&mut bench).status, status, "{window}");
    }
}

#[test]
fn limits_can_be_off_or_answer_otherwise() {
    let mut off = Bench::new(json!({"max_posts": "off", "refresh_limit": "off"}));
    assert_eq!(posts(&mut off, 50), [200; 50]);
    assert_eq!(refreshes(&mut off, 50), [200; 50]);
    let mut other = Bench::new(json!({"posts_limit_status": 403, "max_posts": 1}));
    assert_eq!(posts(&mut other, 2), [200, 403]);
}

#[test]
fn another_threshold_works_after_save_and_restart_and_an_empty_one_is_the_default() {
    let mut bench = Bench::new(json!({}));
    let set = |bench: &mut Bench, most: Value| bench.act("set_max_posts", json!({"max_posts": most})).unwrap();
    set(&mut bench, json!(2));
    bench.act("restart", json!({})).unwrap();
    assert_eq!(posts(&mut bench, 3), [200; 3]);
    bench.act("save", json!({})).unwrap();
    assert_eq!(posts(&mut bench, 1), [200]);
    bench.act("restart", json!({})).unwrap();
    assert_eq!(posts(bench.at(100.0), 3), [200, 200, 429]);
    set(&mut bench, json!("empty"));
    bench.act("save", json!({})).unwrap();
    bench.act("restart", json!({})).unwrap();
    assert_eq!(posts(bench.at(200.0), 21).iter().filter(|status| **status == 200).count(), 20);
    assert!(set(&mut bench, json!(501)).notes.iter().any(|note| note.contains("not recommended")));
    assert!(!set(&mut bench, json!(500)).notes.iter().any(|note| note.contains("not recommended")));
}
