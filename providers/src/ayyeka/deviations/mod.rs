//! Ways to be wrong, each of which breaks one clause.

mod call;
mod client;
mod jwt;
mod reply;

use std::num::NonZeroU32;

use super::settings::Settings;
use crate::{ClauseId, Deviation};

/// Every known deviation, by subject.
pub(super) const DEVIATIONS: &[&[Deviation<Settings>]] = &[client::DEVIATIONS, reply::DEVIATIONS, jwt::DEVIATIONS, call::DEVIATIONS];

/// A deviation that shows in one call in seven.
const fn one_call_in_seven(name: &'static str, breaks: ClauseId, says: &'static str, apply: fn(&mut Settings)) -> Deviation<Settings> {
    Deviation::new(name, breaks, says, apply).one_call_in(NonZeroU32::MIN.saturating_add(6))
}
