//! Settings, actions and needs, by the provider's own checks.

use std::sync::Arc;

use providers::{ActionError, Arguments, SettingError, suggestion};
use serde_json::{Map, Value};

use super::super::template::has_reference;
use super::super::{ActOutcome, Source};
use super::{Context, place_of};
use crate::diagnostic::Diagnostic;
use crate::spanned::Spanned;

/// What a scenario may need of a target.
const NEEDS: [&str; 1] = ["rate-limits"];

pub(super) fn check(context: &Context<'_>, complaints: &mut Vec<Diagnostic>) {
    let source = &context.case.source;
    for need in context.case.needs.iter().filter(|need| !NEEDS.contains(&need.as_str())) {
        let complaint = Diagnostic::new(source, place_of(source, "needs:"), format!("`{need}` is nothing that a scenario can need"));
        complaints.push(complaint.help(suggestion(need, NEEDS)));
    }
    for given in context.case.instances.values() {
        if let Err(error) = context.api.configure(&given.settings, None) {
            complaints.push(setting_complaint(source, &error));
        }
        for action in &given.actions {
            complaints.extend(action_complaint(context, source, &action.value.act, &action.value.with));
        }
    }
    for place in context.places() {
        let step = &place.step.value;
        let refused = step.outcome.as_ref().is_some_and(|outcome| outcome.value == ActOutcome::Refused);
        // An action that must be refused may well be asked for what is not allowed.
        if let Some(action) = step.act.as_ref().filter(|action| !refused || !is_known(context, &action.value)) {
            complaints.extend(action_complaint(context, place.source, action, step.arguments()));
        }
    }
}

fn setting_complaint(source: &Arc<Source>, error: &SettingError) -> Diagnostic {
    let (name, what, help) = match error {
        SettingError::Unknown { name, suggestion } => (name, format!("there is no setting `{name}`"), suggestion.clone()),
        SettingError::Value { name, value, allowed } => (name, format!("the setting `{name}` cannot be {value}"), format!("it takes {allowed}")),
        SettingError::Deviation { name, suggestion } => (name, format!("there is no deviation `{name}`"), suggestion.clone()),
    };
    let at = source.text.find(&format!("{name}:")).unwrap_or(0);
    Diagnostic::new(source, at..at + name.len(), what).help(help)
}

fn is_known(context: &Context<'_>, action: &str) -> bool {
    context.api.actions().iter().any(|spec| spec.name == action)
}

fn action_complaint(context: &Context<'_>, source: &Arc<Source>, action: &Spanned<String>, with: &Map<String, Value>) -> Option<Diagnostic> {
    let error = Arguments::check(context.api.actions(), &action.value, with).err()?;
    let complain = |what: String| Diagnostic::at(source, action, what);
    Some(match error {
        // The value is known only when the scenario is played.
        ActionError::Value { name, .. } if with.get(&name).is_some_and(is_filled_later) => return None,
        ActionError::Unknown { name, suggestion } => complain(format!("there is no action `{name}`")).help(suggestion),
        ActionError::UnknownArgument { action, name, suggestion } => complain(format!("`{action}` takes no argument `{name}`")).help(suggestion),
        ActionError::Missing { action, name, allowed } => complain(format!("`{action}` needs the argument `{name}`")).help(allowed),
        ActionError::Value { name, value, allowed } => complain(format!("`{name}` cannot be {value}")).help(format!("it takes {allowed}")),
        ActionError::State(text) => complain(text),
    })
}

fn is_filled_later(value: &Value) -> bool {
    match value {
        Value::String(text) => has_reference(text),
        Value::Array(items) => items.iter().any(is_filled_later),
        Value::Object(members) => members.values().any(is_filled_later),
        _ => false,
    }
}
