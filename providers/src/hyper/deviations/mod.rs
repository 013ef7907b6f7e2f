//! Ways to be wrong, each of which breaks one clause; one file a subject.

mod access;
mod buttons;
mod grace;
mod limits;
mod record;
mod refresh;
mod refusals;
mod tokens;
mod validity;

use std::num::NonZeroU32;

use super::settings::Settings;
use crate::Deviation;

/// Every known deviation, by subject.
pub(super) const DEVIATIONS: &[&[Deviation<Settings>]] = &[
    tokens::DEVIATIONS,
    refusals::DEVIATIONS,
    refresh::DEVIATIONS,
    grace::DEVIATIONS,
    limits::DEVIATIONS,
    validity::DEVIATIONS,
    record::DEVIATIONS,
    buttons::DEVIATIONS,
    access::DEVIATIONS,
];

/// What shows now and then shows in one call in so many.
const SEVEN: NonZeroU32 = NonZeroU32::new(7).expect("seven is not zero");
