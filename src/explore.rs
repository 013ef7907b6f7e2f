//! `standin explore`: plays words that chance makes beside the model, and shows the smallest that differs.

mod error;
mod finding;
mod keys;
mod options;
mod text;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use conformance::explore::{Budget, Explored, Order, Reach, Silence, explore};
use conformance::play::Watcher;
use conformance::scenario::Case;
use conformance::target::Target;
use conformance::transcript::Play;
use mock_server::Config;
use providers::{Api, CATALOGUE};

pub(crate) use error::ExploreError;
pub(crate) use keys::ModelKeys;
pub(crate) use options::Options;

use crate::embedded::{Deviations, Embedded};
use crate::exit::Exit;
use crate::print::{aside, print};
use crate::signals::Signals;
use crate::suite::chosen;

/// Explores one API after another; the first difference of each ends its exploration.
///
/// # Errors
/// Wrong usage, a suite that cannot be read, or an error of our own; what a server does wrong is found and no error.
pub(crate) fn run(options: &Options) -> Result<Exit, ExploreError> {
    let apis = options.apis()?;
    let deviations = options.deviations(&apis)?;
    let suite = chosen(options.suite.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ExploreError::Runtime)?;
    let mut exit = Exit::Success;
    let mut results = Vec::new();
    let keys = ModelKeys::default();
    for (nth, api) in apis.iter().enumerate() {
        let begun = Instant::now();
        let explored = runtime.block_on(async {
            let ledgers = &suite.ledgers;
            let (server, embedded) = Embedded::start(Config::default(), deviations.clone()).await?;
            let watcher = Interrupt::on_signals().map_err(ExploreError::Runtime)?;
            let order = Order {
                api: *api,
                ledgers,
                target: Target::Controlled(Arc::new(embedded)),
                keys: &keys,
                silence: options.silence(),
                seed: options.seed,
                reach: options.reach(apis.len(), nth),
                jobs: options.jobs.get(),
                shrinking: Budget { plays: options.shrink_plays, time: options.shrink_time.0 },
            };
            let explored = explore(&order, watcher).await;
            server.shutdown().await;
            Ok::<Explored, ExploreError>(explored?)
        })?;
        let taken = begun.elapsed();
        if let Some(found) = &explored.found {
            exit = Exit::DoesNotConform;
            let file = finding::write(&options.findings, api.name(), options.seed, found)?;
            print(&text::found(*api, suite.ledgers.get(api.name()), options.seed, found, &file))?;
        }
        print(&text::explored(*api, &explored, taken))?;
        results.push((*api, explored));
    }
    if let Some(path) = &options.json {
        finding::report(path, options.seed, &results)?;
    }
    Ok(exit)
}

/// The APIs of these names; all where there is none.
fn apis(names: &[String]) -> Result<Vec<&'static dyn Api>, providers::UnknownApi> {
    match names {
        [] => Ok(CATALOGUE.to_vec()),
        names => names.iter().map(|name| providers::find(name)).collect(),
    }
}

/// Ends an exploration on SIGINT or SIGTERM, and the process on the second.
struct Interrupt(AtomicBool);

impl Interrupt {
    fn on_signals() -> std::io::Result<Arc<Self>> {
        let (mut signals, interrupt) = (Signals::catch()?, Arc::new(Self(AtomicBool::new(false))));
        let watched = interrupt.clone();
        tokio::spawn(async move {
            loop {
                signals.next().await;
                if watched.0.swap(true, Ordering::Relaxed) {
                    std::process::exit(Exit::Interrupted as i32);
                }
                aside("interrupted; what is under way is finished, again to end at once");
            }
        });
        Ok(interrupt)
    }
}

impl Watcher for Interrupt {
    fn played(&self, _: &Case, _: &Play) {}

    fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Options {
    /// Of the mock it is known how it reads silent points, as long as nobody says otherwise.
    fn silence(&self) -> Silence {
        if self.open_readings { Silence::Open } else { Silence::Known }
    }

    /// How far it goes: the steps are shared out among the APIs.
    fn reach(&self, apis: usize, nth: usize) -> Reach {
        let apis = apis.max(1) as u64;
        match (self.word, self.exhaustive) {
            (Some(word), _) => Reach::Word(word),
            (None, true) => Reach::Exhaustive(self.depth),
            (None, false) => Reach::Steps(self.steps / apis + u64::from((nth as u64) < self.steps % apis)),
        }
    }

    /// The deviations of the mock, each of an API that is explored.
    fn deviations(&self, apis: &[&'static dyn Api]) -> Result<Deviations, ExploreError> {
        let mut deviations = Deviations::new();
        for text in &self.deviations {
            let (api, name) = text.split_once('=').ok_or_else(|| ExploreError::Usage(format!("--deviation takes API=NAME, not `{text}`")))?;
            let found = providers::find(api)?;
            found.configure(&serde_json::Map::new(), Some(name)).map_err(|error| ExploreError::Usage(error.to_string()))?;
            if apis.iter().all(|explored| explored.name() != api) {
                return Err(ExploreError::Usage(format!("`{api}` is not explored, so its deviation `{name}` cannot be seen")));
            }
            deviations.insert(api.to_owned(), name.to_owned());
        }
        Ok(deviations)
    }
}

/// A time that is told of: a tenth of a second is as fine as anybody reads it.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
