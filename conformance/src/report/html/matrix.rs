//! The matrix of clauses: what each says and where, what became of it, and which cases ask about it.

use std::collections::BTreeMap;

use super::markup::Html;
use super::parts::{badge, counted, filter};
use crate::report::document::{Clause, Level, Report};
use crate::report::word::Word;

/// The cases that ask about each clause, by their place in the report, and what the clause's checks there came to.
type Asking<'r> = BTreeMap<&'r str, BTreeMap<usize, Word>>;

pub(super) fn clauses(html: &mut Html, report: &Report) {
    html.raw("\n<section aria-labelledby=\"clauses\"><h2 id=\"clauses\">Clauses</h2>\n");
    if report.clauses.is_empty() {
        html.raw("<p>No clause was asked about.</p></section>\n");
        return;
    }
    filter(html, "matrix", "clauses", report.clauses.iter().map(|clause| clause.verdict));
    let asking = asking(report);
    html.element("div", &[("id", &"matrix")], |html| {
        let placed: Vec<(usize, &Clause)> = report.clauses.iter().enumerate().collect();
        for clauses in placed.chunk_by(|(_, one), (_, other)| one.provider == other.provider) {
            table(html, report, clauses, &asking);
        }
    });
    html.raw("</section>\n");
}

/// The clauses that do not hold, the worst first.
pub(super) fn told(html: &mut Html, report: &Report) {
    let bad = |(_, clause): &(usize, &Clause)| clause.verdict <= Word::Inconclusive || clause.verdict == Word::Warning;
    let mut told: Vec<(usize, &Clause)> = report.clauses.iter().enumerate().filter(bad).collect();
    told.sort_by_key(|(index, clause)| (clause.verdict, *index));
    if told.is_empty() {
        return;
    }
    html.element("ul", &[("class", &"told")], |html| {
        for (index, clause) in told {
            html.element("li", &[], |html| {
                badge(html, clause.verdict);
                html.text(" ").leaf("a", &[("href", &format!("#clause-{index}"))], &clause.id).text(" ").text(&clause.says);
                html.text(&format!(" ({} of {} failed)", clause.failed, counted(clause.checks, "check")));
            });
        }
    });
}

fn asking(report: &Report) -> Asking<'_> {
    let mut asking = Asking::new();
    for (index, case) in report.cases.iter().enumerate() {
        for check in case.steps.iter().flat_map(|step| &step.checks) {
            let Some(clause) = check.clause.as_deref() else { continue };
            let word = asking.entry(clause).or_default().entry(index).or_insert(check.verdict);
            *word = check.verdict.min(*word);
        }
    }
    asking
}

fn table(html: &mut Html, report: &Report, clauses: &[(usize, &Clause)], asking: &Asking<'_>) {
    let provider = clauses.first().map(|(_, clause)| clause.provider.as_str()).unwrap_or_default();
    html.element(
        "div",
        &[("class", &"scroll"), ("tabindex", &"0"), ("role", &"region"), ("aria-label", &format!("Clauses of {provider}"))],
        |html| {
            html.element("table", &[("class", &"matrix")], |html| {
                html.leaf("caption", &[], &format!("{provider}: {}", counted(clauses.len(), "clause")));
                html.raw("<thead><tr><th scope=\"col\">verdict</th><th scope=\"col\">clause</th><th scope=\"col\">level</th>");
                html.raw("<th scope=\"col\">profile</th><th scope=\"col\">checks</th></tr></thead>\n");
                html.element("tbody", &[], |html| {
                    for (index, clause) in clauses {
                        row(html, report, (*index, clause), asking.get(clause.id.as_str()));
                    }
                });
            });
        },
    );
    html.raw("\n");
}

fn row(html: &mut Html, report: &Report, (index, clause): (usize, &Clause), asking: Option<&BTreeMap<usize, Word>>) {
    html.element("tr", &[("data-v", &clause.verdict.text()), ("id", &format!("clause-{index}"))], |html| {
        html.element("td", &[], |html| badge(html, clause.verdict));
        html.element("th", &[("scope", &"row")], |html| {
            html.leaf("code", &[], &clause.id).leaf("p", &[], &clause.says).leaf("p", &[("class", &"place")], &clause.place);
            if let Some(why) = &clause.why {
                html.leaf("p", &[("class", &"why")], why);
            }
            if let Some(asking) = asking {
                links(html, report, asking);
            }
        });
        let advice = if clause.advice { ", advice" } else { "" };
        html.leaf("td", &[], &format!("{}{advice}", level(clause.level))).leaf("td", &[], &clause.profile);
        let failed = if clause.failed > 0 { format!(", {} failed", clause.failed) } else { String::new() };
        html.leaf("td", &[], &format!("{}{failed}", clause.checks));
    });
    html.raw("\n");
}

fn links(html: &mut Html, report: &Report, asking: &BTreeMap<usize, Word>) {
    html.element("details", &[], |html| {
        html.leaf("summary", &[], &format!("asked by {}", counted(asking.len(), "case")));
        html.element("ul", &[], |html| {
            for (index, word) in asking {
                html.element("li", &[], |html| {
                    html.leaf("a", &[("href", &format!("#case-{index}"))], &report.cases[*index].id);
                    if *word != Word::Pass {
                        html.text(" ");
                        badge(html, *word);
                    }
                });
            }
        });
    });
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Stated => "stated",
        Level::Sample => "sample",
        Level::Implied => "implied",
        Level::Silent => "silent",
    }
}
