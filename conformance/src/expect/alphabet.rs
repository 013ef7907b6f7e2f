//! Sets of characters as scenarios write them: `A-Za-z0-9-`.

use std::ops::RangeInclusive;
use std::str::FromStr;

/// A set of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alphabet(Vec<RangeInclusive<char>>);

/// A text that is no alphabet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlphabetError {
    /// It has no characters.
    #[error("an alphabet has one character at least, as in `A-Za-z0-9-`")]
    Empty,
    /// A range ends before it begins.
    #[error("the range `{0}` ends before it begins")]
    Backward(String),
}

impl FromStr for Alphabet {
    type Err = AlphabetError;

    fn from_str(text: &str) -> Result<Self, AlphabetError> {
        let characters: Vec<char> = text.chars().collect();
        let (mut ranges, mut at) = (Vec::new(), 0);
        while let Some(first) = characters.get(at) {
            // A hyphen at the end is a hyphen.
            let last = characters.get(at + 2).filter(|_| characters.get(at + 1) == Some(&'-'));
            if last.is_some_and(|last| last < first) {
                return Err(AlphabetError::Backward(characters[at..at + 3].iter().collect()));
            }
            ranges.push(*first..=*last.unwrap_or(first));
            at += if last.is_some() { 3 } else { 1 };
        }
        if ranges.is_empty() { Err(AlphabetError::Empty) } else { Ok(Self(ranges)) }
    }
}

impl Alphabet {
    /// Whether a character belongs to it.
    #[must_use]
    pub fn has(&self, character: char) -> bool {
        self.0.iter().any(|range| range.contains(&character))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_single_characters_belong_to_it_and_nothing_else() {
        let alphabet: Alphabet = "A-Cx0-9-".parse().unwrap();
        assert!("ABCx0599-".chars().all(|c| alphabet.has(c)));
        assert!("DaXy_ ".chars().all(|c| !alphabet.has(c)));
    }

    #[test]
    fn an_empty_alphabet_and_a_backward_range_are_refused() {
        assert_eq!("".parse::<Alphabet>(), Err(AlphabetError::Empty));
        assert_eq!("9-0".parse::<Alphabet>(), Err(AlphabetError::Backward("9-0".to_owned())));
    }
}
