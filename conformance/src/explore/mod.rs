//! Exploration: words that chance makes are played on a target and on the model side by side, and the model says what must come.
//!
//! Tokens are tied by name: the target's first access token is the model's first. Where the documents are silent the oracle
//! holds several readings at once, each answer narrows them, and a target is wrong where none is left.

mod alphabet;
mod coverage;
mod differ;
mod exhaustive;
mod expedition;
mod failing;
mod oracle;
mod readings;
mod shrink;
mod spelled;
mod word;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use providers::{Api, Ledger};
use serde::{Deserialize, Serialize};

pub use alphabet::{Alphabet, Letter};
pub use coverage::{Coverage, Share, Stretch};
pub use differ::{Difference, Subject};
pub use expedition::Budget;
pub use oracle::{Reading, Silence, Wrong};
pub use word::{Act, Company, Instance, Region, Word};

use expedition::{Expedition, Shown};
use shrink::shrink;

use crate::evidence::Lasted;
use crate::play::{Keys, PlayError, Studio, Watcher};
use crate::target::Target;

/// What is to be explored.
pub struct Order<'a> {
    /// The API.
    pub api: &'static dyn Api,
    /// The ledgers by API.
    pub ledgers: &'a BTreeMap<String, Ledger>,
    /// Who is asked.
    pub target: Target,
    /// The keys of the model.
    pub keys: &'a dyn Keys,
    /// What is known of how it reads silent points.
    pub silence: Silence,
    /// The seed of all words.
    pub seed: u64,
    /// How far it goes.
    pub reach: Reach,
    /// How many words are played at once, where the target allows it.
    pub jobs: usize,
    /// The budget of shrinking.
    pub shrinking: Budget,
}

/// How far an exploration goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Words by chance, until so many steps were taken.
    Steps(u64),
    /// The one word of this number.
    Word(u64),
    /// Every call at every state and in every region of time, so many acts deep.
    Exhaustive(usize),
}

/// What an exploration came to.
#[derive(Clone, Debug)]
pub struct Explored {
    /// The words that were played, but for those of shrinking.
    pub words: u64,
    /// The steps that were taken in them.
    pub steps: u64,
    /// The readings that are left, each as it differs from the defaults.
    pub readings: Vec<Reading>,
    /// What an exhaustive exploration reached.
    pub coverage: Option<Coverage>,
    /// The difference that ended it.
    pub found: Option<Found>,
    /// From when to when the words were played, those of shrinking aside.
    pub lasted: Option<Lasted>,
}

/// A difference, made small.
#[derive(Clone, Debug)]
pub struct Found {
    /// The number of the word that showed it; nothing where no chance made the word.
    pub word: Option<u64>,
    /// The acts of that word.
    pub original: usize,
    /// The words that were tried to shrink it.
    pub plays: usize,
    /// Why shrinking was not gone on with, where a shorter word may exist.
    pub stopped: Option<String>,
    /// What was done, one line each.
    pub lines: Vec<String>,
    /// The last step's differences, and the clause.
    pub wrong: Wrong,
    /// The same as a scenario file.
    pub scenario: String,
}

/// Why an exploration came to nothing. This says nothing of the target but that it does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ExploreError {
    /// The model's alphabet is none.
    #[error("the model's alphabet cannot be used: {0}")]
    Alphabet(String),
    /// Nothing could be played.
    #[error(transparent)]
    Play(#[from] PlayError),
    /// The target does not answer.
    #[error("{0}")]
    Unreachable(String),
    /// The target cannot be explored as it is.
    #[error("this target cannot be explored: {0}")]
    Unable(String),
    /// A thread was lost.
    #[error("a word was lost while it was spelled")]
    Lost,
    /// Somebody ended it.
    #[error("interrupted")]
    Interrupted,
}

/// Explores until something differs, or as far as the order reaches.
///
/// # Errors
/// [`ExploreError`]; what a target does wrong is found and no error.
pub async fn explore(order: &Order<'_>, watcher: Arc<dyn Watcher>) -> Result<Explored, ExploreError> {
    let ledger = order.ledgers.get(order.api.name()).ok_or_else(|| PlayError::Ledger(order.api.name().to_owned()))?;
    let studio = Studio::new(order.api, ledger, order.keys)?;
    let mut expedition = Expedition::new(order, &studio, ledger, watcher)?;
    match order.reach {
        Reach::Steps(steps) => by_chance(order, &mut expedition, 0, steps).await,
        Reach::Word(number) => by_chance(order, &mut expedition, number, 0).await,
        Reach::Exhaustive(depth) => exhaustive::explore(order, &mut expedition, &studio, depth).await,
    }
}

/// Words from a number on, until so many steps were taken, and one at least.
async fn by_chance(order: &Order<'_>, expedition: &mut Expedition<'_>, first: u64, steps: u64) -> Result<Explored, ExploreError> {
    let mut explored = Explored { words: 0, steps: 0, readings: Vec::new(), coverage: None, found: None, lasted: None };
    let alphabet = expedition.alphabet().clone();
    let at_once = if steps == 0 { 1 } else { expedition.at_once() as u64 };
    while explored.words == 0 || explored.steps < steps {
        let numbers = first + explored.words..first + explored.words + at_once;
        let words: Vec<Word> = numbers.map(|number| word::by_chance(&alphabet, expedition.company(), order.seed, number)).collect();
        let (taken, shown) = expedition.learn(&words).await?;
        explored.steps += taken;
        if let Some((at, shown)) = shown {
            explored.words += at as u64 + 1;
            let number = first + explored.words - 1;
            explored.found = Some(found(order, expedition, Some(number), words[at].clone(), shown).await);
            break;
        }
        explored.words += words.len() as u64;
        if expedition.stopped() {
            return Err(ExploreError::Interrupted);
        }
    }
    (explored.readings, explored.lasted) = (expedition.oracle.readings().to_vec(), expedition.lasted);
    Ok(explored)
}

/// A difference, made small and told.
async fn found(order: &Order<'_>, expedition: &Expedition<'_>, number: Option<u64>, word: Word, shown: Shown) -> Found {
    let original = word.acts.len();
    let mut shrunk = shrink(expedition, word.clone(), shown.clone(), order.shrinking).await;
    // A short word may be allowed by a reading that the long one, and what came before it, has ruled out.
    if order.silence == Silence::Open && expedition.oracle.may_read_otherwise(&shrunk.shown) {
        shrunk = shrink::Shrunk { word, shown, ..shrunk };
    }
    let Shown { wrong, spelled, play, .. } = &shrunk.shown;
    Found {
        word: number,
        original,
        plays: shrunk.plays,
        stopped: shrunk.stopped.clone(),
        lines: written::lines(spelled, play, wrong),
        scenario: written::scenario(order.api, spelled, wrong, &shrunk.word.settings),
        wrong: wrong.clone(),
    }
}
