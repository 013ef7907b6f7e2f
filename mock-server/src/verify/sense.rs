//! Whether calls like those expected can come at all: one of an instance or a clause that is not there never does.

use providers::nearest;

use super::Expected;
use crate::journal::Pattern;
use crate::{Matcher, WorldError, Worlds, ledgers};

/// Whether every instance and clause that is named is there.
pub(super) fn check(worlds: &Worlds, world: &str, expected: &Expected) -> Result<(), WorldError> {
    expected.calls.iter().chain(&expected.after).chain(&expected.in_order).try_for_each(|matcher| of_matcher(worlds, world, matcher))
}

fn of_matcher(worlds: &Worlds, world: &str, matcher: &Matcher) -> Result<(), WorldError> {
    if let Some(instance) = &matcher.instance {
        worlds.inspect(world, instance)?;
    }
    matcher.clause.as_ref().map_or(Ok(()), of_clause)
}

fn of_clause(pattern: &Pattern) -> Result<(), WorldError> {
    if ledgers::ids().any(|id| pattern.fits(id)) {
        return Ok(());
    }
    let pattern = pattern.as_str().to_owned();
    let near = nearest(&pattern, ledgers::ids()).map(|near| format!("did you mean `{near}`?"));
    Err(WorldError::UnknownClause { pattern, suggestion: near.unwrap_or_else(|| "`standin reference API` lists them".to_owned()) })
}
