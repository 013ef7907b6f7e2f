//! Coverage for people.

use std::fmt::Write as _;

use super::{ApiCoverage, ClauseCoverage, Coverage};

pub(super) fn write(coverage: &Coverage) -> String {
    let parts: Vec<String> = coverage.apis.iter().map(of_api).collect();
    parts.join("\n")
}

fn of_api(api: &ApiCoverage) -> String {
    let mut text = format!("{}: {} clauses met, {} never met\n", api.api, api.met, api.never);
    let width = api.clauses.iter().map(|clause| clause.id.len()).max().unwrap_or_default();
    let mut part = |title: &str, wanted: fn(&ClauseCoverage) -> bool| {
        let lines: Vec<_> = api.clauses.iter().filter(|clause| wanted(clause)).collect();
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(text, "\n{title}");
        for clause in lines {
            let answers = if clause.answers > 0 { format!("{:>6}  ", clause.answers) } else { String::new() };
            let _ = writeln!(text, "  {answers}{:width$}  {}", clause.id, clause.says);
        }
    };
    part("never met", ClauseCoverage::is_missing);
    part("met, by so many answers", |clause| clause.answers > 0);
    part("accepted beyond the documents; --strict refuses it", |clause| clause.beyond);
    part("not to be met by any client", |clause| clause.answers == 0 && clause.unobservable.is_some());
    text
}
