//! What a property must not do beside what no scenario must.

use super::super::template::parse;
use super::place_of;
use crate::diagnostic::Diagnostic;
use crate::property::Property;

pub(super) fn check(property: &Property, complaints: &mut Vec<Diagnostic>) {
    let source = &property.pattern().source;
    let steps = property.pattern().leaves();
    for (source, expectation) in steps.iter().flat_map(|(source, step)| step.value.expect.iter().map(move |one| (source, one))) {
        if expectation.value.snapshot.is_some() {
            let complaint = Diagnostic::at(source, expectation, "no answer of a property is recorded");
            complaints.push(complaint.help("it would be another for each draw; expect what holds of all of them"));
        }
    }
    for (name, generator) in property.generators() {
        for error in generator.texts().into_iter().filter_map(|text| parse(text).err()) {
            let complaint = Diagnostic::new(source, place_of(source, "for_all:"), format!("`{name}` cannot be drawn"));
            complaints.push(complaint.help(error.to_string()));
        }
    }
}
