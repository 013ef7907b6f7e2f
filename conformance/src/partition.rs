//! Parts of a selection, for runs that are divided among machines: whose part a case is depends on its id alone.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::evidence::sha256;
use crate::scope::Breadth;

/// No run is divided into more parts.
pub const MOST_PARTS: u32 = 10_000;

/// One of the parts into which a selection is divided, as in `2/5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    part: u32,
    of: u32,
}

/// A text that names no part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartitionError {
    /// It has another form.
    #[error("`{0}` is no part; it takes K/N, as 2/5 is the second of five parts")]
    Form(String),
    /// There are no parts, or too many.
    #[error("there are no {0} parts to take one of; a run is divided into 1 to {MOST_PARTS}")]
    Number(u32),
    /// There is no such part.
    #[error("there is no part {part} of {of}: parts are counted from 1, so these are 1/{of} to {of}/{of}")]
    Outside {
        /// The part.
        part: u32,
        /// How many there are.
        of: u32,
    },
}

impl FromStr for Partition {
    type Err = PartitionError;

    fn from_str(text: &str) -> Result<Self, PartitionError> {
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
        let numbers = text.split_once('/').and_then(|(part, of)| Some((number(part)?, number(of)?)));
        match numbers.ok_or_else(|| PartitionError::Form(text.to_owned()))? {
            (_, of) if !(1..=MOST_PARTS).contains(&of) => Err(PartitionError::Number(of)),
            (part, of) if !(1..=of).contains(&part) => Err(PartitionError::Outside { part, of }),
            (part, of) => Ok(Self { part, of }),
        }
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.part, self.of)
    }
}

impl Partition {
    /// Whether a case belongs to this part.
    #[must_use]
    pub fn takes(self, id: &str) -> bool {
        part_of(id, self.of) == self.part
    }

    /// What a run of this part says of itself; `ids` are those of all parts together.
    #[must_use]
    pub fn division<'a>(self, breadth: Breadth, ids: impl IntoIterator<Item = &'a str>) -> Division {
        Division { parts: [self.part].into(), of: self.of, breadth, cases: hash_of(ids) }
    }
}

/// Which parts of a divided run are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Division {
    /// These, counted from 1.
    pub parts: BTreeSet<u32>,
    /// Of so many.
    pub of: u32,
    /// How many of the cases of the chosen profiles all parts have together.
    pub breadth: Breadth,
    /// The SHA-256 of the list of the ids of all these cases, a line each, in the order of the suite.
    pub cases: String,
}

impl Division {
    /// Whether these are parts that there can be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        (1..=MOST_PARTS).contains(&self.of) && !self.parts.is_empty() && self.parts.iter().all(|part| (1..=self.of).contains(part))
    }

    /// Whether a case belongs to one of these parts.
    #[must_use]
    pub fn takes(&self, id: &str) -> bool {
        self.parts.contains(&part_of(id, self.of))
    }

    /// The parts that are not there.
    #[must_use]
    pub fn missing(&self) -> BTreeSet<u32> {
        (1..=self.of).filter(|part| !self.parts.contains(part)).collect()
    }

    /// Whether these are all cases of all parts.
    #[must_use]
    pub fn is_all<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> bool {
        hash_of(ids) == self.cases
    }
}

impl fmt::Display for Division {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of {}", numbers(&self.parts), self.of)
    }
}

/// Some parts as people name them: `part 2`, `parts 1, 3 and 4`.
#[must_use]
pub fn numbers(parts: &BTreeSet<u32>) -> String {
    let numbers: Vec<String> = parts.iter().map(u32::to_string).collect();
    match numbers.as_slice() {
        [first @ .., before, last] => format!("parts {} and {last}", first.iter().chain([before]).cloned().collect::<Vec<_>>().join(", ")),
        [lone] => format!("part {lone}"),
        [] => "no part".to_owned(),
    }
}

/// The part of a case: the first 64 bits of its id's SHA-256, divided by the number of parts; the remainder counts them from 0.
fn part_of(id: &str, of: u32) -> u32 {
    let bits = sha256(id.as_bytes()).get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default();
    // What is left of a division by so few is no more than they.
    u32::try_from(bits % u64::from(of.max(1))).unwrap_or_default() + 1
}

fn hash_of<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    sha256(ids.into_iter().map(|id| format!("{id}\n")).collect::<String>().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Vec<String> {
        (0..500).map(|number| format!("hyper/flow/a-sentence-that-can-be-false@row-{number}")).collect()
    }

    fn part(text: &str) -> Partition {
        text.parse().unwrap()
    }

    #[test]
    fn each_case_belongs_to_exactly_one_part_and_no_part_has_much_more_than_its_share() {
        for of in [1, 2, 3, 5, 8] {
            let mut counts = vec![0; of];
            for id in ids() {
                let parts: Vec<usize> = (1..=of).filter(|k| part(&format!("{k}/{of}")).takes(&id)).collect();
                assert_eq!(parts.len(), 1, "{id} of {of}");
                counts[parts[0] - 1] += 1;
            }
            assert!(counts.iter().all(|count| (350 / of..=650 / of).contains(count)), "{counts:?}");
        }
    }

    /// So anybody can find out whose part a case is: `printf %s ID | sha256sum`, and the first 16 digits.
    #[test]
    fn the_part_of_a_case_is_that_of_its_ids_hash() {
        // Its hash begins with 1d3daeac9c2b43bb.
        assert_eq!([3, 5, 7].map(|of| part_of("hyper/flow/it-is-so", of)), [2, 5, 7]);
    }

    #[test]
    fn what_names_no_part_is_told_with_what_would() {
        assert_eq!(part("5/5").to_string(), "5/5");
        for (text, why) in [
            ("", "`` is no part; it takes K/N"),
            ("x/y", "`x/y` is no part"),
            ("2", "`2` is no part"),
            ("-1/5", "`-1/5` is no part"),
            ("+1/5", "`+1/5` is no part"),
            ("1/5/5", "`1/5/5` is no part"),
            ("1/", "`1/` is no part"),
            ("1/99999999999", "is no part"),
            ("2/0", "there are no 0 parts to take one of"),
            ("1/10001", "there are no 10001 parts to take one of; a run is divided into 1 to 10000"),
            ("0/5", "there is no part 0 of 5: parts are counted from 1, so these are 1/5 to 5/5"),
            ("6/5", "there is no part 6 of 5"),
        ] {
            let told = text.parse::<Partition>().unwrap_err().to_string();
            assert!(told.contains(why), "{text}: {told}");
        }
    }

    #[test]
    fn parts_are_named_as_people_do_and_what_is_missing_is_the_rest() {
        let ids = ids();
        let mut division = part("2/5").division(Breadth::Whole, ids.iter().map(String::as_str));
        assert_eq!(division.to_string(), "part 2 of 5");
        division.parts.extend([4, 5]);
        assert_eq!((division.to_string().as_str(), numbers(&division.missing()).as_str()), ("parts 2, 4 and 5 of 5", "parts 1 and 3"));
        assert!(division.is_all(ids.iter().map(String::as_str)) && !division.is_all(ids.iter().skip(1).map(String::as_str)));
        assert!(division.is_sound() && !Division { of: 4, ..division.clone() }.is_sound() && !Division { of: 20_000, ..division }.is_sound());
    }
}
