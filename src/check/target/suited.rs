//! Which scenarios suit what a target's instances were set up with: those that the mock meets with the same settings.
//!
//! A scenario that says nothing of a setting may still live by its default. No table knows that, but the mock does.

use std::sync::Arc;

use conformance::judge::judge_stranger;
use conformance::play::{Plan, Watcher, play};
use conformance::scenario::Case;
use conformance::snapshot::Snapshots;
use conformance::suite::Suite;
use conformance::target::{Foreign, Target, Unsuited, missing_for};
use conformance::transcript::Play;
use conformance::verdict::Verdict;
use mock_server::Config;
use serde_json::{Map, Value};

use super::CheckError;
use crate::embedded::{Deviations, Embedded};

struct Nobody;

impl Watcher for Nobody {
    fn played(&self, _: &Case, _: &Play) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// The instances on which a case is not to be played, by its id: set up as they are, the mock itself does not meet it.
pub(super) async fn unsuited(suite: &Suite, cases: &[Case], foreign: &Foreign, jobs: usize) -> Result<Unsuited, CheckError> {
    let mut unsuited = Unsuited::new();
    let mut alike: Vec<(&Map<String, Value>, Vec<&String>)> = Vec::new();
    for (name, instance) in foreign.instances() {
        match alike.iter_mut().find(|(settings, _)| **settings == instance.settings) {
            Some((_, names)) => names.push(name),
            None => alike.push((&instance.settings, vec![name])),
        }
    }
    for names in alike.into_iter().map(|(_, names)| names) {
        let cases: Vec<Case> = cases.iter().filter_map(|case| set_up(case, foreign, names.first()?)).collect();
        for case in unmet(suite, cases, jobs).await? {
            unsuited.entry(case).or_default().extend(names.iter().map(|name| (*name).clone()));
        }
    }
    Ok(unsuited)
}

/// The cases, by id, that the mock does not meet.
async fn unmet(suite: &Suite, cases: Vec<Case>, jobs: usize) -> Result<Vec<String>, CheckError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let (server, embedded) = Embedded::start(Config::default(), Deviations::new()).await?;
    let target = Target::Controlled(Arc::new(embedded));
    let played = play(Plan { cases: cases.clone(), ledgers: suite.ledgers.clone(), target, seed: 1, jobs }, Arc::new(Nobody)).await;
    server.shutdown().await;
    // The readings of silent points are the target's own, and no reason to leave a case out.
    let verdicts = judge_stranger(&cases, &suite.ledgers, &Snapshots::of(suite)?, &played?);
    let wrong = verdicts.cases.into_iter().filter(|case| matches!(case.verdict, Verdict::Fail | Verdict::Error));
    Ok(wrong.map(|case| case.case).collect())
}

/// The case on the mock set up as an instance is; nothing where it is not played there, or nothing is said of its settings.
fn set_up(case: &Case, foreign: &Foreign, instance: &str) -> Option<Case> {
    if missing_for(case, foreign).is_some() || !foreign.may_play(case, instance) {
        return None;
    }
    let instance = foreign.instances().get(instance)?;
    let mut set_up = case.clone();
    let mut differs = false;
    for given in Arc::make_mut(&mut set_up.instances).values_mut() {
        let settings = Foreign::settings_for(given, instance);
        differs |= given.settings != settings;
        given.settings = settings;
    }
    differs.then_some(set_up)
}
