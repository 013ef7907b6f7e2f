//! The timeline of a case as a drawing: calls, waits, deadlines, and how long each value was accepted.
//!
//! All that it shows stands in the table below it too; each mark is a link there, and tells itself where it is hovered or focused.

mod axis;
mod bars;

use super::cases::answer;
use super::markup::{Attributes, Html};
use super::parts::duration;
use crate::report::document::{Case, Deed, Happening, Outcome, Timeline};
use crate::report::word::Word;
use axis::{Axis, LETTER, Span, Stretch, width};

/// The names at the left have no more room than this.
const WIDEST_NAME: i64 = 264;
/// The height of a line of labels, and of a bar.
const LINE: i64 = 20;
/// The height of the lane of an instance.
const LANE: i64 = 44;

/// Where things stand in the drawing.
struct Plan<'r> {
    timeline: &'r Timeline,
    axis: Axis,
    /// The instances in the order in which they were asked.
    instances: Vec<&'r str>,
    /// What stands left of the axis.
    left: i64,
    /// The line of each deadline's label.
    rows: Vec<i64>,
    /// The upper edge of the axis.
    top: i64,
}

impl<'r> Plan<'r> {
    fn of(timeline: &'r Timeline) -> Self {
        let axis = Axis::of(timeline);
        let mut instances: Vec<&str> = Vec::new();
        for event in &timeline.events {
            if !instances.contains(&event.instance.as_str()) {
                instances.push(&event.instance);
            }
        }
        let names = timeline.values.iter().map(bars::name).chain(instances.iter().map(|name| (*name).to_owned()));
        let longest = names.map(|name| width(&name)).max().unwrap_or_default().min(WIDEST_NAME);
        let rows = rows(timeline, &axis);
        let top = LINE * (rows.iter().max().map_or(0, |row| row + 1)) + 4;
        Self { timeline, axis, instances, left: longest + 12, rows, top }
    }

    /// The upper edge of an instance's lane.
    fn lane(&self, event: &Happening) -> i64 {
        let index = self.instances.iter().position(|instance| *instance == event.instance).unwrap_or_default();
        self.lanes() + LANE * i64::try_from(index).unwrap_or_default()
    }

    fn lanes(&self) -> i64 {
        self.top + 2 * LINE
    }

    fn bars(&self) -> i64 {
        self.lanes() + LANE * i64::try_from(self.instances.len()).unwrap_or_default() + 4
    }

    fn bottom(&self) -> i64 {
        self.bars() + LINE * i64::try_from(self.timeline.values.len()).unwrap_or_default()
    }

    fn right(&self) -> i64 {
        let labels = self.timeline.deadlines.iter().zip(&self.axis.deadlines).map(|(deadline, x)| x + width(&deadline.means) + LETTER);
        self.left + labels.chain([self.axis.width]).max().unwrap_or_default() + 4
    }
}

/// Labels that would run into each other stand in lines of their own.
fn rows(timeline: &Timeline, axis: &Axis) -> Vec<i64> {
    let mut ends: Vec<i64> = Vec::new();
    let mut rows = Vec::new();
    for (deadline, x) in timeline.deadlines.iter().zip(&axis.deadlines) {
        let row = ends.iter().position(|end| end < x).unwrap_or(ends.len());
        let end = x + width(&deadline.means) + 2 * LETTER;
        if row == ends.len() {
            ends.push(end)
        } else {
            ends[row] = end
        }
        rows.push(i64::try_from(row).unwrap_or_default());
    }
    rows
}

/// The drawing.
pub(super) fn draw(html: &mut Html, case: &Case, timeline: &Timeline) {
    let plan = Plan::of(timeline);
    let (width, height) = (plan.right(), plan.bottom() + LINE + 6);
    let label = format!("Timeline of {}", case.id);
    html.element("div", &[("class", &"scroll"), ("tabindex", &"0"), ("role", &"region"), ("aria-label", &label)], |html| {
        let (whole, told) = (format!("0 0 {width} {height}"), told(timeline));
        let size: Attributes<'_> = &[("class", &"timeline"), ("width", &width), ("height", &height), ("viewBox", &whole)];
        let named: Attributes<'_> = &[("role", &"group"), ("aria-label", &told)];
        html.element("svg", &[size, named].concat(), |html| {
            for stretch in &plan.axis.stretches {
                passage(html, &plan, stretch);
            }
            lanes(html, &plan);
            ticks(html, &plan);
            deadlines(html, &plan);
            for (index, life) in timeline.values.iter().enumerate() {
                bars::bar(html, &plan, index, life);
            }
            for (event, slot) in timeline.events.iter().zip(&plan.axis.slots) {
                mark(html, &plan, case, event, *slot);
            }
        });
    });
    html.raw("\n");
    if timeline.more_values > 0 {
        html.leaf("p", &[], &format!("and {} more values", timeline.more_values));
    }
}

fn told(timeline: &Timeline) -> String {
    let end = timeline.events.iter().map(|event| event.to).max().unwrap_or_default();
    let calls = timeline.events.iter().filter(|event| event.deed == Deed::Call).count();
    format!("{} in {}", super::parts::counted(calls, "call"), duration(end))
}

fn lanes(html: &mut Html, plan: &Plan<'_>) {
    for (index, instance) in plan.instances.iter().enumerate() {
        let y = plan.lanes() + LANE * i64::try_from(index).unwrap_or_default();
        html.leaf("text", &[("x", &0), ("y", &(y + 20))], &cut(instance));
        let (from, to) = (plan.left, plan.left + plan.axis.width);
        html.void("path", &[("class", &"lane"), ("d", &format!("M{from} {0}H{to}", y + 15))]);
    }
}

/// The text, cut to the room at the left.
fn cut(text: &str) -> String {
    let most = usize::try_from(WIDEST_NAME / LETTER).unwrap_or_default();
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

fn deadlines(html: &mut Html, plan: &Plan<'_>) {
    for ((deadline, x), row) in plan.timeline.deadlines.iter().zip(&plan.axis.deadlines).zip(&plan.rows) {
        let (x, y) = (plan.left + x, LINE * row);
        html.element("g", &[("class", &"deadline")], |html| {
            html.void("path", &[("d", &format!("M{x} {y}V{}", plan.bottom()))]);
            html.leaf("text", &[("x", &(x + 4)), ("y", &(y + 14))], &deadline.means);
        });
    }
}

fn ticks(html: &mut Html, plan: &Plan<'_>) {
    let y = plan.top + LINE;
    let (from, to) = (plan.left, plan.left + plan.axis.width);
    html.void("path", &[("class", &"axis"), ("d", &format!("M{from} {y}H{to}"))]);
    for tick in &plan.axis.ticks {
        let x = plan.left + tick.x;
        html.leaf("text", &[("class", &"tick"), ("x", &(x + 2)), ("y", &(y + 14))], &duration(tick.at));
    }
}

/// Time that was passed over: a band that is broken, with its length.
fn passage(html: &mut Html, plan: &Plan<'_>, stretch: &Stretch) {
    let Span { x, width } = stretch.span;
    let (x, y) = (plan.left + x, plan.top);
    let waited = stretch.wait.and_then(|index| plan.timeline.events.get(index));
    linked(html, plan, waited, x + width / 2, |html| {
        html.void("rect", &[("class", &"band"), ("x", &x), ("y", &y), ("width", &width), ("height", &(plan.bottom() - y))]);
        html.void("rect", &[("class", &"stretch"), ("x", &x), ("y", &y), ("width", &width), ("height", &LINE)]);
        html.leaf("text", &[("class", &"length"), ("x", &(x + width / 2)), ("y", &(y + 14))], &duration(stretch.length));
    });
}

/// A call, an action or a look; a wait is its stretch.
fn mark(html: &mut Html, plan: &Plan<'_>, case: &Case, event: &Happening, slot: Span) {
    let (x, y) = (plan.left + slot.x, plan.lane(event));
    if event.deed == Deed::Wait {
        return;
    }
    let verdict = case.steps.iter().find(|step| step.place == event.place).map(|step| step.verdict);
    linked(html, plan, Some(event), x + slot.width / 2, |html| {
        let (class, text) = match (event.deed, event.status) {
            (Deed::Call, Some(status)) => (class_of(status, event.outcome), status.to_string()),
            (Deed::Inspect, _) => ("look", "look".to_owned()),
            _ => ("act", "act".to_owned()),
        };
        html.void(
            "rect",
            &[("class", &class), ("x", &(x + 1)), ("y", &(y + 4)), ("width", &(slot.width - 2)), ("height", &22), ("rx", &rounding(class))],
        );
        html.leaf("text", &[("class", &"status"), ("x", &(x + slot.width / 2)), ("y", &(y + 20))], &text);
        if verdict.is_some_and(|verdict| verdict <= Word::StaleWaiver) {
            html.leaf("text", &[("class", &"wrong"), ("x", &(x + 3)), ("y", &(y + 41))], "✗");
        }
        if let Some(moment) = &event.moment {
            html.leaf("text", &[("class", &"moment"), ("x", &(x + slot.width / 2)), ("y", &(y + 40))], moment);
        }
    });
}

/// The class of an answer; some APIs refuse with a status that others serve with.
fn class_of(status: u16, outcome: Option<Outcome>) -> &'static str {
    match status {
        200..=299 if outcome == Some(Outcome::Refused) => "s4",
        200..=299 => "s2",
        300..=399 => "s3",
        400..=499 => "s4",
        500..=599 => "s5",
        _ => "s0",
    }
}

/// What is served is round.
fn rounding(class: &str) -> i64 {
    if class == "s2" { 9 } else { 1 }
}

/// A mark that can be focused, with what is told of it then.
fn linked(html: &mut Html, plan: &Plan<'_>, event: Option<&Happening>, x: i64, inside: impl FnOnce(&mut Html)) {
    let Some(event) = event else { return inside(html) };
    html.element("g", &[("tabindex", &"0"), ("role", &"img"), ("aria-label", &said(event))], |html| {
        inside(html);
        let side = if x * 2 > plan.right() { "tip end" } else { "tip" };
        html.leaf("text", &[("class", &side), ("x", &x), ("y", &(plan.bottom() + 15)), ("aria-hidden", &"true")], &said(event));
    });
}

/// All of an event in one line.
fn said(event: &Happening) -> String {
    let answer = answer(event);
    let answer = if answer.is_empty() { answer } else { format!(": {answer}") };
    format!("{} at {}, {}{answer}", event.place, duration(event.from), event.does)
}

/// What the marks mean.
pub(super) fn legend(html: &mut Html) {
    html.raw("<details class=\"legend\"><summary>How to read a timeline</summary><ul>");
    html.raw("<li>Time runs to the right. A shaded band is time that was passed over, drawn short and labelled with its length; ");
    html.raw("what stands side by side between two bands happened at the same moment, or within a second.</li>");
    html.raw("<li>A box is a call, with the status of its answer: round where it was served, square where it was not, also if by a status 200. ");
    html.raw("✗ below it: a check of it does not hold. A name below it is that of its moment. <code>act</code> is an administrator's action, <code>look</code> a look at what he sees.</li>");
    html.raw("<li>A dashed line from top to bottom is a moment with a meaning, as the scenario writes it: ");
    html.raw("<code>refreshed + 2m</code> is two minutes behind the moment kept as <code>refreshed</code>.</li>");
    html.raw("<li>A bar is a value that was presented, from when it was first seen to its last use: ● accepted, ✕ refused, ○ neither. ");
    html.raw("It is solid up to the last call accepted with it, and dotted from there to the next refusal.</li>");
    html.raw("<li>Hover or focus a mark to read what it is. The table below each drawing says the same.</li></ul></details>\n");
}

#[cfg(test)]
mod tests;
