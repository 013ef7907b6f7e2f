//! The cases of a selection and the clauses that they are written for.

use std::fmt::Write as _;

use super::wrap::wrap;
use crate::scenario::Case;

/// The cases, each with its sentence and its clauses.
#[must_use]
pub fn list(cases: &[Case]) -> String {
    let mut text = String::new();
    for case in cases {
        let _ = writeln!(text, "{}\n{}\n{}", case.id, wrap("  ", "  ", &case.title), wrap("  ", "  ", &case.verifies.join(", ")));
    }
    let _ = writeln!(text, "{} case{}", cases.len(), if cases.len() == 1 { "" } else { "s" });
    text
}
