//! Judges a transcript. Pure: the same cases, ledgers, snapshots and transcript give the same verdicts, whoever asks.
//!
//! Constants come from scenario and ledger alone, never from a provider's model.

use std::collections::{BTreeMap, BTreeSet};

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

/// Judges a transcript. A play whose case is not among the cases is left out.
#[must_use]
pub fn judge(cases: &[Case], ledgers: &BTreeMap<String, Ledger>, snapshots: &Snapshots, transcript: &Transcript) -> Verdicts {
    let clock = if transcript.subject == Subject::Embedded { Clock::Ours } else { Clock::Its };
    judge_by(clock, cases, ledgers, snapshots, transcript)
}

/// Judges a transcript as that of a stranger, whose readings of silent points are its own, but whose clock is known to be ours.
#[must_use]
pub fn judge_stranger(cases: &[Case], ledgers: &BTreeMap<String, Ledger>, snapshots: &Snapshots, transcript: &Transcript) -> Verdicts {
    let transcript = Transcript { subject: Subject::Foreign(String::new()), ..transcript.clone() };
    judge_by(Clock::Ours, cases, ledgers, snapshots, &transcript)
}

fn judge_by(clock: Clock, cases: &[Case], ledgers: &BTreeMap<String, Ledger>, snapshots: &Snapshots, transcript: &Transcript) -> Verdicts {
    let by_id: BTreeMap<&str, &Case> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let judged = transcript.plays.iter().filter_map(|play| {
        let case = *by_id.get(play.case.as_str())?;
        let ledger = ledgers.get(&case.provider)?;
        let (subject, unsupported) = (&transcript.subject, &transcript.unsupported);
        let setting = Setting { case, ledger, snapshots, play, subject, clock, unsupported, facts: transcript.facts };
        Some(setting.judge())
    });
    let cases: Vec<CaseVerdict> = judged.collect();
    let clauses = ledgers.values().flat_map(|ledger| clauses::judge(ledger, &cases)).collect();
    Verdicts { subject: transcript.subject.clone(), seed: transcript.seed, scope: transcript.scope.clone(), cases, clauses, waivers: Vec::new() }
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
    subject: &'a Subject,
    clock: Clock,
    /// The clauses that the target declares not to support.
    unsupported: &'a BTreeSet<String>,
    /// The version of the facts about named values.
    facts: u32,
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
        unjudged.told_by_checks(self.subject)
    }

    /// Whether the subject's readings of silent points are known.
    fn embedded(&self) -> bool {
        *self.subject == Subject::Embedded
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
