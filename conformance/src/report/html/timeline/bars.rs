//! How long each value was accepted, as a bar below the calls.

use super::{LINE, Plan, cut};
use crate::report::document::{Life, Outcome};
use crate::report::html::markup::Html;
use crate::report::html::parts::{counted, duration};

/// The parts of a bar, in pixels from the left end of the axis.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar {
    /// Where the value was first seen.
    pub(super) from: i64,
    /// Up to where it is known to have been accepted.
    pub(super) solid: i64,
    /// Up to where it may have been, before it was refused.
    pub(super) dotted: i64,
}

/// What stands at the left of a bar: the value's name, without its brackets.
pub(super) fn name(life: &Life) -> String {
    life.name.trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// The bar of a value.
pub(super) fn of(plan: &Plan<'_>, life: &Life) -> Bar {
    let middle = |event: usize| plan.axis.slots.get(event).map_or(0, |slot| slot.middle());
    let from = life.shown.map_or(0, middle);
    let solid = life.last_accepted().map_or(from, middle);
    Bar { from, solid, dotted: life.refused().map_or(solid, middle) }
}

pub(super) fn bar(html: &mut Html, plan: &Plan<'_>, index: usize, life: &Life) {
    let Bar { from, solid, dotted } = of(plan, life);
    let y = plan.bars() + LINE * i64::try_from(index).unwrap_or_default();
    let (middle, left) = (y + LINE / 2, plan.left);
    html.element("g", &[("class", &"life"), ("role", &"img"), ("aria-label", &told(plan, life))], |html| {
        html.leaf("text", &[("x", &0), ("y", &(y + 14))], &cut(&name(life)));
        html.void("path", &[("class", &"seen"), ("d", &format!("M{} {}v8", left + from, middle - 4))]);
        if solid > from {
            html.void("path", &[("class", &"solid"), ("d", &format!("M{} {middle}H{}", left + from, left + solid))]);
        }
        if dotted > solid {
            html.void("path", &[("class", &"dotted"), ("d", &format!("M{} {middle}H{}", left + solid, left + dotted))]);
        }
        for one in &life.uses {
            let Some(slot) = plan.axis.slots.get(one.event) else { continue };
            let x = left + slot.middle();
            match one.outcome {
                Outcome::Accepted => html.void("circle", &[("class", &"yes"), ("cx", &x), ("cy", &middle), ("r", &4)]),
                Outcome::Unclear => html.void("circle", &[("class", &"open"), ("cx", &x), ("cy", &middle), ("r", &4)]),
                Outcome::Refused => html.void("path", &[("class", &"no"), ("d", &format!("M{} {}l8 8m0 -8l-8 8", x - 4, middle - 4))]),
            };
        }
    });
}

/// The bar in words.
fn told(plan: &Plan<'_>, life: &Life) -> String {
    let at = |event: usize| plan.timeline.events.get(event).map(|event| duration(event.from)).unwrap_or_default();
    let seen = life.shown.map_or_else(|| "given at the start".to_owned(), |event| format!("first seen at {}", at(event)));
    let accepted = life.uses.iter().filter(|one| one.outcome == Outcome::Accepted).count();
    let last = life.last_accepted().map(|event| format!(", the last at {}", at(event))).unwrap_or_default();
    let refused = life.refused().map(|event| format!(", refused at {}", at(event))).unwrap_or_default();
    format!("{}: {seen}, accepted in {}{last}{refused}", name(life), counted(accepted, "call"))
}
