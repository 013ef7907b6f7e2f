use http::{HeaderMap, Method};
use providers::Request;
use serde_json::{Value, json};

use super::*;

const START: &str = "2026-01-01T00:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn fault(spec: Value) -> Result<Fault, crate::Flaw> {
    let hyper = ("hyper".to_owned(), providers::find("hyper").unwrap());
    Fault::check(serde_json::from_value(spec).unwrap(), &[hyper])
}

fn faults(specs: &[Value], seed: u64) -> Faults {
    let all: Vec<_> = specs.iter().map(|spec| Arc::new(fault(spec.clone()).unwrap())).collect();
    Faults::start(&all, seed, at(START)).unwrap()
}

fn reset(name: &str) -> Value {
    json!({"name": name, "effect": "reset"})
}

fn with(mut spec: Value, field: &str, value: impl Into<Value>) -> Value {
    spec[field] = value.into();
    spec
}

/// What strikes the answer of a call to `/x` at this moment.
fn strike_at(faults: &mut Faults, now: &str) -> Strike {
    let headers = HeaderMap::new();
    let asked = Asked::new(Request { method: &Method::GET, path: "/x", query: "", headers: &headers, body: b"" });
    let call = FaultCall { instance: "hyper", asked: &asked, now: at(now) };
    faults.after(&call, &[ClauseId("hyper.token.alphabet")])
}

fn struck(faults: &mut Faults, count: usize) -> Vec<bool> {
    (0..count).map(|_| !strike_at(faults, START).names.is_empty()).collect()
}

fn status(faults: &Faults) -> FaultStatus {
    faults.receipts()[0].status
}

#[test]
fn the_nth_call_alone_is_struck() {
    let mut third = faults(&[with(reset("a"), "nth", 3)], 1);
    assert_eq!(struck(&mut third, 2), [false, false]);
    assert_eq!((status(&third), third.receipts()[0].met), (FaultStatus::Pending, 2));
    assert_eq!(struck(&mut third, 3), [true, false, false]);
    assert_eq!((status(&third), third.receipts()[0].struck), (FaultStatus::Consumed, 1));
}

#[test]
fn a_fault_strikes_as_often_as_it_may() {
    let mut twice = faults(&[with(reset("a"), "times", 2)], 1);
    assert_eq!(struck(&mut twice, 1), [true]);
    assert_eq!(status(&twice), FaultStatus::Active);
    assert_eq!(struck(&mut twice, 3), [true, false, false]);
    assert_eq!(status(&twice), FaultStatus::Consumed);
}

#[test]
fn a_likelihood_repeats_with_the_seed_and_comes_near_its_number() {
    let seldom = [with(reset("a"), "probability", 0.25)];
    let luck = struck(&mut faults(&seldom, 1), 1_000);
    assert_eq!(luck, struck(&mut faults(&seldom, 1), 1_000));
    assert_ne!(luck, struck(&mut faults(&seldom, 2), 1_000));
    assert_ne!(luck, struck(&mut faults(&[with(reset("b"), "probability", 0.25)], 1), 1_000));
    let count = luck.iter().filter(|struck| **struck).count();
    assert!((200..300).contains(&count), "{count}");
    assert!(struck(&mut faults(&[with(reset("a"), "probability", 1.0)], 1), 100).iter().all(|struck| *struck));
}

#[test]
fn a_window_of_virtual_time_has_its_first_moment_and_not_its_last() {
    for (from, until) in [("10m", "20m"), ("2026-01-01T00:10:00Z", "2026-01-01T00:20:00Z")] {
        let mut window = faults(&[with(with(reset("a"), "from", from), "until", until)], 1);
        let mut strikes = |now| !strike_at(&mut window, now).names.is_empty();
        let times = ["2026-01-01T00:09:59.999Z", "2026-01-01T00:10:00Z", "2026-01-01T00:19:59.999Z", "2026-01-01T00:20:00Z"];
        assert_eq!(times.map(&mut strikes), [false, true, true, false]);
    }
}

#[test]
fn a_fault_for_a_clause_an_instance_or_a_call_spares_others() {
    let cases = [
        (with(reset("a"), "clause", "hyper.token.alphabet"), true),
        (with(reset("a"), "clause", "hyper.refusal.wrong"), false),
        (with(reset("a"), "instance", "hyper"), true),
        (with(reset("a"), "match", json!({"path": "/x"})), true),
        (with(reset("a"), "match", json!({"path": "/y"})), false),
        (with(reset("a"), "when", "before"), false),
    ];
    for (spec, strikes) in cases {
        assert_eq!(struck(&mut faults(std::slice::from_ref(&spec), 1), 1), [strikes], "{spec}");
    }
}

#[test]
fn latencies_add_up_and_of_the_rest_the_first_counts() {
    let slow = |name: &str| json!({"name": name, "effect": {"latency": {"fixed": "20s"}}});
    let mut several = faults(&[slow("a"), reset("b"), json!({"name": "c", "effect": "empty"}), slow("d")], 1);
    let strike = strike_at(&mut several, START);
    assert_eq!((strike.names, strike.wait), (vec!["a".to_owned(), "b".to_owned(), "d".to_owned()], Duration::from_secs(40)));
    assert!(matches!(strike.blow, Some(Blow::Delivered(Manner::Reset))));
    assert_eq!(several.receipts()[2].met, 0);
}

#[test]
fn no_latency_is_longer_than_a_minute_in_all() {
    let slow = |name: &str| json!({"name": name, "effect": {"latency": {"lognormal": {"median": "60s", "sigma": 5}}}});
    let mut several = faults(&[slow("a"), slow("b"), slow("c")], 1);
    let longest = (0..100).map(|_| strike_at(&mut several, START).wait).max();
    assert_eq!(longest, Some(LONGEST_WAIT));
}

#[test]
fn latencies_are_spread_as_they_say() {
    let waits = |latency: Value| {
        let mut faults = faults(&[json!({"name": "a", "effect": {"latency": latency}})], 1);
        let mut waits: Vec<_> = (0..999).map(|_| strike_at(&mut faults, START).wait.as_millis()).collect();
        waits.sort_unstable();
        (waits[0], waits[499], waits[998])
    };
    assert_eq!(waits(json!({"fixed": "250ms"})), (250, 250, 250));
    let (least, middle, most) = waits(json!({"uniform": {"from": "100ms", "to": "200ms"}}));
    assert!((100..105).contains(&least) && (140..160).contains(&middle) && (195..=200).contains(&most), "{least} {middle} {most}");
    let (least, middle, most) = waits(json!({"lognormal": {"median": "100ms", "sigma": 0.5}}));
    assert!(least < 50 && (90..110).contains(&middle) && most > 250, "{least} {middle} {most}");
}

#[test]
fn a_fault_that_cannot_be_is_told_where_and_what_would_be_right() {
    for (spec, says) in [
        (json!({"name": "", "effect": "reset"}), "name: `` is no name for a fault"),
        (with(reset("a"), "nth", 0), "nth: the first call is 1"),
        (with(reset("a"), "times", 0), "times:"),
        (with(reset("a"), "probability", 1.5), "probability: 1.5"),
        (with(reset("a"), "probability", 0), "probability: 0"),
        (with(reset("a"), "instance", "hypr"), "did you mean `hyper`?"),
        (with(reset("a"), "clause", "hyper.token.alphabt"), "did you mean `hyper.token.alphabet`?"),
        (with(reset("a"), "breaks", "zzz"), "breaks: there is no clause `zzz`; `standin reference hyper`"),
        (with(reset("a"), "from", "noon"), "from: `noon` is neither a moment"),
        (with(reset("a"), "until", "-1s"), "until:"),
        (with(with(reset("a"), "from", "2h"), "until", "1h"), "until: this window has no moment in it; `until` must be later than `from`"),
        (with(with(reset("a"), "from", "1h"), "until", "60m"), "until: this window has no moment"),
        (with(with(reset("a"), "from", "2026-01-02T00:00:00Z"), "until", "2026-01-01T00:00:00Z"), "until: this window has no moment"),
        (with(reset("a"), "match", json!({"path": "x"})), "match.path"),
        (with(with(reset("a"), "when", "before"), "clause", "hyper.token.alphabet"), "only once the API has answered"),
        (json!({"name": "a", "when": "before", "effect": "malformed"}), "when: this effect needs the API's answer"),
        (json!({"name": "a", "effect": {"latency": {"fixed": "2m"}}}), "effect.latency.fixed: `2m` cannot be waited for; it takes 0 s to 60 s"),
        (json!({"name": "a", "effect": {"latency": {"uniform": {"from": "2s", "to": "1s"}}}}), "effect.latency.uniform"),
        (json!({"name": "a", "effect": {"latency": {"lognormal": {"median": "0s", "sigma": 1}}}}), "effect.latency.lognormal"),
        (json!({"name": "a", "effect": {"status": {"code": 99}}}), "effect.status.code: 99"),
        (json!({"name": "a", "effect": {"status": {"code": 204, "body": "x"}}}), "effect.status: an answer with status 204 has no body"),
        (json!({"name": "a", "effect": {"status": {"code": 503, "headers": {"content-length": "1"}}}}), "effect.status.headers"),
        (json!({"name": "a", "effect": {"drip": {"bytes": 0, "pause": "1s"}}}), "effect.drip.bytes"),
    ] {
        let message = fault(spec.clone()).err().map_or_else(|| panic!("{spec} was taken"), |flaw| flaw.to_string());
        assert!(message.contains(says), "{message}");
    }
}
