//! Ways to be wrong, each of which breaks one clause.

mod error;
mod request;
mod session;
mod usage;

use std::num::NonZeroU32;

use super::rules::{Code, Said};
use super::settings::Settings;
use crate::{ClauseId, Deviation};

/// Every known deviation, by subject.
pub(super) const DEVIATIONS: &[&[Deviation<Settings>]] = &[request::DEVIATIONS, session::DEVIATIONS, usage::DEVIATIONS, error::DEVIATIONS];

/// A deviation that shows in one call in seven.
const fn one_call_in_seven(name: &'static str, breaks: ClauseId, says: &'static str, apply: fn(&mut Settings)) -> Deviation<Settings> {
    Deviation::new(name, breaks, says, apply).one_call_in(NonZeroU32::MIN.saturating_add(6))
}

/// What is said of a code.
fn said(settings: &mut Settings, code: Code) -> &mut Said {
    &mut settings.rules.said[code as usize]
}

/// A code is told as another.
fn told_as(settings: &mut Settings, code: Code, other: Code) {
    *said(settings, code) = *said(settings, other);
}
