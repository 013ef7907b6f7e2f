//! Opaque values are judged by what is known of them without knowing them.

use providers::Opaque;
use serde_json_path::JsonPath;

use super::super::Expectation;
use super::expectation::relations;
use super::{Context, Place};
use crate::diagnostic::Diagnostic;
use crate::spanned::Spanned;

/// What can be said of a value whose text is never kept.
const ALLOWED: [&str; 6] = ["same_as", "different_from", "length", "alphabet", "jwt", "is"];

pub(super) fn check(context: &Context<'_>, place: &Place<'_>, expectation: &Spanned<Expectation>, complaints: &mut Vec<Diagnostic>) {
    let path = expectation.value.json.as_ref().and_then(|path| JsonPath::parse(&path.value).ok());
    let header = expectation.value.header.as_ref().map(|header| header.value.as_str());
    let same_place = |opaque: &&Opaque| match (opaque.header(), header) {
        (Some(name), Some(header)) => name.eq_ignore_ascii_case(header),
        (None, None) => path.is_some() && JsonPath::parse(&opaque.at).ok() == path,
        _ => false,
    };
    let Some(opaque) = context.ledger.opaque.iter().find(same_place) else {
        return complaints.extend(expectation.value.jwt.as_ref().map(|jwt| {
            let names: Vec<&str> = context.ledger.opaque.iter().map(|opaque| opaque.at.as_str()).collect();
            let what = "`jwt` can be said of an opaque value alone: of no other its facts are kept";
            Diagnostic::at(place.source, jwt, what).help(format!("the ledger's opaque values stand at {}", names.join(", ")))
        }));
    };
    // Nothing is no secret.
    if expectation.value.equals.as_ref().is_some_and(|value| value.value.is_null()) {
        return;
    }
    for relation in relations(&expectation.value).into_iter().filter(|relation| !ALLOWED.contains(relation)) {
        let what = format!("`{relation}` cannot be said of an opaque value: no transcript keeps the text of `{}`", opaque.name);
        complaints.push(Diagnostic::at(place.source, expectation, what).help(format!("say one of: {}", ALLOWED.join(", "))));
    }
}
