//! Goes through a case step by step and makes its checks.

use std::collections::BTreeMap;

use super::memory::Memory;
use super::subjects::Scene;
use super::{Setting, ends, excerpt, together};
use crate::expect::{Finding, Holds};
use crate::scenario::{ActOutcome, Expectation, PlacedStep, Step};
use crate::snapshot::parts::{self, Part as SnapshotPart};
use crate::snapshot::text;
use crate::spanned::{Span, Spanned};
use crate::timing;
use crate::transcript::{End, Event, Fault, Part, Place, What};
use crate::verdict::{Check, Evidence, Verdict};

/// RFC 9110 section 15.6.2.
const NOT_IMPLEMENTED: u16 = 501;

pub(super) struct Bench<'a> {
    setting: Setting<'a>,
    memory: Memory<'a>,
    /// The steps whose answers decide nothing, because of when they came, and why.
    undecided: BTreeMap<Place, String>,
    checks: Vec<Check>,
}

/// One step of a case: where its text stands, and where it stands in the case.
#[derive(Clone, Copy)]
struct Spot<'a> {
    placed: &'a PlacedStep,
    place: Place,
}

impl<'a> Bench<'a> {
    pub(super) fn new(setting: Setting<'a>) -> Self {
        let undecided = if setting.embedded() { BTreeMap::new() } else { timing::undecided(setting.case, setting.ledger, setting.play) };
        Self { setting, memory: Memory::new(setting.play), undecided, checks: Vec::new() }
    }

    pub(super) fn judge(mut self) -> Vec<Check> {
        let case = self.setting.case;
        for (part, steps) in [(Part::Steps, &case.steps), (Part::Finally, &case.finally)] {
            for (step, placed) in steps.iter().enumerate() {
                self.step(Spot { placed, place: Place { part, step, call: None } });
            }
        }
        self.broken_off();
        self.checks
    }

    /// A play that could not go on for want of an answer failed, even where nobody expected that answer.
    fn broken_off(&mut self) {
        let case = self.setting.case;
        let End::Broken { place, fault: Fault::Answer, why } = &self.setting.play.end else { return };
        let told = |check: &Check| check.clause.is_none() && matches!(check.verdict, Verdict::Fail | Verdict::Blocked) && check.evidence.is_some();
        let steps = if place.part == Part::Steps { &case.steps } else { &case.finally };
        let Some(placed) = steps.get(place.step).filter(|_| !self.checks.iter().any(told)) else { return };
        // What an answer lacks that came at a time which decides nothing may rightly be lacking.
        let holds = self.undecided.values().next().map_or(Holds::No, |why| Holds::Unknown(why.clone()));
        let finding = Finding::new(holds, "earlier answers hold what this step needs", why.clone());
        self.check(Spot { placed, place: *place }, None, None, placed.step.span, finding);
    }

    fn step(&mut self, spot: Spot<'a>) {
        let step = &spot.placed.step.value;
        match &step.together {
            Some(calls) => self.together(spot, calls),
            None => match self.event(spot.place) {
                Some(event) => self.happened(spot, step, event),
                None => self.unreached(spot, step),
            },
        }
    }

    fn event(&self, place: Place) -> Option<&'a Event> {
        self.setting.play.events.iter().find(|event| event.place == place)
    }

    fn happened(&mut self, spot: Spot<'a>, step: &'a Step, event: &'a Event) {
        self.expectations(spot, step, event);
        self.kept(spot, step, event);
        self.memory.learn(event);
    }

    fn expectations(&mut self, spot: Spot<'a>, step: &'a Step, event: &'a Event) {
        if let What::Acted { action, refused } = &event.what {
            self.acted(spot, step, event, action, refused.as_deref());
        }
        for expectation in &step.expect {
            for (clause, finding) in self.findings(expectation, event) {
                self.check(spot, Some(event), clause.as_deref(), expectation.span, finding);
            }
            if let Some(ahead) = self.scene(event).tells_ahead(&expectation.value) {
                self.memory.told_ahead(event.place, ahead);
            }
        }
    }

    /// What is found about an expectation; a snapshot has a finding for each of its parts.
    fn findings(&self, expectation: &'a Spanned<Expectation>, event: &'a Event) -> Vec<(Option<String>, Finding)> {
        let scene = self.scene(event);
        let own = &expectation.value;
        if let Some(name) = &own.snapshot {
            return self.snapshot(own, &name.value, event);
        }
        let clause = self.setting.case.clause(own.clause.as_deref());
        let finding = scene.decide(own, clause.and_then(|id| self.setting.ledger.clause(id)));
        vec![(clause.map(str::to_owned), finding)]
    }

    fn scene(&self, event: &'a Event) -> Scene<'a> {
        Scene { setting: self.setting, memory: self.memory.during(event), event }
    }

    /// Parts that no clause of their own governs belong to the expectation's, if it names one.
    fn snapshot(&self, expectation: &Expectation, name: &str, event: &Event) -> Vec<(Option<String>, Finding)> {
        let case = self.setting.case;
        let of_record = |body: &[u8]| serde_json::from_slice(body).ok();
        let of_answer = |body: &[u8]| providers::find(&case.provider).ok().and_then(|api| api.read(body));
        let (got, read): (String, parts::Read<'_>) = match &event.what {
            What::Exchanged(exchange) => (text::normalised(&exchange.answer), &of_answer),
            What::Inspected(record) => (text::of_record(record), &of_record),
            _ => return vec![(None, Finding::new(Holds::Fault("there is no answer to be recorded".to_owned()), "", ""))],
        };
        let exact = if self.setting.embedded() { parts::Exactness::Exact } else { parts::Exactness::ByKind };
        let recorded = self.setting.snapshots.get(&case.snapshot_path(name));
        let found = parts::compare(recorded, &got, &expectation.parts, &parts::Reading { read, exact });
        let rest = self.rest(expectation).map(str::to_owned);
        found.into_iter().map(|SnapshotPart { clause, finding }| (clause.or_else(|| rest.clone()), finding)).collect()
    }

    /// The clause of a snapshot's parts that have none of their own. Elsewhere they are only written down: a silent clause is
    /// observed by them, and no other is the less verified for it.
    fn rest(&self, expectation: &'a Expectation) -> Option<&'a str> {
        let own = expectation.clause.as_ref().map(|clause| clause.value.as_str())?;
        (self.setting.embedded() || self.silent(own)).then_some(own)
    }

    fn silent(&self, clause: &str) -> bool {
        self.setting.ledger.clause(clause).is_some_and(|clause| clause.level == providers::Level::Silent)
    }

    fn acted(&mut self, spot: Spot<'a>, step: &'a Step, event: &'a Event, action: &str, refused: Option<&str>) {
        let wanted = step.outcome.as_ref().map_or(ActOutcome::Done, |outcome| outcome.value);
        let expected = match wanted {
            ActOutcome::Done => format!("the action `{action}` is done"),
            ActOutcome::Refused => format!("the action `{action}` is refused"),
        };
        let holds = refused.is_some() == (wanted == ActOutcome::Refused);
        let got = refused.map_or_else(|| "it was done".to_owned(), |why| format!("it was refused: {why}"));
        let clause = step.outcome.as_deref().and_then(|_| self.setting.case.clause(step.clause.as_deref()));
        let meant = step.outcome.as_ref().map(|outcome| outcome.span).or(step.act.as_ref().map(|act| act.span));
        self.check(spot, Some(event), clause, meant.unwrap_or(spot.placed.step.span), Finding::new(holds, expected, got));
    }

    /// A value that is to be kept must be there; what cannot be kept belongs to the scenario alone.
    fn kept(&mut self, spot: Spot<'a>, step: &'a Step, event: &'a Event) {
        for (name, place) in &event.missing {
            let meant = step.keep.get(name).map_or(spot.placed.step.span, |keep| keep.span);
            let finding = Finding::new(false, format!("{place} is there, to be kept as `{name}`"), "nothing there");
            self.check(spot, Some(event), None, meant, finding);
            self.excuse(spot.place);
        }
    }

    fn together(&mut self, spot: Spot<'a>, calls: &'a [Spanned<Step>]) {
        let places = (0..calls.len()).map(|call| Place { call: Some(call), ..spot.place });
        let events: Vec<Option<&'a Event>> = places.clone().map(|place| self.event(place)).collect();
        let Some(events) = events.into_iter().collect::<Option<Vec<_>>>() else {
            places.zip(calls).for_each(|(place, call)| self.unreached(Spot { place, ..spot }, &call.value));
            return;
        };
        let all_hold = |call: &'a Spanned<Step>, event: &'a Event| {
            call.value.expect.iter().all(|one| self.findings(one, event).iter().all(|(_, finding)| finding.holds == Holds::Yes))
        };
        let holds: Vec<Vec<bool>> = calls.iter().map(|call| events.iter().map(|event| all_hold(call, event)).collect()).collect();
        let answers = together::assign(&holds);
        for ((place, call), answer) in places.clone().zip(calls).zip(answers) {
            self.expectations(Spot { place, ..spot }, &call.value, events[answer]);
        }
        for ((place, call), event) in places.zip(calls).zip(events) {
            self.kept(Spot { place, ..spot }, &call.value, event);
            self.memory.learn(event);
        }
    }

    /// What the target declares not to support yields nothing to keep: that is no failure, and the rest cannot be played.
    fn excuse(&mut self, place: Place) {
        let declared = self.checks.iter().any(|check| check.place == place && check.verdict == Verdict::Unsupported);
        if let (true, Some(check)) = (declared, self.checks.last_mut()) {
            check.verdict = Verdict::Blocked;
        }
    }

    /// The checks of a step that was never done.
    fn unreached(&mut self, spot: Spot<'a>, step: &'a Step) {
        let end = &self.setting.play.end;
        let (verdict, why) = (ends::verdict(end, &self.setting.run.subject).unwrap_or(Verdict::Error), ends::why(end));
        let case = self.setting.case;
        for expectation in &step.expect {
            let own = &expectation.value;
            let parts = own.parts.values().map(|clause| Some(clause.value.as_str())).chain([self.rest(own)]);
            let clauses: Vec<Option<&str>> = if own.snapshot.is_some() { parts.collect() } else { vec![case.clause(own.clause.as_deref())] };
            for clause in clauses {
                self.unmade(spot, clause, expectation.span, verdict, &why);
            }
        }
        if let Some(outcome) = &step.outcome {
            self.unmade(spot, case.clause(step.clause.as_deref()), outcome.span, verdict, &why);
        }
    }

    fn unmade(&mut self, spot: Spot<'a>, clause: Option<&str>, meant: Span, verdict: Verdict, why: &str) {
        let excerpt = if verdict == Verdict::Error { excerpt::of(spot.placed, meant) } else { Default::default() };
        let evidence = (verdict == Verdict::Error).then(|| Box::new(Evidence { excerpt, ..Evidence::default() }));
        let (clause, expected, got) = (clause.map(str::to_owned), String::new(), why.to_owned());
        self.checks.push(Check { place: spot.place, clause, verdict, expected, got, evidence });
    }

    fn check(&mut self, spot: Spot<'a>, event: Option<&Event>, clause: Option<&str>, meant: Span, finding: Finding) {
        let finding = self.as_timed(event, finding);
        let verdict = self.verdict(clause, &finding.holds, event);
        let got = match &finding.holds {
            Holds::Unknown(why) | Holds::Fault(why) if finding.got.is_empty() => why.clone(),
            Holds::Unknown(why) | Holds::Fault(why) => format!("{}; {why}", finding.got),
            _ => finding.got,
        };
        let request = || event.and_then(|event| if let What::Exchanged(exchange) = &event.what { Some(exchange.request.clone()) } else { None });
        let evidence = (verdict != Verdict::Pass).then(|| {
            Box::new(Evidence {
                excerpt: excerpt::of(spot.placed, meant),
                differences: finding.differences,
                diff: finding.diff,
                instance: event.map(|event| event.instance.clone()).unwrap_or_default(),
                request: request(),
            })
        });
        self.checks.push(Check { place: spot.place, clause: clause.map(str::to_owned), verdict, expected: finding.expected, got, evidence });
    }

    /// A finding about an answer that came at a time which decides nothing decides nothing.
    fn as_timed(&self, event: Option<&Event>, finding: Finding) -> Finding {
        match event.and_then(|event| self.undecided.get(&event.place)) {
            Some(why) if matches!(finding.holds, Holds::Yes | Holds::No) => Finding { holds: Holds::Unknown(why.clone()), ..finding },
            _ => finding,
        }
    }

    /// What a finding means under a clause: silence is never failed elsewhere, advice only warns, and what is declared not to be
    /// supported may be refused.
    fn verdict(&self, clause: Option<&str>, holds: &Holds, event: Option<&Event>) -> Verdict {
        let clause = clause.and_then(|id| self.setting.ledger.clause(id));
        let silent = clause.is_some_and(|clause| self.silent(&clause.id)) && !self.setting.embedded();
        match holds {
            Holds::Fault(_) => Verdict::Error,
            Holds::Seen => Verdict::Observed,
            _ if silent => Verdict::Observed,
            Holds::Yes => Verdict::Pass,
            Holds::Unknown(_) => Verdict::Inconclusive,
            Holds::No if clause.is_some_and(|clause| self.setting.run.unsupported.contains(&clause.id)) && self.refused(event) => {
                Verdict::Unsupported
            }
            Holds::No if clause.is_some_and(|clause| clause.advice) => Verdict::Warning,
            Holds::No => Verdict::Fail,
        }
    }

    /// Whether the target refused a call in a way in which a server may refuse what it does not do.
    fn refused(&self, event: Option<&Event>) -> bool {
        let Some(What::Exchanged(exchange)) = event.map(|event| &event.what) else { return false };
        let answer = &exchange.answer;
        answer.status == NOT_IMPLEMENTED || self.setting.ledger.refuses(answer.status, answer.read.as_ref())
    }
}
