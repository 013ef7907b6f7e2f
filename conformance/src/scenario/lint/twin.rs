//! A refusal proves something only beside the same call that is served: else a server that refuses everything passes.

use super::super::{Expectation, Step};
use super::Context;
use crate::diagnostic::Diagnostic;

pub(super) fn check(context: &Context<'_>, complaints: &mut Vec<Diagnostic>) {
    let places = context.places();
    for place in places.iter().filter(|place| expects_refusal(context, &place.step.value)) {
        let Some(call) = &place.step.value.call else { continue };
        let target = without_query(&call.value);
        let is_twin = |step: &Step| step.call.as_ref().is_some_and(|call| without_query(&call.value) == target) && expects_service(step);
        if !places.iter().any(|other| is_twin(&other.step.value)) {
            let complaint = Diagnostic::at(place.source, call, format!("no other step expects that `{target}` is served"));
            complaints.push(complaint.help("a refusal needs a positive twin: the same call with `refusal: none` or a status from 200 to 299"));
        }
    }
}

fn without_query(call: &str) -> &str {
    call.split('?').next().unwrap_or(call)
}

fn expects_refusal(context: &Context<'_>, step: &Step) -> bool {
    let is_refusal = |name: &str| name == "any" || context.ledger.refusals.contains_key(name);
    let refused = |one: &Expectation| {
        let named = one.refusal.as_ref().is_some_and(|refusal| is_refusal(&refusal.value));
        named || one.status.as_ref().is_some_and(|status| (400..=499).contains(&status.value))
    };
    step.expect.iter().any(|one| refused(&one.value))
}

fn expects_service(step: &Step) -> bool {
    let served = |one: &Expectation| {
        let named = one.refusal.as_ref().is_some_and(|refusal| refusal.value == "none");
        named || one.status.as_ref().is_some_and(|status| (200..=299).contains(&status.value))
    };
    step.expect.iter().any(|one| served(&one.value))
}
