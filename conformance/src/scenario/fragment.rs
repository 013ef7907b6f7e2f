//! Fragments: steps that several scenarios use, put in where a step says `use`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use providers::suggestion;
use serde::Deserialize;
use serde_json::Value;

use super::budget::Budget;
use super::load::{Complaint, FRAGMENTS};
use super::parameters::Parameters;
use super::read::{read, text};
use super::{Fragment, PlacedStep, Source, Step};
use crate::diagnostic::Diagnostic;
use crate::spanned::Spanned;
use crate::suite::Files;

/// A fragment in a fragment in a fragment in a fragment is deep enough.
const DEEPEST: usize = 4;

/// The fragments of a suite. Most are used often, and with the same values; each of them is read once.
pub struct Fragments<'a> {
    /// The suite's files.
    pub(super) files: &'a Files,
    /// The folder of scenarios.
    pub(super) scenarios: &'a str,
    /// What all that is put in may come to.
    pub(super) budget: Budget,
    /// By path.
    declared: Mutex<BTreeMap<String, Arc<Declared>>>,
    /// By path and values.
    filled: Mutex<BTreeMap<(String, Parameters), Filled>>,
}

/// A fragment's text, and the parameters that it takes.
struct Declared {
    source: Arc<Source>,
    parameters: BTreeSet<String>,
}

/// What is read of a fragment before its parameters are put in.
#[derive(Deserialize)]
struct Declaration {
    #[serde(default)]
    parameters: Vec<Spanned<String>>,
}

/// A fragment's steps, and its text, once values are put in.
#[derive(Clone)]
struct Filled {
    source: Arc<Source>,
    steps: Arc<[Spanned<Step>]>,
}

impl<'a> Fragments<'a> {
    /// Those of a suite's files, below its folder of scenarios.
    #[must_use]
    pub fn new(files: &'a Files, scenarios: &'a str) -> Self {
        Self { files, scenarios, budget: Budget::default(), declared: Mutex::default(), filled: Mutex::default() }
    }

    /// The steps with every `use` replaced by the steps that it means.
    pub(super) fn expand(&self, provider: &str, steps: Vec<PlacedStep>) -> Result<Vec<PlacedStep>, Complaint> {
        self.expand_within(provider, steps, &mut Vec::new())
    }

    fn expand_within(&self, provider: &str, steps: Vec<PlacedStep>, within: &mut Vec<String>) -> Result<Vec<PlacedStep>, Complaint> {
        let mut expanded = Vec::with_capacity(steps.len());
        for placed in steps {
            match placed.step.value.fragment.clone() {
                None => expanded.push(placed),
                Some(name) => expanded.extend(self.steps_of(provider, &placed, &name, within)?),
            }
        }
        Ok(expanded)
    }

    fn steps_of(&self, provider: &str, placed: &PlacedStep, name: &Spanned<String>, within: &mut Vec<String>) -> Result<Vec<PlacedStep>, Complaint> {
        check_depth(placed, name, within)?;
        let user = &placed.step.value;
        let declared = self.declared(provider, placed, name)?;
        let Filled { source, steps } = self.filled(&declared, parameters(placed, &declared)?)?;
        let steps = steps.iter().map(|step| PlacedStep { step: on_instance(step.clone(), user), source: source.clone() }).collect();
        within.push(name.value.clone());
        let expanded = self.expand_within(provider, steps, within);
        within.pop();
        expanded
    }

    /// The steps with these values; each use of them costs the same, whether or not they were read before.
    fn filled(&self, declared: &Declared, parameters: Parameters) -> Result<Filled, Complaint> {
        let key = (declared.source.path.clone(), parameters);
        let known = lock(&self.filled).get(&key).cloned();
        if let Some(known) = known {
            return self.budget.take(&known.source).map(|()| known);
        }
        let source = self.budget.put_in(&declared.source, &key.1, None)?;
        let fragment: Fragment = read(&source)?;
        let filled = Filled { source, steps: fragment.steps.into() };
        lock(&self.filled).insert(key, filled.clone());
        Ok(filled)
    }

    fn declared(&self, provider: &str, placed: &PlacedStep, name: &Spanned<String>) -> Result<Arc<Declared>, Complaint> {
        let path = format!("{}{}.yaml", self.folder(provider), name.value);
        let known = lock(&self.declared).get(&path).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let source = self.source(&path, provider, placed, name)?;
        let declaration: Declaration = read(&source)?;
        let parameters = declaration.parameters.into_iter().map(|name| name.value).collect();
        let declared = Arc::new(Declared { source, parameters });
        lock(&self.declared).insert(path, declared.clone());
        Ok(declared)
    }

    fn folder(&self, provider: &str) -> String {
        format!("{}/{FRAGMENTS}/{provider}/", self.scenarios)
    }

    fn source(&self, path: &str, provider: &str, placed: &PlacedStep, name: &Spanned<String>) -> Result<Arc<Source>, Complaint> {
        if let Some(bytes) = self.files.get(path) {
            return text(path, bytes);
        }
        let folder = self.folder(provider);
        let known: Vec<&str> = self.files.below(&folder).filter_map(|path| path.strip_prefix(&folder)?.strip_suffix(".yaml")).collect();
        let complaint = Diagnostic::at(&placed.source, name, format!("there is no fragment `{}`", name.value));
        Err(Box::new(match known.is_empty() {
            true => complaint.help(format!("a fragment is a file {path}")),
            false => complaint.help(suggestion(&name.value, known)),
        }))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn check_depth(placed: &PlacedStep, name: &Spanned<String>, within: &[String]) -> Result<(), Complaint> {
    let complain = |what: String| Err(Box::new(Diagnostic::at(&placed.source, name, what)));
    if within.contains(&name.value) {
        return complain(format!("the fragment `{}` uses itself: {} -> {}", name.value, within.join(" -> "), name.value));
    }
    if within.len() >= DEEPEST {
        return complain(format!("fragments are used {DEEPEST} deep at most: {} -> {}", within.join(" -> "), name.value));
    }
    match placed.step.value.actions().len() {
        1 => Ok(()),
        _ => complain("a step that uses a fragment does nothing else".to_owned()),
    }
}

/// The values given, which must be those declared.
fn parameters(placed: &PlacedStep, declared: &Declared) -> Result<Parameters, Complaint> {
    let given = placed.step.value.arguments();
    let names: BTreeSet<&str> = declared.parameters.iter().map(String::as_str).collect();
    let complain = |what: String| Box::new(Diagnostic::at(&placed.source, &placed.step, what));
    if let Some(name) = given.keys().find(|name| !names.contains(name.as_str())) {
        let help = if names.is_empty() { "it takes none".to_owned() } else { suggestion(name, names.iter().copied()) };
        return Err(Box::new(complain(format!("the fragment takes no parameter `{name}`")).help(help)));
    }
    if let Some(name) = names.iter().find(|name| !given.contains_key(**name)) {
        return Err(Box::new(complain(format!("the fragment's parameter `{name}` has no value")).help(format!("write `with: {{{name}: …}}`"))));
    }
    let as_text = |name: &String, value: &Value| match value {
        Value::String(text) if !text.contains(char::is_control) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(complain(format!("the parameter `{name}` is no text of one line, no number, and neither true nor false"))),
    };
    given.iter().map(|(name, value)| Ok((name.clone(), as_text(name, value)?))).collect()
}

/// A fragment's step is done on the instance on which the fragment is used, unless it says another.
fn on_instance(mut step: Spanned<Step>, user: &Step) -> Spanned<Step> {
    if step.value.on.is_none() {
        step.value.on.clone_from(&user.on);
    }
    step
}
