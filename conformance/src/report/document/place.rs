//! Where the steps of a case are written, and what they do.

use super::Spot;
use crate::report::bounded::bounded;
use crate::scenario::{Case, PlacedStep, Step};
use crate::spanned::{Span, Spanned};
use crate::transcript::{Part, Place};

/// Where a step is written; `folder` stands before the suite's own path.
pub(super) fn spot(case: &Case, place: Place, folder: &str) -> Option<Spot> {
    let placed = placed(case, place)?;
    let meant = call(placed, place).map_or(placed.step.span, |call| call.span);
    let (line, column) = line_and_column(&placed.source.text, meant);
    Some(Spot { file: format!("{folder}{}", placed.source.path), line, column })
}

/// What a step does, in the scenario's own words.
pub(super) fn does(case: &Case, place: Place) -> String {
    let Some(placed) = placed(case, place) else { return String::new() };
    let step = call(placed, place).map_or(&placed.step.value, |call| &call.value);
    match (&step.call, &step.act) {
        (Some(call), _) => bounded(&call.value),
        (None, Some(act)) => bounded(&format!("act {}", act.value)),
        (None, None) => "inspect".to_owned(),
    }
}

pub(super) fn placed(case: &Case, place: Place) -> Option<&PlacedStep> {
    match place.part {
        Part::Steps => case.steps.get(place.step),
        Part::Finally => case.finally.get(place.step),
    }
}

/// One of the calls that a step sends at once.
fn call(placed: &PlacedStep, place: Place) -> Option<&Spanned<Step>> {
    placed.step.value.together.as_ref()?.get(place.call?)
}

fn line_and_column(text: &str, meant: Span) -> (usize, usize) {
    let at = text.floor_char_boundary(meant.bytes().start.min(text.len()));
    let line = text[..at].rfind('\n').map_or(0, |before| before + 1);
    (text[..at].matches('\n').count() + 1, text[line..at].chars().count() + 1)
}
