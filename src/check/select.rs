//! Which suite is read, and which of its cases are meant.

use conformance::property::{Draw, Property};
use conformance::scenario::Case;
use conformance::scenario::lint::lint_questions;
use conformance::scope::{Breadth, Scope};
use conformance::suite::{Origin, Reading, Suite};
use glob::Pattern;

use super::rerun::Last;
use super::{CheckError, Options, scope};
use crate::suite::chosen;

/// The suite, without a mistake in it; an answer that is not recorded yet is told by the judge. What is built in was checked before it was.
pub(super) fn suite(options: &Options) -> Result<Suite, CheckError> {
    let suite = chosen(options.selection.folder()?.as_deref())?;
    if suite.origin == Origin::BuiltIn {
        return Ok(suite);
    }
    let reading = Reading { suite, complaints: Vec::new() };
    let complaints = lint_questions(&reading);
    if complaints.is_empty() { Ok(reading.suite) } else { Err(CheckError::Lint(complaints)) }
}

/// The cases that are to be played, and what a run of them is to answer for.
pub(super) struct Selected {
    /// In the order of the suite.
    pub(super) cases: Vec<Case>,
    pub(super) scope: Scope,
    /// Why there is no case where there is none.
    pub(super) none: String,
}

/// The cases that are meant and did not pass where only these are; of several parts, those of one.
pub(super) fn selected(options: &Options, suite: &Suite, api: Option<&str>) -> Result<Selected, CheckError> {
    let mut none = "no scenario was selected; `standin check --list` shows those that there are".to_owned();
    let (last, mut scope) = (options.rerunning.last(suite)?, options.scope());
    let mut cases = cases(options, suite, api, last.as_ref())?;
    if let Some(last) = last {
        cases.retain(|case| last.takes(case));
        none = last.told_of_none();
    }
    if let Some(partition) = options.partition.filter(|_| !cases.is_empty()) {
        none = format!("none of the {} falls into part {partition}; fewer parts are enough for them", counted(cases.len()));
        scope.division = Some(partition.division(scope.breadth, cases.iter().map(|case| case.id.as_str())));
        scope.breadth = Breadth::Selected;
        cases.retain(|case| partition.takes(&case.id));
    }
    Ok(Selected { cases, scope, none })
}

fn counted(cases: usize) -> String {
    if cases == 1 { "1 selected case".to_owned() } else { format!("{cases} selected cases") }
}

/// The cases that are meant, in the order of the suite.
fn cases(options: &Options, suite: &Suite, api: Option<&str>, last: Option<&Last>) -> Result<Vec<Case>, CheckError> {
    let paths = options.selection.files()?;
    let filters = options.filters.iter().map(|filter| pattern(filter)).collect::<Result<Vec<_>, _>>()?;
    for clause in &options.clauses {
        known(clause, suite)?;
    }
    if let Some(id) = &options.only {
        known_case(id, suite)?;
    }
    if let Some(provider) = &options.provider {
        providers::find(provider).map_err(|error| CheckError::Usage(error.to_string()))?;
        if let Some(api) = api.filter(|api| api != provider) {
            return Err(CheckError::Usage(format!("the target file describes a target of {api}; --provider {provider} does not go with it")));
        }
    }
    let provider = api.or(options.provider.as_deref());
    let meant = |case: &Case| {
        let in_paths = paths.is_empty() || paths.iter().any(|path| within(&case.source.path, path));
        let in_filters = filters.is_empty() || filters.iter().any(|filter| filter.matches(&case.id));
        let in_clauses = options.clauses.is_empty() || options.clauses.iter().any(|clause| case.verifies.iter().any(|id| is(clause, id)));
        let of_provider = provider.is_none_or(|provider| provider == case.provider);
        let alone = options.only.as_ref().is_none_or(|id| *id == case.id);
        in_paths && in_filters && in_clauses && of_provider && alone && options.properties.takes(&case.id, suite)
    };
    // A case that is named, or was in the last run, may have been drawn by another seed than this run's.
    let asked = match (&options.only, last) {
        (Some(id), _) => suite.cases_of([id.as_str()]),
        (None, Some(last)) => suite.cases_of(last.ids()),
        (None, None) => suite.asked(options.seed(), options.properties.draws()),
    };
    Ok(scope::within(&options.scope(), asked.into_iter().filter(meant).collect(), suite))
}

fn within(file: &str, path: &str) -> bool {
    path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is(pattern: &str, id: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == id, |prefix| id.starts_with(prefix))
}

/// A pattern must mean one clause at least: a misspelt one would select nothing.
pub(super) fn known(pattern: &str, suite: &Suite) -> Result<(), CheckError> {
    let ids: Vec<&str> = suite.ledgers.values().flat_map(|ledger| &ledger.clauses).map(|clause| clause.id.as_str()).collect();
    if ids.iter().any(|id| is(pattern, id)) {
        return Ok(());
    }
    let help = match nearest_clause(pattern.trim_end_matches('*'), &ids) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => {
            let apis: Vec<&str> = suite.ledgers.keys().map(String::as_str).collect();
            format!("`standin reference API` lists them, for {}", apis.join(", "))
        }
    };
    Err(CheckError::Usage(format!("there is no clause `{pattern}`; {help}")))
}

/// A case must be meant exactly: its id, with the row where it has rows.
fn known_case(id: &str, suite: &Suite) -> Result<(), CheckError> {
    if suite.case(id).is_some() {
        return Ok(());
    }
    if let Some(property) = suite.properties.iter().find(|property| property.stem() == id.split('@').next().unwrap_or(id)) {
        let draw = Draw { seed: 1, case: 0 };
        return Err(CheckError::Usage(format!(
            "`{id}` is no case, and `{}` is drawn; say which, as in `{}@{draw}`",
            property.stem(),
            property.stem()
        )));
    }
    let rows: Vec<String> = suite.cases.iter().filter(|case| case.stem() == id).map(|case| format!("`{}`", case.id)).collect();
    let known = suite.cases.iter().map(|case| case.id.as_str()).chain(suite.properties.iter().map(Property::stem));
    let nearest = providers::nearest(id, known);
    Err(CheckError::Usage(match (rows.as_slice(), nearest) {
        ([_, ..], _) => format!("`{id}` has rows, each of which is a case; choose one: {}", rows.join(", ")),
        ([], Some(nearest)) => format!("there is no case `{id}`; did you mean `{nearest}`?"),
        ([], None) => format!("there is no case `{id}`; `standin check --list` shows those that there are"),
    }))
}

/// By what follows the API's name, which all of its clauses begin with.
fn nearest_clause<'a>(pattern: &str, ids: &[&'a str]) -> Option<&'a str> {
    let Some((api, rest)) = pattern.split_once('.') else { return providers::nearest(pattern, ids.iter().copied()) };
    let of_api = || ids.iter().filter_map(|id| id.strip_prefix(api)?.strip_prefix('.').map(|rest| (rest, *id)));
    let nearest = providers::nearest(rest, of_api().map(|(rest, _)| rest));
    match nearest {
        Some(nearest) => of_api().find(|(rest, _)| *rest == nearest).map(|(_, id)| id),
        None if of_api().next().is_none() => providers::nearest(pattern, ids.iter().copied()),
        None => None,
    }
}

/// A filter as a pattern for the whole of an id; a text without * or ? may stand anywhere in it.
fn pattern(filter: &str) -> Result<Pattern, CheckError> {
    let whole = if filter.contains(['*', '?']) { filter.to_owned() } else { format!("*{}*", Pattern::escape(filter)) };
    Pattern::new(&whole).map_err(|error| CheckError::Usage(format!("`{filter}` is no pattern: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_found_anywhere_and_a_pattern_matches_as_a_whole() {
        let matches = |filter: &str, id: &str| pattern(filter).unwrap().matches(id);
        assert!(matches("grace", "hyper/grace/a") && !matches("grace", "hyper/limits/a"));
        assert!(matches("hyper/*/a", "hyper/grace/a") && !matches("hyper/*/a", "hyper/grace/ab"));
        assert!(matches("*@r?w", "hyper/x@row") && !matches("*@r?w", "hyper/x@rw"));
        assert!(matches("*a*b", "aabab") && !matches("*a*b", "aaba"));
    }

    #[test]
    fn a_clause_is_meant_by_its_id_or_by_the_beginning_before_a_star() {
        assert!(is("hyper.grace.*", "hyper.grace.ends") && is("hyper.grace.ends", "hyper.grace.ends"));
        assert!(!is("hyper.grace", "hyper.grace.ends") && !is("hyper.grace.*", "hyper.graces"));
    }

    #[test]
    fn a_path_means_a_file_or_all_in_a_folder_but_no_namesake() {
        assert!(within("scenarios/a/b.yaml", "scenarios/a") && within("scenarios/a/b.yaml", "scenarios/a/b.yaml"));
        assert!(!within("scenarios/ab/c.yaml", "scenarios/a"));
    }
}
