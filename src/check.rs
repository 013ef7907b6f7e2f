//! `standin check`: asks a server the suite's questions and judges its answers.

mod before;
mod error;
mod options;
mod progress;
mod record;
mod select;
mod target;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use conformance::judge::judge;
use conformance::play::{Plan, play};
use conformance::report;
use conformance::scenario::Case;
use conformance::snapshot::Snapshots;
use conformance::suite::Suite;
use conformance::target::description::Described;
use conformance::target::{Foreign, Target};
use conformance::transcript::Transcript;
use conformance::verdict::{Conclusion, Verdicts};
use mock_server::Server;
use providers::Ledger;

pub(crate) use error::CheckError;
pub(crate) use options::Options;
pub(crate) use target::{FileError, read_file};

use crate::exit::Exit;
use crate::print::{aside, paint, print};
use progress::Progress;

/// Plays, judges and reports.
///
/// # Errors
/// Wrong usage, a suite or scenario that cannot be read, or an error of our own; what a server does wrong is no error.
pub(crate) fn run(options: &Options) -> Result<Exit, CheckError> {
    let suite = select::suite(options)?;
    let described = target::described(options, &suite)?;
    let cases = select::cases(options, &suite, described.as_ref().map(|described| described.api.as_str()))?;
    options.agree(&suite, &cases, described.as_ref())?;
    if options.list {
        print(&report::list(&cases))?;
        return Ok(if cases.is_empty() { Exit::Nothing } else { Exit::Success });
    }
    if cases.is_empty() {
        aside("no scenario was selected; `standin check --list` shows those that there are");
        return Ok(Exit::Nothing);
    }
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
    let (transcript, playing) = runtime.block_on(playing(options, &suite, &cases, target, server, &progress))?;
    let mut verdicts = judged(options, &suite, &cases, &transcript)?;
    if let Some(described) = &described {
        described.declared.observe(&mut verdicts);
    }
    print(&report::text(&verdicts, &used(&suite, &cases), playing, paint(), options.detail()))?;
    let exit = exit(&verdicts, &progress);
    Ok(foreign.map_or(exit, |foreign| after(&foreign, described.as_ref(), exit)))
}

/// How a run against a target ends, whose tokens may be lost.
fn after(foreign: &Foreign, described: Option<&Described>, exit: Exit) -> Exit {
    if let Err(error) = foreign.flush() {
        aside(&format!("the ledger cannot be written ({error}), and lacks the target's current tokens; the next run asks for new ones first"));
    }
    target::doubts_after(foreign, described).iter().for_each(|doubt| aside(doubt));
    match exit {
        Exit::Success if target::has_lost(foreign) => Exit::Incomplete,
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
    Ok(judge(cases, &used(suite, cases), &snapshots, transcript))
}

/// The ledgers that the cases are judged by.
fn used(suite: &Suite, cases: &[Case]) -> BTreeMap<String, Ledger> {
    let is_used = |provider: &String| cases.iter().any(|case| case.provider == *provider);
    suite.ledgers.iter().filter(|(provider, _)| is_used(provider)).map(|(provider, ledger)| (provider.clone(), ledger.clone())).collect()
}

fn exit(verdicts: &Verdicts, progress: &Progress) -> Exit {
    if progress.interrupted() {
        return Exit::Interrupted;
    }
    match verdicts.conclusion() {
        Conclusion::Conforms => Exit::Success,
        Conclusion::DoesNot => Exit::DoesNotConform,
        Conclusion::Unreachable => Exit::Unreachable,
        Conclusion::Interrupted => Exit::Interrupted,
        Conclusion::Incomplete => Exit::Incomplete,
        Conclusion::Nothing => Exit::Nothing,
        Conclusion::Broken => Exit::Internal,
    }
}
