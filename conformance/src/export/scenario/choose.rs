//! Which instances a scenario tells of: those that were called, all of one API.

use std::collections::{BTreeMap, BTreeSet};

use providers::suggestion;

use super::ScenarioError;
use super::story::{Story, What};

/// The instances of which a scenario tells, and what it calls each.
pub(super) fn choose(story: &Story, instance: Option<&str>) -> Result<BTreeMap<String, String>, ScenarioError> {
    let called = called(story);
    if let Some(name) = instance {
        if !story.instances.contains_key(name) {
            let suggestion = suggestion(name, story.instances.keys().map(String::as_str));
            return Err(ScenarioError::UnknownInstance { name: name.to_owned(), suggestion });
        }
        if !called.contains(name) {
            return Err(ScenarioError::Uncalled(format!("the instance `{name}` was not called")));
        }
        return Ok(BTreeMap::from([(name.to_owned(), plain(name))]));
    }
    let apis: BTreeSet<&str> = called.iter().map(|name| story.instances[*name].api.as_str()).collect();
    match apis.len() {
        0 => Err(ScenarioError::Uncalled(format!("no instance of the world `{}` was called", story.world))),
        1 => Ok(named(&called)),
        _ => Err(ScenarioError::SeveralApis(called.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))),
    }
}

fn called(story: &Story) -> BTreeSet<&str> {
    let called = story.events.iter().filter_map(|event| match &event.what {
        What::Call(call) => Some(call.instance.as_str()),
        What::Act { .. } => None,
    });
    called.filter(|name| story.instances.contains_key(*name)).collect()
}

/// A name of its own for each, such as a scenario can refer to.
fn named(called: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    let mut name = |instance: &&str| {
        let plain = plain(instance);
        let mut names = std::iter::once(plain.clone()).chain((2..).map(|number| format!("{plain}_{number}")));
        let free = names.find(|name| !taken.contains(name)).unwrap_or_default();
        taken.insert(free.clone());
        ((*instance).to_owned(), free)
    };
    called.iter().map(&mut name).collect()
}

fn plain(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let plain: String = name.chars().map(fits).collect();
    // No instance can be called `w`: that leads to worlds.
    if plain.starts_with(|c: char| c.is_ascii_lowercase()) && plain != "w" { plain } else { format!("instance_{plain}") }
}
