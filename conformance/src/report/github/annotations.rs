//! Workflow commands, one a check that does not pass, the worst first: GitHub shows ten of a kind.

use crate::report::bounded::visible;
use crate::report::document::{Case, Check, Ending, Report, Spot, Step};
use crate::report::telling;
use crate::report::word::Word;

/// Further annotations are only counted; GitHub shows fewer still.
const MOST: usize = 100;

pub(in crate::report) fn write(report: &Report) -> String {
    let mut found: Vec<(Word, String)> = report.steps().flat_map(|(case, step)| of_step(report, case, step)).collect();
    found.sort_by_key(|(word, _)| *word);
    let more = found.len().saturating_sub(MOST);
    let mut text: String = found.into_iter().take(MOST).map(|(_, command)| command).collect();
    if more > 0 {
        text.push_str(&format!("::notice title=standin::and {more} more; the summary and the other reports have them all\n"));
    }
    text
}

fn of_step(report: &Report, case: &Case, step: &Step) -> Vec<(Word, String)> {
    // What could not be checked because the play could not go on has that one reason, which is told once.
    let told = |check: &&Check| !(case.end == Ending::Broken && matches!(check.verdict, Word::Error | Word::Blocked));
    let checks = step.checks.iter().filter(told).filter_map(|check| of_check(report, case, step, check));
    checks.chain(of_stop(case, step)).collect()
}

fn of_check(report: &Report, case: &Case, step: &Step, check: &Check) -> Option<(Word, String)> {
    let kind = kind(check.verdict)?;
    let clause = check.clause.as_deref().unwrap_or("the scenario itself");
    let message = format!("{}, {}\n{}", case.id, telling::name(step), telling::check(report, check));
    let title = format!("{clause}: {}", check.verdict.text());
    Some((check.verdict, command(kind, &check.at, &title, &format!("{message}repeat: {}", case.repeat))))
}

fn of_stop(case: &Case, step: &Step) -> Option<(Word, String)> {
    let why = step.stopped.as_ref()?;
    let title = format!("{} could not go on", case.id);
    Some((step.verdict, command("error", &step.at, &title, &format!("{}: {why}\nrepeat: {}", telling::name(step), case.repeat))))
}

fn kind(word: Word) -> Option<&'static str> {
    match word {
        Word::Fail | Word::Error | Word::StaleWaiver => Some("error"),
        Word::Inconclusive | Word::Blocked | Word::Warning => Some("warning"),
        Word::Unsupported | Word::Waived | Word::Observed => Some("notice"),
        Word::NotRun | Word::Pass => None,
    }
}

/// One command in one line; nothing in its parts can end it or begin another.
fn command(kind: &str, at: &Spot, title: &str, message: &str) -> String {
    let (file, title, message) = (property(&at.file), property(title), data(message));
    format!("::{kind} file={file},line={},col={},title={title}::{message}\n", at.line.max(1), at.column.max(1))
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_command_ends_it_or_begins_another() {
        let at = Spot { file: "a,line=9::\n::warning::x".to_owned(), line: 3, column: 7 };
        let text = command("error", &at, "t::u,col=1\n", "100%\r\n::add-mask::x\n##[error]y");
        assert_eq!(
            text,
            "::error file=a%2Cline=9%3A%3A%0A%3A%3Awarning%3A%3Ax,line=3,col=7,title=t%3A%3Au%2Ccol=1%0A::100%25\\u{d}%0A::add-mask::x%0A##[error]y\n"
        );
    }
}
