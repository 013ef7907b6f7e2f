//! How many steps the models take in a second, on one core, without HTTP and without signatures.

use std::time::Instant;

use super::Plan;
use crate::data::{Section, median};
use crate::failure::{Failure, Result};
use crate::model::Model;

/// Between two looks at the clock.
const STEPS: u32 = 1_000;

pub(super) fn measure(plan: &Plan, section: &mut Section) -> Result<()> {
    let mut models = Model::all()?;
    let mut rates = vec![Vec::new(); models.len()];
    for _ in 0..plan.rounds {
        for ((name, model), rates) in models.iter_mut().zip(&mut rates) {
            rates.push(per_second(plan, name, model)?);
        }
    }
    for ((name, _), rates) in models.iter().zip(rates) {
        let rate = median(rates);
        section.row(format!("a step: {name}"), &[("million/s", rate / 1e6), ("ns", 1e9 / rate)]);
    }
    Ok(())
}

fn per_second(plan: &Plan, name: &str, model: &mut Model) -> Result<f64> {
    let (began, mut taken) = (Instant::now(), 0_u32);
    while began.elapsed() < plan.time {
        if (0..STEPS).any(|_| model.step() != model.status()) {
            return Err(Failure::told(format!("the model does not answer {name} as before")));
        }
        taken += STEPS;
    }
    Ok(f64::from(taken) / began.elapsed().as_secs_f64())
}
