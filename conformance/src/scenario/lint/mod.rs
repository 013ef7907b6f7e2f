//! Checks scenarios without playing them, so that a mistake in a question is never taken for a mistake in a server.

use std::collections::BTreeSet;
use std::sync::Arc;

use providers::{Api, Clause, Ledger, suggestion};

use super::{Case, Source, Step};
use crate::diagnostic::Diagnostic;
use crate::side_by_side::side_by_side;
use crate::spanned::Spanned;
use crate::suite::{Reading, Suite};

mod coverage;
mod expectation;
mod file;
mod given;
mod names;
mod opaque;
mod property;
mod report;
mod shape;
mod snapshots;
mod twin;
mod values;
mod verifies;

pub use report::Report;

/// Everything that is wrong with a suite's scenarios, in the order of files and lines, each complaint once.
#[must_use]
pub fn lint(reading: &Reading) -> Vec<Diagnostic> {
    let suite = &reading.suite;
    let mut complaints = lint_questions(reading);
    for case in &suite.cases {
        snapshots::check_recorded(suite, case, &mut complaints);
    }
    // A file that cannot be read names nothing, and would be blamed a second time for that.
    if reading.complaints.is_empty() {
        snapshots::check_named(suite, &mut complaints);
    }
    in_order(complaints)
}

/// As [`lint`], without asking which answers are recorded: before playing, some are still to be.
#[must_use]
pub fn lint_questions(reading: &Reading) -> Vec<Diagnostic> {
    let suite = &reading.suite;
    let mut complaints = reading.complaints.clone();
    let questions = suite.questions();
    file::check(suite, &questions, &mut complaints);
    let credentials = names::Credentials::default();
    complaints.extend(side_by_side(&questions, |case| check_case(suite, case, &credentials)).into_iter().flatten());
    for property in &suite.properties {
        property::check(property, &mut complaints);
    }
    if reading.complaints.is_empty() {
        coverage::check(suite, &questions, &mut complaints);
    }
    in_order(complaints)
}

/// A case and what its names are looked up in.
struct Context<'a> {
    case: &'a Case,
    credentials: &'a names::Credentials,
    api: &'static dyn Api,
    ledger: &'a Ledger,
}

/// A step that does something itself, and its text: of a `together` its calls.
struct Place<'a> {
    source: &'a Arc<Source>,
    step: &'a Spanned<Step>,
}

impl Place<'_> {
    /// A complaint about the step, at a word in it where the word is found.
    fn complain(&self, word: &str, what: impl Into<String>) -> Diagnostic {
        let start = self.step.bytes().start.min(self.source.text.len());
        let found = self.source.text.get(start..).and_then(|text| text.find(word)).map(|at| start + at);
        match found {
            Some(at) => Diagnostic::new(self.source, at..at + word.len(), what),
            None => Diagnostic::at(self.source, self.step, what),
        }
    }
}

impl<'a> Context<'a> {
    /// The case's leaves as places.
    fn places(&self) -> Vec<Place<'a>> {
        self.case.leaves().into_iter().map(|(source, step)| Place { source, step }).collect()
    }

    /// The clause of this id, or a complaint that names the nearest.
    fn clause(&self, source: &Arc<Source>, id: &Spanned<String>) -> Result<&'a Clause, Box<Diagnostic>> {
        self.ledger.clause(&id.value).ok_or_else(|| {
            let complaint = Diagnostic::at(source, id, format!("there is no clause `{}`", id.value));
            let nearest = providers::nearest(&id.value, self.ledger.clauses.iter().map(|clause| clause.id.as_str()));
            Box::new(match nearest {
                Some(nearest) => complaint.help(format!("did you mean `{nearest}`?")),
                None => complaint.help(format!("the clauses of {} are in its ledger", self.case.provider)),
            })
        })
    }
}

fn check_case(suite: &Suite, case: &Case, credentials: &names::Credentials) -> Vec<Diagnostic> {
    let at_provider = |what: String| Diagnostic::new(&case.source, place_of(&case.source, "provider:"), what);
    let api = match providers::find(&case.provider) {
        Ok(api) => api,
        Err(error) => return vec![at_provider(format!("there is no API `{}`", case.provider)).help(error.suggestion)],
    };
    let Some(ledger) = suite.ledgers.get(&case.provider) else {
        let help = suggestion(&case.provider, suite.ledgers.keys().map(String::as_str));
        return vec![at_provider(format!("this suite has no ledger of `{}`", case.provider)).help(help)];
    };
    let (context, mut complaints) = (Context { case, credentials, api, ledger }, Vec::new());
    shape::check(&context, &mut complaints);
    given::check(&context, &mut complaints);
    verifies::check(&context, &mut complaints);
    names::check(&context, &mut complaints);
    for place in context.places() {
        values::check(&place, &mut complaints);
        for expectation in &place.step.value.expect {
            expectation::check(&context, &place, expectation, &mut complaints);
            opaque::check(&context, &place, expectation, &mut complaints);
        }
    }
    twin::check(&context, &mut complaints);
    snapshots::check_names(&context, &mut complaints);
    complaints
}

/// The bytes of the first line that starts with `word`, else of the text's beginning.
fn place_of(source: &Source, word: &str) -> std::ops::Range<usize> {
    let found = match source.text.starts_with(word) {
        true => Some(0),
        false => source.text.find(&format!("\n{word}")).map(|at| at + 1),
    };
    found.map_or(0..1, |at| at..at + word.len())
}

fn in_order(mut complaints: Vec<Diagnostic>) -> Vec<Diagnostic> {
    complaints.sort_by_key(|complaint| (complaint.path().to_owned(), complaint.line()));
    let mut seen = BTreeSet::new();
    // The rows of a matrix and the users of a fragment share their lines.
    complaints.retain(|complaint| seen.insert((complaint.path().to_owned(), complaint.line(), complaint.what.clone())));
    complaints
}
