//! When each step of a case is meant to happen: as if calls took no time, and every wait ended at its moment.

use std::collections::BTreeMap;

use super::distances::{Distances, milliseconds};
use crate::scenario::moment_expression::{MomentExpression, START, duration};
use crate::scenario::{Case, PlacedStep, Step, Wait};
use crate::spanned::Spanned;
use crate::target::all_steps;
use crate::transcript::{Part, Place};

/// The meant moments of a case, in milliseconds since its start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Nominal {
    at: BTreeMap<(Part, usize), i64>,
    end: i64,
}

impl Nominal {
    /// What a case means before it is played: distances that answers will tell are the usual ones.
    pub(crate) fn of(case: &Case) -> Self {
        Self::told(case, &Distances::default())
    }

    /// What a case means, where answers told so much. A moment that is none, which no suite without mistakes has, means the start.
    pub(crate) fn told(case: &Case, told: &Distances) -> Self {
        let mut nominal = Self::default();
        let mut moments = BTreeMap::from([(START.to_owned(), 0)]);
        for (part, steps) in [(Part::Steps, &case.steps), (Part::Finally, &case.finally)] {
            for (step, placed) in steps.iter().enumerate() {
                nominal.step((part, step), placed, told, &mut moments);
            }
        }
        nominal
    }

    fn step(&mut self, place: (Part, usize), placed: &PlacedStep, told: &Distances, moments: &mut BTreeMap<String, i64>) {
        let step = &placed.step.value;
        if let Some(wait) = &step.wait {
            self.end = self.end.max(target(&wait.value, told, moments));
        }
        self.at.insert(place, self.end);
        let named = std::iter::once(step).chain(step.together.iter().flatten().map(|call| &call.value));
        moments.extend(named.filter_map(|step| Some((step.moment.as_ref()?.value.clone(), self.end))));
    }

    /// When a step is meant to happen.
    pub(crate) fn at(&self, place: Place) -> i64 {
        self.at.get(&(place.part, place.step)).copied().unwrap_or_default()
    }

    /// When the case is meant to end.
    pub(crate) fn end(&self) -> i64 {
        self.end
    }
}

fn target(wait: &Wait, told: &Distances, moments: &BTreeMap<String, i64>) -> i64 {
    let until = wait.until.value.parse::<MomentExpression>();
    let until = until.map_or(0, |until| moments.get(&until.name).copied().unwrap_or_default().saturating_add(told.distance(wait, &until)));
    until.saturating_add(margin(wait.plus.as_ref())).saturating_sub(margin(wait.minus.as_ref()))
}

/// How far from its moment a wait ends.
fn margin(text: Option<&Spanned<String>>) -> i64 {
    text.and_then(|text| duration(&text.value).ok()).map_or(0, milliseconds)
}

impl Case {
    /// How close to a moment the case asks what holds before or after it, in milliseconds; nothing where it waits for none so.
    pub(crate) fn closest(&self) -> Option<i64> {
        let waits = all_steps(self).filter_map(|step| step.wait.as_ref());
        waits.flat_map(|wait| [&wait.value.plus, &wait.value.minus]).flatten().map(|text| margin(Some(text))).min()
    }

    /// The distances from moments before or after which the case asks what holds, in milliseconds.
    pub(super) fn deadlines<'a>(&'a self, told: &'a Distances) -> impl Iterator<Item = i64> + 'a {
        let waits = all_steps(self).filter_map(|step| step.wait.as_ref().map(|wait| &wait.value));
        let sided = waits.filter(|wait| wait.plus.is_some() || wait.minus.is_some());
        sided.filter_map(|wait| Some(told.distance(wait, &wait.until.value.parse().ok()?)))
    }

    /// Whether something in the case depends on when it starts: it waits, or says when something is with respect to the start.
    pub(crate) fn depends_on_start(&self) -> bool {
        let names_start = |text: &Spanned<String>| text.value.parse::<MomentExpression>().is_ok_and(|moment| moment.name == START);
        let said = |step: &Step| {
            let moments = step.expect.iter().map(|one| &one.value);
            let mut moments =
                moments.flat_map(|one| one.moment.as_deref().into_iter().chain(one.jwt.iter().filter_map(|jwt| jwt.value.issued.as_ref())));
            moments.any(names_start)
        };
        all_steps(self).any(|step| step.wait.is_some() || said(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{case, place};

    #[test]
    fn a_step_is_meant_when_the_waits_before_it_end_and_a_wait_for_what_is_past_takes_no_time() {
        let case = case(
            "  - {call: GET /x, moment: first}\n  - wait: {until: first + 2m, minus: 1s}\n  - {call: GET /x, moment: second}\n  \
             - wait: {until: first + 1m}\n  - wait: {until: second + 1m, plus: 500ms}\n  - call: GET /x\n",
        );
        let nominal = Nominal::of(&case);
        assert_eq!([0, 2, 3, 5].map(|step| nominal.at(place(step))), [0, 119_000, 119_000, 179_500]);
        assert_eq!((nominal.end(), case.closest()), (179_500, Some(500)));
        assert_eq!(case.deadlines(&Distances::default()).collect::<Vec<_>>(), [120_000, 60_000]);
    }

    #[test]
    fn a_case_depends_on_its_start_where_it_waits_or_names_it() {
        for (steps, depends) in [
            ("  - {call: GET /x, moment: a, expect: [{json: $.until, moment: a + 1h}]}\n", false),
            ("  - {call: GET /x, expect: [{json: $.until, moment: start + 1h}]}\n", true),
            ("  - {call: GET /x, moment: a}\n  - wait: {until: a + 1h}\n", true),
        ] {
            assert_eq!(case(steps).depends_on_start(), depends, "{steps}");
        }
    }
}
