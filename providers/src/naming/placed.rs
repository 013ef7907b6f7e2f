//! Small changes at one place within a value, by which it becomes another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::swap_case;

/// A change at one place: `changed-at-5`. Places are counted from 0, and behind the end the count begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Placed {
    /// What is done.
    pub change: Change,
    /// Where.
    pub at: usize,
}

/// What can be done at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The character is another one.
    Changed,
    /// It is missing.
    Cut,
    /// It stands twice.
    Doubled,
    /// The next letter from there on has the other case; where there is no letter, the character is another one.
    Swapped,
    /// A blank stands before it, but never at an end of the value.
    Blank,
}

impl Change {
    /// All of them, by the word before `-at-`.
    pub const ALL: [(&'static str, Self); 5] =
        [("changed", Self::Changed), ("cut", Self::Cut), ("doubled", Self::Doubled), ("swapped", Self::Swapped), ("blank", Self::Blank)];

    /// The word before `-at-`.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("changed", |(word, _)| word)
    }
}

/// A word that names no change at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a change at a place is written as changed-at-5; the words are changed, cut, doubled, swapped and blank")]
pub struct NotPlaced;

impl Placed {
    /// Applies the change. What comes of it is another value, whatever the value is.
    #[must_use]
    pub fn of(self, value: &str) -> String {
        let mut characters: Vec<char> = value.chars().collect();
        let Some(at) = self.at.checked_rem(characters.len()) else { return another('A').to_string() };
        match self.change {
            Change::Cut => drop(characters.remove(at)),
            Change::Doubled => characters.insert(at, characters[at]),
            Change::Swapped => match next_letter(&characters, at) {
                Some(at) => characters[at] = swap_case(characters[at]),
                None => characters[at] = another(characters[at]),
            },
            Change::Blank if characters.len() > 1 => characters.insert(1 + self.at % (characters.len() - 1), ' '),
            Change::Changed | Change::Blank => characters[at] = another(characters[at]),
        }
        characters.into_iter().collect()
    }
}

fn next_letter(characters: &[char], from: usize) -> Option<usize> {
    let places = (from..characters.len()).chain(0..from);
    places.into_iter().find(|at| characters[*at].is_ascii_alphabetic())
}

/// Another character, and not the same one in another case. Of Base64 it stands for other bytes wherever it is put.
fn another(character: char) -> char {
    if character.eq_ignore_ascii_case(&'A') { '0' } else { 'A' }
}

impl fmt::Display for Placed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-at-{}", self.change.word(), self.at)
    }
}

impl FromStr for Placed {
    type Err = NotPlaced;

    fn from_str(word: &str) -> Result<Self, NotPlaced> {
        let (change, at) = word.split_once("-at-").ok_or(NotPlaced)?;
        let (_, change) = Change::ALL.into_iter().find(|(known, _)| *known == change).ok_or(NotPlaced)?;
        let placed = Self { change, at: at.parse().map_err(|_| NotPlaced)? };
        // One change has one name: `+5` and `05` are read as numbers and are no place.
        if placed.to_string() == word { Ok(placed) } else { Err(NotPlaced) }
    }
}

impl TryFrom<String> for Placed {
    type Error = NotPlaced;

    fn try_from(word: String) -> Result<Self, NotPlaced> {
        word.parse()
    }
}

impl From<Placed> for String {
    fn from(placed: Placed) -> Self {
        placed.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(word: &str, value: &str) -> String {
        word.parse::<Placed>().unwrap().of(value)
    }

    #[test]
    fn a_change_is_made_at_its_place_and_nowhere_else() {
        assert_eq!(made("changed-at-1", "wxyz"), "wAyz");
        assert_eq!(made("changed-at-0", "axyz"), "0xyz");
        assert_eq!(made("cut-at-3", "wxyz"), "wxy");
        assert_eq!(made("doubled-at-2", "wxyz"), "wxyyz");
        assert_eq!(made("swapped-at-1", "w-1z"), "w-1Z");
        assert_eq!(made("blank-at-0", "wxyz"), "w xyz");
    }

    #[test]
    fn behind_the_end_places_are_counted_anew_and_a_blank_stands_at_no_end() {
        assert_eq!(made("cut-at-5", "wxyz"), "wyz");
        assert_eq!(made("blank-at-2", "wxyz"), "wxy z");
        assert_eq!(made("blank-at-3", "wxyz"), "w xyz");
    }

    #[test]
    fn what_comes_of_a_change_is_always_another_value() {
        for value in ["", "a", "A", "0", "1234", "aaaa", "Token-1", "\u{05d0}"] {
            for (_, change) in Change::ALL {
                for at in 0..9 {
                    assert_ne!(Placed { change, at }.of(value), value, "{change:?} at {at}");
                }
            }
        }
    }

    #[test]
    fn a_word_that_is_nearly_a_change_at_a_place_is_none() {
        assert!("cut-at-3".parse::<Placed>().is_ok());
        for word in ["cut-at-", "cut-at-x", "cut-at--1", "cut-at-+3", "cut-at-03", "cut-3", "at-3", "longer-at-3", "cut-at-99999999999999999999999"] {
            assert_eq!(word.parse::<Placed>(), Err(NotPlaced), "{word}");
        }
    }
}
