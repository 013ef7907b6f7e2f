//! JUnit XML: a suite a case, a test case a step.

use quick_junit::{NonSuccessKind, Property, Report as Xml, TestCase, TestCaseStatus, TestSuite};

use super::bounded::line;
use super::document::{Case, Report, Step};
use super::telling;
use super::word::Word;

pub(super) fn write(report: &Report) -> String {
    let mut xml = Xml::new("standin check");
    xml.add_test_suites(report.cases.iter().map(|case| suite(report, case)));
    // Only a writer could fail, and a text does not.
    xml.to_string().unwrap_or_default() + "\n"
}

fn suite(report: &Report, case: &Case) -> TestSuite {
    let mut suite = TestSuite::new(line(&case.id));
    suite.add_property(Property::new("title", line(&case.title)));
    suite.add_property(Property::new("provider", line(&case.provider)));
    suite.add_property(Property::new("start", line(&case.start)));
    suite.add_property(Property::new("repeat", line(&case.repeat)));
    suite.add_test_cases(case.steps.iter().map(|step| test_case(report, case, step)));
    suite
}

fn test_case(report: &Report, case: &Case, step: &Step) -> TestCase {
    let mut test = TestCase::new(line(&telling::name(step)), status(report, case, step));
    test.set_classname(line(&case.id));
    test.set_assertions(step.checks.len());
    test.extra.insert("file".into(), line(&step.at.file).into());
    test.extra.insert("line".into(), step.at.line.to_string().into());
    for clause in step.clauses() {
        test.add_property(Property::new("clause", line(clause)));
    }
    test.add_property(Property::new("verdict", step.verdict.text()));
    if matches!(step.verdict, Word::Warning | Word::Observed) {
        test.set_system_out(told(report, case, step));
    }
    test
}

/// A step fails where a check of it does. One that stopped the play is an error, so that nobody takes it for what was left
/// out on purpose; what else could not be decided counts as skipped, never as passed.
fn status(report: &Report, case: &Case, step: &Step) -> TestCaseStatus {
    let mut status = match step.verdict {
        Word::Pass | Word::Observed | Word::Warning => return TestCaseStatus::success(),
        Word::Fail | Word::StaleWaiver => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Word::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        _ if step.stopped.is_some() => TestCaseStatus::non_success(NonSuccessKind::Error),
        Word::Inconclusive | Word::Blocked | Word::NotRun | Word::Unsupported | Word::Waived => TestCaseStatus::skipped(),
    };
    status.set_type(step.verdict.text());
    status.set_message(line(&telling::message(step)));
    status.set_description(told(report, case, step));
    status
}

/// All that is to be said of a step; the writer would drop tabs.
fn told(report: &Report, case: &Case, step: &Step) -> String {
    telling::step(report, case, step).replace('\t', "    ")
}
