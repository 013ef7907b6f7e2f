//! From a scenario file to cases: one for each row, fragments put in; or to a property, whose cases are drawn.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde_json::Value;

use super::fragment::Fragments;
use super::matrix::{Row, read_matrix, section};
use super::read::{read, text_of};
use super::template::is_name;
use super::values::Values;
use super::{Case, Given, Instances, PlacedStep, Scenario, Script, Source, Step};
use crate::diagnostic::Diagnostic;
use crate::property::{CASES, Generator, MOST_CASES, Property};
use crate::spanned::{Span, Spanned};

/// Complaints are boxed: they are large and rare.
pub(super) type Complaint = Box<Diagnostic>;

/// The folder below `scenarios/` that holds fragments and no scenarios.
pub const FRAGMENTS: &str = "fragments";

/// What a scenario file holds.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// A case, or one for each row.
    Cases(Vec<Case>),
    /// Cases that are drawn.
    Property(Box<Property>),
}

/// What the scenario file at `path` holds, of the suite that these fragments are of.
///
/// # Errors
/// The file or a fragment that it uses cannot be read, or the budget is used up.
pub fn load(fragments: &Fragments<'_>, path: &str) -> Result<Loaded, Box<Diagnostic>> {
    let (source, budget) = (text_of(fragments.files, path)?, &fragments.budget);
    let stem = path.strip_prefix(fragments.scenarios).unwrap_or(path).trim_start_matches('/');
    let stem = stem.strip_suffix(".yaml").unwrap_or(stem);
    match read_matrix(&source)? {
        None => {
            budget.take(&source)?;
            let (case, drawn) = case(&source, stem.to_owned(), fragments)?;
            match drawn {
                None => Ok(Loaded::Cases(vec![case])),
                Some(drawn) => property(&source, case, drawn).map(|property| Loaded::Property(Box::new(property))),
            }
        }
        Some(matrix) => {
            let filled = |row: &Row| budget.put_in(&source, &row.columns, Some(&matrix.section));
            let of_row = |row: &Row| match case(&filled(row)?, format!("{stem}@{}", row.name), fragments)? {
                (case, None) => Ok(case),
                (_, Some(_)) => {
                    let complaint = Diagnostic::new(&source, matrix.section.start..matrix.section.start, "a property has no rows");
                    Err(Box::new(complaint.help("draw what differs: `choice` takes one of several values")))
                }
            };
            matrix.rows.iter().map(of_row).collect::<Result<_, _>>().map(Loaded::Cases)
        }
    }
}

/// How the values of a property are drawn.
struct Drawn {
    for_all: BTreeMap<String, Spanned<Generator>>,
    cases: Option<Spanned<u32>>,
}

impl Drawn {
    fn names(&self) -> impl Iterator<Item = (&String, Span)> {
        self.for_all.iter().map(|(name, generator)| (name, generator.span))
    }
}

/// The case that a text means, its values put in; of a property, names in their place still.
fn case(source: &Arc<Source>, id: String, fragments: &Fragments<'_>) -> Result<(Case, Option<Drawn>), Complaint> {
    let scenario: Scenario = read(source)?;
    if !scenario.matrix.is_empty() && !id.contains('@') {
        return Err(unfound(source, "matrix"));
    }
    let placed = |mut step: Spanned<Step>| {
        // There are many of them, and most have one.
        step.value.expect.shrink_to_fit();
        PlacedStep { step, source: source.clone() }
    };
    let place = |steps: Vec<Spanned<Step>>| -> Vec<PlacedStep> { steps.into_iter().map(placed).collect() };
    let provider = scenario.provider.value.clone();
    let drawn = drawn(source, scenario.for_all, scenario.cases, &scenario.values)?;
    let values = scenario.values;
    let names: Vec<(&String, Span)> = values.iter().map(|(name, value)| (name, value.span)).chain(drawn.iter().flat_map(Drawn::names)).collect();
    let case = Case::new(Script {
        id,
        steps: fragments.expand(&provider, place(scenario.steps))?.into(),
        finally: fragments.expand(&provider, place(scenario.finally))?.into(),
        instances: instances(source, &scenario.provider, scenario.given, scenario.instances)?,
        title: scenario.title.value,
        verifies: scenario.verifies.into_iter().map(|clause| clause.value).collect(),
        needs: scenario.needs.into_iter().map(|need| need.value).collect(),
        values: Values::new(),
        provider,
        source: source.clone(),
    });
    check_names(source, &case, &names)?;
    Ok((case.with_values(&values.into_iter().map(|(name, value)| (name, value.value)).collect()), drawn))
}

/// A value that nothing names is a slip in one of the two.
fn check_names(source: &Arc<Source>, case: &Case, names: &[(&String, Span)]) -> Result<(), Complaint> {
    let at = |name: &String| names.iter().find(|(known, _)| *known == name).map_or(0..0, |(_, at)| at.bytes());
    if let Some((name, _)) = names.iter().find(|(name, _)| !is_name(name)) {
        return Err(Box::new(Diagnostic::new(source, at(name), format!("`{name}` cannot name a value")).help("a name is made of a-z, 0-9 and _")));
    }
    match case.unused(names.iter().map(|(name, _)| *name)).first() {
        Some(name) => Err(Box::new(
            Diagnostic::new(source, at(name), format!("nothing names the value `{name}`")).help(format!("write `${{{name}}}` in a step")),
        )),
        None => Ok(()),
    }
}

fn unfound(source: &Arc<Source>, key: &str) -> Complaint {
    let at = source.text.find(key).unwrap_or(0);
    let complaint = Diagnostic::new(source, at..at, format!("the {key} of this file is not found"));
    Box::new(complaint.help(format!("`{key}:` must stand at the start of a line of its own")))
}

/// Nothing where this is no property.
fn drawn(
    source: &Arc<Source>,
    for_all: BTreeMap<String, Spanned<Generator>>,
    cases: Option<Spanned<u32>>,
    values: &BTreeMap<String, Spanned<Value>>,
) -> Result<Option<Drawn>, Complaint> {
    match (&cases, values.values().next()) {
        (Some(cases), _) if for_all.is_empty() => {
            let complaint = Diagnostic::at(source, cases, "only a property has a number of cases");
            return Err(Box::new(complaint.help("say below `for_all` what is drawn, or leave `cases` out")));
        }
        (Some(cases), _) if !(1..=MOST_CASES).contains(&cases.value) => {
            return Err(Box::new(Diagnostic::at(source, cases, format!("a property has 1 to {MOST_CASES} cases"))));
        }
        (_, Some(value)) if !for_all.is_empty() => {
            let complaint = Diagnostic::at(source, value, "this scenario has both `values` and `for_all`");
            return Err(Box::new(complaint.help("a value that is always the same is drawn by `choice: [it]`")));
        }
        _ if for_all.is_empty() => return Ok(None),
        _ => {}
    }
    for key in ["for_all", "cases"].into_iter().filter(|key| *key == "for_all" || cases.is_some()) {
        // A case that fails is written as the same file with other lines in the place of these.
        section(&source.text, &format!("{key}:")).ok_or_else(|| unfound(source, key))?;
    }
    Ok(Some(Drawn { for_all, cases }))
}

fn property(source: &Arc<Source>, pattern: Case, drawn: Drawn) -> Result<Property, Complaint> {
    let Drawn { for_all, cases } = drawn;
    let generators = for_all.iter().map(|(name, generator)| (name.clone(), generator.value.clone())).collect();
    let cases = cases.map_or(CASES, |cases| cases.value);
    Property::new(pattern, generators, cases)
        .map_err(|(name, error)| Box::new(Diagnostic::at(source, &for_all[&name], format!("`{name}` cannot be drawn")).help(error.to_string())))
}

/// The one instance, named like the provider, or the named ones.
fn instances(source: &Arc<Source>, provider: &Spanned<String>, given: Option<Given>, named: BTreeMap<String, Given>) -> Result<Instances, Complaint> {
    if let Some(name) = named.keys().find(|name| !is_name(name)) {
        return Err(Box::new(Diagnostic::at(source, provider, format!("`{name}` cannot name an instance")).help("use a-z, 0-9 and _")));
    }
    match (given, named.is_empty()) {
        (Some(_), false) => {
            let complaint = Diagnostic::at(source, provider, "this scenario has both `given` and `instances`");
            Err(Box::new(complaint.help("with several instances, write each one's state below `instances`")))
        }
        (None, true) => Ok(PLAIN.get(provider.value.as_str()).cloned().unwrap_or_else(|| alone(&provider.value, Given::default()))),
        (Some(given), true) => Ok(alone(&provider.value, given)),
        (None, false) => Ok(named.into_iter().map(|(name, given)| (name, Box::new(given))).collect::<BTreeMap<_, _>>().into()),
    }
}

/// Most scenarios say nothing of their instance, and share that of their API.
static PLAIN: LazyLock<BTreeMap<&str, Instances>> =
    LazyLock::new(|| providers::CATALOGUE.iter().map(|api| (api.name(), alone(api.name(), Given::default()))).collect());

fn alone(provider: &str, given: Given) -> Instances {
    Arc::new(BTreeMap::from([(provider.to_owned(), Box::new(given))]))
}
