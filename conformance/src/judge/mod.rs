//! Judges a transcript. Pure: the same cases, ledgers, snapshots and transcript give the same verdicts, whoever asks.
//!
//! Constants come from scenario and ledger alone, never from a provider's model.

use std::collections::BTreeMap;

use providers::Ledger;

use crate::scenario::Case;
use crate::snapshot::Snapshots;
use crate::transcript::{Play, Subject, Transcript};
use crate::verdict::{CaseVerdict, Verdict, Verdicts};

mod bench;
mod clauses;
pub(crate) mod ends;
mod excerpt;
mod memory;
pub(crate) mod refusal;
mod subjects;
mod together;

use bench::Bench;
pub(crate) use clauses::Checks;

/// Judges a transcript. A play whose case is not among the cases is left out.
#[must_use]
pub fn judge(cases: &[Case], ledgers: &BTreeMap<String, Ledger>, snapshots: &Snapshots, transcript: &Transcript) -> Verdicts {
    judge_by(clock_of(transcript), cases, ledgers, snapshots, transcript)
}

/// Judges a transcript as that of a stranger, whose readings of silent points are its own, but whose clock is known to be ours.
#[must_use]
pub fn judge_stranger(cases: &[Case], ledgers: &BTreeMap<String, Ledger>, snapshots: &Snapshots, transcript: &Transcript) -> Verdicts {
    let transcript = Transcript { subject: Subject::Foreign(String::new()), ..transcript.clone() };
    judge_by(Clock::Ours, cases, ledgers, snapshots, &transcript)
}

/// Judges one play of a run, which need not stand in its transcript.
#[must_use]
pub fn judge_play(case: &Case, ledger: &Ledger, snapshots: &Snapshots, run: &Transcript, play: &Play) -> CaseVerdict {
    Setting { case, ledger, snapshots, play, run, clock: clock_of(run) }.judge()
}

/// What the judge says of a run, of whose cases he has said it.
#[must_use]
pub fn conclude(ledgers: &BTreeMap<String, Ledger>, run: &Transcript, cases: Vec<CaseVerdict>) -> Verdicts {
    let checks = Checks::of(&cases);
    let clauses = ledgers.values().flat_map(|ledger| clauses::judge(ledger, &checks)).collect();
    Verdicts { subject: run.subject.clone(), seed: run.seed, scope: run.scope.clone(), cases, clauses, waivers: Vec::new() }
}

fn clock_of(run: &Transcript) -> Clock {
    if run.subject == Subject::Embedded { Clock::Ours } else { Clock::Its }
}

fn judge_by(clock: Clock, cases: &[Case], ledgers: &BTreeMap<String, Ledger>, snapshots: &Snapshots, run: &Transcript) -> Verdicts {
    let by_id: BTreeMap<&str, &Case> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let judged = run.plays.iter().filter_map(|play| {
        let case = *by_id.get(play.case.as_str())?;
        let ledger = ledgers.get(&case.provider)?;
        Some(Setting { case, ledger, snapshots, play, run, clock }.judge())
    });
    conclude(ledgers, run, judged.collect())
}

/// By whose clock a subject tells moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    /// That by which we time it.
    Ours,
    /// One of its own, which need not be right.
    Its,
}

/// All that one play is judged by.
#[derive(Clone, Copy)]
struct Setting<'a> {
    case: &'a Case,
    ledger: &'a Ledger,
    snapshots: &'a Snapshots,
    play: &'a Play,
    /// The run that it is of; its other plays are nothing to it.
    run: &'a Transcript,
    clock: Clock,
}

impl Setting<'_> {
    fn judge(self) -> CaseVerdict {
        let unjudged = CaseVerdict {
            case: self.case.id.clone(),
            title: self.case.title.clone(),
            provider: self.case.provider.clone(),
            end: self.play.end.clone(),
            start: self.play.start,
            verdict: Verdict::NotRun,
            checks: Bench::new(self).judge(),
        };
        unjudged.told_by_checks(&self.run.subject)
    }

    /// Whether the subject's readings of silent points are known.
    fn embedded(&self) -> bool {
        self.run.subject == Subject::Embedded
    }
}

impl CaseVerdict {
    /// The case, judged by its checks and by how its play ended.
    pub(crate) fn told_by_checks(self, subject: &Subject) -> Self {
        let made = self.checks.iter().map(|check| check.verdict);
        Self { verdict: Verdict::worst(made.chain(ends::verdict(&self.end, subject))), ..self }
    }
}

#[cfg(test)]
mod tests;
