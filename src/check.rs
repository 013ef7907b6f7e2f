//! `standin check`: asks a server the suite's questions and judges its answers.

mod again;
mod before;
mod error;
mod evidence;
mod options;
mod progress;
mod record;
mod report;
mod scope;
mod select;
mod target;
mod waivers;

use std::sync::Arc;
use std::time::{Duration, Instant};

use conformance::judge::judge;
use conformance::play::{Plan, play};
use conformance::report::{list, text};
use conformance::scenario::Case;
use conformance::scope::Scope;
use conformance::snapshot::Snapshots;
use conformance::suite::Suite;
use conformance::target::description::Described;
use conformance::target::{Foreign, Target};
use conformance::transcript::Transcript;
use conformance::verdict::Verdicts;
use mock_server::Server;

pub(crate) use error::CheckError;
pub(crate) use options::Options;
pub(crate) use target::{FileError, read_file};

use crate::exit::Exit;
use crate::print::{aside, print};
use evidence::Keeping;
use progress::Progress;
use report::Outcome;
use waivers::Pardon;

/// Plays, judges and reports.
///
/// # Errors
/// Wrong usage, a suite or scenario that cannot be read, or an error of our own; what a server does wrong is no error.
pub(crate) fn run(options: &Options) -> Result<Exit, CheckError> {
    let suite = select::suite(options)?;
    let described = target::described(options, &suite)?;
    let cases = select::cases(options, &suite, described.as_ref().map(|described| described.api.as_str()))?;
    options.agree(&suite, &cases, described.as_ref())?;
    let subject = target::subject(options, described.as_ref())?;
    let pardon = Pardon::read(options, &suite)?;
    if options.list {
        print(&list(&cases))?;
        return Ok(if cases.is_empty() { Exit::Nothing } else { Exit::Success });
    }
    report::try_out(&options.reports)?;
    if cases.is_empty() {
        aside("no scenario was selected; `standin check --list` shows those that there are");
        let (scope, cases, clauses, waivers) = (Scope::default(), Vec::new(), Vec::new(), Vec::new());
        let nothing = Verdicts { subject, seed: options.seed, scope, cases, clauses, waivers };
        report::publish(&Outcome { options, suite: &suite, cases: &[], verdicts: &nothing, exit: Exit::Nothing }, |_| String::new())?;
        return Ok(Exit::Nothing);
    }
    let keeping = Keeping::prepared(options, &suite)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CheckError::Runtime)?;
    let (target, server) = runtime.block_on(target::open(options, &suite, &cases, described.as_ref()))?;
    let foreign = if let Target::Foreign(foreign) = &target { Some(foreign.clone()) } else { None };
    if let Some(foreign) = &foreign {
        let forecast = before::tell(options, &cases, foreign, &suite, described.as_ref())?;
        if options.run.dry_run {
            return Ok(if forecast.played == 0 { Exit::Nothing } else { Exit::Success });
        }
    }
    let progress = Arc::new(Progress::new(cases.len(), options.detail()));
    let played = runtime.block_on(playing(options, &suite, &cases, target, server, &progress));
    let judged = played.and_then(|(mut transcript, playing)| {
        options.put_scope(&mut transcript);
        let judged = judged(options, &suite, &cases, &transcript)?;
        Ok((transcript, playing, judged))
    });
    let (transcript, playing, mut judged) = judged.inspect_err(|_| {
        if let Some(foreign) = &foreign {
            after(foreign, described.as_ref(), Exit::Internal);
        }
    })?;
    // Evidence is what the transcript alone says; declarations and waivers are somebody's word, and lie over it.
    let kept = keeping.map_or(Ok(()), |keeping| {
        let target = keeping.described(&suite, &cases, &transcript.subject, foreign.as_deref());
        keeping.write(&suite, target, &transcript, &judged)
    });
    if let Some(described) = &described {
        described.declared.set_aside(&mut judged);
    }
    let verdicts = pardon.apply(judged);
    let exit = exit(&verdicts, &progress);
    let exit = foreign.map_or(exit, |foreign| after(&foreign, described.as_ref(), exit));
    let told = |paint| text(&verdicts, &suite.ledgers_of(&cases), playing, paint, options.detail());
    report::publish(&Outcome { options, suite: &suite, cases: &cases, verdicts: &verdicts, exit }, told)?;
    kept?;
    Ok(exit)
}

/// How a run against a target ends, whose tokens may be lost.
fn after(foreign: &Foreign, described: Option<&Described>, exit: Exit) -> Exit {
    let flushed = foreign.flush();
    if let Err(error) = &flushed {
        aside(&format!("the ledger cannot be written ({error}), and lacks the target's current tokens; the next run asks for new ones first"));
    }
    target::doubts_after(foreign, described).iter().for_each(|doubt| aside(doubt));
    let changed = target::changed_after(foreign);
    changed.iter().for_each(|told| aside(told));
    match exit {
        Exit::Success if flushed.is_err() || target::has_lost(foreign) || !changed.is_empty() => Exit::Incomplete,
        exit => exit,
    }
}

async fn playing(
    options: &Options,
    suite: &Suite,
    cases: &[Case],
    target: Target,
    server: Option<Server>,
    progress: &Arc<Progress>,
) -> Result<(Transcript, Duration), CheckError> {
    progress.stop_on_signals().map_err(CheckError::Runtime)?;
    let begun = Instant::now();
    let plan = Plan { cases: cases.to_vec(), ledgers: suite.ledgers.clone(), target, seed: options.seed, jobs: options.jobs.get() };
    let transcript = play(plan, progress.clone()).await;
    let playing = begun.elapsed();
    progress.done();
    if let Some(server) = server {
        server.shutdown().await;
    }
    Ok((transcript?, playing))
}

/// The verdicts, once new answers are recorded where that is wanted.
fn judged(options: &Options, suite: &Suite, cases: &[Case], transcript: &Transcript) -> Result<Verdicts, CheckError> {
    let mut snapshots = Snapshots::of(suite)?;
    record::record(options, suite, cases, transcript, &mut snapshots)?;
    Ok(judge(cases, &suite.ledgers_of(cases), &snapshots, transcript))
}

fn exit(verdicts: &Verdicts, progress: &Progress) -> Exit {
    if progress.interrupted() {
        return Exit::Interrupted;
    }
    Exit::of(verdicts.conclusion())
}
