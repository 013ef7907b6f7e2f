//! The shape of an expectation: one subject, one relation where one is due, and values that can be compared.

use providers::suggestion;

use super::super::{Expectation, Lifetime, Step};
use super::values::{is_header_name, json_path_complaint};
use super::{Context, Place};
use crate::Alphabet;
use crate::diagnostic::Diagnostic;
use crate::spanned::Spanned;

/// What a body can be judged as.
const BODIES: [&str; 2] = ["text", "base64"];

pub(super) fn check(context: &Context<'_>, place: &Place<'_>, expectation: &Spanned<Expectation>, complaints: &mut Vec<Diagnostic>) {
    let complain = |what: String| Diagnostic::at(place.source, expectation, what);
    let subjects = subjects(&expectation.value);
    match subjects.as_slice() {
        [subject] => complaints.extend(check_relations(&place.step.value, subject, &expectation.value).map(|(what, help)| complain(what).help(help))),
        [] => complaints.push(complain("this expectation has no subject".to_owned()).help(format!("say one of: {}", SUBJECTS.join(", ")))),
        several => complaints.push(complain(format!("this expectation has several subjects: {}", several.join(", "))).help("write one for each")),
    }
    check_subject(context, place, &expectation.value, complaints);
    check_fixed(context, place, &expectation.value, complaints);
    check_compiles(place, &expectation.value, complaints);
}

const JWT: &str = "say one or several of: header, claims, issuer, issued, lifetime, signature";
const SUBJECTS: [&str; 6] = ["status", "refusal", "header", "json", "body", "snapshot"];

fn subjects(expectation: &Expectation) -> Vec<&'static str> {
    let present = [
        expectation.status.is_some(),
        expectation.refusal.is_some(),
        expectation.header.is_some(),
        expectation.json.is_some(),
        expectation.body.is_some(),
        expectation.snapshot.is_some(),
    ];
    SUBJECTS.into_iter().zip(present).filter_map(|(name, present)| present.then_some(name)).collect()
}

/// The relations of an expectation, by name.
pub(super) fn relations(expectation: &Expectation) -> Vec<&'static str> {
    let present = [
        ("equals", expectation.equals.is_some()),
        ("fixed", expectation.fixed.is_some()),
        ("one_of", expectation.one_of.is_some()),
        ("matches", expectation.matches.is_some()),
        ("schema", expectation.schema.is_some()),
        ("members", expectation.members.is_some()),
        ("same_as", expectation.same_as.is_some()),
        ("different_from", expectation.different_from.is_some()),
        ("length", expectation.length.is_some()),
        ("alphabet", expectation.alphabet.is_some()),
        ("moment", expectation.moment.is_some()),
        ("jwt", expectation.jwt.is_some()),
        ("is", expectation.is.is_some()),
    ];
    present.into_iter().filter_map(|(name, present)| present.then_some(name)).collect()
}

/// What is wrong with the relations, and what would be right.
fn check_relations(step: &Step, subject: &str, expectation: &Expectation) -> Option<(String, String)> {
    let allowed: &[&str] = match subject {
        "json" => {
            &["equals", "fixed", "one_of", "matches", "schema", "members", "same_as", "different_from", "length", "alphabet", "moment", "jwt", "is"]
        }
        "header" => &["equals", "fixed", "one_of", "matches", "same_as", "different_from", "length", "alphabet", "moment", "is"],
        "body" => &["equals", "fixed", "one_of", "matches", "length", "is"],
        _ => &[],
    };
    let relations = relations(expectation);
    if step.inspect.is_some() && !["json", "snapshot"].contains(&subject) {
        return Some((format!("a record has no {subject}"), "write `json:` with a JSON path, or `snapshot:`".to_owned()));
    }
    if subject != "snapshot" && !expectation.parts.is_empty() {
        return Some(("`parts` belongs to a snapshot".to_owned(), "take it away".to_owned()));
    }
    match relations.as_slice() {
        [] if allowed.is_empty() => None,
        [] => Some((format!("nothing is expected of this {subject}"), format!("say one of: {}", allowed.join(", ")))),
        [relation] if allowed.contains(relation) => None,
        [relation] if allowed.is_empty() => Some((format!("`{subject}` says all; `{relation}` has no place beside it"), "take it away".to_owned())),
        [relation] => Some((format!("`{relation}` cannot be said of a {subject}"), format!("say one of: {}", allowed.join(", ")))),
        several => Some((format!("this expectation says several things: {}", several.join(", ")), "write an expectation for each".to_owned())),
    }
}

fn check_subject(context: &Context<'_>, place: &Place<'_>, expectation: &Expectation, complaints: &mut Vec<Diagnostic>) {
    if let Some(status) = expectation.status.as_ref().filter(|status| !(100..=599).contains(&status.value)) {
        complaints.push(Diagnostic::at(place.source, status, format!("{} is no HTTP status", status.value)));
    }
    if let Some(refusal) = &expectation.refusal {
        let names = || context.ledger.refusals.keys().map(String::as_str).chain(["any", "none"]);
        if !names().any(|name| name == refusal.value) {
            let complaint = Diagnostic::at(place.source, refusal, format!("there is no refusal `{}`", refusal.value));
            complaints.push(complaint.help(suggestion(&refusal.value, names().collect::<Vec<_>>())));
        }
    }
    if let Some(header) = expectation.header.as_ref().filter(|header| !is_header_name(&header.value)) {
        complaints.push(Diagnostic::at(place.source, header, format!("`{}` cannot be a header's name", header.value)));
    }
    if let Some(body) = expectation.body.as_ref().filter(|body| !BODIES.contains(&body.value.as_str())) {
        complaints.push(
            Diagnostic::at(place.source, body, format!("a body is judged as `text` or as `base64`, not as `{}`", body.value))
                .help("write `body: text`"),
        );
    }
    complaints.extend(expectation.json.as_ref().and_then(|path| json_path_complaint(place, path)));
}

fn check_fixed(context: &Context<'_>, place: &Place<'_>, expectation: &Expectation, complaints: &mut Vec<Diagnostic>) {
    let Some(fixed) = &expectation.fixed else { return };
    let clause = context.case.clause(expectation.clause.as_deref()).and_then(|id| context.ledger.clause(id));
    // An unknown or missing clause has its own complaint.
    let Some(clause) = clause.filter(|clause| !clause.fixes.contains_key(&fixed.value)) else { return };
    let complaint = Diagnostic::at(place.source, fixed, format!("the clause `{}` fixes nothing named `{}`", clause.id, fixed.value));
    complaints.push(match clause.fixes.is_empty() {
        true => complaint.help("it fixes nothing; use `equals`, or another clause"),
        false => complaint.help(suggestion(&fixed.value, clause.fixes.keys().map(String::as_str))),
    });
}

fn check_compiles(place: &Place<'_>, expectation: &Expectation, complaints: &mut Vec<Diagnostic>) {
    if let Some((pattern, error)) = expectation.matches.as_ref().and_then(|pattern| Some((pattern, regex::Regex::new(&pattern.value).err()?))) {
        let reason = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        complaints.push(Diagnostic::at(place.source, pattern, "this is no regular expression").label(reason));
    }
    if let Some(schema) = &expectation.schema
        && let Err(error) = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true).build(&schema.value)
    {
        complaints.push(Diagnostic::at(place.source, schema, "this is no JSON Schema").label(error.to_string()));
    }
    if let Some(alphabet) = &expectation.alphabet
        && let Err(error) = alphabet.value.parse::<Alphabet>()
    {
        complaints.push(Diagnostic::at(place.source, alphabet, error.to_string()));
    }
    if let Some(jwt) = expectation.jwt.as_ref() {
        if jwt.value.is_empty() {
            complaints.push(Diagnostic::at(place.source, jwt, "nothing is expected of this JWT").help(JWT));
        }
        if let Some(Lifetime::At(path)) = &jwt.value.lifetime
            && let Err(error) = serde_json_path::JsonPath::parse(path)
        {
            complaints.push(Diagnostic::at(place.source, jwt, format!("`{path}` is neither a number nor a JSON path")).label(error.to_string()));
        }
    }
    for list in [expectation.one_of.as_ref().map(Vec::len), expectation.different_from.as_ref().map(|names| names.value.len())] {
        if list == Some(0) {
            complaints.push(place.complain("[]", "an empty list says nothing"));
        }
    }
}
