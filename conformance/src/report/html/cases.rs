//! The cases: what happened as a picture and as a table, what was checked, and how to play it again.

use super::markup::Html;
use super::parts::{badge, command, counted, duration, filter};
use super::{failure, matrix, timeline};
use crate::report::document::{Case, Ending, Happening, Outcome, Report, Step};
use crate::report::word::Word;

/// A case with its place in the report.
type Placed<'r> = (usize, &'r Case);

/// So many of those that do not hold are open from the start.
const OPEN: usize = 10;
/// So many are told with all that there is to be said; a page with thousands of failures would be read by nobody.
const WHOLE: usize = 200;

/// The cases of which there is something to be told, the worst first, and the others.
pub(super) fn parted(report: &Report) -> (Vec<Placed<'_>>, Vec<Placed<'_>>) {
    let bad = |case: &Case| matches!(case.verdict, Word::Fail | Word::Error | Word::StaleWaiver | Word::Inconclusive | Word::Warning);
    let (mut told, others): (Vec<_>, Vec<_>) = report.cases.iter().enumerate().partition(|(_, case)| bad(case) || case.end == Ending::Broken);
    told.sort_by_key(|(index, case)| (case.verdict, *index));
    (told, others)
}

pub(super) fn told(html: &mut Html, report: &Report, told: &[Placed<'_>]) {
    html.raw("\n<section aria-labelledby=\"told\"><h2 id=\"told\">What does not hold</h2>\n");
    if told.is_empty() {
        html.raw("<p>Nothing of this kind was seen.</p>");
    } else {
        matrix::told(html, report);
        timeline::legend(html);
    }
    for (index, placed) in told.iter().enumerate() {
        let manner = match index {
            0..OPEN => Manner::Open,
            OPEN..WHOLE => Manner::Folded,
            _ => Manner::Brief,
        };
        case(html, report, *placed, Among::Told, manner);
    }
    html.raw("</section>\n");
}

pub(super) fn others(html: &mut Html, report: &Report, others: &[Placed<'_>]) {
    html.raw("\n<section aria-labelledby=\"cases\"><h2 id=\"cases\">Other cases</h2>\n");
    if others.is_empty() {
        html.raw("<p>There are none.</p></section>\n");
        return;
    }
    filter(html, "others", "cases", others.iter().map(|(_, case)| case.verdict));
    timeline::legend(html);
    html.element("div", &[("id", &"others")], |html| {
        let mut provider = "";
        for placed in others {
            if placed.1.provider != provider {
                provider = &placed.1.provider;
                html.leaf("h3", &[], provider).raw("\n");
            }
            case(html, report, *placed, Among::Others, Manner::Folded);
        }
    });
    html.raw("</section>\n");
}

/// How much of a case is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// All, from the start.
    Open,
    /// All, once it is unfolded.
    Folded,
    /// Its failures in a line each.
    Brief,
}

/// In which section a case stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Among {
    Told,
    Others,
}

fn case(html: &mut Html, report: &Report, (index, case): Placed<'_>, place: Among, manner: Manner) {
    let attributes: &[(&'static str, &dyn std::fmt::Display)] = &[("class", &"case"), ("data-v", &case.verdict.text()), ("open", &"")];
    let shown = if manner == Manner::Open { attributes.len() } else { attributes.len() - 1 };
    html.element("details", &attributes[..shown], |html| {
        html.element("summary", &[], |html| match place {
            Among::Told => {
                html.element("h3", &[], |html| title(html, case));
            }
            Among::Others => title(html, case),
        });
        html.element("div", &[("id", &format!("case-{index}")), ("class", &"inside")], |html| {
            if let Some(why) = ended(case.end) {
                html.leaf("p", &[], why);
            }
            if let Some(drawn) = &case.timeline {
                timeline::draw(html, case, drawn);
            }
            steps(html, case);
            for step in &case.steps {
                match manner {
                    Manner::Brief => failure::briefly(html, step),
                    Manner::Open | Manner::Folded => failure::step(html, report, step),
                }
            }
            command(html, "To play this case again", &case.repeat);
        });
    });
    html.raw("\n");
}

fn title(html: &mut Html, case: &Case) {
    badge(html, case.verdict);
    html.text(" ").leaf("code", &[], &case.id).text(" ").leaf("span", &[("class", &"title")], &case.title);
}

fn ended(end: Ending) -> Option<&'static str> {
    match end {
        Ending::Finished => None,
        Ending::NotRun => Some("It was not begun."),
        Ending::Interrupted => Some("It was not begun, because the run was interrupted."),
        Ending::Broken => Some("It could not go on to its end."),
    }
}

/// What happened, as text: the picture's events, and the steps that it lacks.
fn steps(html: &mut Html, case: &Case) {
    let events = case.timeline.as_ref().map_or(&[][..], |timeline| &timeline.events);
    let eventless: Vec<&Step> = case.steps.iter().filter(|step| events.iter().all(|event| event.place != step.place)).collect();
    if events.is_empty() && eventless.is_empty() {
        return;
    }
    let label = format!("Steps of {}", case.id);
    html.element("div", &[("class", &"scroll"), ("tabindex", &"0"), ("role", &"region"), ("aria-label", &label)], |html| {
        html.element("table", &[], |html| {
            html.raw("<caption>Step by step</caption><thead><tr><th scope=\"col\">step</th><th scope=\"col\">at</th>");
            html.raw("<th scope=\"col\">what</th><th scope=\"col\">answer</th><th scope=\"col\">checks</th></tr></thead>");
            html.element("tbody", &[], |html| {
                for event in events {
                    happened(html, event, case.steps.iter().find(|step| step.place == event.place));
                }
                for step in eventless {
                    unseen(html, step);
                }
            });
        });
    });
    if let Some(more) = case.timeline.as_ref().map(|timeline| timeline.more_events).filter(|more| *more > 0) {
        html.leaf("p", &[], &format!("and {} that are neither drawn nor listed", counted(more, "event")));
    }
}

fn happened(html: &mut Html, event: &Happening, step: Option<&Step>) {
    html.raw("\n").element("tr", &[], |html| {
        html.leaf("th", &[("scope", &"row")], &event.place);
        let until = if event.to > event.from { format!(" to {}", duration(event.to)) } else { String::new() };
        html.leaf("td", &[], &format!("{}{until}", duration(event.from)));
        html.element("td", &[], |html| {
            html.leaf("code", &[], &event.does);
            if let Some(moment) = &event.moment {
                html.text(" (").leaf("i", &[], moment).text(")");
            }
        });
        html.leaf("td", &[], &answer(event));
        html.element("td", &[], |html| step.into_iter().for_each(|step| checks(html, step)));
    });
}

/// The answer in words: its status, and what it means.
pub(super) fn answer(event: &Happening) -> String {
    let outcome = match event.outcome {
        Some(Outcome::Accepted) => "accepted",
        Some(Outcome::Refused) => "refused",
        Some(Outcome::Unclear) => "unclear",
        None => "",
    };
    match event.status {
        Some(status) => format!("{status}, {outcome}"),
        None => outcome.to_owned(),
    }
}

fn unseen(html: &mut Html, step: &Step) {
    html.raw("\n").element("tr", &[], |html| {
        html.leaf("th", &[("scope", &"row")], &step.place).raw("<td></td>");
        html.element("td", &[], |html| {
            html.leaf("code", &[], &step.does);
        });
        html.raw("<td>none</td>").element("td", &[], |html| checks(html, step));
    });
}

/// How many checks there were of each verdict.
fn checks(html: &mut Html, step: &Step) {
    for word in Word::ALL {
        let count = step.checks.iter().filter(|check| check.verdict == word).count();
        if count > 0 {
            badge(html, word);
            html.text(&if count > 1 { format!(" {count} ") } else { " ".to_owned() });
        }
    }
}
