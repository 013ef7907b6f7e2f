//! `standin check`: asks a server the suite's questions and judges its answers.

mod again;
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
use conformance::transcript::Transcript;
use conformance::verdict::Verdicts;

pub(crate) use error::CheckError;
pub(crate) use options::Options;

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
    let cases = select::cases(options, &suite)?;
    options.agree(&suite, &cases)?;
    let pardon = Pardon::read(options, &suite)?;
    if options.list {
        print(&list(&cases))?;
        return Ok(if cases.is_empty() { Exit::Nothing } else { Exit::Success });
    }
    report::try_out(&options.reports)?;
    if cases.is_empty() {
        aside("no scenario was selected; `standin check --list` shows those that there are");
        let (scope, cases, clauses, waivers) = (Scope::default(), Vec::new(), Vec::new(), Vec::new());
        let nothing = Verdicts { subject: options.subject(), seed: options.seed, scope, cases, clauses, waivers };
        report::publish(&Outcome { options, suite: &suite, cases: &[], verdicts: &nothing, exit: Exit::Nothing }, |_| String::new())?;
        return Ok(Exit::Nothing);
    }
    let keeping = Keeping::prepared(options, &suite)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CheckError::Runtime)?;
    let progress = Arc::new(Progress::new(cases.len(), options.detail()));
    let (mut transcript, playing) = runtime.block_on(playing(options, &suite, &cases, &progress))?;
    options.put_scope(&mut transcript);
    let judged = judged(options, &suite, &cases, &transcript)?;
    // Evidence is what the transcript alone says; waivers are somebody's word, and lie over it.
    let kept = keeping.map_or(Ok(()), |keeping| keeping.write(&suite, &cases, &transcript, &judged));
    let verdicts = pardon.apply(judged);
    let exit = exit(&verdicts, &progress);
    let told = |paint| text(&verdicts, &suite.ledgers_of(&cases), playing, paint, options.detail());
    report::publish(&Outcome { options, suite: &suite, cases: &cases, verdicts: &verdicts, exit }, told)?;
    kept?;
    Ok(exit)
}

async fn playing(options: &Options, suite: &Suite, cases: &[Case], progress: &Arc<Progress>) -> Result<(Transcript, Duration), CheckError> {
    let (target, server) = target::open(options, suite, cases).await?;
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
