//! Whether calls like those expected can come at all: one of an instance or a clause that is not there never does.

use super::Expected;
use crate::{Matcher, WorldError, Worlds, ledgers};

/// Whether every instance and clause that is named is there.
pub(super) fn check(worlds: &Worlds, world: &str, expected: &Expected) -> Result<(), WorldError> {
    expected.calls.iter().chain(&expected.after).chain(&expected.in_order).try_for_each(|matcher| of_matcher(worlds, world, matcher))
}

fn of_matcher(worlds: &Worlds, world: &str, matcher: &Matcher) -> Result<(), WorldError> {
    if let Some(instance) = &matcher.instance {
        worlds.inspect(world, instance)?;
    }
    matcher.clause.as_ref().map_or(Ok(()), ledgers::must_fit)
}
