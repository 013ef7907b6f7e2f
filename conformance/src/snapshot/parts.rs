//! Compares an answer with the recorded one, part by part: status, each header, each place in the body, the body's text.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use serde_json_path::{JsonPath, PathElement};

use super::text::{Recorded, take_apart};
use crate::compare::{Difference, Location, Segment, differences};
use crate::expect::{Finding, Holds, by_kind, in_xml};
use crate::spanned::Spanned;

/// The part that is the body's text as such.
const BODY: &str = "body";
/// The part that is the status.
const STATUS: &str = "status";

/// The meaning of a body.
pub(crate) type Read<'a> = &'a dyn Fn(&[u8]) -> Option<Value>;

/// How bodies are read, and how exactly they must agree.
pub(crate) struct Reading<'a> {
    pub(crate) read: Read<'a>,
    pub(crate) exact: Exactness,
}

impl Reading<'_> {
    /// The meaning of a recorded body. A name in place of a value is text, which XML has to write otherwise.
    fn meaning(&self, body: &str) -> Option<Value> {
        (self.read)(body.as_bytes()).or_else(|| (self.read)(in_xml(body).as_bytes()))
    }
}

/// How exactly an answer must agree with the recorded one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exactness {
    /// Byte for byte: the recorded answer is this subject's own.
    Exact,
    /// Opaque values only by kind and identity within the answer, times only by their presence; parts that no clause
    /// governs are merely observed.
    ByKind,
}

/// What is found about the parts that one clause governs, or about those that none does.
pub(crate) struct Part {
    pub(crate) clause: Option<String>,
    pub(crate) finding: Finding,
}

/// One part in which two answers differ.
struct Differing {
    part: PartName,
    difference: Difference,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PartName {
    Status,
    Header(String),
    Place(Location),
    Body,
}

/// Compares an answer with the recorded one; a finding for each clause that governs a part, and one for all other parts.
pub(crate) fn compare(recorded: Option<&str>, got: &str, parts: &BTreeMap<String, Spanned<String>>, reading: &Reading<'_>) -> Vec<Part> {
    let Some(recorded) = recorded else { return vec![Part { clause: None, finding: unrecorded(reading.exact) }] };
    let (old, new) = match reading.exact {
        Exactness::Exact => (recorded.to_owned(), got.to_owned()),
        Exactness::ByKind => (by_kind(recorded), by_kind(got)),
    };
    let (old, new) = (take_apart(&old), take_apart(&new));
    let bodies = [reading.meaning(old.body), reading.meaning(new.body)];
    let differing = differing(&old, &new, &bodies, parts);
    let diff = unified(&old, &new);
    let governors = governors(parts, &bodies);

    let clauses: BTreeSet<Option<&str>> = parts.values().map(|clause| Some(clause.value.as_str())).chain([None]).collect();
    let of_clause = |clause: Option<&str>| {
        let mine: Vec<Difference> =
            differing.iter().filter(|one| governor(&governors, &one.part) == clause).map(|one| one.difference.clone()).collect();
        Part { clause: clause.map(str::to_owned), finding: finding(clause, mine, &diff, reading.exact) }
    };
    clauses.into_iter().map(of_clause).collect()
}

fn unrecorded(exact: Exactness) -> Finding {
    let (expected, got) = ("the recorded answer", "no snapshot recorded; run with --update-snapshots");
    match exact {
        Exactness::Exact => Finding::new(false, expected, got),
        Exactness::ByKind => Finding::new(Holds::Unknown("no snapshot recorded".to_owned()), expected, ""),
    }
}

fn finding(clause: Option<&str>, differing: Vec<Difference>, diff: &str, exact: Exactness) -> Finding {
    let holds = match (differing.is_empty(), clause, exact) {
        (_, None, Exactness::ByKind) => Holds::Seen,
        (true, ..) => Holds::Yes,
        (false, ..) => Holds::No,
    };
    let got = match differing.len() {
        0 => "the same".to_owned(),
        1 => "a difference in one place".to_owned(),
        count => format!("differences in {count} places"),
    };
    let expected = if clause.is_some() { "the recorded answer, in the parts of this clause" } else { "the recorded answer" };
    let diff = (!differing.is_empty()).then(|| diff.to_owned());
    Finding { diff, ..Finding::new(holds, expected, got).with_differences(differing) }
}

fn differing(old: &Recorded<'_>, new: &Recorded<'_>, bodies: &[Option<Value>; 2], parts: &BTreeMap<String, Spanned<String>>) -> Vec<Differing> {
    let mut found = Vec::new();
    let mut add = |part: PartName, name: &str, expected: Option<Value>, got: Option<Value>| {
        let difference = Difference { at: Location(vec![Segment::Member(name.to_owned())]), expected, got };
        found.push(Differing { part, difference });
    };
    if old.status != new.status {
        add(PartName::Status, STATUS, Some(old.status.into()), Some(new.status.into()));
    }
    let names: BTreeSet<&str> = old.headers.iter().chain(&new.headers).map(|(name, _)| *name).collect();
    for name in names {
        let (before, after) = (values(old, name), values(new, name));
        if before != after {
            add(PartName::Header(name.to_ascii_lowercase()), &format!("header {name}"), before, after);
        }
    }
    let places = match bodies {
        [Some(old), Some(new)] => differences(old, new),
        // A body without meaning lacks everything that the other one says.
        [Some(old), None] => differences(old, &Value::Object(Map::new())),
        [None, Some(new)] => differences(&Value::Object(Map::new()), new),
        [None, None] => Vec::new(),
    };
    // A body that says something else is written otherwise too; that need not be said twice, unless a clause governs the whole.
    if old.body != new.body && (places.is_empty() || parts.contains_key(BODY)) {
        add(PartName::Body, BODY, Some(old.body.into()), Some(new.body.into()));
    }
    found.extend(places.into_iter().map(|difference| Differing { part: PartName::Place(difference.at.clone()), difference }));
    found
}

fn values(answer: &Recorded<'_>, name: &str) -> Option<Value> {
    let values: Vec<&str> = answer.headers.iter().filter(|(known, _)| *known == name).map(|(_, value)| *value).collect();
    match values.as_slice() {
        [] => None,
        [one] => Some((*one).into()),
        several => Some(several.to_vec().into()),
    }
}

/// The parts that clauses govern. A path may lead to several places, in either body.
fn governors<'p>(parts: &'p BTreeMap<String, Spanned<String>>, bodies: &[Option<Value>; 2]) -> Vec<(PartName, &'p str)> {
    let mut governors = Vec::new();
    for (part, clause) in parts {
        let clause = clause.value.as_str();
        match (part.as_str(), part.strip_prefix("header ")) {
            (STATUS, _) => governors.push((PartName::Status, clause)),
            (BODY, _) => governors.push((PartName::Body, clause)),
            (_, Some(header)) => governors.push((PartName::Header(header.trim().to_ascii_lowercase()), clause)),
            (path, None) => {
                let Ok(path) = JsonPath::parse(path) else { continue };
                for body in bodies.iter().flatten() {
                    governors.extend(path.query_located(body).locations().map(|place| (PartName::Place(location(place.iter())), clause)));
                }
            }
        }
    }
    governors
}

fn location<'a>(elements: impl Iterator<Item = &'a PathElement<'a>>) -> Location {
    let segment = |element: &PathElement<'_>| match element {
        PathElement::Name(name) => Segment::Member((*name).to_owned()),
        PathElement::Index(index) => Segment::Index(*index),
    };
    Location(elements.map(segment).collect())
}

/// The clause that governs a part: of several paths that hold a place, the longest.
fn governor<'p>(governors: &[(PartName, &'p str)], part: &PartName) -> Option<&'p str> {
    let reach = |governing: &PartName| match (governing, part) {
        (PartName::Place(outer), PartName::Place(inner)) => outer.holds(inner).then_some(outer.0.len()),
        _ => (governing == part).then_some(0),
    };
    governors.iter().filter_map(|(governing, clause)| Some((reach(governing)?, *clause))).max_by_key(|(reach, _)| *reach).map(|(_, clause)| clause)
}

fn unified(old: &Recorded<'_>, new: &Recorded<'_>) -> String {
    let text = |answer: &Recorded<'_>| {
        let headers: String = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        format!("{}\n{headers}\n{}\n", answer.status, answer.body)
    };
    let (old, new) = (text(old), text(new));
    similar::TextDiff::from_lines(&old, &new).unified_diff().context_radius(2).header("recorded", "got").to_string()
}
