//! A scenario of what a world was sent and answered.
//!
//! It asks the same again, at the same distances from the start, and expects of each answer what the clauses that decided it
//! say. What a world holds beside its API, the stubs and faults of its user, is no part of it.

mod answer;
mod arguments;
mod choose;
mod draft;
mod given;
mod names;
mod pairs;
mod request;
mod step;
mod story;
mod teller;
#[cfg(test)]
mod tests;
pub(crate) mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use providers::Ledger;

pub use story::{Answer, Answerer, Body, Call, Event, Foreign, Instance, Story, What};

use crate::transcript::TOO_MANY_REQUESTS;
use step::Step;
use teller::Teller;

/// A scenario file, and what is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// How many calls and actions were left out.
    pub left_out: usize,
    /// How many calls are asked without expecting anything.
    pub unjudged: usize,
}

/// No scenario can be made of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// There is no such instance.
    #[error("the world has no instance `{name}`; {suggestion}")]
    UnknownInstance {
        /// The name that was given.
        name: String,
        /// The nearest name, or all.
        suggestion: String,
    },
    /// Nothing was asked.
    #[error("{0}, so there is nothing to make a scenario of")]
    Uncalled(String),
    /// Several APIs were called.
    #[error("a scenario is about one API, and instances of several were called; choose with --instance: {0}")]
    SeveralApis(String),
    /// The API or its ledger is not known here.
    #[error("{0}")]
    Api(String),
    /// Nothing that was answered can be expected.
    #[error(
        "a scenario of these {0} calls would expect nothing: a refusal proves something only beside the same call, method and path, that is \
         served; make that call too, and export again"
    )]
    Unproven(usize),
}

/// A story as a scenario about the instances of one API that were called, or about this one.
///
/// # Errors
/// [`ScenarioError`]
pub fn write(story: &Story, instance: Option<&str>) -> Result<Written, ScenarioError> {
    let instances = choose::choose(story, instance)?;
    let first = instances.keys().next().and_then(|name| story.instances.get(name)).map_or("", |instance| instance.api.as_str());
    let api = providers::find(first).map_err(|error| ScenarioError::Api(error.to_string()))?;
    let ledger = Ledger::parse(api.ledger()).map_err(|error| ScenarioError::Api(error.to_string()))?;
    let steps = Teller::of(story, api, &ledger, &instances).tell();
    let served = step::served(&steps);
    let asked: Vec<_> = steps.iter().filter_map(asked).collect();
    let expected: Vec<_> = asked.iter().map(|asked| asked.expectations(&served)).collect();
    if expected.iter().all(Vec::is_empty) {
        return Err(ScenarioError::Unproven(asked.len()));
    }
    let mut seen = BTreeSet::new();
    let verifies: Vec<_> = expected.iter().flatten().map(|one| one.clause.as_str()).filter(|clause| seen.insert(*clause)).collect();
    let limited = asked.iter().any(|asked| asked.status == TOO_MANY_REQUESTS);
    let mut text = head(story, first, asked.len()) + &format!("verifies: [{}]\n", verifies.join(", "));
    text.push_str(if limited { "needs: [rate-limits]\n" } else { "" });
    text.push_str(&given(story, api, &instances));
    text.push_str("steps:\n");
    text.extend(steps.iter().map(|step| step.yaml(&served)));
    let left_out = steps.iter().filter(|step| matches!(step, Step::LeftOut(_))).count();
    Ok(Written { text, left_out, unjudged: expected.iter().filter(|expected| expected.is_empty()).count() })
}

fn asked<'s, 'a>(step: &'s Step<'a>) -> Option<&'s step::Asked<'a>> {
    match step {
        Step::Call(asked) => Some(asked),
        _ => None,
    }
}

fn head(story: &Story, api: &str, calls: usize) -> String {
    let world = yaml::comment(&story.world);
    let title = format!("{api} answers {} as it did in the world {world}", if calls == 1 { "a call".to_owned() } else { format!("{calls} calls") });
    format!(
        "# yaml-language-server: $schema=../../schema.json\n\
         # Exported from the world {world}, which began at {}.\n\
         # Give it a title and a file name that say what must be true, and take away what has nothing to do with it.\n\
         title: {}\nprovider: {}\n",
        story.begins,
        yaml::line(&title),
        yaml::inner(api),
    )
}

fn given(story: &Story, api: &dyn providers::Api, instances: &BTreeMap<String, String>) -> String {
    let lines = |name: &str, depth| story.instances.get(name).map_or_else(String::new, |instance| given::lines(api, instance, depth));
    let has_field = |lines: &str| lines.contains("settings:\n");
    match instances.iter().collect::<Vec<_>>().as_slice() {
        [(name, _)] => match lines(name, 2) {
            lines if has_field(&lines) => format!("given:\n{lines}"),
            comments => comments,
        },
        several => {
            let of = |(name, called): &(&String, &String)| match lines(name, 4) {
                lines if has_field(&lines) => format!("  {}:\n{lines}", yaml::inner(called)),
                comments => format!("{comments}  {}: {{}}\n", yaml::inner(called)),
            };
            format!("instances:\n{}", several.iter().map(of).collect::<String>())
        }
    }
}
