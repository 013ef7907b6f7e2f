//! `standin check`: asks a server the suite's questions and judges its answers.

mod again;
mod before;
mod docket;
mod error;
mod evidence;
mod options;
mod progress;
mod properties;
mod record;
mod report;
mod rerun;
mod resume;
mod scope;
mod select;
mod shrink;
mod target;
mod waivers;

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use conformance::diagnostic::Paint;
use conformance::evidence::Description;
use conformance::play::{Plan, begun, play};
use conformance::report::{Notes, list, text_with};
use conformance::scope::Scope;
use conformance::suite::Suite;
use conformance::target::description::Described;
use conformance::target::{Foreign, Target};
use conformance::transcript::{Play, Subject, Transcript};
use conformance::verdict::Verdicts;
use mock_server::Server;
use tokio::runtime::{Builder, Runtime};

pub(crate) use error::CheckError;
pub(crate) use evidence::{EvidenceOptions, Keeping, described as description, platform};
pub(crate) use options::Options;
pub(crate) use report::{Outcome, Wanted, publish, try_out};
pub(crate) use target::{Asked, FileError, described, deviations, open_foreign, read_file, span, subject};
pub(crate) use waivers::{Pardon, Waiving};

use crate::exit::Exit;
use crate::print::{aside, print};
use docket::Docket;
use progress::Progress;
use resume::{Book, Writing};
use select::Selected;

/// Plays, judges and reports.
///
/// # Errors
/// Wrong usage, a suite or scenario that cannot be read, or an error of our own; what a server does wrong is no error.
pub(crate) fn run(options: &Options) -> Result<Exit, CheckError> {
    let suite = select::suite(options)?;
    let described = target::described(&options.asked, &suite)?;
    let selected = select::selected(options, &suite, described.as_ref().map(|described| described.api.as_str()))?;
    options.agree(&suite, &selected.cases, described.as_ref())?;
    let subject = target::subject(&options.asked, described.as_ref())?;
    let pardon = Pardon::read(&options.waiving, &suite)?;
    if options.list {
        print(&list(&selected.cases))?;
        return Ok(if selected.cases.is_empty() { Exit::Nothing } else { Exit::Success });
    }
    report::try_out(&options.reports)?;
    if selected.cases.is_empty() {
        return nothing(options, &suite, subject, &selected.none);
    }
    let keeping = Keeping::prepared(&options.evidence, &suite)?;
    let opened = options.recording.open()?;
    let runtime = runtime(options).map_err(CheckError::Runtime)?;
    let (target, server) = runtime.block_on(target::open(&options.asked, &suite, &selected.cases, described.as_ref()))?;
    let foreign = if let Target::Foreign(foreign) = &target { Some(foreign.clone()) } else { None };
    let run = Run { options, suite: &suite, selected: &selected, described: described.as_ref(), foreign: foreign.as_deref() };
    let docket = Arc::new(Docket::of(&run, begun(&target, options.seed()))?);
    let missing = opened.as_ref().map_or_else(|| selected.cases.clone(), |opened| opened.missing(&selected.cases));
    let book = opened.map(|opened| opened.begin(&resume::head(&run, &subject)?)).transpose()?.map(Arc::new);
    if let Some(foreign) = run.foreign {
        let forecast = before::tell(options, &missing, foreign, &suite, run.described)?;
        if options.rehearsal.dry_run {
            return Ok(if forecast.is_some_and(|forecast| forecast.played > 0) { Exit::Success } else { Exit::Nothing });
        }
    }
    let progress = Arc::new(Progress::new(missing.len(), options.detail()));
    let plan = Plan { cases: missing, ledgers: suite.ledgers.clone(), target: target.clone(), seed: options.seed(), jobs: options.asked.jobs.get() };
    let writing = Arc::new(Writing { progress, docket: docket.clone(), book: book.clone(), clock: options.properties.clock() });
    let played = runtime.block_on(playing(plan, writing.clone()));
    let (time, (transcript, mut judged)) = match played.and_then(|(plays, time)| Ok((time, run.judged(plays, &docket, book.as_deref())?))) {
        Ok(judged) => judged,
        Err(error) => {
            run.after(Exit::Internal);
            return Err(error);
        }
    };
    // Evidence is what the transcript alone says; declarations and waivers are somebody's word, and lie over it.
    let kept = keeping.map_or(Ok(()), |keeping| keeping.write(&suite, (run.description(&transcript.subject), &platform()), &transcript, &judged));
    if let Some(described) = run.described {
        described.declared.set_aside(&mut judged);
    }
    let verdicts = pardon.apply(judged);
    let notes = runtime.block_on(run.shrunk(&target, server, &verdicts, (&transcript.plays, &writing.progress)));
    let exit = run.after(exit(&verdicts, &writing.progress));
    let told = |paint| text_with(&notes, &verdicts, &suite.ledgers_of(&selected.cases), time, (paint, options.detail()));
    run.publish(&verdicts, &transcript.plays, exit, told)?;
    kept?;
    book.map_or(Ok(()), |book| book.closed())?;
    Ok(exit)
}

/// The mock in the same process has all cores. What a target takes is its own and the network's time, and one thread has enough to
/// do to call thousands of times a second: with more of them each step of a play would wake another core.
fn runtime(options: &Options) -> io::Result<Runtime> {
    let mut builder = match options.asked.target {
        None => Builder::new_multi_thread(),
        Some(_) => Builder::new_current_thread(),
    };
    builder.enable_all().build()
}

/// How a run ends that has nothing to ask.
fn nothing(options: &Options, suite: &Suite, subject: Subject, why: &str) -> Result<Exit, CheckError> {
    aside(why);
    let (scope, cases, clauses, waivers) = (Scope::default(), Vec::new(), Vec::new(), Vec::new());
    let verdicts = Verdicts { subject, seed: options.seed(), scope, cases, clauses, waivers };
    let again = options.again(suite);
    let outcome = Outcome { reports: &options.reports, again: &again, suite, cases: &[], plays: &[], verdicts: &verdicts, exit: Exit::Nothing };
    report::publish(&outcome, |_| String::new())?;
    Ok(Exit::Nothing)
}

/// A run: what is asked, and who.
struct Run<'a> {
    options: &'a Options,
    suite: &'a Suite,
    selected: &'a Selected,
    described: Option<&'a Described>,
    foreign: Option<&'a Foreign>,
}

impl Run<'_> {
    /// The transcript of the whole run, as far as it is still needed, and the verdicts on it.
    fn judged(&self, played: Vec<Play>, docket: &Docket, book: Option<&Book>) -> Result<(Transcript, Verdicts), CheckError> {
        let plays = match book {
            None => played,
            Some(book) => book.completed_by(played),
        };
        docket.concluded(&self.selected.cases, plays)
    }

    /// Who is asked, as evidence tells it.
    fn description(&self, subject: &Subject) -> Description {
        let apis = self.suite.ledgers_of(&self.selected.cases).into_keys().collect();
        evidence::described(&self.options.asked, apis, subject, self.foreign)
    }

    /// What failed of properties, made simpler, before the mock that was asked ends.
    async fn shrunk(&self, target: &Target, server: Option<Server>, verdicts: &Verdicts, (plays, progress): (&[Play], &Arc<Progress>)) -> Notes {
        let notes = shrink::shrink(self, target, verdicts, plays, progress).await;
        if let Some(server) = server {
            server.shutdown().await;
        }
        notes
    }

    /// How the run ends: where it is one against a target, its tokens may be lost.
    fn after(&self, exit: Exit) -> Exit {
        let Some(foreign) = self.foreign else { return exit };
        let flushed = foreign.flush();
        if let Err(error) = &flushed {
            aside(&format!("the ledger cannot be written ({error}), and lacks the target's current tokens; the next run asks for new ones first"));
        }
        target::doubts_after(foreign, self.described).iter().for_each(|doubt| aside(doubt));
        let changed = target::changed_after(foreign);
        changed.iter().for_each(|told| aside(told));
        match exit {
            Exit::Success if flushed.is_err() || target::has_lost(foreign) || !changed.is_empty() => Exit::Incomplete,
            exit => exit,
        }
    }

    fn publish(&self, verdicts: &Verdicts, plays: &[Play], exit: Exit, told: impl FnOnce(Paint) -> String) -> Result<(), CheckError> {
        let again = self.options.again(self.suite);
        let (reports, cases) = (&self.options.reports, &self.selected.cases);
        report::publish(&Outcome { reports, again: &again, suite: self.suite, cases, plays, verdicts, exit }, told)
    }
}

async fn playing(plan: Plan, writing: Arc<Writing>) -> Result<(Vec<Play>, Duration), CheckError> {
    writing.progress.stop_on_signals().map_err(CheckError::Runtime)?;
    let begun = Instant::now();
    let transcript = play(plan, writing.clone()).await;
    let playing = begun.elapsed();
    writing.progress.done();
    Ok((transcript?.plays, playing))
}

fn exit(verdicts: &Verdicts, progress: &Progress) -> Exit {
    if progress.interrupted() {
        return Exit::Interrupted;
    }
    Exit::of(verdicts.conclusion())
}
