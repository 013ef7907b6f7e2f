//! Whether a case asks in two suites the same: only then are the answers to the one answers to the other.

use serde_json::{Value, json};

use crate::scenario::{Case, Given, PlacedStep, Step};
use crate::spanned::Spanned;

/// Whether two cases do the same, whatever they expect.
pub(super) fn same(one: &Case, other: &Case) -> bool {
    asked(one) == asked(other)
}

/// All that a case does.
fn asked(case: &Case) -> Value {
    let steps = |steps: &[PlacedStep]| steps.iter().map(|placed| of_step(&placed.step.value)).collect::<Vec<_>>();
    let instances: serde_json::Map<String, Value> = case.instances.iter().map(|(name, given)| (name.clone(), of_given(given))).collect();
    json!({"provider": case.provider, "instances": instances, "steps": steps(&case.steps), "finally": steps(&case.finally)})
}

fn of_given(given: &Given) -> Value {
    let actions: Vec<Value> = given.actions.iter().map(|action| json!([action.value.act.value, action.value.with])).collect();
    json!([given.settings, actions])
}

/// What a step does, without what it expects. A field that is added to steps has to be put on one side or the other here.
fn of_step(step: &Step) -> Value {
    let Step { call, together, wait, act, inspect, on, from, bearer, basic, base64, headers, query, form, json, body, moment, keep, with, .. } = step;
    let Step { fragment: _, note: _, expect: _, outcome: _, clause: _, .. } = step;
    let kept: Vec<(&String, &String)> = keep.iter().map(|(name, from)| (name, &from.value)).collect();
    let until = wait
        .as_ref()
        .map(|wait| (&wait.value.until.value, value(wait.value.told.as_ref()), value(wait.value.plus.as_ref()), value(wait.value.minus.as_ref())));
    let calls = together.as_ref().map(|calls| calls.iter().map(|call| of_step(&call.value)).collect::<Vec<_>>());
    json!({
        "call": value(call.as_deref()), "together": calls, "wait": until, "act": value(act.as_deref()), "inspect": value(inspect.as_deref()),
        "on": value(on.as_deref()), "from": value(from.as_deref()), "bearer": value(bearer.as_deref()), "basic": value(basic.as_deref()),
        "base64": base64, "headers": headers, "query": query, "form": form, "json": json, "body": body,
        "moment": value(moment.as_deref()), "keep": kept, "with": with,
    })
}

fn value<T>(spanned: Option<&Spanned<T>>) -> Option<&T> {
    spanned.map(|spanned| &spanned.value)
}
