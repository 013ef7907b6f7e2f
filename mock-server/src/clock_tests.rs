use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const START: &str = "2026-01-01T00:00:00Z";
const WALL: &str = "2031-05-05T05:05:05Z";

fn after(seconds: i64) -> Timestamp {
    at(WALL) + SignedDuration::from_secs(seconds)
}

#[test]
fn a_flowing_clock_goes_a_second_a_second() {
    let mut clock = Clock::start(Pace::Flowing, at(START), at(WALL));
    assert_eq!(clock.now(after(0)), at(START));
    assert_eq!(clock.now(after(90)), at("2026-01-01T00:01:30Z"));
}

#[test]
fn a_clock_at_rate_60_goes_a_minute_a_second() {
    let mut clock = Clock::start(Pace::Rate("60".parse().unwrap()), at(START), at(WALL));
    assert_eq!(clock.now(after(2)), at("2026-01-01T00:02:00Z"));
}

#[test]
fn a_frozen_clock_stands_until_it_is_moved() {
    let mut clock = Clock::start(Pace::Frozen, at(START), at(WALL));
    assert_eq!(clock.now(after(1_000_000)), at(START));
    clock.advance(SignedDuration::from_mins(2), after(1_000_000)).unwrap();
    assert_eq!(clock.now(after(2_000_000)), at("2026-01-01T00:02:00Z"));
}

#[test]
fn a_change_of_pace_keeps_the_present_moment() {
    let mut clock = Clock::start(Pace::Flowing, at(START), at(WALL));
    clock.set_pace(Pace::Frozen, after(10));
    assert_eq!(clock.now(after(20)), at("2026-01-01T00:00:10Z"));
    clock.set_pace(Pace::Flowing, after(30));
    assert_eq!(clock.now(after(31)), at("2026-01-01T00:00:11Z"));
}

#[test]
fn a_moment_before_the_present_is_refused_and_the_present_itself_is_not() {
    let mut clock = Clock::start(Pace::Frozen, at(START), at(WALL));
    let backward = clock.set(at("2025-12-31T23:59:59.999Z"), at(WALL));
    assert!(matches!(backward, Err(WorldError::Backward { .. })), "{backward:?}");
    assert!(clock.advance(SignedDuration::from_millis(-1), at(WALL)).is_err());
    assert!(clock.set(at(START), at(WALL)).is_ok());
    assert_eq!(clock.now(at(WALL)), at(START));
}

#[test]
fn what_is_finer_than_a_millisecond_is_cut_off() {
    let mut clock = Clock::start(Pace::Frozen, at("2026-01-01T00:00:00.0019999Z"), at(WALL));
    assert_eq!(clock.now(at(WALL)), at("2026-01-01T00:00:00.001Z"));
}

#[test]
fn a_wall_clock_that_jumps_back_does_not_take_the_world_along() {
    let mut clock = Clock::start(Pace::Flowing, at(START), at(WALL));
    let seen = clock.now(after(10));
    assert_eq!(clock.now(after(-100_000)), seen);
}

#[test]
fn the_end_of_time_is_reached_and_not_passed() {
    let mut clock = Clock::start(Pace::Frozen, at(START), at(WALL));
    assert!(matches!(clock.advance(SignedDuration::MAX, at(WALL)), Err(WorldError::BeyondTime)));
    let mut fast = Clock::start(Pace::Rate(Rate::new(1_000_000.0).unwrap()), at(START), at(WALL));
    assert!(fast.now(at("9000-01-01T00:00:00Z")) > at("9999-01-01T00:00:00Z"));
}
