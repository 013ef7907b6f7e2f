//! Judges each play as it ends, so that of most only the verdict has to be kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use conformance::judge::{conclude, judge_play};
use conformance::scenario::Case;
use conformance::snapshot::Snapshots;
use conformance::transcript::{Play, Transcript};
use conformance::verdict::{CaseVerdict, Verdict, Verdicts};
use providers::Ledger;

use super::record::Recorder;
use super::{CheckError, Run};

/// A run, and what was judged of it until now.
pub(super) struct Docket {
    /// Whose run it is, without a play.
    run: Transcript,
    ledgers: BTreeMap<String, Ledger>,
    snapshots: RwLock<Snapshots>,
    recorder: Option<Recorder>,
    kept: Kept,
    judged: Mutex<Vec<CaseVerdict>>,
    /// Why the first answer that could not be recorded was not.
    failed: Mutex<Option<CheckError>>,
}

/// Which plays are needed once they were judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// All: a report or a bundle tells of them.
    All,
    /// Those against which something stands: what fails of a property is made simpler.
    Open,
}

impl Docket {
    /// A run of which nothing was played yet, as far as its transcript says who is asked.
    ///
    /// # Errors
    /// A recorded answer cannot be read.
    pub(super) fn of(run: &Run<'_>, asked: Transcript) -> Result<Self, CheckError> {
        let (options, suite) = (run.options, run.suite);
        let kept = if options.evidence.is_wanted() || !options.reports.is_empty() { Kept::All } else { Kept::Open };
        Ok(Self {
            run: Transcript { scope: run.selected.scope.clone(), unsupported: options.unsupported(), ..asked },
            ledgers: suite.ledgers_of(&run.selected.cases),
            snapshots: RwLock::new(Snapshots::of(suite)?),
            recorder: Recorder::of(options, suite),
            kept,
            judged: Mutex::default(),
            failed: Mutex::default(),
        })
    }

    /// Records the play's answers where that is wanted, and judges it; gives it back where it is still needed.
    pub(super) fn judge(&self, case: &Case, play: Play) -> Option<Play> {
        self.record(case, &play);
        let verdict = self.verdict(case, &play)?;
        let needed = self.kept == Kept::All || !verdict.verdict.conforms();
        let verdict = if needed { verdict } else { without_words(verdict) };
        lock(&self.judged).push(verdict);
        needed.then_some(play)
    }

    fn record(&self, case: &Case, play: &Play) {
        let Some(recorder) = &self.recorder else { return };
        let mut snapshots = self.snapshots.write().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = recorder.record(case, play, &mut snapshots) {
            lock(&self.failed).get_or_insert(error);
        }
    }

    fn verdict(&self, case: &Case, play: &Play) -> Option<CaseVerdict> {
        let snapshots = self.snapshots.read().unwrap_or_else(PoisonError::into_inner);
        Some(judge_play(case, self.ledgers.get(&case.provider)?, &snapshots, &self.run, play))
    }

    /// The transcript of the run, and what the judge says of it: of what was played now, and of the plays of an earlier run that
    /// it goes on with.
    ///
    /// # Errors
    /// An answer could not be recorded.
    pub(super) fn concluded(&self, cases: &[Case], plays: Vec<Play>) -> Result<(Transcript, Verdicts), CheckError> {
        self.recorder.iter().for_each(Recorder::tell);
        if let Some(error) = lock(&self.failed).take() {
            return Err(error);
        }
        let mut verdicts = std::mem::take(&mut *lock(&self.judged));
        let judged: HashSet<&str> = verdicts.iter().map(|verdict| verdict.case.as_str()).collect();
        let played: HashMap<&str, &Play> = plays.iter().map(|play| (play.case.as_str(), play)).collect();
        let earlier = |case: &Case| self.verdict(case, played.get(case.id.as_str())?);
        let earlier: Vec<CaseVerdict> = cases.iter().filter(|case| !judged.contains(case.id.as_str())).filter_map(earlier).collect();
        verdicts.extend(earlier);
        let order: HashMap<&str, usize> = cases.iter().enumerate().map(|(at, case)| (case.id.as_str(), at)).collect();
        verdicts.sort_by_key(|verdict| order.get(verdict.case.as_str()));
        let verdicts = conclude(&self.ledgers, &self.run, verdicts);
        Ok((Transcript { plays, ..self.run.clone() }, verdicts))
    }
}

/// What the checks that passed expected and got is told in reports alone.
fn without_words(mut verdict: CaseVerdict) -> CaseVerdict {
    for check in verdict.checks.iter_mut().filter(|check| check.verdict == Verdict::Pass) {
        (check.expected, check.got) = Default::default();
    }
    verdict.checks.shrink_to_fit();
    verdict
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use conformance::play::{Plan, Watcher, begun, play};
    use conformance::suite::Suite;
    use conformance::target::Target;
    use mock_server::Config;

    use super::*;
    use crate::embedded::{Deviations, Embedded};

    struct Judging(Docket);

    impl Watcher for Judging {
        fn played(&self, _: &Case, _: &Play) {}
        fn kept(&self, case: &Case, play: Play) -> Option<Play> {
            self.0.judge(case, play)
        }
        fn stopped(&self) -> bool {
            false
        }
    }

    /// The cases about Hyper's grace period, played on a mock: those whose plays are kept, and the verdicts.
    async fn judged(suite: &Suite, kept: Kept, deviations: Deviations) -> (BTreeSet<String>, Verdicts) {
        let cases: Vec<Case> = suite.cases.iter().filter(|case| case.id.starts_with("hyper/grace/")).cloned().collect();
        let (server, embedded) = Embedded::start(Config::default(), deviations).await.unwrap();
        let (target, snapshots) = (Target::Controlled(Arc::new(embedded)), RwLock::new(Snapshots::of(suite).unwrap()));
        let (run, judged, failed, ledgers) = (begun(&target, 1), Mutex::default(), Mutex::default(), suite.ledgers.clone());
        let judging = Arc::new(Judging(Docket { run, ledgers: ledgers.clone(), snapshots, recorder: None, kept, judged, failed }));
        let plan = Plan { cases: cases.clone(), ledgers, target, seed: 1, jobs: 2 };
        let transcript = play(plan, judging.clone()).await.unwrap();
        server.shutdown().await;
        let kept = transcript.plays.iter().map(|play| play.case.clone()).collect();
        let (_, verdicts) = judging.0.concluded(&cases, transcript.plays).unwrap();
        assert_eq!(verdicts.cases.iter().map(|case| &case.case).collect::<Vec<_>>(), cases.iter().map(|case| &case.id).collect::<Vec<_>>());
        (kept, verdicts)
    }

    fn words(verdicts: &Verdicts) -> Vec<&str> {
        verdicts.checks().filter(|check| check.verdict == Verdict::Pass).map(|check| check.got.as_str()).collect()
    }

    #[tokio::test]
    async fn a_play_is_kept_where_something_stands_against_it_or_a_report_tells_of_it() {
        let suite = crate::suite::built_in().unwrap().suite;
        let deviating = || Deviations::from([("hyper".to_owned(), "grace-of-119-seconds".to_owned())]);
        let (none, clean) = judged(&suite, Kept::Open, Deviations::new()).await;
        assert_eq!(none, BTreeSet::new());
        assert!(!words(&clean).is_empty() && words(&clean).iter().all(|word| word.is_empty()));
        let (open, verdicts) = judged(&suite, Kept::Open, deviating()).await;
        let failed: BTreeSet<String> = verdicts.cases.iter().filter(|case| !case.verdict.conforms()).map(|case| case.case.clone()).collect();
        assert!(!failed.is_empty() && failed.len() < verdicts.cases.len(), "{failed:?}");
        assert_eq!(open, failed);
        let (all, told) = judged(&suite, Kept::All, deviating()).await;
        assert_eq!(all.len(), told.cases.len());
        assert!(words(&told).iter().all(|word| !word.is_empty()));
        assert_eq!(told.clauses, verdicts.clauses);
    }
}
