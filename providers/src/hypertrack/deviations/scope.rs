//! Wrong about what a scoped token opens.

use crate::Deviation;
use crate::hypertrack::rules::{Reach, clause};
use crate::hypertrack::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("scoped-tokens-open-nothing", clause::SCOPE, "A scoped token opens no view at all.", |settings| {
        settings.rules.reach = Reach::Nothing
    }),
    Deviation::new("first-word-of-a-scope", clause::SCOPE, "A scoped token opens the view alone that its scope names first.", |settings| {
        settings.rules.reach = Reach::FirstNamed
    }),
    Deviation::new("scope-is-ignored", clause::OTHER_VIEWS, "A scoped token opens every view.", |settings| settings.rules.reach = Reach::Everything),
    Deviation::new("scope-up-to-the-colon", clause::OTHER_VIEWS, "Of the words of a scope only what stands before the colon counts.", |settings| {
        settings.rules.reach = Reach::SameKind
    }),
];
