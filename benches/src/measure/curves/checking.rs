//! Curves of the runner.

use crate::data::{Curve, median};
use crate::failure::Result;
use crate::measure::Plan;
use crate::server::Standin;
use crate::suite::{Run, Suite};

const TURNS: u32 = 3;

/// A run, as there are more scenarios of two calls.
pub(super) fn scenarios(plan: &Plan) -> Result<Curve> {
    curve(plan, Curve::new("scenarios", "scenarios of two calls", "ms a scenario"), &[10, 100, 1_000, 10_000], |scenarios| (scenarios, 2))
}

/// A run of ten scenarios, as each has more calls.
pub(super) fn steps(plan: &Plan) -> Result<Curve> {
    curve(plan, Curve::new("steps", "steps of each of ten scenarios", "ms a step of all ten"), &[1, 10, 100, 500], |steps| (10, steps))
}

fn curve(plan: &Plan, mut curve: Curve, counts: &[u32], suite: impl Fn(u32) -> (u32, u32)) -> Result<Curve> {
    let server = Standin::for_calls(&plan.standin).start()?;
    for count in counts {
        let (scenarios, calls) = suite(*count);
        let suite = Suite::write(scenarios, calls)?;
        let runs = (0..TURNS).map(|_| suite.check(&plan.standin, &server)).collect::<Result<Vec<_>>>()?;
        curve.points.push((f64::from(*count), median(runs.iter().map(Run::milliseconds)) / f64::from(*count)));
    }
    Ok(curve)
}
