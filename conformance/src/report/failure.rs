//! One check that did not pass, told to somebody who has never seen the scenario.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use providers::Ledger;

use super::bounded::visible;
use super::curl::Command;
use super::wrap::{WIDTH, cut, wrap};
use crate::compare::Difference;
use crate::diagnostic::Paint;
use crate::transcript::Subject;
use crate::verdict::{CaseVerdict, Check, Evidence, Excerpt, Verdict};

/// Further differences are only counted.
const MOST_DIFFERENCES: usize = 20;
/// Further lines of a text's difference are only counted.
const MOST_LINES: usize = 40;
/// What stands before further lines of a statement.
const INDENT: &str = "            ";

/// The check, with all that is needed to see it for oneself.
pub(super) fn failure(subject: &Subject, ledger: Option<&Ledger>, case: &CaseVerdict, check: &Check, paint: Paint) -> String {
    let mut text = format!("{}\n", wrap(&format!("{} ", heading(check.verdict)), "     ", &format!("{}, {}", case.case, check.place)));
    let nothing = Evidence::default();
    let evidence = check.evidence.as_deref().unwrap_or(&nothing);
    if !evidence.excerpt.path.is_empty() {
        let _ = writeln!(text, "{}", excerpt(&evidence.excerpt, check, paint));
    }
    if !check.expected.is_empty() {
        let _ = writeln!(text, "{}", wrap("  expected  ", INDENT, &visible(&check.expected)));
    }
    let _ = writeln!(text, "{}", wrap("  got       ", INDENT, &visible(&check.got)));
    text.push_str(&differences(&evidence.differences));
    text.push_str(&diff(evidence));
    text.push_str(&sentence(ledger, check));
    text.push_str(&command(subject, evidence));
    text
}

/// The word for a verdict, as it begins what is told of it.
pub(super) fn heading(verdict: Verdict) -> String {
    verdict.word().to_uppercase()
}

fn excerpt(excerpt: &Excerpt, check: &Check, paint: Paint) -> String {
    let level = if check.verdict == Verdict::Fail { Level::ERROR } else { Level::WARNING };
    let title = match check.verdict {
        Verdict::Error => "this could not be checked",
        Verdict::Inconclusive => "this cannot be decided",
        _ => "this does not hold",
    };
    let annotation = AnnotationKind::Primary.span(excerpt.span.0..excerpt.span.1.max(excerpt.span.0));
    let snippet = Snippet::source(&excerpt.text).line_start(excerpt.first_line).path(&excerpt.path).fold(excerpt.text.lines().count() > 16);
    let renderer = match paint {
        Paint::Plain => Renderer::plain(),
        Paint::Coloured => Renderer::styled(),
    };
    renderer.term_width(WIDTH).render(&[level.primary_title(title).element(snippet.annotation(annotation))])
}

fn differences(differences: &[Difference]) -> String {
    // A lone difference of the whole value says what `expected` and `got` say already.
    if differences.iter().all(|one| one.at.0.is_empty()) {
        return String::new();
    }
    let mut text = String::new();
    for one in differences.iter().take(MOST_DIFFERENCES) {
        let show = |value: &Option<serde_json::Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), |value| visible(&value.to_string()));
        let _ = writeln!(text, "{}", cut(&visible(&format!("    {}", one.at))));
        let _ = writeln!(text, "{}", wrap("      expected  ", "                ", &show(&one.expected)));
        let _ = writeln!(text, "{}", wrap("      got       ", "                ", &show(&one.got)));
    }
    if differences.len() > MOST_DIFFERENCES {
        let _ = writeln!(text, "    and {} more", differences.len() - MOST_DIFFERENCES);
    }
    text
}

fn diff(evidence: &Evidence) -> String {
    let lines: Vec<String> = evidence.diff.iter().flat_map(|diff| diff.lines()).map(|line| cut(&visible(&format!("    {line}")))).collect();
    let mut text: String = lines.iter().take(MOST_LINES).map(|line| format!("{line}\n")).collect();
    if lines.len() > MOST_LINES {
        let _ = writeln!(text, "    and {} more lines", lines.len() - MOST_LINES);
    }
    text
}

fn sentence(ledger: Option<&Ledger>, check: &Check) -> String {
    let Some(id) = &check.clause else { return "  clause    none; the scenario itself needs it\n".to_owned() };
    let Some((ledger, clause)) = ledger.and_then(|ledger| Some((ledger, ledger.clause(id)?))) else { return format!("  clause    {id}\n") };
    let says = wrap(INDENT, INDENT, &clause.says);
    let place = wrap(INDENT, INDENT, &ledger.place(clause));
    format!("  clause    {id}\n{says}\n{place}\n")
}

fn command(subject: &Subject, evidence: &Evidence) -> String {
    let Some(request) = &evidence.request else { return String::new() };
    let command = Command::repeating(subject, &evidence.instance, request);
    // A command is copied as a whole, so it is not broken.
    let mut text = format!("  repeat    {}\n", command.line());
    for (variable, meaning) in &command.variables {
        let _ = writeln!(text, "{INDENT}${variable} is {meaning}");
    }
    text
}
