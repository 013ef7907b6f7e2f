//! Reports to be written: one play, judged.

use serde_json::json;

use super::super::document::{Basis, Report, Step};
use super::super::word::Word;
use crate::scenario::Case;
use crate::suite::Origin;
use crate::testing::{answer, case, exchanged, foreign, judged, ledgers, place, play};
use crate::transcript::Play;
use crate::verdict::Verdicts;

/// What the second call of the case expects.
pub(super) const EXPECTED: &str = "b";

/// A case of two calls, the second of which fails whatever else is answered.
fn twice() -> Case {
    let first = "  - call: GET /x\n    expect: [{clause: hyper.stated, status: 200}]\n";
    let second = format!("  - call: GET /y\n    expect: [{{clause: hyper.stated, json: $.a, equals: {EXPECTED}}}]\n");
    case(&[first, &second].concat())
}

/// The verdicts of a play in which this text is answered.
pub(super) fn verdicts(text: &str) -> Verdicts {
    judged(&twice(), played(text), foreign())
}

/// The play in which this text is answered.
fn played(text: &str) -> Play {
    let got = json!({ "a": text });
    play(&twice(), vec![exchanged(place(0), answer(200, &got)), exchanged(place(1), answer(200, &got))])
}

/// The report of it.
pub(super) fn report(text: &str) -> Report {
    of(&verdicts(text))
}

/// The report of such verdicts.
pub(super) fn of(verdicts: &Verdicts) -> Report {
    Report::new(&Basis {
        verdicts,
        ledgers: &ledgers(),
        cases: &[twice()],
        plays: &[played("the text")],
        origin: &Origin::BuiltIn,
        version: "0.1.0",
        exit_code: 1,
        folder: "theirs/",
        arguments: "--target http://127.0.0.1:1",
    })
}

/// A report of one step, of which this has become.
pub(super) fn with_verdict(word: Word) -> Report {
    let mut report = report("x");
    let case = &mut report.cases[0];
    case.verdict = word;
    case.steps.remove(0);
    let step: &mut Step = &mut case.steps[0];
    step.verdict = word;
    step.checks[0].verdict = word;
    report
}
