//! Distances that an answer tells, as the seconds of `expires_in`: what a wait takes in place of the usual one.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::Value;

use crate::scenario::Wait;
use crate::scenario::moment_expression::MomentExpression;
use crate::transcript::Play;

/// The kept values of a play that say a number of seconds, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Distances(BTreeMap<String, i64>);

impl Distances {
    /// What the answers of a play told.
    pub(crate) fn of(play: &Play) -> Self {
        let kept = play.events.iter().flat_map(|event| &event.kept);
        Self(kept.filter_map(|(name, value)| Some((name.clone(), milliseconds(seconds(&text(value))?)))).collect())
    }

    /// How far from its moment a wait's edge is: as it was told, else as is usual.
    pub(crate) fn distance(&self, wait: &Wait, until: &MomentExpression) -> i64 {
        let told = wait.told.as_ref().and_then(|name| self.0.get(&name.value)).copied();
        told.unwrap_or_else(|| milliseconds(until.distance))
    }
}

/// A distance that stands in an answer as a whole number of seconds.
pub(crate) fn seconds(text: &str) -> Option<SignedDuration> {
    text.parse::<u32>().ok().map(|seconds| SignedDuration::from_secs(seconds.into()))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn milliseconds(distance: SignedDuration) -> i64 {
    i64::try_from(distance.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{answer, case, exchanged, place, play};

    #[test]
    fn a_wait_is_as_long_as_the_answer_told_and_as_usual_where_it_told_nothing() {
        let case = case(
            "  - {call: GET /x, moment: first, keep: {lifetime: $.expires_in}}\n  - wait: {until: first + 1h, told: lifetime}\n  - call: GET /x\n",
        );
        let distance = |kept: Option<Value>| {
            let mut first = exchanged(place(0), answer(200, &json!({})));
            first.kept.extend(kept.map(|kept| ("lifetime".to_owned(), kept)));
            let wait = case.steps[1].step.value.wait.as_ref().unwrap();
            Distances::of(&play(&case, vec![first])).distance(&wait.value, &wait.value.until.value.parse().unwrap())
        };
        let told = [Some(json!(600)), Some(json!("600")), Some(json!("soon")), Some(json!(-1)), None];
        assert_eq!(told.map(distance), [600_000, 600_000, 3_600_000, 3_600_000, 3_600_000]);
    }
}
