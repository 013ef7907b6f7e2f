//! Words played on a target, beside the oracle.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use providers::Ledger;

use super::alphabet::{Alphabet, Letter};
use super::differ::Moments;
use super::oracle::{Oracle, Wrong};
use super::spelled::{Bounds, Limits, Spelled, spell};
use super::word::{Company, Instance, Word};
use super::{ExploreError, Order};
use crate::evidence::Lasted;
use crate::play::{Plan, START, Studio, Watcher, play};
use crate::target::Target;
use crate::transcript::{End, Fault, Play};

/// So many words are played between two looks at what they showed.
const CHUNK: usize = 128;

/// What an exploration needs, and what it thinks so far.
pub(super) struct Expedition<'a> {
    order: &'a Order<'a>,
    studio: &'a Studio<'a>,
    alphabet: Alphabet,
    pub(super) oracle: Oracle<'a>,
    watcher: Arc<dyn Watcher>,
    /// From when to when words were played from which something was to be learned.
    pub(super) lasted: Option<Lasted>,
}

/// A difference that a word showed.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) wrong: Wrong,
    pub(super) spelled: Arc<Spelled>,
    pub(super) play: Play,
    /// The act that showed it, by its place in the word.
    pub(super) last: usize,
}

impl Shown {
    /// Whether this is the same difference as another: about the same thing, and decided by the same clause.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let first = |shown: &Self| shown.wrong.differences.first().map(|difference| difference.subject.clone());
        self.wrong.clause == other.wrong.clause && first(self) == first(other)
    }
}

impl<'a> Expedition<'a> {
    pub(super) fn new(order: &'a Order<'a>, studio: &'a Studio<'a>, ledger: &Ledger, watcher: Arc<dyn Watcher>) -> Result<Self, ExploreError> {
        let alphabet = Alphabet::of(studio.api).map_err(|complaint| ExploreError::Alphabet(complaint.to_string()))?;
        let (alphabet, moments) = match &order.target {
            Target::Controlled(_) => (alphabet, Moments::Compared),
            Target::Foreign(_) => (of_calls_alone(alphabet), Moments::Passed),
        };
        Ok(Self { order, studio, alphabet, oracle: Oracle::new(studio, ledger, order.silence, moments), watcher, lasted: None })
    }

    pub(super) fn alphabet(&self) -> &Alphabet {
        &self.alphabet
    }

    pub(super) fn company(&self) -> Company {
        match &self.order.target {
            Target::Controlled(_) => Company::Two,
            Target::Foreign(_) => Company::Alone,
        }
    }

    /// What is not done on the target.
    pub(super) fn bounds(&self) -> Bounds {
        match &self.order.target {
            Target::Controlled(_) => Bounds::default(),
            Target::Foreign(foreign) => {
                Bounds { longest_wait: foreign.longest_wait().and_then(|longest| i64::try_from(longest.as_millis()).ok()), limits: Limits::Kept }
            }
        }
    }

    /// So many words may be played at once: on a server that is not ours, what one does is seen by the next.
    pub(super) fn at_once(&self) -> usize {
        match &self.order.target {
            Target::Controlled(_) => CHUNK,
            Target::Foreign(_) => 1,
        }
    }

    pub(super) fn stopped(&self) -> bool {
        self.watcher.stopped()
    }

    /// What each of some words shows, by the readings that are held; nothing is learned from it.
    pub(super) async fn show(&self, words: &[Word]) -> Result<Vec<Option<Shown>>, ExploreError> {
        let spelled = self.spell(words)?;
        let plays = self.play(&spelled).await?;
        let shown = spelled.into_iter().zip(plays).map(|(spelled, play)| {
            let wrong = self.oracle.doubt(&spelled, &play)?;
            let last = spelled.acts.get(wrong.step).copied().unwrap_or_default();
            Some(Shown { wrong, spelled: Arc::new(spelled), play, last })
        });
        Ok(shown.collect())
    }

    /// Plays words and takes in what they show; gives how many steps were taken, and the first that no reading allows.
    pub(super) async fn learn(&mut self, words: &[Word]) -> Result<(u64, Option<(usize, Shown)>), ExploreError> {
        let spelled = self.spell(words)?;
        let plays = self.play(&spelled).await?;
        self.lasted = self.lasted.into_iter().chain(plays.iter().filter_map(Lasted::of)).reduce(Lasted::and);
        let mut steps = 0;
        for (at, (spelled, play)) in spelled.into_iter().zip(plays).enumerate() {
            steps += play.events.len() as u64;
            if let Err(wrong) = self.oracle.judge(&spelled, &play) {
                let last = spelled.acts.get(wrong.step).copied().unwrap_or_default();
                return Ok((steps, Some((at, Shown { wrong, spelled: Arc::new(spelled), play, last }))));
            }
        }
        Ok((steps, None))
    }

    /// Spells words on all processors, in the order in which they stand.
    fn spell(&self, words: &[Word]) -> Result<Vec<Spelled>, ExploreError> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let share = words.len().div_ceil(processors).max(1);
        let (studio, alphabet, reading, bounds) = (self.studio, &self.alphabet, self.oracle.reading(), self.bounds());
        let instances = match self.company() {
            Company::Two => &[Instance::First, Instance::Second][..],
            Company::Alone => &[Instance::First][..],
        };
        let one = |at: usize, word: &Word| {
            let id = format!("explore/{}/{at}", studio.api.name());
            spell(studio, alphabet, word, (instances, reading, bounds), &id, start()).map_err(ExploreError::Alphabet)
        };
        std::thread::scope(|scope| {
            let shares = words.chunks(share).enumerate();
            let spelling: Vec<_> = shares
                .map(|(nth, words)| scope.spawn(move || words.iter().enumerate().map(|(at, word)| one(nth * share + at, word)).collect::<Vec<_>>()))
                .collect();
            spelling.into_iter().flat_map(|share| share.join().unwrap_or_else(|_| vec![Err(ExploreError::Lost)])).collect()
        })
    }

    async fn play(&self, spelled: &[Spelled]) -> Result<Vec<Play>, ExploreError> {
        let cases = spelled.iter().map(|spelled| spelled.case.clone()).collect();
        let (target, ledgers) = (self.order.target.clone(), self.order.ledgers.clone());
        let transcript = play(Plan { cases, ledgers, target, seed: self.order.seed, jobs: self.order.jobs }, self.watcher.clone()).await?;
        match transcript.plays.iter().find_map(|play| unable(&play.end)) {
            Some(error) => Err(error),
            None => Ok(transcript.plays),
        }
    }
}

/// Why a play says nothing of the target; one that lacks what a later step needs has shown a difference before.
fn unable(end: &End) -> Option<ExploreError> {
    match end {
        End::Broken { fault: Fault::Answer, .. } | End::Finished => None,
        End::Broken { fault: Fault::Target, why, .. } => Some(ExploreError::Unreachable(why.clone())),
        End::Broken { why, .. } => Some(ExploreError::Unable(why.clone())),
        End::NotRun { needs } => Some(ExploreError::Unable(format!("the target lacks {needs}"))),
        End::Interrupted => Some(ExploreError::Interrupted),
    }
}

/// The letters that any server can be sent: calls, from where we are.
fn of_calls_alone(alphabet: Alphabet) -> Alphabet {
    let mut groups = BTreeMap::new();
    let is_call = |letter: &Letter| letter.step.call.is_some() && letter.step.from.is_none();
    let letters = alphabet.letters.into_iter().filter(is_call).map(|letter| {
        let next = groups.len();
        Letter { group: *groups.entry(letter.group).or_insert(next), ..letter }
    });
    Alphabet { settings: BTreeMap::new(), letters: letters.collect() }
}

fn start() -> Timestamp {
    START.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The budget of shrinking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// So many words are tried at most.
    pub plays: usize,
    /// It takes no longer than this.
    pub time: Duration,
}
