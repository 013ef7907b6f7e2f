//! What an instance is given before the first step.

use providers::{Api, Kind};
use serde_json::Value;

use super::story::Instance;
use super::yaml;

/// The lines of an instance's settings that are not the API's defaults, so deep; none where all are.
pub(super) fn lines(api: &dyn Api, instance: &Instance, depth: usize) -> String {
    let blanks = " ".repeat(depth);
    let defaults = api.defaults();
    let mut settings = String::new();
    let mut comments = deviation(instance);
    for (name, value) in instance.settings.iter().filter(|(name, value)| defaults.get(*name) != Some(*value)) {
        match api.settings().iter().find(|spec| spec.name == name).map(|spec| spec.kind) {
            Some(Kind::Secret(_)) => comments.push(format!("`{name}` is a secret that no file holds: here it is the API's own default")),
            kind => {
                if matches!(kind, Some(Kind::Secrets(_))) {
                    comments.push(format!("in `{name}` something of equal shape stands in for each secret"));
                }
                settings.push_str(&setting(&blanks, name, value));
            }
        }
    }
    let comments: String = comments.iter().map(|comment| format!("{blanks}# {}\n", yaml::comment(comment))).collect();
    if settings.is_empty() { comments } else { format!("{comments}{blanks}settings:\n{settings}") }
}

fn setting(blanks: &str, name: &str, value: &Value) -> String {
    format!("{blanks}  {}: {}\n", yaml::inner(name), yaml::value(value))
}

fn deviation(instance: &Instance) -> Vec<String> {
    let told = |name: &String| format!("it broke a clause on purpose; so does: standin check --deviation {}={name}", instance.api);
    instance.deviation.iter().map(told).collect()
}
