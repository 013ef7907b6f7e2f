//! Bars and labels of timelines made by hand.

use super::bars::Bar;
use super::*;
use crate::report::document::{Deadline, Life, Outcome, Use};

pub(super) fn timeline(events: Vec<Happening>) -> Timeline {
    Timeline { events, ..Timeline::default() }
}

pub(super) fn call(from: i64, to: i64) -> Happening {
    Happening {
        place: "step 1".to_owned(),
        deed: Deed::Call,
        does: "GET /x".to_owned(),
        instance: "hyper".to_owned(),
        from,
        to,
        status: Some(200),
        outcome: Some(Outcome::Accepted),
        moment: None,
    }
}

pub(super) fn wait(until: i64) -> Happening {
    Happening { deed: Deed::Wait, status: None, outcome: None, ..call(until, until) }
}

fn life(shown: Option<usize>, uses: &[(usize, Outcome)]) -> Life {
    Life { name: "<access_token:1>".to_owned(), shown, uses: uses.iter().map(|(event, outcome)| Use { event: *event, outcome: *outcome }).collect() }
}

#[test]
fn a_bar_is_solid_to_the_last_call_that_was_accepted_and_dotted_to_the_refusal_behind_it() {
    let drawn = timeline(vec![call(0, 0), call(0, 0), wait(120_000), call(120_000, 120_000), call(120_000, 120_000)]);
    let plan = Plan::of(&drawn);
    let middle = |event: usize| plan.axis.slots[event].middle();
    let bar = |shown, uses: &[_]| bars::of(&plan, &life(shown, uses));
    let (yes, no) = (Outcome::Accepted, Outcome::Refused);
    assert_eq!(bar(Some(0), &[(1, yes), (3, no), (4, no)]), Bar { from: middle(0), solid: middle(1), dotted: middle(3) });
    assert_eq!(bar(None, &[(1, yes)]), Bar { from: 0, solid: middle(1), dotted: middle(1) });
    assert_eq!(bar(Some(0), &[(1, no), (3, yes)]), Bar { from: middle(0), solid: middle(3), dotted: middle(3) }, "a refusal before it ends nothing");
    assert_eq!(bar(Some(1), &[]), Bar { from: middle(1), solid: middle(1), dotted: middle(1) });
}

#[test]
fn labels_of_deadlines_that_are_near_each_other_stand_in_lines_of_their_own() {
    let at = |at| Deadline { means: "a long name + 2m".to_owned(), at };
    let near = Timeline { deadlines: vec![at(1000), at(1001)], ..timeline(vec![call(0, 0), wait(2000)]) };
    assert_eq!(Plan::of(&near).rows, [0, 1]);
    let far = Timeline {
        deadlines: vec![at(1000), at(1_000_000_000)],
        ..timeline(vec![call(0, 0), wait(1000), call(1000, 1000), call(1000, 1000), call(1000, 1000)])
    };
    assert_eq!(Plan::of(&far).rows, [0, 0]);
}

#[test]
fn a_call_that_is_refused_with_status_200_looks_refused() {
    assert_eq!(class_of(200, Some(Outcome::Accepted)), "s2");
    assert_eq!(class_of(200, Some(Outcome::Refused)), "s4");
}
