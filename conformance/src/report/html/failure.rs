//! A check that does not pass: its clause, what differs, the scenario's lines, and the command that sends the call again.

use super::markup::Html;
use super::parts::{badge, command};
use crate::report::document::{Check, Difference, Excerpt, Report, Step};
use crate::report::telling;
use crate::report::word::Word;

/// All that there is to be said of a step's checks that do not pass. Of those that were not made there is only the reason.
pub(super) fn step(html: &mut Html, report: &Report, step: &Step) {
    stopped(html, step);
    for check in failing(step) {
        if matches!(check.verdict, Word::NotRun | Word::Blocked) {
            brief(html, step, check);
        } else {
            whole(html, report, step, check);
        }
    }
}

/// The same in a line for each check.
pub(super) fn briefly(html: &mut Html, step: &Step) {
    stopped(html, step);
    failing(step).for_each(|check| brief(html, step, check));
}

fn failing(step: &Step) -> impl Iterator<Item = &Check> {
    step.checks.iter().filter(|check| check.verdict != Word::Pass)
}

fn stopped(html: &mut Html, step: &Step) {
    let Some(why) = &step.stopped else { return };
    html.element("p", &[("class", &"stopped")], |html| {
        badge(html, step.verdict);
        html.text(&format!(" {}: the play could not go on: {why}", telling::name(step)));
    });
}

fn brief(html: &mut Html, step: &Step, check: &Check) {
    html.element("p", &[("class", &"brief")], |html| {
        badge(html, check.verdict);
        html.text(&format!(" {}: ", step.place)).leaf("code", &[], clause(check)).text(&format!(": {}", telling::sentence(check)));
    });
}

fn clause(check: &Check) -> &str {
    check.clause.as_deref().unwrap_or("the scenario itself needs it")
}

fn whole(html: &mut Html, report: &Report, step: &Step, check: &Check) {
    html.element("article", &[("class", &"check")], |html| {
        html.element("h4", &[], |html| {
            badge(html, check.verdict);
            html.text(&format!(" {}: ", telling::name(step))).leaf("code", &[], clause(check));
        });
        if let Some(clause) = check.clause.as_deref().and_then(|id| report.clause(id)) {
            html.leaf("p", &[], &clause.says).leaf("p", &[("class", &"place")], &clause.place);
        }
        html.element("dl", &[], |html| {
            if !check.expected.is_empty() {
                html.raw("<dt>expected</dt>").leaf("dd", &[], &check.expected);
            }
            html.raw("<dt>got</dt>").leaf("dd", &[], &check.got);
        });
        differences(html, check);
        if let Some(diff) = &check.diff {
            unified(html, diff);
        }
        excerpt(html, check);
        if let Some(repeat) = &check.repeat {
            command(html, "To send this call again", &repeat.curl);
            html.element("ul", &[], |html| {
                for (variable, meaning) in &repeat.variables {
                    html.element("li", &[], |html| {
                        html.leaf("code", &[], &format!("${variable}")).text(" is ").text(meaning);
                    });
                }
            });
        }
    });
}

fn differences(html: &mut Html, check: &Check) {
    // A difference of the whole value says what `expected` and `got` say already.
    let told: Vec<&Difference> = check.differences.iter().filter(|one| one.at != "$").collect();
    if told.is_empty() {
        return;
    }
    html.element("div", &[("class", &"scroll"), ("tabindex", &"0"), ("role", &"region"), ("aria-label", &"Differences")], |html| {
        html.element("table", &[("class", &"differences")], |html| {
            html.raw("<caption>What differs</caption><thead><tr><th scope=\"col\">at</th><th scope=\"col\">expected</th>");
            html.raw("<th scope=\"col\">got</th></tr></thead>");
            html.element("tbody", &[], |html| {
                for one in told {
                    let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
                    html.element("tr", &[], |html| {
                        html.leaf("th", &[("scope", &"row")], &one.at).leaf("td", &[], &side(&one.expected)).leaf("td", &[], &side(&one.got));
                    });
                }
            });
        });
    });
    if check.more_differences > 0 {
        html.leaf("p", &[], &format!("and {} more", check.more_differences));
    }
}

fn unified(html: &mut Html, diff: &str) {
    html.element("pre", &[("class", &"diff"), ("tabindex", &"0")], |html| {
        for line in diff.lines() {
            match line.chars().next() {
                Some('+') => html.leaf("ins", &[], line),
                Some('-') => html.leaf("del", &[], line),
                _ => html.text(line),
            };
            html.raw("\n");
        }
    });
}

/// The scenario's lines with their numbers; what is meant is marked, and has a caret below it.
fn excerpt(html: &mut Html, check: &Check) {
    html.leaf("p", &[("class", &"place")], &format!("{}:{}:{}", check.at.file, check.at.line, check.at.column));
    let Some(Excerpt { first_line, text, length }) = &check.excerpt else { return };
    html.element("pre", &[("class", &"excerpt"), ("tabindex", &"0")], |html| {
        for (number, line) in (*first_line..).zip(text.lines()) {
            html.leaf("span", &[("class", &"line")], &format!("{number:>4} | "));
            if number == check.at.line {
                let (before, meant, after) = parted(line, check.at.column, *length);
                html.text(&before).leaf("mark", &[], &meant).text(&after).raw("\n");
                html.leaf("span", &[("class", &"line")], "     | ");
                html.leaf(
                    "span",
                    &[("class", &"caret"), ("aria-hidden", &"true")],
                    &format!("{}{}", " ".repeat(before.chars().count()), "^".repeat(meant.chars().count().max(1))),
                );
            } else {
                html.text(line);
            }
            html.raw("\n");
        }
    });
}

/// What stands before the meant part of a line, the part, and what stands behind it.
fn parted(line: &str, column: usize, length: usize) -> (String, String, String) {
    let mut characters = line.chars();
    let before = characters.by_ref().take(column.saturating_sub(1)).collect();
    let meant = characters.by_ref().take(length).collect();
    (before, meant, characters.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_parted_by_characters_and_one_that_is_too_short_is_not_missed() {
        let parts = |line, column, length| {
            let (before, meant, after) = parted(line, column, length);
            [before, meant, after]
        };
        assert_eq!(parts("  a: שלום, b", 6, 4), ["  a: ", "שלום", ", b"]);
        assert_eq!(parts("a", 0, 0), ["", "", "a"]);
        assert_eq!(parts("a", 9, 9), ["a", "", ""]);
    }
}
