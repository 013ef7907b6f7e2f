//! The schedule of a run whose calls take no time: how long its waits last where they overlap as far as the instances allow.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::scenario::Case;
use crate::target::needs::calls_of;
use crate::target::{Clock, Exceeds, Foreign, Pool, all_steps, exceeds};

/// What a schedule comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Schedule {
    /// How long it takes, by our clock.
    pub(super) waits: Duration,
    /// How often an instance gets new tokens before a case begins.
    pub(super) renewals: usize,
}

/// A case that is on.
struct On<'a> {
    case: &'a Case,
    cast: BTreeMap<String, String>,
    end: i64,
}

/// When something last happened to an instance, in milliseconds of the target's time.
#[derive(Clone, Copy, Default)]
struct Last {
    called: Option<i64>,
    exceeded: Option<i64>,
    renewed: Option<i64>,
}

/// Each case is begun as soon as its instances are free, in the order of a run.
pub(super) fn shortest(cases: &[&Case], foreign: &Foreign) -> Schedule {
    let mut pending: Vec<&Case> = foreign.order(cases).into_iter().map(|index| cases[index]).collect();
    let (mut now, mut pool, mut on, mut renewals) = (0, Pool::default(), Vec::<On<'_>>::new(), 0);
    let mut last = BTreeMap::<String, Last>::new();
    let mut paced = Paced::of(foreign);
    loop {
        pending.retain(|case| {
            if on.iter().filter(|on| on.end == now).count() >= foreign.at_once() {
                return true;
            }
            let free = |instance: &str, part: &str| pool.is_free(instance, foreign.hold(case, part));
            let Some(cast) = foreign.cast_among(case, free) else { return true };
            cast.iter().for_each(|(part, instance)| pool.hold(instance, foreign.hold(case, part)));
            let rest = cast.values().filter_map(|instance| rested(last.get(instance)?, case, foreign)).max();
            for instance in cast.values() {
                renewals += usize::from(renewed(last.entry(instance.clone()).or_default(), case, foreign, now, &mut paced));
            }
            paced.calls += calls_of(case);
            on.push(On { case, cast, end: rest.unwrap_or(now).max(now).saturating_add(foreign.length(case)) });
            false
        });
        let Some(next) = on.iter().enumerate().min_by_key(|(_, on)| on.end).map(|(at, _)| at) else { break };
        let ended = on.swap_remove(next);
        now = ended.end;
        for instance in ended.cast.values() {
            pool.give_back(instance);
            end(last.entry(instance.clone()).or_default(), ended.case, foreign, now, &paced);
        }
    }
    let stands = matches!(foreign.clock(), Clock::Moved(_));
    let waits = if now == 0 || stands { Duration::ZERO } else { foreign.clock().rate().here(now) };
    Schedule { waits, renewals }
}

/// The calls so far, which take time where there is a pace, in milliseconds of the target's: tokens grow old by it.
struct Paced {
    calls: usize,
    each: f64,
}

impl Paced {
    fn of(foreign: &Foreign) -> Self {
        let rate = if matches!(foreign.clock(), Clock::Moved(_)) { 0.0 } else { foreign.clock().rate().there(Duration::from_secs(60)) / 1e6 };
        Self { calls: 0, each: foreign.pace().map_or(0.0, |pace| rate / f64::from(pace.get())) }
    }

    /// When it is at the earliest, if the waits alone say that it is `now`.
    fn at(&self, now: i64) -> i64 {
        now.max((self.calls as f64 * self.each) as i64)
    }
}

/// Whether an instance gets new tokens before a case begins.
fn renewed(last: &mut Last, case: &Case, foreign: &Foreign, now: i64, paced: &mut Paced) -> bool {
    let is_old = last.renewed.is_none_or(|at| paced.at(now) - at > foreign.young_for());
    let renewed = foreign.begins_with_new_tokens(case) || foreign.renews() && is_old;
    if renewed {
        paced.calls += 1;
        last.renewed = Some(paced.at(now));
    }
    renewed
}

/// A case on an instance has ended.
fn end(last: &mut Last, case: &Case, foreign: &Foreign, now: i64, paced: &Paced) {
    last.called = Some(now);
    if exceeds(case) == Exceeds::Limits {
        last.exceeded = Some(now);
    }
    if all_steps(case).any(|step| foreign.may_replace(step)) {
        last.renewed = Some(paced.at(now));
    }
}

/// When an instance has rested for a case.
fn rested(last: &Last, case: &Case, foreign: &Foreign) -> Option<i64> {
    let since = if exceeds(case) == Exceeds::Limits { last.called } else { last.exceeded };
    since.map(|since| since.saturating_add(i64::try_from(foreign.window().as_millis()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::target::{Clock, ForeignInstance, Rate};
    use crate::testing::cases;

    fn target(instances: usize) -> Foreign {
        let credentials = || BTreeMap::from([("access_token".to_owned(), "x".to_owned())]);
        let instance = |number: usize| (format!("i{number}"), ForeignInstance::new("http://127.0.0.1:1", credentials(), credentials()));
        Foreign::of((0..instances).map(instance).collect(), Clock::flowing(Timestamp::UNIX_EPOCH, Rate::new(2.0).unwrap()))
    }

    fn case(head: &str, wait: &str) -> Case {
        let steps = format!("  - {{call: GET /x, bearer: '${{access_token}}', moment: a}}\n  - wait: {{until: a + {wait}}}\n");
        cases(&format!("verifies: [hyper.stated]\n{head}"), &steps).remove(0)
    }

    fn shortest_of(cases: &[Case], foreign: &Foreign) -> Duration {
        let nearly = shortest(&cases.iter().collect::<Vec<_>>(), foreign).waits;
        Duration::from_millis(u64::try_from(nearly.as_millis()).unwrap())
    }

    #[test]
    fn waits_of_cases_that_share_an_instance_overlap_and_those_of_cases_that_hold_it_do_not() {
        let shared = [case("", "10s"), case("", "6s")];
        assert_eq!(shortest_of(&shared, &target(1)), Duration::from_secs(5), "at twice the speed");
        let alone = shared.map(|mut case| {
            case.needs = vec!["rate-limits".to_owned()];
            case
        });
        assert_eq!(shortest_of(&alone, &target(1)), Duration::from_secs(8));
        assert_eq!(shortest_of(&alone, &target(2)), Duration::from_secs(5));
    }

    #[test]
    fn an_instance_rests_before_its_limits_are_exceeded_and_after() {
        let limits = "needs: [rate-limits]\n";
        let resting = target(1).counting_over(Duration::from_secs(60));
        assert_eq!(shortest_of(&[case(limits, "2s"), case(limits, "2s")], &resting), Duration::from_secs(32));
        assert_eq!(shortest_of(&[case(limits, "2s"), case("", "2s")], &resting), Duration::from_secs(32));
        assert_eq!(shortest_of(&[case("", "2s"), case("", "2s")], &resting), Duration::from_secs(1));
    }
}
