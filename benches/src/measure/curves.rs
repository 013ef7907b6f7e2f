//! How cost grows. Each curve is what a unit costs, so that one that grows as a straight line is a flat one here.

mod checking;
mod serving;

use super::Plan;
use crate::data::{Section, rounded};
use crate::failure::Result;

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    let curves = [
        serving::requests,
        serving::connections,
        serving::worlds,
        serving::memory_of_worlds,
        serving::instances,
        serving::entities,
        serving::journal,
        checking::scenarios,
        checking::steps,
    ];
    for measurement in curves {
        let mut curve = measurement(plan)?;
        for (x, y) in &mut curve.points {
            (*x, *y) = (rounded(*x), rounded(*y));
        }
        let last = curve.points.last().map_or(f64::NAN, |(_, y)| *y);
        section.row(curve.name.as_str(), &[("last", last), ("last ÷ lowest", last / curve.lowest())]);
        section.curves.push(curve);
    }
    Ok(())
}
