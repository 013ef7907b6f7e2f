//! The administrator's record: drafts, restarts, and what acts at once.

use serde_json::{Value, json};

use super::bench::{Bench, EXPIRED, WRONG};
use crate::{ActionError, Method};

#[test]
fn the_record_has_the_sixteen_documented_fields() {
    let record = Bench::new(json!({})).instance.inspect(super::bench::start());
    assert_eq!(record.as_object().unwrap().len(), 16);
}

#[test]
fn a_lifetime_recalculates_the_end_at_once_and_works_on_save() {
    let mut bench = Bench::new(json!({}));
    let token = bench.access_token();
    bench.act("set_lifetime", json!({"hours": 2})).unwrap();
    assert_eq!(bench.record("Access Until UTC"), "2026-01-01 02:00:00");
    let mut unsaved = bench.fork();
    assert_eq!(unsaved.at(3600.0).open(&token), Err(EXPIRED.to_owned()));
    bench.at(1800.0).act("save", json!({})).unwrap();
    assert!(bench.at(7199.0).open(&token).is_ok());
    assert_eq!(bench.at(7200.0).open(&token), Err(EXPIRED.to_owned()));
}

#[test]
fn a_changed_lifetime_counts_from_what_its_setting_says() {
    for (setting, end) in [("refresh", "2026-01-01 02:00:00"), ("save", "2026-01-01 02:30:00")] {
        let mut bench = Bench::new(json!({"life_counts_from": setting}));
        bench.act("set_lifetime", json!({"hours": 2})).unwrap();
        bench.at(1800.0).act("save", json!({})).unwrap();
        assert_eq!(bench.record("Access Until UTC"), end, "{setting}");
    }
}

#[test]
fn a_lifetime_outside_1_to_8760_is_refused_and_the_bounds_are_not() {
    let mut bench = Bench::new(json!({}));
    for hours in [0, 8761] {
        assert!(matches!(bench.act("set_lifetime", json!({"hours": hours})), Err(ActionError::Value { .. })));
        assert!(matches!(bench.act("extend", json!({"hours": hours})), Err(ActionError::Value { .. })));
    }
    for hours in [1, 8760] {
        bench.act("set_lifetime", json!({"hours": hours})).unwrap();
        bench.act("save", json!({})).unwrap();
        let token = bench.refresh_token();
        let reply = super::bench::outcome(&bench.call(&Method::GET, "/RefreshToken", &token)).unwrap();
        assert_eq!(reply["expires_in"], hours * 3600);
    }
}

#[test]
fn access_until_overrides_the_lifetime_for_the_current_token_alone() {
    let mut bench = Bench::new(json!({}));
    let token = bench.access_token();
    bench.act("set_access_until", json!({"until": "2026-01-01T00:10:00Z"})).unwrap();
    bench.act("save", json!({})).unwrap();
    assert!(bench.at(599.0).open(&token).is_ok());
    assert_eq!(bench.at(600.0).open(&token), Err(EXPIRED.to_owned()));
    let refresh_token = bench.refresh_token();
    bench.refresh(&refresh_token).unwrap();
    assert_eq!(bench.record("Access Until UTC"), "2026-01-01 01:10:00");
}

#[test]
fn extend_lets_an_expired_token_live_on_at_once() {
    let mut bench = Bench::new(json!({}));
    let token = bench.access_token();
    bench.at(4000.0).open(&token).unwrap_err();
    bench.act("extend", json!({"hours": 3})).unwrap();
    assert!(bench.open(&token).is_ok());
    assert_eq!(bench.record("Generated Token Life in Hours"), 3);
    assert_eq!(bench.record("Access Until UTC"), "2026-01-01 04:06:40");
}

#[test]
fn regenerate_replaces_both_tokens_in_either_mode_and_grace_follows_its_setting() {
    for mode in ["replaceable", "constant"] {
        for (grace, served) in [("granted", true), ("withheld", false)] {
            let mut bench = Bench::new(json!({"refresh_token": mode, "regenerate_grace": grace}));
            let (access_token, refresh_token) = (bench.access_token(), bench.refresh_token());
            bench.at(5.0).act("regenerate", json!({})).unwrap();
            assert_ne!((bench.access_token(), bench.refresh_token()), (access_token.clone(), refresh_token.clone()));
            assert_ne!(bench.refresh_token(), refresh_token);
            assert_eq!(bench.record("Last Access Token Refresh UTC"), "2026-01-01 00:00:05");
            assert_eq!(bench.record("Access Until UTC"), "2026-01-01 01:00:05");
            assert_eq!(bench.open(&access_token).is_ok(), served);
            assert_eq!(bench.refresh(&refresh_token).is_ok(), served);
        }
    }
}

#[test]
fn a_regenerated_old_pair_is_the_previous_one() {
    let mut bench = Bench::new(json!({"regenerate_grace": "withheld"}));
    let token = bench.access_token();
    bench.act("regenerate", json!({})).unwrap();
    assert_eq!(bench.open(&token), Err(EXPIRED.to_owned()));
}

#[test]
fn deleting_the_record_makes_its_tokens_wrong_at_once() {
    let mut bench = Bench::new(json!({}));
    let (access_token, refresh_token) = (bench.access_token(), bench.refresh_token());
    assert!(bench.open(&access_token).is_ok());
    bench.act("delete", json!({})).unwrap();
    assert_eq!(bench.open(&access_token), Err(WRONG.to_owned()));
    assert_eq!(bench.refresh(&refresh_token), Err(WRONG.to_owned()));
    assert_eq!(bench.instance.inspect(bench.now), Value::Null);
    assert!(matches!(bench.act("save", json!({})), Err(ActionError::State(_))));
}

#[test]
fn a_blocked_token_is_refused_and_the_other_is_not() {
    let mut bench = Bench::new(json!({}));
    let (access_token, refresh_token) = (bench.access_token(), bench.refresh_token());
    bench.act("block", json!({"token": "access"})).unwrap();
    assert_eq!(bench.open(&access_token), Err(WRONG.to_owned()));
    let (access_token, new_refresh_token) = bench.refresh(&refresh_token).unwrap();
    assert!(bench.open(&access_token).is_ok());
    bench.act("block", json!({"token": "refresh"})).unwrap();
    assert_eq!(bench.refresh(&new_refresh_token), Err(WRONG.to_owned()));
    assert!(bench.open(&access_token).is_ok());
}

#[test]
fn a_blocked_token_stays_blocked_in_grace() {
    let mut bench = Bench::new(json!({"blocked_token": "forbidden"}));
    let (access_token, refresh_token) = (bench.access_token(), bench.refresh_token());
    bench.act("block", json!({"token": "access"})).unwrap();
    bench.refresh(&refresh_token).unwrap();
    assert_eq!(bench.open(&access_token), Err("403".to_owned()));
}

#[test]
fn the_whitelist_works_after_save_and_restart() {
    let mut bench = Bench::new(json!({}));
    let token = bench.access_token();
    bench.act("set_whitelist", json!({"addresses": ["10.0.0.1"]})).unwrap();
    bench.act("restart", json!({})).unwrap();
    assert!(bench.open(&token).is_ok(), "it was not saved");
    bench.act("save", json!({})).unwrap();
    assert!(bench.open(&token).is_ok(), "the app was not restarted");
    bench.act("restart", json!({})).unwrap();
    assert_eq!(bench.open(&token), Err("403".to_owned()));
    bench.client = [10, 0, 0, 1].into();
    assert!(bench.open(&token).is_ok());
    bench.client = "::1".parse().unwrap();
    assert_eq!(bench.open(&token), Err("403".to_owned()));
}

#[test]
fn blocked_functions_are_refused_when_the_setting_says() {
    for (when, blocked_by_save) in [("save", true), ("restart", false)] {
        let mut bench = Bench::new(json!({"blocked_functions_when": when}));
        let token = bench.access_token();
        bench.act("set_blocked_functions", json!({"functions": ["does_entity_exist_json"]})).unwrap();
        assert!(bench.open(&token).is_ok());
        bench.act("save", json!({})).unwrap();
        assert_eq!(bench.open(&token).is_err(), blocked_by_save, "{when}");
        bench.act("restart", json!({})).unwrap();
        assert_eq!(bench.open(&token), Err("403".to_owned()), "{when}");
        assert!(bench.validity(&token).is_ok());
    }
}

#[test]
fn modules_and_session_timeout_are_kept_in_the_record_and_change_no_answer() {
    let mut bench = Bench::new(json!({}));
    let token = bench.access_token();
    bench.act("set_modules", json!({"modules": ["Sales"]})).unwrap();
    bench.act("set_session_timeout", json!({"minutes": 1})).unwrap();
    bench.act("save", json!({})).unwrap();
    bench.act("restart", json!({})).unwrap();
    assert_eq!((bench.record("Domain Enabled Modules"), bench.record("Session Timeout # Minutes")), (json!(["Sales"]), json!(1)));
    assert!(bench.at(3000.0).open(&token).is_ok());
}

#[test]
fn the_keep_alive_signal_comes_at_a_start_and_by_setting_every_so_often() {
    let mut quiet = Bench::new(json!({}));
    assert_eq!(quiet.at(185.0).record("Keep Alive UTC"), "2026-01-01 00:00:00");
    quiet.act("restart", json!({})).unwrap();
    assert_eq!(quiet.record("Keep Alive UTC"), "2026-01-01 00:03:05");
    let mut regular = Bench::new(json!({"keep_alive_minutes": 1}));
    assert_eq!(regular.at(185.0).record("Keep Alive UTC"), "2026-01-01 00:03:00");
}

#[test]
fn an_unknown_action_or_argument_is_refused_by_the_nearest_name() {
    let mut bench = Bench::new(json!({}));
    let said = |result: Result<crate::Outcome, ActionError>| result.unwrap_err().to_string();
    assert_eq!(said(bench.act("regenrate", json!({}))), "there is no action `regenrate`; did you mean `regenerate`?");
    assert_eq!(said(bench.act("extend", json!({"hour": 1}))), "`extend` takes no argument `hour`; did you mean `hours`?");
    assert_eq!(said(bench.act("extend", json!({}))), "`extend` needs the argument `hours`: a whole number from 1 to 8760");
}
