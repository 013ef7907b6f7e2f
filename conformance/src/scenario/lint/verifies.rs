//! Which clause each expectation verifies.

use std::collections::BTreeSet;

use super::super::{Case, Expectation, Step};
use super::{Context, Place, place_of};
use crate::diagnostic::Diagnostic;

pub(super) fn check(context: &Context<'_>, complaints: &mut Vec<Diagnostic>) {
    let case = context.case;
    let at_verifies = |what: String| Diagnostic::new(&case.source, place_of(&case.source, "verifies:"), what);
    let places = context.places();
    if places.iter().all(|place| place.step.value.expect.is_empty() && !is_judged_act(&place.step.value)) {
        return complaints.push(Diagnostic::new(&case.source, place_of(&case.source, "steps:"), "this scenario expects nothing"));
    }
    if case.verifies.is_empty() {
        complaints.push(at_verifies("this scenario is written for no clause".to_owned()));
    }
    let named = clauses(case);
    for id in &case.verifies {
        if context.ledger.clause(id).is_none() {
            let nearest = providers::nearest(id, context.ledger.clauses.iter().map(|clause| clause.id.as_str()));
            let complaint = at_id(context, id, format!("there is no clause `{id}`"));
            complaints.push(nearest.map_or(complaint.clone(), |nearest| complaint.help(format!("did you mean `{nearest}`?"))));
        } else if !named.contains(id.as_str()) {
            complaints.push(at_id(context, id, format!("no expectation names the clause `{id}`")).help("give it one, or take it from `verifies`"));
        }
    }
    for place in &places {
        check_place(context, place, complaints);
    }
}

/// All clauses that the case's expectations name.
pub(super) fn clauses(case: &Case) -> BTreeSet<&str> {
    let mut named = BTreeSet::new();
    for (_, step) in case.leaves() {
        let step = &step.value;
        if is_judged_act(step) {
            named.extend(case.clause(step.clause.as_deref()));
        }
        for expectation in &step.expect {
            named.extend(expectation.value.parts.values().map(|clause| clause.value.as_str()));
            if !is_governed_by_parts(&expectation.value) {
                named.extend(case.clause(expectation.value.clause.as_deref()));
            }
        }
    }
    named
}

fn check_place(context: &Context<'_>, place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    let several = context.case.verifies.len() > 1;
    let step = &place.step.value;
    if several && is_judged_act(step) && step.clause.is_none() {
        complaints.push(place.complain("act:", "this action does not say which clause it verifies").help(SEVERAL));
    }
    for expectation in &step.expect {
        let clauses = expectation.value.clause.as_deref().into_iter().chain(expectation.value.parts.values());
        complaints.extend(clauses.filter_map(|clause| context.clause(place.source, clause).err()).map(|complaint| *complaint));
        if several && expectation.value.clause.is_none() && !is_governed_by_parts(&expectation.value) {
            complaints.push(Diagnostic::at(place.source, expectation, "this expectation does not say which clause it verifies").help(SEVERAL));
        }
    }
    complaints.extend(step.clause.iter().filter_map(|clause| context.clause(place.source, clause).err()).map(|complaint| *complaint));
}

const SEVERAL: &str = "where `verifies` has several clauses, each expectation has its `clause:`";

/// A recorded answer whose parts have their clauses needs none for the whole.
fn is_governed_by_parts(expectation: &Expectation) -> bool {
    expectation.clause.is_none() && !expectation.parts.is_empty()
}

fn is_judged_act(step: &Step) -> bool {
    step.act.is_some() && (step.outcome.is_some() || step.clause.is_some())
}

fn at_id(context: &Context<'_>, id: &str, what: String) -> Diagnostic {
    let source = &context.case.source;
    let verifies = place_of(source, "verifies:");
    let found = source.text.get(verifies.start..).and_then(|text| text.find(id)).map(|at| verifies.start + at);
    let span = found.map_or(verifies, |at| at..at + id.len());
    Diagnostic::new(source, span, what)
}
