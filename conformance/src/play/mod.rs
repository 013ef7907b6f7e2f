//! Plays cases against a target and writes down what happened.
//!
//! Playing judges nothing. The order of plays in the transcript is the order of the cases, however many run at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use providers::Ledger;
use providers::naming::FACTS_VERSION;
use tokio::task::JoinSet;

use crate::scenario::Case;
use crate::scope::Scope;
use crate::target::{Connection, ControlError, Target, WorldOrder};
use crate::transcript::{self, End, Fault, Interval, Part, Place, Play, Subject, Transcript};

mod attention;
mod capture;
mod fill;
mod foreign;
mod forge;
mod keep;
mod model;
mod names;
mod preparation;
mod renewal;
mod request;
mod session;
mod stage;

use attention::{Attention, Contact};
use capture::Capture;
pub(crate) use capture::HTTP_DATE;
pub(crate) use fill::Stop;
#[cfg(test)]
pub(crate) use forge::signed_by_another_key;
pub use model::Keys;
pub(crate) use model::{Model, Studio};
use session::{Beginning, Session};
use stage::Stage;

/// Where the clock of every world stands at first: each of its fields is another number, so that none can be mistaken.
/// A scenario that must write a moment as text writes it by this one.
pub const START: &str = "2026-03-02T10:20:30Z";

/// How long an answer may take.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// All that playing needs.
pub struct Plan {
    /// What is played, in order.
    pub cases: Vec<Case>,
    /// The ledgers by provider.
    pub ledgers: BTreeMap<String, Ledger>,
    /// Who is asked.
    pub target: Target,
    /// The seed of all chance.
    pub seed: u64,
    /// How many cases are played at once, where the target allows it.
    pub jobs: usize,
}

/// Somebody who wants to know how far the playing is, and may stop it.
pub trait Watcher: Send + Sync {
    /// A case has been played.
    fn played(&self, case: &Case, play: &Play);
    /// What is to stand in the transcript of it. Who has judged it already, and tells no more of it, need not keep it.
    fn kept(&self, _case: &Case, play: Play) -> Option<Play> {
        Some(play)
    }
    /// Whether no further case is to be begun.
    fn stopped(&self) -> bool;
    /// What is lacking to begin this case, where others are begun still.
    fn lacks(&self, _case: &Case) -> Option<&'static str> {
        None
    }
    /// Every case has been played once, after so long; so many are played again, since their times left something open.
    fn all_played_once(&self, _after: Duration, _again: usize) {}
}

/// Why nothing could be played. This is a fault of the tool.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// There is no such provider, or no ledger of it.
    #[error("there is no ledger of `{0}`")]
    Ledger(String),
    /// A JSON path in a ledger is none.
    #[error("the ledger of `{provider}` has a path that is none: {why}")]
    Path {
        /// The provider.
        provider: String,
        /// Why.
        why: String,
    },
    /// No client could be made.
    #[error("no HTTP client: {0}")]
    Client(String),
    /// A play did not come to its end.
    #[error("a play was lost: {0}")]
    Lost(String),
}

/// Plays all cases of a plan. What the watcher does not keep is not in the transcript.
///
/// # Errors
/// [`PlayError`]; what a server does wrong is never an error here.
pub async fn play(plan: Plan, watcher: Arc<dyn Watcher>) -> Result<Transcript, PlayError> {
    let transcript = begun(&plan.target, plan.seed);
    let company = Arc::new(Company::gather(plan, watcher)?);
    let mut plays = match &company.plan.target {
        Target::Controlled(_) => company.clone().play_in_worlds().await?,
        Target::Foreign(foreign) => foreign::play(company.clone(), foreign.clone()).await?,
    };
    plays.sort_by_key(|(index, _)| *index);
    Ok(Transcript { plays: plays.into_iter().map(|(_, play)| play).collect(), ..transcript })
}

/// What is written down of a run before anything is played.
#[must_use]
pub fn begun(target: &Target, seed: u64) -> Transcript {
    let subject = match target {
        Target::Controlled(_) => Subject::Embedded,
        Target::Foreign(foreign) => Subject::Foreign(foreign.url.clone()),
    };
    let (scope, unsupported, plays) = (Scope::default(), BTreeSet::new(), Vec::new());
    Transcript { version: transcript::VERSION, facts: FACTS_VERSION, seed, subject, scope, unsupported, plays }
}

/// What all players share.
struct Company {
    plan: Plan,
    captures: BTreeMap<String, Capture>,
    client: reqwest::Client,
    watcher: Arc<dyn Watcher>,
    next: AtomicUsize,
    attention: Arc<Attention>,
    /// By how much the clock of each of a target's instances is ahead of ours; nothing where its answers contradict each other.
    ahead: Mutex<BTreeMap<String, Option<Interval>>>,
}

impl Company {
    fn gather(plan: Plan, watcher: Arc<dyn Watcher>) -> Result<Self, PlayError> {
        let mut captures = BTreeMap::new();
        for case in &plan.cases {
            if !captures.contains_key(&case.provider) {
                captures.insert(case.provider.clone(), Capture::of(&case.provider, &plan.ledgers)?);
            }
        }
        let client = match &plan.target {
            Target::Controlled(_) => Connection::default().client(),
            Target::Foreign(foreign) => foreign.connection.client(),
        };
        let client = client.map_err(|error| PlayError::Client(error.to_string()))?;
        Ok(Self { plan, captures, client, watcher, next: AtomicUsize::new(0), attention: Arc::default(), ahead: Mutex::default() })
    }

    /// Plays each case in a world of its own.
    async fn play_in_worlds(self: Arc<Self>) -> Result<Vec<(usize, Play)>, PlayError> {
        let mut workers = JoinSet::new();
        for _ in 0..self.plan.jobs.clamp(1, self.plan.cases.len().max(1)) {
            workers.spawn(self.clone().work());
        }
        let mut plays = Vec::new();
        while let Some(played) = workers.join_next().await {
            plays.extend(played.map_err(|error| PlayError::Lost(error.to_string()))?);
        }
        Ok(plays)
    }

    /// Takes the next case again and again until there is none.
    async fn work(self: Arc<Self>) -> Vec<(usize, Play)> {
        let mut plays = Vec::new();
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = self.plan.cases.get(index) else { return plays };
            let play = match self.watcher.lacks(case) {
                _ if self.watcher.stopped() => ended(case, start(), End::Interrupted),
                Some(needs) => unplayed(case, needs),
                None => self.play(index, case).await,
            };
            self.watcher.played(case, &play);
            plays.extend(self.watcher.kept(case, play).map(|play| (index, play)));
        }
    }

    async fn play(&self, index: usize, case: &Case) -> Play {
        let (capture, start) = (&self.captures[&case.provider], start());
        let Target::Controlled(controls) = &self.plan.target else { return unplayed(case, "a world of its own") };
        let world = world_name(&case.id, index);
        let seed = self.plan.seed ^ fingerprint(&case.id);
        let order = WorldOrder { name: &world, seed, start, provider: &case.provider, instances: &case.instances };
        match controls.prepare(&order) {
            Ok(doors) => {
                let stage = Stage::World { controls: controls.as_ref(), name: &world };
                let beginning = Beginning { start, opened: None, watcher: self.watcher.as_ref() };
                let play = Session::new(case, capture, &self.client, stage, doors, beginning).run().await;
                controls.release(&world);
                play
            }
            Err(ControlError::Refused(why)) => broken(case, start, Fault::Given, why),
            Err(error @ ControlError::Broken(_)) => broken(case, start, Fault::Tool, format!("the world cannot be made: {error}")),
        }
    }
}

fn start() -> Timestamp {
    START.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn unplayed(case: &Case, needs: &str) -> Play {
    ended(case, start(), End::NotRun { needs: needs.to_owned() })
}

fn broken(case: &Case, start: Timestamp, fault: Fault, why: String) -> Play {
    ended(case, start, End::Broken { place: Place { part: Part::Steps, step: 0, call: None }, fault, why })
}

fn ended(case: &Case, start: Timestamp, end: End) -> Play {
    Play {
        case: case.id.clone(),
        start,
        opened: None,
        tokens_since: None,
        spans: BTreeSet::new(),
        ahead: None,
        earlier: 0,
        given: BTreeMap::new(),
        events: Vec::new(),
        end,
        values: BTreeMap::new(),
    }
}

/// A world's name, the same in every run: what can be read of the id, and the case's place in the run.
fn world_name(id: &str, index: usize) -> String {
    let words: Vec<&str> = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut slug = words.join("-").to_ascii_lowercase();
    slug.truncate(40);
    format!("{}-{index}", slug.trim_end_matches('-'))
}

/// A number that depends on a text alone (FNV-1a).
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
