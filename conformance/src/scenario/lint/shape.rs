//! The shape of steps: one action each, and only the fields that belong to it.

use std::sync::Arc;

use super::super::step::ACTIONS;
use super::super::{Source, Step};
use super::{Context, Place};
use crate::diagnostic::Diagnostic;
use crate::spanned::Spanned;

pub(super) fn check(context: &Context<'_>, complaints: &mut Vec<Diagnostic>) {
    for placed in context.case.steps.iter().chain(context.case.finally.iter()) {
        check_step(&placed.source, &placed.step, complaints);
        for inner in placed.step.value.together.iter().flatten() {
            check_inner(&placed.source, inner, complaints);
        }
    }
}

fn check_step(source: &Arc<Source>, step: &Spanned<Step>, complaints: &mut Vec<Diagnostic>) {
    let actions = step.value.actions();
    match actions.as_slice() {
        [] => complaints.push(Diagnostic::at(source, step, "this step does nothing").help(format!("say one of: {}", ACTIONS.join(", ")))),
        [action] => check_fields(&Place { source, step }, action, complaints),
        several => {
            let what = format!("this step does several things: {}", several.join(", "));
            complaints.push(Diagnostic::at(source, step, what).help("make a step of each"));
        }
    }
}

fn check_inner(source: &Arc<Source>, step: &Spanned<Step>, complaints: &mut Vec<Diagnostic>) {
    match step.value.actions().as_slice() {
        ["call"] => check_fields(&Place { source, step }, "call", complaints),
        _ => complaints.push(Diagnostic::at(source, step, "below `together` there are calls alone")),
    }
}

fn check_fields(place: &Place<'_>, action: &str, complaints: &mut Vec<Diagnostic>) {
    for (field, present, actions) in fields(&place.step.value) {
        if present && !actions.contains(&action) {
            let what = format!("`{field}` has no place in a step with `{action}`");
            complaints.push(place.complain(field, what).help(format!("it belongs to: {}", actions.join(", "))));
        }
    }
    let bodies = exclusive(&place.step.value, [("form", |s| s.form.is_some()), ("json", |s| s.json.is_some()), ("body", |s| s.body.is_some())]);
    let credentials = exclusive(
        &place.step.value,
        [
            ("bearer", |s| s.bearer.is_some()),
            ("basic", |s| s.basic.is_some()),
            ("headers: Authorization", |s| s.headers.keys().any(|name| name.eq_ignore_ascii_case("authorization"))),
        ],
    );
    for several in [bodies, credentials].into_iter().filter(|names| names.len() > 1) {
        complaints.push(Diagnostic::at(place.source, place.step, format!("this call has more than one of: {}", several.join(", "))));
    }
}

type Field = (&'static str, fn(&Step) -> bool);

fn exclusive(step: &Step, fields: [Field; 3]) -> Vec<&'static str> {
    fields.into_iter().filter(|(_, present)| present(step)).map(|(name, _)| name).collect()
}

/// Each field beside the action's own: its name, whether it is there, and the actions that it belongs to.
fn fields(step: &Step) -> [(&'static str, bool, &'static [&'static str]); 16] {
    const CALL: &[&str] = &["call"];
    const ANSWERED: &[&str] = &["call", "inspect"];
    [
        ("on", step.on.is_some(), &["call", "act", "inspect", "use"]),
        ("from", step.from.is_some(), CALL),
        ("bearer", step.bearer.is_some(), CALL),
        ("basic", step.basic.is_some(), CALL),
        ("base64", !step.base64.is_empty(), CALL),
        ("headers", !step.headers.is_empty(), CALL),
        ("query", !step.query.is_empty(), CALL),
        ("form", step.form.is_some(), CALL),
        ("json", step.json.is_some(), CALL),
        ("body", step.body.is_some(), CALL),
        ("moment", step.moment.is_some(), &["call", "act"]),
        ("expect", !step.expect.is_empty(), ANSWERED),
        ("keep", !step.keep.is_empty(), ANSWERED),
        ("with", !step.arguments().is_empty(), &["act", "use"]),
        ("outcome", step.outcome.is_some(), &["act"]),
        ("clause", step.clause.is_some(), &["act"]),
    ]
}
