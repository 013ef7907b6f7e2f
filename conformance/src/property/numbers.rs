//! Whole numbers and durations. What goes wrong goes wrong at an end, so ends are drawn as often as all else.

use jiff::SignedDuration;
use proptest::prelude::Just;
use proptest::strategy::{BoxedStrategy, Strategy, Union};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::GeneratorError;
use crate::scenario::moment_expression::duration;

/// A range of whole numbers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Integers {
    /// The first, which is the simplest.
    pub from: i64,
    /// The last.
    pub to: i64,
    /// Numbers within that are drawn more often, and what is beside them.
    #[serde(default)]
    pub near: Vec<i64>,
}

/// A range of durations.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Durations {
    /// The first, which is the simplest.
    pub from: String,
    /// The last.
    pub to: String,
    /// Durations within that are drawn more often, and what is beside them.
    #[serde(default)]
    pub near: Vec<String>,
    /// The distance from one to the next; 1ms where nothing is said.
    #[serde(default)]
    #[schemars(with = "String")]
    pub step: Option<String>,
}

impl Integers {
    pub(super) fn strategy(&self) -> Result<BoxedStrategy<Value>, GeneratorError> {
        Ok(self.numbers()?.prop_map(Value::from).boxed())
    }

    fn numbers(&self) -> Result<BoxedStrategy<i64>, GeneratorError> {
        let (from, to) = (self.from, self.to);
        if from > to {
            return Err(GeneratorError::Wrong(format!("no number is from {from} to {to}")));
        }
        if let Some(near) = self.near.iter().find(|near| !(from..=to).contains(near)) {
            return Err(GeneratorError::Wrong(format!("{near} is not from {from} to {to}")));
        }
        let beside = |at: &i64| [*at, at.saturating_sub(1), at.saturating_add(1)];
        let mut ends: Vec<i64> = [from, to].iter().chain(&self.near).flat_map(beside).filter(|at| (from..=to).contains(at)).collect();
        ends.sort_unstable();
        ends.dedup();
        // The simplest stands first in each, and so does the simpler of both.
        let all = if to == i64::MAX { (from..to).boxed() } else { (from..to + 1).boxed() };
        Ok(Union::new([Just(from).boxed(), proptest::sample::select(ends).boxed(), all]).boxed())
    }
}

impl Durations {
    pub(super) fn strategy(&self) -> Result<BoxedStrategy<Value>, GeneratorError> {
        let step = self.step.as_deref().map_or(Ok(1), milliseconds)?;
        if step == 0 {
            return Err(GeneratorError::Wrong("a step of no length leads nowhere".to_owned()));
        }
        let from = milliseconds(&self.from)?;
        let steps = |text: &str| Ok::<_, GeneratorError>((milliseconds(text)? - from) / step);
        let near = self.near.iter().map(|text| steps(text)).collect::<Result<Vec<_>, _>>()?;
        let wrong = |_| GeneratorError::Wrong(format!("not all of {:?} is from {} to {}", self.near, self.from, self.to));
        let numbers = Integers { from: 0, to: steps(&self.to)?, near }.numbers().map_err(wrong)?;
        Ok(numbers.prop_map(move |steps| Value::String(written(from + steps * step))).boxed())
    }
}

fn milliseconds(text: &str) -> Result<i64, GeneratorError> {
    let duration: SignedDuration = duration(text).map_err(|error| GeneratorError::Wrong(error.to_string()))?;
    let milliseconds = i64::try_from(duration.as_millis()).ok().filter(|milliseconds| *milliseconds < i64::MAX / 4);
    milliseconds.ok_or_else(|| GeneratorError::Wrong(format!("`{text}` is too long")))
}

/// A duration in the largest unit of which it is a whole number.
fn written(milliseconds: i64) -> String {
    const UNITS: [(i64, &str); 4] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    let unit = UNITS.into_iter().find(|(length, _)| milliseconds != 0 && milliseconds % length == 0);
    let (length, unit) = unit.unwrap_or((1, "ms"));
    format!("{}{unit}", milliseconds / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_written_as_it_can_be_read() {
        for milliseconds_ in [0, 1, 999, 1_000, 119_000, 119_999, 120_000, 7_200_000, 86_400_000] {
            assert_eq!(milliseconds(&written(milliseconds_)), Ok(milliseconds_));
        }
        assert_eq!([written(119_000), written(7_200_000), written(1_500)], ["119s", "2h", "1500ms"]);
    }

    #[test]
    fn a_range_that_holds_nothing_or_not_what_is_near_is_refused() {
        let integers = |from, to, near: &[i64]| Integers { from, to, near: near.to_vec() }.numbers();
        assert!(integers(1, 1, &[1]).is_ok() && integers(i64::MIN, i64::MAX, &[]).is_ok());
        assert!(integers(2, 1, &[]).is_err() && integers(1, 2, &[3]).is_err());
        let durations = |step: &str| Durations { from: "1s".into(), to: "2m".into(), near: vec!["1m".into()], step: Some(step.into()) }.strategy();
        assert!(durations("1s").is_ok() && durations("0s").is_err() && durations("x").is_err());
    }
}
