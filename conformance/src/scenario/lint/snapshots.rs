//! Recorded answers: each has a scenario that names it, and each that is named is there.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::{Case, Source, Step};
use super::values::{is_header_name, json_path_complaint};
use super::{Context, Place};
use crate::diagnostic::Diagnostic;
use crate::spanned::Spanned;
use crate::suite::Suite;

/// The names, by themselves.
pub(super) fn check_names(context: &Context<'_>, complaints: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for place in context.places() {
        for name in place.step.value.expect.iter().filter_map(|expectation| expectation.value.snapshot.as_ref()) {
            if !is_snapshot_name(&name.value) {
                let complaint = Diagnostic::at(place.source, name, format!("`{}` cannot name a recorded answer", name.value));
                complaints.push(complaint.help("a name is made of a-z, 0-9 and hyphens"));
            } else if !seen.insert(&name.value) {
                complaints.push(Diagnostic::at(place.source, name, format!("two answers of this scenario are recorded as `{}`", name.value)));
            }
        }
        check_parts(&place, complaints);
    }
}

/// What a case names is recorded.
pub(super) fn check_recorded(suite: &Suite, case: &Case, complaints: &mut Vec<Diagnostic>) {
    for (source, name) in names(case).into_iter().filter(|(_, name)| is_snapshot_name(&name.value)) {
        let path = case.snapshot_path(&name.value);
        if suite.snapshot(&path).is_none() {
            let complaint = Diagnostic::at(source, name, format!("there is no recorded answer {}/{path}", suite.manifest.snapshots));
            complaints.push(complaint.help("record the mock's: standin check --update-snapshots"));
        }
    }
}

/// What is recorded is named by a case.
pub(super) fn check_named(suite: &Suite, complaints: &mut Vec<Diagnostic>) {
    let paths = |case: &Case| names(case).into_iter().map(|(_, name)| case.snapshot_path(&name.value)).collect::<Vec<_>>();
    let named: BTreeSet<String> = suite.cases.iter().flat_map(paths).collect();
    for path in suite.snapshots.keys().filter(|path| !named.contains(*path)) {
        let path = format!("{}/{path}", suite.manifest.snapshots);
        complaints.push(Diagnostic::about(&path, "no scenario names this recorded answer").help("remove it, or name it in a scenario"));
    }
}

/// All names that a case has for recorded answers, and their texts.
fn names(case: &Case) -> Vec<(&Arc<Source>, &Spanned<String>)> {
    case.leaves().into_iter().flat_map(|(source, step)| names_of(source, step)).collect()
}

fn names_of<'a>(source: &'a Arc<Source>, step: &'a Spanned<Step>) -> Vec<(&'a Arc<Source>, &'a Spanned<String>)> {
    step.value.expect.iter().filter_map(|one| Some((source, one.value.snapshot.as_deref()?))).collect()
}

fn check_parts(place: &Place<'_>, complaints: &mut Vec<Diagnostic>) {
    for (part, clause) in place.step.value.expect.iter().flat_map(|expectation| &expectation.value.parts) {
        let complaint = match part.strip_prefix("header ") {
            _ if part == "status" => None,
            Some(name) if is_header_name(name) => None,
            Some(name) => Some(Diagnostic::at(place.source, clause, format!("`{name}` cannot be a header's name"))),
            None => {
                let as_path = Spanned { value: part.clone(), span: clause.span };
                json_path_complaint(place, &as_path).map(|complaint| complaint.help("a part is `status`, `header NAME`, or a JSON path"))
            }
        };
        complaints.extend(complaint);
    }
}

fn is_snapshot_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
