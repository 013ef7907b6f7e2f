//! The summary of a step as Markdown: what does not pass, how much there was of each, and how to repeat it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::report::bounded::line;
use crate::report::document::{Case, Clause, Report, Step};
use crate::report::telling;
use crate::report::word::Word;

/// GitHub takes a megabyte for a step; failures beyond this are only counted.
const LONGEST: usize = 400_000;

/// The summary.
#[must_use]
pub fn summary(report: &Report) -> String {
    let mut text = head(report);
    text.push_str(&clauses(report));
    text.push_str(&not_run(report));
    text.push_str(&failures(report));
    text
}

fn head(report: &Report) -> String {
    let subject = report.subject.url.as_deref().map_or_else(|| "the embedded mock".to_owned(), escaped);
    let counts = |counts: &BTreeMap<Word, usize>| {
        let told = counts.iter().filter(|(_, count)| **count > 0).map(|(word, count)| format!("{count} {}", word.text()));
        told.collect::<Vec<_>>().join(", ")
    };
    format!(
        "## Standin: {}\n\n{subject}, seed {}, exit code {}\n\n| | |\n| --- | --- |\n| cases | {} |\n| clauses | {} |\n| checks | {} |\n\n",
        report.conclusion.text(),
        report.seed,
        report.exit_code,
        report.counts.cases,
        counts(&report.counts.clauses),
        counts(&report.counts.checks),
    )
}

/// The clauses of which something was seen that is not simply that they hold, the worst first.
fn clauses(report: &Report) -> String {
    let mut told: Vec<&Clause> = report.clauses.iter().filter(|clause| !matches!(clause.verdict, Word::Pass | Word::NotRun)).collect();
    if told.is_empty() {
        return String::new();
    }
    told.sort_by_key(|clause| clause.verdict);
    let mut text = "| clause | verdict | what it says | checks |\n| --- | --- | --- | --- |\n".to_owned();
    for clause in told {
        let _ = writeln!(text, "| {} | {} | {} | {} |", escaped(&clause.id), clause.verdict.text(), escaped(&clause.says), clause.checks);
    }
    text.push('\n');
    text
}

/// The clauses that were not checked, by the reason why.
fn not_run(report: &Report) -> String {
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for clause in report.clauses.iter().filter(|clause| clause.verdict == Word::NotRun) {
        reasons.entry(clause.why.as_deref().unwrap_or_default()).or_default().push(escaped(&clause.id));
    }
    if reasons.is_empty() {
        return String::new();
    }
    let mut text = "| not run because | clauses |\n| --- | --- |\n".to_owned();
    for (why, clauses) in reasons {
        let _ = writeln!(text, "| {} | {} |", escaped(why), clauses.join(", "));
    }
    text.push('\n');
    text
}

fn failures(report: &Report) -> String {
    let told: Vec<(&Case, &Step)> = report.steps().filter(|(_, step)| matches!(step.verdict, Word::Fail | Word::Error | Word::StaleWaiver)).collect();
    let mut text = String::new();
    for (index, (case, step)) in told.iter().enumerate() {
        let one = format!("### {}\n\n{}\n\n{}\n", escaped(&case.id), escaped(&telling::name(step)), fenced(&telling::step(report, case, step)));
        if text.len() + one.len() > LONGEST {
            let _ = writeln!(text, "and {} more steps; the other reports have them all", told.len() - index);
            break;
        }
        text.push_str(&one);
    }
    text
}

/// A text in which nothing is Markdown, HTML or a link: every mark of punctuation stands as its number.
fn escaped(text: &str) -> String {
    line(text).chars().map(|c| if c.is_ascii_punctuation() && !"-,/".contains(c) { format!("&#{};", u32::from(c)) } else { c.to_string() }).collect()
}

/// A text as it stands, between fences that are longer than any within it.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_within_it() {
        assert_eq!(fenced("a"), "```text\na\n```\n");
        assert_eq!(fenced("```\n# b\n````"), "`````text\n```\n# b\n````\n`````\n");
    }

    #[test]
    fn a_text_has_no_mark_left_that_means_something() {
        assert_eq!(
            escaped("a | <b>\n# [c](d) `e` *f* @g www.h"),
            "a &#124; &#60;b&#62; &#35; &#91;c&#93;&#40;d&#41; &#96;e&#96; &#42;f&#42; &#64;g www&#46;h"
        );
    }
}
