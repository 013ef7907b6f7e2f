//! Which scenarios suit what a target's instances were set up with: those that the mock meets with the same settings.
//!
//! A scenario that says nothing of a setting may still live by its default. No table knows that, but the mock does.

use std::collections::BTreeMap;
use std::sync::Arc;

use conformance::judge::judge_stranger;
use conformance::play::{Plan, Watcher, play};
use conformance::scenario::Case;
use conformance::snapshot::Snapshots;
use conformance::suite::Suite;
use conformance::target::{Foreign, Target, missing_for};
use conformance::transcript::Play;
use conformance::verdict::Verdict;
use mock_server::Config;

use super::CheckError;
use crate::embedded::{Deviations, Embedded};

const WHY: &str = "an instance that is set up otherwise";

struct Nobody;

impl Watcher for Nobody {
    fn played(&self, _: &Case, _: &Play) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// The cases, by id, that the mock itself does not meet when it is set up as the target is.
pub(super) async fn unsuited(suite: &Suite, cases: &[Case], foreign: &Foreign, jobs: usize) -> Result<BTreeMap<String, String>, CheckError> {
    let cases: Vec<Case> = cases.iter().filter_map(|case| set_up(case, foreign)).collect();
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (server, embedded) = Embedded::start(Config::default(), Deviations::new()).await?;
    let target = Target::Controlled(Arc::new(embedded));
    let played = play(Plan { cases: cases.clone(), ledgers: suite.ledgers.clone(), target, seed: 1, jobs }, Arc::new(Nobody)).await;
    server.shutdown().await;
    // The readings of silent points are the target's own, and no reason to leave a case out.
    let verdicts = judge_stranger(&cases, &suite.ledgers, &Snapshots::of(suite)?, &played?);
    let wrong = verdicts.cases.iter().filter(|case| matches!(case.verdict, Verdict::Fail | Verdict::Error));
    Ok(wrong.map(|case| (case.case.clone(), WHY.to_owned())).collect())
}

/// The case on the mock set up as the target's instances that would play it; nothing where none would or nothing is said of them.
fn set_up(case: &Case, foreign: &Foreign) -> Option<Case> {
    if missing_for(case, foreign).is_some() {
        return None;
    }
    let cast = foreign.cast(case)?;
    let mut case = case.clone();
    let mut differs = false;
    for (part, name) in cast {
        let (given, instance) = (case.instances.get_mut(&part)?, foreign.instances().get(&name)?);
        let settings = Foreign::settings_for(given, instance);
        differs |= given.settings != settings;
        given.settings = settings;
    }
    differs.then_some(case)
}
