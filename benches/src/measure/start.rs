//! From the start of the process to the first answer that a client gets, and the size of the program.

use super::Plan;
use crate::data::{Section, median};
use crate::failure::{Failure, Result};
use crate::server::Standin;

/// So often is it started.
const STARTS: usize = 40;

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    let standin = Standin::plain(&plan.standin);
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(standin.first_answer()?.as_secs_f64() * 1e3);
    }
    let fastest = starts.iter().copied().fold(f64::INFINITY, f64::min);
    section.row("standin serve, first answer", &[("ms", median(starts.iter().copied())), ("fastest, ms", fastest)]);
    let size = std::fs::metadata(&plan.standin).map_err(Failure::machine(plan.standin.display().to_string()))?.len();
    section.row("the program", &[("MB", super::megabytes(size))]);
    Ok(())
}
