//! What may be expected of an answer, and the values that it issued.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use providers::{Api, Clause, Ledger, Level};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::story::Answer;
use super::yaml;
use crate::export::shown::replace;
use crate::judge::refusal::{self, Told};
use crate::transcript::{Body, Received};

/// A constant shorter than this is found by accident.
const SHORTEST_CONSTANT: usize = 3;

/// An answer as a scenario sees it.
pub(super) struct Seen<'a> {
    ledger: &'a Ledger,
    clauses: Vec<&'a Clause>,
    received: Received,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was served.
    Served,
    /// It was refused, which proves something only beside a call that is served.
    Refused,
    /// Neither can be told of it.
    Open,
}

/// Something that must hold, by a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expectation {
    pub(super) clause: String,
    /// Subject and relation, in YAML.
    said: Vec<(&'static str, String)>,
}

impl Expectation {
    /// As one line of YAML.
    pub(super) fn line(&self) -> String {
        let clause = ("clause", yaml::inner(&self.clause));
        yaml::map(self.said.iter().cloned().chain([clause]))
    }
}

impl<'a> Seen<'a> {
    /// An answer of an API, by its ledger.
    pub(super) fn of(api: &dyn Api, ledger: &'a Ledger, answer: &Answer) -> Self {
        let observable = |id: &String| ledger.clause(id).filter(|clause| clause.unobservable.is_none());
        let clauses = answer.clauses.iter().filter_map(observable).collect();
        let body = Body::Text(answer.body.clone());
        Self { ledger, clauses, received: Received { status: answer.status, headers: answer.headers.clone(), body, read: read(api, &answer.body) } }
    }

    /// What the call came to.
    pub(super) fn outcome(&self) -> Outcome {
        match (refusal::told(self.ledger, &self.received), self.received.status) {
            (Told::Served, _) => Outcome::Served,
            (Told::Refused(_) | Told::Otherwise, _) | (_, 400..=499) => Outcome::Refused,
            (Told::Neither, _) => Outcome::Open,
        }
    }

    /// What must hold, each by a clause that decided the answer: what it came to, its status, and the constants of the clauses.
    pub(super) fn expectations(&self) -> Vec<Expectation> {
        let Some(main) = self.main() else { return Vec::new() };
        let of = |clause: &Clause, said| Expectation { clause: clause.id.clone(), said };
        let told = match refusal::told(self.ledger, &self.received) {
            Told::Served => Some("none"),
            Told::Refused(name) => Some(name),
            Told::Otherwise => Some("any"),
            Told::Neither => None,
        };
        let outcome = told.map(|name| of(main, vec![("refusal", yaml::inner(name))]));
        let by = self.clauses.iter().find(|clause| clause.id.ends_with(".status")).unwrap_or(&main);
        let status = of(by, vec![("status", self.received.status.to_string())]);
        outcome.into_iter().chain([status]).chain(self.constants()).collect()
    }

    /// The most decisive clause that binds; where none does, the most decisive.
    fn main(&self) -> Option<&'a Clause> {
        self.clauses.iter().find(|clause| clause.level != Level::Silent).or(self.clauses.first()).copied()
    }

    /// The members and headers that are a constant which one of the clauses fixes.
    fn constants(&self) -> Vec<Expectation> {
        let members = self.received.read.as_ref().and_then(Value::as_object).into_iter().flatten();
        let members = members.filter_map(|(name, value)| Some(("json", path(name), value.as_str()?)));
        let headers = self.received.headers.iter().map(|(name, value)| ("header", name.clone(), value.as_str()));
        let places: Vec<_> = members.chain(headers).collect();
        let mut found = Vec::new();
        for clause in self.clauses.iter().filter(|clause| clause.level != Level::Silent) {
            for (name, constant) in clause.fixes.iter().filter(|(_, value)| value.as_str().is_some_and(|text| text.len() >= SHORTEST_CONSTANT)) {
                let place = places.iter().find(|(.., value)| constant == value);
                found.extend(place.map(|(subject, at, _)| {
                    let said = vec![(*subject, yaml::inner(at)), ("fixed", yaml::inner(name))];
                    Expectation { clause: clause.id.clone(), said }
                }));
            }
        }
        found
    }

    /// The values that it issued: each name, and the place at which a step keeps it.
    pub(super) fn issued(&self) -> Vec<(String, String)> {
        let mut issued = Vec::new();
        for opaque in &self.ledger.opaque {
            match opaque.header() {
                Some(name) => issued.extend(self.received.header(name).next().map(|value| (value.to_owned(), opaque.at.clone()))),
                None => issued.extend(self.received.read.iter().flat_map(|read| places(&opaque.at, read))),
            }
        }
        issued.retain(|(value, _)| replace(value, |_| String::new()).is_empty() && !value.is_empty());
        issued
    }
}

/// The texts that a JSON path finds, each with a path that finds it first.
pub(super) fn places(path: &str, read: &Value) -> Vec<(String, String)> {
    let Ok(parsed) = JsonPath::parse(path) else { return Vec::new() };
    let nodes = parsed.query_located(read);
    let place = |at: usize, location: String| if at == 0 { path.to_owned() } else { location };
    let texts = nodes.iter().enumerate().filter_map(|(at, node)| Some((node.node().as_str()?.to_owned(), place(at, node.location().to_string()))));
    texts.collect()
}

fn path(member: &str) -> String {
    let simple = member.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !member.starts_with(|c: char| c.is_ascii_digit());
    match simple {
        true => format!("$.{member}"),
        false => format!("$['{}']", member.replace('\\', "\\\\").replace('\'', "\\'")),
    }
}

/// The meaning of a body that was shown. Names could break what they stand in, so a plain word takes the place of each meanwhile.
fn read(api: &dyn Api, shown: &str) -> Option<Value> {
    let mut names = Vec::new();
    let mut word = |name: &str| {
        names.push(name.to_owned());
        format!("aname{}z", names.len() - 1)
    };
    let text = replace(shown, &mut word);
    let read = api.read(text.as_bytes()).or_else(|| {
        let bytes = STANDARD.decode(shown).ok()?;
        let latin: String = bytes.iter().copied().map(char::from).collect();
        let plain = replace(&latin, &mut word);
        api.read(&plain.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect::<Vec<u8>>())
    })?;
    Some(restored(read, &names))
}

fn restored(value: Value, names: &[String]) -> Value {
    match value {
        Value::String(text) => {
            // From the last on, so that the first is not found in the tenth.
            let back = |text: String, (at, name): (usize, &String)| text.replace(&format!("aname{at}z"), name);
            Value::String(names.iter().enumerate().rev().fold(text, back))
        }
        Value::Array(items) => items.into_iter().map(|item| restored(item, names)).collect(),
        Value::Object(members) => members.into_iter().map(|(name, member)| (name, restored(member, names))).collect(),
        other => other,
    }
}
