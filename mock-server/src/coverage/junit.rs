//! Coverage as JUnit XML: a case a clause.

use quick_junit::{Report, TestCase, TestCaseStatus, TestSuite};

use super::{ApiCoverage, ClauseCoverage, Coverage};

pub(super) fn write(coverage: &Coverage) -> String {
    let mut report = Report::new("standin coverage");
    report.add_test_suites(coverage.apis.iter().map(suite));
    report.to_string().unwrap_or_default()
}

fn suite(api: &ApiCoverage) -> TestSuite {
    let mut suite = TestSuite::new(api.api);
    suite.add_test_cases(api.clauses.iter().map(|clause| case(api.api, clause)));
    suite
}

fn case(api: &str, clause: &ClauseCoverage) -> TestCase {
    let mut case = TestCase::new(clause.id, status(clause));
    case.set_classname(api);
    let beyond = if clause.beyond { "\nAccepted beyond the documents; --strict refuses it." } else { "" };
    case.set_system_out(format!("{}\n{}\nanswers: {}{beyond}", clause.says, clause.place, clause.answers));
    case
}

/// A clause that no call met is no failure: nobody claimed to meet it.
fn status(clause: &ClauseCoverage) -> TestCaseStatus {
    let mut status = match clause.answers {
        0 => TestCaseStatus::skipped(),
        _ => return TestCaseStatus::success(),
    };
    match clause.unobservable {
        Some(why) => status.set_message(format!("no client can observe it: {why}")),
        None => status.set_message(format!("no call met it: {}", clause.says)),
    };
    status
}
