//! Which suite is read, and which of its cases are meant.

use std::path::{Path, PathBuf};

use conformance::scenario::lint::lint;
use conformance::scenario::{Case, Step};
use conformance::suite::{Reading, Suite};
use providers::suggestion;

use super::{CheckError, Options};
use crate::suite::chosen;

/// The suite, without a mistake in it.
pub(super) fn suite(options: &Options) -> Result<Suite, CheckError> {
    let suite = chosen(folder(options)?.as_deref())?;
    let complaints = lint(&Reading { suite: without_snapshots(&suite), complaints: Vec::new() });
    if complaints.is_empty() { Ok(suite) } else { Err(CheckError::Lint(complaints)) }
}

/// The suite as if every answer that it names were recorded: an answer that is not is told by the judge.
fn without_snapshots(suite: &Suite) -> Suite {
    let steps = |case: &Case| -> Vec<Step> {
        let steps = case.steps.iter().chain(&case.finally).map(|placed| &placed.step.value);
        steps.flat_map(|step| std::iter::once(step).chain(step.together.iter().flatten().map(|call| &call.value))).cloned().collect()
    };
    let named = suite.cases.iter().flat_map(|case| {
        let names = steps(case).into_iter().flat_map(|step| step.expect).filter_map(|one| one.value.snapshot);
        names.map(|name| (case.snapshot_path(&name.value), String::new())).collect::<Vec<_>>()
    });
    Suite { snapshots: named.collect(), ..suite.clone() }
}

/// The suite's folder, as given, or as found above the first path or the current folder.
fn folder(options: &Options) -> Result<Option<PathBuf>, CheckError> {
    if let Some(folder) = &options.suite {
        return Ok(Some(folder.clone()));
    }
    let start = real(options.paths.first().map_or(Path::new("."), PathBuf::as_path))?;
    match (Suite::find(&start), options.paths.is_empty()) {
        (Ok(folder), _) => Ok(Some(folder)),
        (Err(_), true) => Ok(None),
        (Err(error), false) => Err(error.into()),
    }
}

/// The cases that are meant, in the order of the suite.
pub(super) fn cases(options: &Options, suite: &Suite) -> Result<Vec<Case>, CheckError> {
    let root = folder(options)?;
    let paths = options.paths.iter().map(|path| inside(path, root.as_deref())).collect::<Result<Vec<_>, _>>()?;
    for clause in &options.clauses {
        known(clause, suite)?;
    }
    if let Some(provider) = &options.provider {
        providers::find(provider).map_err(|error| CheckError::Usage(error.to_string()))?;
    }
    let meant = |case: &&Case| {
        let in_paths = paths.is_empty() || paths.iter().any(|path| within(&case.source.path, path));
        let in_filters = options.filters.is_empty() || options.filters.iter().any(|filter| matches(filter, &case.id));
        let in_clauses = options.clauses.is_empty() || options.clauses.iter().any(|clause| case.verifies.iter().any(|id| is(clause, id)));
        let of_provider = options.provider.as_ref().is_none_or(|provider| *provider == case.provider);
        in_paths && in_filters && in_clauses && of_provider
    };
    Ok(suite.cases.iter().filter(meant).cloned().collect())
}

/// A path as the suite's files are named.
fn inside(path: &Path, suite: Option<&Path>) -> Result<String, CheckError> {
    let suite = real(suite.unwrap_or(Path::new(".")))?;
    let below = real(path)?.strip_prefix(&suite).map(Path::to_path_buf);
    let below = below.map_err(|_| CheckError::Elsewhere { path: path.to_path_buf(), suite })?;
    Ok(below.to_string_lossy().replace('\\', "/"))
}

fn real(path: &Path) -> Result<PathBuf, CheckError> {
    path.canonicalize().map_err(|error| CheckError::Path { path: path.to_path_buf(), error })
}

fn within(file: &str, path: &str) -> bool {
    path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is(pattern: &str, id: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == id, |prefix| id.starts_with(prefix))
}

/// A pattern must mean one clause at least: a misspelt one would select nothing.
fn known(pattern: &str, suite: &Suite) -> Result<(), CheckError> {
    let ids: Vec<&str> = suite.ledgers.values().flat_map(|ledger| &ledger.clauses).map(|clause| clause.id.as_str()).collect();
    if ids.iter().any(|id| is(pattern, id)) {
        return Ok(());
    }
    let nearest = providers::nearest(pattern.trim_end_matches('*'), ids.iter().copied());
    let help = match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => suggestion(pattern, suite.ledgers.keys().map(String::as_str)),
    };
    Err(CheckError::Usage(format!("there is no clause `{pattern}`; {help}")))
}

/// Whether an id holds a text, or, where the text has a * or ?, matches it as a whole.
fn matches(filter: &str, id: &str) -> bool {
    if !filter.contains(['*', '?']) {
        return id.contains(filter);
    }
    let (pattern, text): (Vec<char>, Vec<char>) = (filter.chars().collect(), id.chars().collect());
    // Where the last * stood, and how much of the text it has taken.
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match (pattern.get(p), star) {
            (Some('*'), _) => {
                star = Some((p, t));
                p += 1;
            }
            (Some(c), _) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            (_, Some((at, taken))) => {
                star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
            (_, None) => return false,
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_found_anywhere_and_a_pattern_matches_as_a_whole() {
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
