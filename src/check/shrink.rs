//! What failed of a property is made simpler, told in short, and written down as a scenario that fails alike.

use std::sync::Arc;
use std::time::Instant;

use conformance::judge::judge;
use conformance::play::{Plan, Watcher, play};
use conformance::property::{Class, Draw, Outcome, Property, Shrinking, listed, written};
use conformance::report::Notes;
use conformance::scenario::Case;
use conformance::snapshot::Snapshots;
use conformance::target::Target;
use conformance::transcript::{End, Fault, Play, What};
use conformance::verdict::{CaseVerdict, Verdicts};

use super::progress::Progress;
use super::{CheckError, Run};
use crate::file::write_new;

/// Makes the first failure of each property simpler, and writes it down.
pub(super) async fn shrink(run: &Run<'_>, target: &Target, verdicts: &Verdicts, plays: &[Play], progress: &Arc<Progress>) -> Notes {
    let mut notes = Notes::new();
    if run.options.properties.shrink_calls == 0 {
        return notes;
    }
    for property in &run.suite.properties {
        let of_property = |case: &&CaseVerdict| run.suite.drawn(&case.case).is_some_and(|(known, _)| known.stem() == property.stem());
        let tells = |case: &&CaseVerdict| matches!(case.end, End::Finished | End::Broken { fault: Fault::Answer, .. });
        let failed = verdicts.cases.iter().filter(of_property).filter(tells).find_map(|case| Some((case, Class::of(case)?)));
        let Some((case, class)) = failed else { continue };
        let Some((_, draw)) = run.suite.drawn(&case.case) else { continue };
        let first = plays.iter().find(|play| play.case == case.case).map_or(0, calls);
        let search = Search { run, property, draw, class, target, deadline: Instant::now() + run.options.properties.shrink_time, progress };
        // The run has its verdicts, whatever becomes of this.
        let told = search.told(first).await.unwrap_or_else(|error| format!("  minimal   not found: {error}\n"));
        notes.insert(case.case.clone(), told);
    }
    notes
}

/// The search for the simplest values by which a case fails.
struct Search<'a> {
    run: &'a Run<'a>,
    property: &'a Property,
    draw: Draw,
    class: Class,
    target: &'a Target,
    deadline: Instant,
    progress: &'a Arc<Progress>,
}

/// How a search went.
struct Spent {
    plays: usize,
    calls: usize,
    /// Why it was not gone on with, where simpler values may be left.
    stopped: Option<String>,
}

/// How one play of the search ended.
enum Played {
    Out(Outcome),
    /// It tells nothing of the values.
    Nothing(String),
}

impl Search<'_> {
    async fn told(&self, first: usize) -> Result<String, CheckError> {
        let Some(mut shrinking) = Shrinking::of(self.property, self.draw) else { return Ok(String::new()) };
        let drawn = shrinking.simplest().clone();
        let spent = self.search(&mut shrinking, first).await?;
        let simplest = shrinking.simplest();
        let counted = |count: usize, what: &str| if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") };
        let mut how = format!("after {}, {}", counted(spent.plays, "more play"), counted(spent.calls, "call"));
        if let Some(why) = spent.stopped {
            how.push_str(&format!("; there may be a simpler one: {why}"));
        }
        let path = self.run.options.properties.failures.join(format!("{}-{}.yaml", self.property.stem(), self.draw));
        let file = match write_new(&path, &written(self.property, simplest)) {
            Ok(path) => path.display().to_string(),
            Err(error) => format!("nowhere: {}: {error}", path.display()),
        };
        Ok(format!("  drawn     {}\n  minimal   {}\n            {how}\n  written   {file}\n", listed(&drawn), listed(simplest)))
    }

    async fn search(&self, shrinking: &mut Shrinking, first: usize) -> Result<Spent, CheckError> {
        let options = &self.run.options.properties;
        let (mut spent, mut most) = (Spent { plays: 0, calls: 0, stopped: None }, first);
        while let Some(values) = shrinking.simpler() {
            let over = match () {
                () if self.progress.interrupted() => Some("it was interrupted"),
                () if spent.calls + most > options.shrink_calls => Some("more calls than `--shrink-calls` allows"),
                () if Instant::now() >= self.deadline => Some("it would take longer than `--shrink-time` allows"),
                () => None,
            };
            if let Some(why) = over {
                spent.stopped = Some(why.to_owned());
                break;
            }
            let (played, calls) = self.play(self.property.case_of(self.draw, &values)).await?;
            (spent.plays, spent.calls, most) = (spent.plays + 1, spent.calls + calls, most.max(calls));
            match played {
                Played::Out(outcome) => shrinking.tell(outcome),
                Played::Nothing(why) => {
                    spent.stopped = Some(why);
                    break;
                }
            }
        }
        Ok(spent)
    }

    async fn play(&self, case: Case) -> Result<(Played, usize), CheckError> {
        let (run, cases) = (self.run, vec![case]);
        let ledgers = run.suite.ledgers_of(&cases);
        let plan = Plan { cases: cases.clone(), ledgers: ledgers.clone(), target: self.target.clone(), seed: run.options.seed(), jobs: 1 };
        let watcher = Deadline { at: self.deadline, progress: self.progress.clone() };
        let mut transcript = play(plan, Arc::new(watcher)).await?;
        transcript.unsupported = run.options.unsupported();
        let mut verdicts = judge(&cases, &ledgers, &Snapshots::of(run.suite)?, &transcript);
        if let Some(described) = run.described {
            described.declared.set_aside(&mut verdicts);
        }
        let spent = transcript.plays.iter().map(calls).sum();
        let nothing = |why: &str| Ok((Played::Nothing(why.to_owned()), spent));
        match (verdicts.cases.first(), transcript.plays.first().map(|play| &play.end)) {
            (Some(case), Some(End::Finished | End::Broken { fault: Fault::Answer, .. })) => {
                let outcome = if self.class.is_of(case) { Outcome::Alike } else { Outcome::Otherwise };
                Ok((Played::Out(outcome), spent))
            }
            (_, Some(End::Broken { why, .. })) => nothing(&format!("a play could not go on: {why}")),
            (_, Some(End::NotRun { needs })) => nothing(&format!("a play needs {needs}")),
            _ => nothing("it was interrupted, or took longer than `--shrink-time` allows"),
        }
    }
}

fn calls(play: &Play) -> usize {
    play.events.iter().filter(|event| matches!(event.what, What::Exchanged(_))).count()
}

/// Lets no play go on beyond a moment.
struct Deadline {
    at: Instant,
    progress: Arc<Progress>,
}

impl Watcher for Deadline {
    fn played(&self, _: &Case, _: &Play) {}

    fn stopped(&self) -> bool {
        self.progress.interrupted() || Instant::now() >= self.at
    }
}
