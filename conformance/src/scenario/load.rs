//! From a scenario file to cases: one for each row, fragments put in.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_saphyr::Spanned;

use super::budget::Budget;
use super::fragment::Fragments;
use super::matrix::{Row, read_matrix};
use super::read::{read, text};
use super::template::is_name;
use super::{Case, Given, PlacedStep, Scenario, Source, Step};
use crate::diagnostic::Diagnostic;
use crate::suite::Files;

/// Complaints are boxed: they are large and rare.
pub(super) type Complaint = Box<Diagnostic>;

/// The folder below `scenarios/` that holds fragments and no scenarios.
pub const FRAGMENTS: &str = "fragments";

/// The cases of the scenario file at `path`, which lies below `scenarios`.
///
/// # Errors
/// The file or a fragment that it uses cannot be read, or the budget is used up.
pub fn load(files: &Files, scenarios: &str, path: &str, budget: &Budget) -> Result<Vec<Case>, Box<Diagnostic>> {
    let source = text(path, files.get(path).unwrap_or_default())?;
    let stem = path.strip_prefix(scenarios).unwrap_or(path).trim_start_matches('/');
    let stem = stem.strip_suffix(".yaml").unwrap_or(stem);
    let fragments = Fragments::new(files, scenarios, budget);
    match read_matrix(&source)? {
        None => {
            budget.take(&source)?;
            Ok(vec![case(&source, stem.to_owned(), &fragments)?])
        }
        Some(matrix) => {
            let filled = |row: &Row| budget.put_in(&source, &row.columns, Some(&matrix.section));
            matrix.rows.iter().map(|row| case(&filled(row)?, format!("{stem}@{}", row.name), &fragments)).collect()
        }
    }
}

fn case(source: &Arc<Source>, id: String, fragments: &Fragments<'_>) -> Result<Case, Complaint> {
    let scenario: Scenario = read(source)?;
    if !scenario.matrix.is_empty() && !id.contains('@') {
        let at = source.text.find("matrix").unwrap_or(0);
        let complaint = Diagnostic::new(source, at..at, "the matrix of this file is not found");
        return Err(Box::new(complaint.help("`matrix:` must stand at the start of a line of its own")));
    }
    let place =
        |steps: Vec<Spanned<Step>>| -> Vec<PlacedStep> { steps.into_iter().map(|step| PlacedStep { step, source: source.clone() }).collect() };
    let provider = scenario.provider.value.clone();
    Ok(Case {
        id,
        steps: fragments.expand(&provider, place(scenario.steps))?,
        finally: fragments.expand(&provider, place(scenario.finally))?,
        instances: instances(source, &scenario.provider, scenario.given, scenario.instances)?,
        title: scenario.title.value,
        verifies: scenario.verifies.into_iter().map(|clause| clause.value).collect(),
        needs: scenario.needs.into_iter().map(|need| need.value).collect(),
        provider,
        source: source.clone(),
    })
}

/// The one instance, named like the provider, or the named ones.
fn instances(
    source: &Arc<Source>,
    provider: &Spanned<String>,
    given: Option<Given>,
    named: BTreeMap<String, Given>,
) -> Result<BTreeMap<String, Given>, Complaint> {
    if let Some(name) = named.keys().find(|name| !is_name(name)) {
        return Err(Box::new(Diagnostic::at(source, provider, format!("`{name}` cannot name an instance")).help("use a-z, 0-9 and _")));
    }
    match (given, named.is_empty()) {
        (Some(_), false) => {
            let complaint = Diagnostic::at(source, provider, "this scenario has both `given` and `instances`");
            Err(Box::new(complaint.help("with several instances, write each one's state below `instances`")))
        }
        (given, true) => Ok([(provider.value.clone(), given.unwrap_or_default())].into()),
        (None, false) => Ok(named),
    }
}
