//! Recorded answers: each has a scenario that names it, and each that is named is there.

use std::collections::BTreeSet;

use super::super::Case;
use super::values::{is_header_name, json_path_complaint};
use super::{Context, Place};
use crate::diagnostic::Diagnostic;
use crate::suite::Suite;

pub(super) fn check_names(suite: &Suite, context: &Context<'_>, complaints: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for place in context.places() {
        for name in place.step.value.expect.iter().filter_map(|expectation| expectation.value.snapshot.as_ref()) {
            let path = context.case.snapshot_path(&name.value);
            if !is_snapshot_name(&name.value) {
                let complaint = Diagnostic::at(place.source, name, format!("`{}` cannot name a recorded answer", name.value));
                complaints.push(complaint.help("a name is made of a-z, 0-9 and hyphens"));
            } else if !seen.insert(&name.value) {
                complaints.push(Diagnostic::at(place.source, name, format!("two answers of this scenario are recorded as `{}`", name.value)));
            } else if suite.snapshot(&path).is_none() {
                let complaint = Diagnostic::at(place.source, name, format!("there is no recorded answer {}/{path}", suite.manifest.snapshots));
                complaints.push(complaint.help("play the scenario, read what it records, and accept it"));
            }
        }
        check_parts(&place, complaints);
    }
}

fn check_parts(place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    for (part, clause) in place.step.value.expect.iter().flat_map(|expectation| &expectation.value.parts) {
        let complaint = match part.strip_prefix("header ") {
            _ if part == "status" => None,
            Some(name) if is_header_name(name) => None,
            Some(name) => Some(Diagnostic::at(place.source, clause, format!("`{name}` cannot be a header's name"))),
            None => {
                let as_path = serde_saphyr::Spanned { value: part.clone(), referenced: clause.referenced, defined: clause.defined };
                json_path_complaint(place, &as_path).map(|complaint| complaint.help("a part is `status`, `header NAME`, or a JSON path"))
            }
        };
        complaints.extend(complaint);
    }
}

pub(super) fn check_files(suite: &Suite, complaints: &mut Vec<Diagnostic>) {
    let named: BTreeSet<String> = suite.cases.iter().flat_map(|case| names(case).into_iter().map(|name| case.snapshot_path(name))).collect();
    for path in suite.snapshots.keys().filter(|path| !named.contains(*path)) {
        let path = format!("{}/{path}", suite.manifest.snapshots);
        complaints.push(Diagnostic::about(&path, "no scenario names this recorded answer").help("remove it, or name it in a scenario"));
    }
}

fn names(case: &Case) -> Vec<&str> {
    let steps = case.steps.iter().chain(&case.finally).map(|placed| &placed.step.value);
    let with_inner = steps.flat_map(|step| std::iter::once(step).chain(step.together.iter().flatten().map(|inner| &inner.value)));
    with_inner.flat_map(|step| &step.expect).filter_map(|expectation| Some(expectation.value.snapshot.as_ref()?.value.as_str())).collect()
}

fn is_snapshot_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
