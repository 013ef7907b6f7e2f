//! The page as a whole: its head, its landmarks and the order of its sections.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use super::markup::Html;
use super::{cases, headline, matrix};
use crate::report::document::Report;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("page.js");

pub(in crate::report) fn write(report: &Report) -> String {
    let mut html = Html::default();
    html.raw("<!DOCTYPE html>\n");
    html.element("html", &[("lang", &"en")], |html| {
        head(html, report);
        html.raw("\n").element("body", &[], |html| body(html, report));
    });
    html.raw("\n");
    html.finish()
}

fn head(html: &mut Html, report: &Report) {
    html.element("head", &[], |html| {
        html.raw("<meta charset=\"utf-8\"/>\n");
        html.void("meta", &[("http-equiv", &"Content-Security-Policy"), ("content", &policy())]).raw("\n");
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n");
        html.raw("<meta name=\"referrer\" content=\"no-referrer\"/>\n");
        html.leaf("title", &[], &format!("Standin: {}", report.conclusion.text())).raw("\n<style>").raw(STYLE).raw("</style>\n");
    });
}

/// Nothing is loaded and nothing runs but what stands here; attributes that a text could smuggle in are none of it.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(digest(&SHA256, text.as_bytes())));
    format!("default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'", hash(STYLE), hash(SCRIPT))
}

fn body(html: &mut Html, report: &Report) {
    let (told, others) = cases::parted(report);
    html.raw("\n<a class=\"skip\" href=\"#main\">Skip to what was found</a>\n");
    headline::header(html, report);
    html.element("nav", &[("aria-label", &"Sections of the report")], |html| {
        html.element("ul", &[], |html| {
            link(html, "#told", &format!("What does not hold ({})", told.len()));
            link(html, "#profiles", "Profiles");
            if !report.waivers.is_empty() {
                link(html, "#waivers", &format!("Waivers ({})", report.waivers.len()));
            }
            link(html, "#clauses", &format!("Clauses ({})", report.clauses.len()));
            link(html, "#cases", &format!("Other cases ({})", others.len()));
        });
    });
    html.raw("\n").element("main", &[("id", &"main"), ("tabindex", &"-1")], |html| {
        cases::told(html, report, &told);
        headline::profiles(html, report);
        headline::waivers(html, report);
        matrix::clauses(html, report);
        cases::others(html, report, &others);
    });
    html.raw("\n");
    html.leaf("footer", &[], &format!("Written by standin {}. This page asks nobody for anything.", report.standin));
    html.raw("\n<script>").raw(SCRIPT).raw("</script>\n");
}

fn link(html: &mut Html, to: &'static str, text: &str) {
    html.element("li", &[], |html| {
        html.leaf("a", &[("href", &to)], text);
    });
}
