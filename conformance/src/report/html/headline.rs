//! What the run came to: the verdict and what it means, who was judged by what, the profiles and the waivers.

use super::markup::Html;
use super::parts::{badge, counted};
use crate::report::document::{Conclusion, Origin, Report, State};

pub(super) fn header(html: &mut Html, report: &Report) {
    let good = report.conclusion == Conclusion::Conforms;
    html.element("header", &[("class", &if good { "good" } else { "bad" })], |html| {
        html.raw("<p class=\"name\">Standin report</p>\n");
        html.element("h1", &[], |html| {
            let sign = if good { "✓" } else { "✗" };
            html.leaf("span", &[("aria-hidden", &"true")], sign).text(" ").text(&heading(report.conclusion));
        });
        html.leaf("p", &[("class", &"meaning")], &format!("{} Exit code {}.", meaning(report.conclusion), report.exit_code));
        html.raw("\n").element("div", &[("class", &"facts")], |html| {
            html.element("dl", &[], |html| facts(html, report));
            html.raw("\n");
            counts(html, report);
        });
    });
    html.raw("\n");
}

fn heading(conclusion: Conclusion) -> String {
    let text = conclusion.text();
    text[..1].to_uppercase() + &text[1..]
}

fn meaning(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Conforms => "Every clause that counts passed, was observed, only warns, or is validly waived.",
        Conclusion::DoesNotConform => "Something that the documents say does not hold.",
        Conclusion::StaleWaiver => "Nothing that was seen fails, but a waiver is past its day or has nothing left to waive.",
        Conclusion::Unreachable => "Nothing that was seen fails, but the target could not be reached or stopped answering.",
        Conclusion::Incomplete => "Nothing that was seen fails, but a clause that counts is not decided.",
        Conclusion::Interrupted => "The run was interrupted; here is what was judged until then.",
        Conclusion::Nothing => "Nothing was checked, so nothing can be said.",
        Conclusion::Broken => "The tool or its suite is at fault; this says nothing about the subject.",
    }
}

fn facts(html: &mut Html, report: &Report) {
    let subject = report.subject.url.as_deref().unwrap_or("the embedded mock of this program");
    let origin = match report.suite.origin {
        Origin::BuiltIn => "built in",
        Origin::Folder => "from a folder",
        Origin::Bundle => "out of a run's evidence",
    };
    let ledgers: Vec<String> = report.suite.ledgers.iter().map(|(api, version)| format!("{api} {version}")).collect();
    let suite = if ledgers.is_empty() { origin.to_owned() } else { format!("{origin}; ledgers: {}", ledgers.join(", ")) };
    fact(html, "Subject", subject);
    fact(html, "Suite", &suite);
    fact(html, "Program", &format!("standin {}", report.standin));
    fact(html, "Seed", &report.seed.to_string());
}

fn fact(html: &mut Html, name: &'static str, value: &str) {
    html.element("div", &[], |html| {
        html.leaf("dt", &[], name).leaf("dd", &[], value);
    });
}

fn counts(html: &mut Html, report: &Report) {
    html.element("table", &[("class", &"counts")], |html| {
        html.leaf("caption", &[], &format!("What became of {}", counted(report.counts.cases, "case")));
        html.raw("<thead><tr><th scope=\"col\">verdict</th>");
        html.raw("<th scope=\"col\">clauses</th><th scope=\"col\">checks</th></tr></thead>");
        html.element("tbody", &[], |html| {
            for (word, checks) in &report.counts.checks {
                let clauses = report.counts.clauses.get(word).copied().unwrap_or_default();
                if *checks + clauses == 0 {
                    continue;
                }
                html.element("tr", &[], |html| {
                    html.element("th", &[("scope", &"row")], |html| badge(html, *word));
                    html.leaf("td", &[], &clauses).leaf("td", &[], checks);
                });
            }
        });
    });
}

pub(super) fn profiles(html: &mut Html, report: &Report) {
    html.raw("\n<section aria-labelledby=\"profiles\"><h2 id=\"profiles\">Profiles</h2>\n");
    if report.profiles.is_empty() {
        html.raw("<p>No clause was asked about, so that there is nothing to say of profiles.</p>");
    } else {
        html.element("div", &[("class", &"scroll"), ("tabindex", &"0"), ("role", &"region"), ("aria-label", &"Table of profiles")], |html| {
            html.element("table", &[], |html| {
                html.raw("<caption>Which profiles of each API this run verifies</caption><thead><tr><th scope=\"col\">API</th>");
                html.raw("<th scope=\"col\">profile</th><th scope=\"col\">state</th><th scope=\"col\">observable clauses</th></tr></thead>\n");
                html.element("tbody", &[], |html| report.profiles.iter().for_each(|profile| profile_row(html, profile)));
            });
        });
    }
    html.raw("</section>\n");
}

fn profile_row(html: &mut Html, profile: &crate::report::document::Profile) {
    html.element("tr", &[], |html| {
        html.leaf("th", &[("scope", &"row")], &profile.provider).leaf("td", &[], &profile.profile);
        html.element("td", &[], |html| {
            let sign = if profile.state == State::Verified { "✓ " } else { "" };
            html.text(sign).text(profile.state.text());
            if let Some(worst) = profile.worst {
                html.text(": ");
                badge(html, worst);
            }
        });
        html.leaf("td", &[("class", &"number")], &profile.clauses);
    });
}

pub(super) fn waivers(html: &mut Html, report: &Report) {
    if report.waivers.is_empty() {
        return;
    }
    html.raw("<section aria-labelledby=\"waivers\"><h2 id=\"waivers\">Waivers</h2>\n");
    html.raw("<ul class=\"waivers\">");
    for waiver in &report.waivers {
        html.element("li", &[], |html| {
            badge(html, waiver.verdict);
            html.text(" ").leaf("code", &[], &waiver.clause);
            if let Some(check) = &waiver.check {
                html.text(" in ").leaf("code", &[], check);
            }
            html.text(&format!(": {}, {}.", waiver.why, counted(waiver.checks, "check")));
            html.leaf("p", &[], &format!("{} answers for it until {}: {}", waiver.owner, waiver.expiry, waiver.reason));
        });
    }
    html.raw("</ul></section>\n");
}
