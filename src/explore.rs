//! `standin explore`: plays words that chance makes beside the model, and shows the smallest that differs.

mod again;
mod error;
mod evidence;
mod finding;
mod keys;
mod options;
mod text;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use conformance::evidence::{Description, ExploredApi};
use conformance::explore::{Budget, Explored, Order, Reach, Silence, explore};
use conformance::play::Watcher;
use conformance::scenario::Case;
use conformance::suite::Suite;
use conformance::target::description::Described;
use conformance::target::{Foreign, Target};
use conformance::transcript::{Play, Subject};
use mock_server::Config;
use providers::{Api, CATALOGUE};

pub(crate) use again::again;
pub(crate) use error::ExploreError;
pub(crate) use keys::ModelKeys;
pub(crate) use options::Options;
pub(crate) use text::regions;

use crate::check::{described, description, deviations, open_foreign, subject};
use crate::embedded::{Deviations, Embedded};
use crate::exit::Exit;
use crate::print::{aside, print};
use crate::signals::Signals;
use crate::suite::chosen;
use evidence::Keeping;

/// Explores one API after another; the first difference of each ends its exploration.
///
/// # Errors
/// Wrong usage, a suite that cannot be read, or an error of our own; what a server does wrong is found and no error.
pub(crate) fn run(options: &Options) -> Result<Exit, ExploreError> {
    let suite = chosen(options.suite.as_deref())?;
    let described = described(&options.asked, &suite)?;
    let apis = options.apis(described.as_ref().map(|described| described.api.as_str()))?;
    let names = apis.iter().map(|api| api.name()).collect();
    let deviations = deviations(&options.asked, &names)?;
    finding::try_out(options)?;
    let mut keeping = Keeping::prepared(&options.evidence, options.errand())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ExploreError::Runtime)?;
    let interrupt = runtime.block_on(async { Interrupt::on_signals() }).map_err(ExploreError::Runtime)?;
    let subject = subject(&options.asked, described.as_ref())?;
    let mut run = Run { options, suite: &suite, described: described.as_ref(), deviations, interrupt, target: options.target(&apis, &subject, None) };
    let mut exit = Exit::Success;
    let mut results = Vec::new();
    let mut ended = Ok(());
    for (nth, api) in apis.iter().enumerate() {
        let begun = Instant::now();
        let explored = match runtime.block_on(run.explore(*api, options.reach(apis.len(), nth))) {
            Ok(explored) => explored,
            Err(error) => {
                ended = Err(error);
                break;
            }
        };
        let taken = begun.elapsed();
        // Evidence comes first: what was told is written down.
        let record = || (ExploredApi::of(*api, &suite, &explored), explored.lasted);
        let written = keeping.as_mut().map(|keeping| keeping.explored(&run.target, record())).transpose()?;
        if let Some(found) = &explored.found {
            exit = Exit::DoesNotConform;
            let file = finding::write(&options.findings, api.name(), options.seed, found)?;
            print(&text::found(*api, suite.ledgers.get(api.name()), options.seed, found, &file))?;
        }
        print(&text::explored(*api, &explored, taken))?;
        results.push((*api, explored));
        if let Some(written) = written.filter(|_| results.len() == apis.len()) {
            written.tell();
        }
    }
    if let (Some(keeping), Err(error)) = (&keeping, &ended)
        && let Some(written) = keeping.ended(&run.target, error)
    {
        written?.tell();
    }
    if let Some(path) = &options.json {
        finding::report(path, options.seed, &results)?;
    }
    ended.map(|()| exit)
}

/// Who is asked, and by what.
struct Run<'a> {
    options: &'a Options,
    suite: &'a Suite,
    described: Option<&'a Described>,
    deviations: Deviations,
    interrupt: Arc<Interrupt>,
    /// Who is asked, as evidence tells it.
    target: Description,
}

impl Run<'_> {
    /// Explores one API, on the target or on a mock of its own.
    async fn explore(&mut self, api: &'static dyn Api, reach: Reach) -> Result<Explored, ExploreError> {
        let cases: Vec<Case> = self.suite.questions().into_iter().filter(|case| case.provider == api.name()).collect();
        match open_foreign(&self.options.asked, self.suite, &cases, self.described).await? {
            Some(foreign) => {
                self.target = self.options.target(&[api], &self.target.subject, Some(&foreign));
                self.explore_target(api, Target::Foreign(Arc::new(foreign)), reach).await
            }
            None => {
                let (server, embedded) = Embedded::start(Config::default(), self.deviations.clone()).await?;
                let explored = self.explore_target(api, Target::Controlled(Arc::new(embedded)), reach).await;
                server.shutdown().await;
                explored
            }
        }
    }

    /// What a server's tokens became is written down, however it ends.
    async fn explore_target(&self, api: &'static dyn Api, target: Target, reach: Reach) -> Result<Explored, ExploreError> {
        let (options, keys) = (self.options, ModelKeys::default());
        let order = Order {
            api,
            ledgers: &self.suite.ledgers,
            silence: options.silence(),
            target: target.clone(),
            keys: &keys,
            seed: options.seed,
            reach,
            jobs: options.asked.jobs.get(),
            shrinking: options.shrinking(),
        };
        let explored = explore(&order, self.interrupt.clone()).await;
        if let Target::Foreign(foreign) = &target
            && let Err(error) = foreign.flush()
        {
            aside(&format!("the ledger cannot be written ({error}), and lacks the target's current tokens"));
        }
        Ok(explored?)
    }
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
        if self.asked.target.is_none() && !self.open_readings { Silence::Known } else { Silence::Open }
    }

    /// How far it goes.
    fn whole_reach(&self) -> Reach {
        match (self.word, self.exhaustive) {
            (Some(word), _) => Reach::Word(word),
            (None, true) => Reach::Exhaustive(self.depth),
            (None, false) => Reach::Steps(self.steps),
        }
    }

    /// How far it goes with one API: the steps are shared out among them.
    fn reach(&self, apis: usize, nth: usize) -> Reach {
        let apis = apis.max(1) as u64;
        match self.whole_reach() {
            Reach::Steps(steps) => Reach::Steps(steps / apis + u64::from((nth as u64) < steps % apis)),
            reach => reach,
        }
    }

    fn shrinking(&self) -> Budget {
        Budget { plays: self.shrink_plays, time: self.shrink_time }
    }

    /// Who is asked as these APIs, as evidence tells it.
    fn target(&self, apis: &[&'static dyn Api], subject: &Subject, foreign: Option<&Foreign>) -> Description {
        let target = description(&self.asked, apis.iter().map(|api| api.name().to_owned()).collect(), subject, foreign);
        match foreign {
            Some(_) => target.with_setting("max_wait_ms", u64::try_from(self.asked.max_wait.as_millis()).unwrap_or(u64::MAX)),
            None => target,
        }
    }
}

/// A time that is told of: a tenth of a second is as fine as anybody reads it.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
