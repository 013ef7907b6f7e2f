//! Seeded chance: the same seed and the same throws give the same values.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

/// The dice of one instance. Part of a world's data: it clones, compares and serialises.
///
/// Not for real secrets: who knows the seed knows every value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dice(Pcg64Mcg);

/// The characters of which the tokens of the documents' samples are made (hyper.token.alphabet).
pub(crate) const TOKEN_ALPHABET: &[u8; 63] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

impl Dice {
    /// Dice for a seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// Dice for one named part of what a seed governs; different names throw differently.
    ///
    /// The name is folded in by FNV-1a, whose value is the same on every machine and in every version.
    #[must_use]
    pub fn derived(seed: u64, name: &str) -> Self {
        let folded = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self::seeded(seed ^ folded)
    }

    /// A number from 0 up to, and without, `sides`; 0 if `sides` is 0. Every number is equally likely.
    pub fn below(&mut self, sides: u32) -> u32 {
        if sides == 0 {
            return 0;
        }
        let fair = u32::MAX - u32::MAX % sides;
        loop {
            let throw = self.0.next_u32();
            if throw < fair {
                return throw % sides;
            }
        }
    }

    /// A seed for other dice.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A token of so many characters from `A-Z a-z 0-9 -`.
    pub fn token(&mut self, length: usize) -> String {
        self.text(TOKEN_ALPHABET, length)
    }

    /// A text of so many characters of an alphabet, each as likely as any other; empty if the alphabet is.
    pub(crate) fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let sides = u32::try_from(alphabet.len()).unwrap_or(u32::MAX);
        (0..length).filter_map(|_| alphabet.get(self.below(sides) as usize).copied().map(char::from)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_token() {
        assert_eq!(Dice::seeded(7).token(120), Dice::seeded(7).token(120));
    }

    #[test]
    fn two_names_under_one_seed_throw_different_tokens() {
        assert_ne!(Dice::derived(7, "a").token(120), Dice::derived(7, "b").token(120));
    }

    #[test]
    fn a_saved_die_goes_on_where_it_was() -> Result<(), serde_json::Error> {
        let mut dice = Dice::seeded(7);
        dice.token(5);
        let mut restored: Dice = serde_json::from_str(&serde_json::to_string(&dice)?)?;
        assert_eq!(restored.token(20), dice.token(20));
        Ok(())
    }

    #[test]
    fn every_character_of_the_alphabet_turns_up() {
        let token = Dice::seeded(1).token(10_000);
        assert!(TOKEN_ALPHABET.iter().all(|&c| token.contains(char::from(c))));
    }
}
