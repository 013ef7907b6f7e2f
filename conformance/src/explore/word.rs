//! Words: sequences of letters and waits, made by chance or by hand, before anything is known of tokens and moments.

use providers::Dice;
use serde_json::{Map, Value};

use super::alphabet::Alphabet;

/// The longest word that chance makes.
const LONGEST: u32 = 60;
/// Of so many things that are done, one is a wait.
const ONE_WAIT_IN: u32 = 5;
/// Of so many letters that are said, one is said to the other instance.
const ONE_ELSEWHERE_IN: u32 = 8;

/// What is done in one world.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The settings of its instances.
    pub settings: Map<String, Value>,
    /// What is done, in order.
    pub acts: Vec<Act>,
}

/// One thing that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A letter of the alphabet is said to an instance.
    Say {
        /// Its place in the alphabet.
        letter: usize,
        /// To whom.
        to: Instance,
    },
    /// Time goes on to where it means something.
    Wait {
        /// Which of the coming deadlines, counted from 0; there may be fewer, and then it is counted on from the first again.
        deadline: usize,
        /// Where, by that deadline.
        region: Region,
    },
}

/// The instance that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instance {
    /// The one that words are about.
    First,
    /// The one beside it, of whose tokens the first must know nothing.
    Second,
}

impl Instance {
    /// Its name in a world.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "a",
            Self::Second => "b",
        }
    }

    /// The one beside it.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// A stretch of time by a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// The last millisecond before it.
    Before,
    /// Its own millisecond, the first of what comes after it.
    At,
    /// Well before it: halfway from now.
    Halfway,
    /// A second past it.
    After,
}

impl Region {
    /// All of them, the simplest first.
    pub const ALL: [Self; 4] = [Self::At, Self::Before, Self::Halfway, Self::After];
}

/// What may be done in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Company {
    /// One instance, as a server has that is not ours.
    Alone,
    /// Two instances in one world.
    Two,
}

/// The word of this number: the same for the same seed, whatever was made before.
#[must_use]
pub(super) fn by_chance(alphabet: &Alphabet, company: Company, seed: u64, number: u64) -> Word {
    let mut dice = Dice::derived(seed, &format!("word {number}"));
    let groups = alphabet.groups();
    let total: u32 = groups.iter().filter_map(|group| alphabet.letters.get(group.start)).map(|letter| letter.often).sum();
    let settings = alphabet.settings.iter().filter_map(|(name, values)| Some((name.clone(), setting(values, &mut dice)?)));
    let settings = settings.filter(|(_, value)| !value.is_null()).collect();
    let length = 1 + dice.below(LONGEST);
    let acts = (0..length).map(|_| {
        if dice.below(ONE_WAIT_IN) == 0 {
            return Act::Wait { deadline: dice.below(3) as usize, region: Region::ALL[dice.below(4) as usize] };
        }
        let mut chosen = dice.below(total);
        let mut at = 0;
        while let Some(letter) = groups.get(at).and_then(|group| alphabet.letters.get(group.start)) {
            if chosen < letter.often {
                break;
            }
            chosen -= letter.often;
            at += 1;
        }
        let group = groups.get(at).cloned().unwrap_or(0..1);
        let letter = group.start + dice.below(u32::try_from(group.len()).unwrap_or(u32::MAX)) as usize;
        let elsewhere = company == Company::Two && dice.below(ONE_ELSEWHERE_IN) == 0;
        Act::Say { letter, to: if elsewhere { Instance::Second } else { Instance::First } }
    });
    Word { settings, acts: acts.collect() }
}

/// A value by chance, where null stands for the default: the plainest as often as all others together.
fn setting(values: &[Value], dice: &mut Dice) -> Option<Value> {
    let others = u32::try_from(values.len()).unwrap_or(u32::MAX).saturating_sub(1);
    match dice.below(2) {
        0 => values.first(),
        _ => values.get(1 + dice.below(others) as usize).or(values.first()),
    }
    .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alphabet() -> Alphabet {
        Alphabet::of(providers::find("hyper").unwrap()).unwrap()
    }

    #[test]
    fn a_word_depends_on_its_seed_and_number_alone() {
        let alphabet = alphabet();
        let word = |seed, number| by_chance(&alphabet, Company::Two, seed, number);
        assert_eq!(word(1, 7), word(1, 7));
        assert_ne!(word(1, 7), word(1, 8));
        assert_ne!(word(1, 7), word(2, 7));
    }

    #[test]
    fn all_letters_regions_and_settings_turn_up() {
        let alphabet = alphabet();
        let words: Vec<Word> = (0..400).map(|number| by_chance(&alphabet, Company::Two, 1, number)).collect();
        let said = |wanted: &dyn Fn(&Act) -> bool| words.iter().any(|word| word.acts.iter().any(wanted));
        for letter in 0..alphabet.letters.len() {
            assert!(said(&|act| matches!(act, Act::Say { letter: one, .. } if *one == letter)), "{:?}", alphabet.letters[letter].step.call);
        }
        for region in Region::ALL {
            assert!(said(&|act| matches!(act, Act::Wait { region: one, .. } if *one == region)), "{region:?}");
        }
        assert!(said(&|act| matches!(act, Act::Say { to: Instance::Second, .. })));
        for (name, values) in &alphabet.settings {
            assert!(values.iter().all(|value| words.iter().any(|word| word.settings.get(name).unwrap_or(&Value::Null) == value)), "{name}");
        }
    }

    #[test]
    fn of_a_server_that_is_not_ours_the_other_instance_is_never_spoken_to() {
        let alphabet = alphabet();
        let words = (0..200).map(|number| by_chance(&alphabet, Company::Alone, 1, number));
        assert!(words.flat_map(|word| word.acts).all(|act| !matches!(act, Act::Say { to: Instance::Second, .. })));
    }
}
