//! What is told of tokens of which nobody knows whether they are the current ones.

use std::collections::BTreeSet;

use conformance::target::description::Described;
use conformance::target::{Doubt, Foreign, GivenUp};

/// Before a run: what the last one left, and what is done about it.
pub(crate) fn doubts_before(foreign: &Foreign) -> Vec<String> {
    let told = |doubt: &Doubt| {
        format!(
            "the last run ended while {} was under way, so the ledger's tokens of `{}` may not be the current ones; new ones are asked for first",
            call(doubt),
            doubt.instance
        )
    };
    foreign.doubts().map(|doubt| told(&doubt)).collect()
}

/// Whether tokens are lost that somebody must put in.
pub(crate) fn has_lost(foreign: &Foreign) -> bool {
    foreign.doubts().any(|doubt| matches!(doubt.given_up, Some(GivenUp::Refused(_))))
}

/// After a run: which tokens are to be put in, and where.
pub(crate) fn doubts_after(foreign: &Foreign, described: Option<&Described>) -> Vec<String> {
    let told = |doubt: &Doubt| {
        let why = match &doubt.given_up {
            Some(GivenUp::Refused(why)) => why,
            later => return told_later(doubt, later.as_ref()),
        };
        let tokens = foreign.tokens();
        format!(
            "the current {} of `{}` are not known: {} was sent, its answer never came to the ledger, and new ones could not be had ({why}).\n  \
             Have the target give new ones, put them in {}, and run again: what is given anew is taken for newer than the ledger",
            tokens.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and "),
            doubt.instance,
            call(doubt),
            places(described, &doubt.instance, tokens),
        )
    };
    foreign.doubts().map(|doubt| told(&doubt)).collect()
}

/// After a run: the instances that a hook could not put back.
pub(crate) fn changed_after(foreign: &Foreign) -> Vec<String> {
    let told = |(instance, why): (String, String)| format!("the instance `{instance}` is not as its file describes it: {why}; put it back by hand");
    foreign.changed().into_iter().map(told).collect()
}

fn told_later(doubt: &Doubt, why: Option<&GivenUp>) -> String {
    let why = if let Some(GivenUp::PutOff(why)) = why { format!(" ({why})") } else { String::new() };
    format!(
        "the ledger's tokens of `{}` may not be the current ones, after {}{why}; the next run asks for new ones first",
        doubt.instance,
        call(doubt)
    )
}

fn call(doubt: &Doubt) -> String {
    format!("`{}` of {} ({})", doubt.under_way.call, doubt.under_way.case, doubt.under_way.since)
}

/// Where an instance's tokens are given.
fn places(described: Option<&Described>, instance: &str, tokens: &BTreeSet<String>) -> String {
    let Some(described) = described else { return "with --credential NAME=VALUE".to_owned() };
    let credentials = described.instances.get(instance).map(|instance| &instance.credentials);
    let known = credentials.into_iter().flatten().filter(|(name, _)| tokens.contains(*name));
    let places: Vec<String> = known.map(|(name, said)| format!("{} (`{name}`, which {} names)", said.value, described.place(said))).collect();
    places.join(" and ")
}
