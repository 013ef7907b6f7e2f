//! `standin strength`: measures what the suite catches, by asking servers that are wrong in a known way.
//!
//! A server is one of the catalogue's deviations, a server that knows nothing, or the clean mock with silent points read otherwise.

mod error;
mod null;
mod options;
mod questions;
mod result;
mod silence;
mod table;

use std::sync::Arc;
use std::time::Instant;

use conformance::report::Detail;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

pub(crate) use error::StrengthError;
pub(crate) use options::Options;

use crate::exit::Exit;
use crate::file::{Readers, replace, try_out};
use crate::print::{aside, print};
use crate::signals::Signals;
use crate::suite::chosen;
use questions::Questions;
use result::{Outcome, Strength};

/// So many threads remain for servers while each exploration keeps one.
const THREADS: usize = 4;

/// Asks every server, and says whether the bars are held.
///
/// # Errors
/// Wrong usage, a suite that cannot be read, or an error of our own.
pub(crate) fn run(options: &Options) -> Result<Exit, StrengthError> {
    let suite = chosen(options.suite.as_deref())?;
    for path in options.markdown.iter().chain(&options.json) {
        try_out(path).map_err(|error| StrengthError::File { path: path.clone(), error })?;
    }
    let questions = Arc::new(Questions::of(suite, options)?);
    // An exploration that thinks keeps its thread; the servers of the others need some to answer on.
    let threads = THREADS + options.jobs.get();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build().map_err(StrengthError::Runtime)?;
    let begun = Instant::now();
    let outcomes = runtime.block_on(async {
        let mut signals = Signals::catch().map_err(StrengthError::Runtime)?;
        tokio::select! {
            outcomes = ask_all(questions.clone(), options) => outcomes,
            () = signals.next() => Err(StrengthError::Interrupted),
        }
    })?;
    let strength = Strength::of(&questions, outcomes, begun.elapsed());
    print(&table::text(&strength, if options.quiet { Detail::Brief } else { Detail::Full }))?;
    if let Some(path) = &options.markdown {
        let page = table::page(&strength, &questions);
        replace(path, page.as_bytes(), Readers::Any).map_err(|error| StrengthError::File { path: path.clone(), error })?;
    }
    if let Some(path) = &options.json {
        let text = format!("{:#}\n", strength.value());
        replace(path, text.as_bytes(), Readers::Any).map_err(|error| StrengthError::File { path: path.clone(), error })?;
    }
    Ok(if strength.holds() { Exit::Success } else { Exit::DoesNotConform })
}

/// Asks all servers, some at once; the outcomes are in the order of the servers.
async fn ask_all(questions: Arc<Questions>, options: &Options) -> Result<Vec<Outcome>, StrengthError> {
    let servers = questions.servers(options);
    let (all, permits) = (servers.len(), Arc::new(Semaphore::new(options.jobs.get())));
    let mut asking = JoinSet::new();
    for (nth, server) in servers.into_iter().enumerate() {
        let (questions, permits) = (questions.clone(), permits.clone());
        asking.spawn(async move {
            let _permit = permits.acquire_owned().await;
            (nth, questions.ask(server).await)
        });
    }
    let mut outcomes = Vec::with_capacity(all);
    let mut told = Instant::now();
    while let Some(asked) = asking.join_next().await {
        let (nth, outcome) = asked.map_err(|error| StrengthError::Lost(error.to_string()))?;
        outcomes.push((nth, outcome?));
        if told.elapsed().as_secs() >= 10 && !options.quiet {
            told = Instant::now();
            aside(&format!("{} of {all} servers asked", outcomes.len()));
        }
    }
    outcomes.sort_by_key(|(nth, _)| *nth);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}
