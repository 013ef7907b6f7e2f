//! A word that shows a difference made as short and plain as it can be, and still shows the same one.

use std::time::Instant;

use super::Budget;
use super::alphabet::Alphabet;
use super::expedition::{Expedition, Shown};
use super::word::{Act, Instance, Region, Word};

/// The plainest word that was found, and what it took.
pub(super) struct Shrunk {
    pub(super) word: Word,
    pub(super) shown: Shown,
    pub(super) plays: usize,
    /// Why it was not gone on with, where a shorter word may exist.
    pub(super) stopped: Option<String>,
}

/// Tries ever plainer words in an order that nothing but the word decides. What was found is never lost: where no more can be
/// played, the plainest until then is what is given.
pub(super) async fn shrink(expedition: &Expedition<'_>, word: Word, shown: Shown, budget: Budget) -> Shrunk {
    let mut best = Shrunk { word, shown, plays: 0, stopped: None };
    let deadline = Instant::now() + budget.time;
    loop {
        let before = best.word.clone();
        for plainer in [cut, without_stretches, without_settings, plainer_acts, two_in_one] {
            while best.stopped.is_none() {
                let tried = plainer(expedition.alphabet(), &best.word, best.shown.last);
                if !first_that_shows(expedition, tried, &mut best, budget, deadline).await {
                    break;
                }
            }
        }
        if best.stopped.is_some() || best.word == before {
            return best;
        }
    }
}

/// Takes the first of some words that shows the same difference, if there is one.
async fn first_that_shows(expedition: &Expedition<'_>, tried: Vec<Word>, best: &mut Shrunk, budget: Budget, deadline: Instant) -> bool {
    for batch in tried.chunks(expedition.at_once()) {
        let over = match () {
            () if expedition.stopped() => Some("it was interrupted"),
            () if best.plays >= budget.plays || Instant::now() > deadline => Some("its budget is used up"),
            () => None,
        };
        if let Some(why) = over {
            best.stopped = Some(why.to_owned());
            return false;
        }
        best.plays += batch.len();
        let shown = match expedition.show(batch).await {
            Ok(shown) => shown,
            Err(error) => {
                best.stopped = Some(error.to_string());
                return false;
            }
        };
        let same = shown.into_iter().zip(batch).find_map(|(shown, word)| Some((shown.filter(|shown| shown.is_like(&best.shown))?, word)));
        if let Some((shown, word)) = same {
            best.word = word.clone();
            best.shown = shown;
            return true;
        }
    }
    false
}

/// Without what comes after the difference.
fn cut(_: &Alphabet, word: &Word, last: usize) -> Vec<Word> {
    match last + 1 < word.acts.len() {
        true => vec![Word { acts: word.acts[..=last].to_vec(), ..word.clone() }],
        false => Vec::new(),
    }
}

/// Without a stretch of acts, the longest stretches first.
fn without_stretches(_: &Alphabet, word: &Word, _: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut length = word.acts.len() / 2;
    while length > 0 {
        for start in (0..word.acts.len().saturating_sub(1)).step_by(length) {
            let end = (start + length).min(word.acts.len() - 1);
            let acts = [&word.acts[..start], &word.acts[end..]].concat();
            if start < end {
                words.push(Word { acts, ..word.clone() });
            }
        }
        length /= 2;
    }
    words
}

/// Without a setting, or with a plainer value of it.
fn without_settings(alphabet: &Alphabet, word: &Word, _: usize) -> Vec<Word> {
    let mut words = Vec::new();
    for (name, value) in &word.settings {
        let mut without = word.clone();
        without.settings.remove(name);
        words.push(without);
        let plainer = alphabet.settings.get(name).into_iter().flatten().take_while(|known| *known != value).filter(|known| !known.is_null());
        words.extend(plainer.map(|plainer| {
            let mut with = word.clone();
            with.settings.insert(name.clone(), plainer.clone());
            with
        }));
    }
    words
}

/// With one act that is plainer: an earlier letter of its group or the first of an earlier one, the first instance, a sooner deadline, a simpler region.
fn plainer_acts(alphabet: &Alphabet, word: &Word, _: usize) -> Vec<Word> {
    let groups = alphabet.groups();
    let plainer = |act: Act| -> Vec<Act> {
        match act {
            Act::Say { letter, to } => {
                let first = alphabet.letters.get(letter).and_then(|said| groups.get(said.group)).map_or(letter, |group| group.start);
                let groups = groups.iter().map(|group| group.start).take_while(|start| *start < first);
                let letters = groups.chain(first..letter).map(|letter| Act::Say { letter, to });
                letters.chain((to == Instance::Second).then_some(Act::Say { letter, to: Instance::First })).collect()
            }
            Act::Wait { deadline, region } => {
                let regions = Region::ALL.into_iter().take_while(|simpler| *simpler != region).map(|region| Act::Wait { deadline, region });
                regions.chain((0..deadline).map(|deadline| Act::Wait { deadline, region })).collect()
            }
        }
    };
    let at = word.acts.iter().enumerate();
    at.flat_map(|(at, act)| plainer(*act).into_iter().map(move |act| replaced(word, at..at + 1, act))).collect()
}

/// With two acts in a row replaced by a single one, of which the word consists or which begins a group.
fn two_in_one(alphabet: &Alphabet, word: &Word, _: usize) -> Vec<Word> {
    let letters = alphabet.groups().into_iter().map(|group| Act::Say { letter: group.start, to: Instance::First });
    let waits = Region::ALL.into_iter().map(|region| Act::Wait { deadline: 0, region });
    let single: Vec<Act> = letters.chain(waits).collect();
    let starts = 0..word.acts.len().saturating_sub(1);
    starts.flat_map(|start| single.iter().map(move |act| replaced(word, start..start + 2, *act))).collect()
}

fn replaced(word: &Word, stretch: std::ops::Range<usize>, act: Act) -> Word {
    let mut acts = word.acts.clone();
    acts.splice(stretch, [act]);
    Word { acts, ..word.clone() }
}
