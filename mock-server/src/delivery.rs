//! How an answer reaches its client. It is data: a transport carries it out, after the world's lock is gone.

use std::time::Duration;

use providers::Dice;

/// Nothing is waited for longer than this, in real time.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How an answer reaches its client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// How long it takes to begin, at most [`LONGEST_WAIT`].
    pub(crate) wait: Duration,
    pub(crate) manner: Manner,
}

/// What a client gets of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Manner {
    /// All of it.
    #[default]
    Whole,
    /// A connection that is reset.
    Reset,
    /// A connection that is closed.
    Empty,
    /// What is not HTTP.
    NotHttp,
    /// The head and the beginning of the body: so many bytes, or half of them.
    Truncated { keep: Option<usize> },
    /// A body with other bytes, chosen by this seed.
    Malformed { seed: u64 },
    /// The body, a few bytes at a time.
    Drip { bytes: usize, pause: Duration },
}

impl Manner {
    /// What becomes of a complete body, its signature included, if its bytes change.
    pub(crate) fn spoil(&self, body: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Malformed { seed } => malformed(body, *seed),
            _ => body,
        }
    }
}

/// The first byte gets its highest bit, so that what was text is none; of the others about every eighth changes.
fn malformed(mut body: Vec<u8>, seed: u64) -> Vec<u8> {
    let mut dice = Dice::seeded(seed);
    match body.first_mut() {
        Some(first) => *first = 0xff,
        None => body.push(0xff),
    }
    for byte in body.iter_mut().skip(1) {
        if dice.below(8) == 0 {
            *byte ^= dice.below(255) as u8 + 1;
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malformed_body_is_as_long_and_no_text_and_the_same_for_the_same_seed() {
        let (body, manner) = (vec![b'a'; 1_000], Manner::Malformed { seed: 7 });
        let spoilt = manner.spoil(body.clone());
        assert_eq!(spoilt, manner.spoil(body.clone()));
        assert_ne!(spoilt, Manner::Malformed { seed: 8 }.spoil(body.clone()));
        assert_eq!(spoilt.len(), body.len());
        assert!(std::str::from_utf8(&spoilt).is_err());
        let changed = spoilt.iter().filter(|byte| **byte != b'a').count();
        assert!((60..200).contains(&changed), "{changed}");
        assert_eq!(Manner::Whole.spoil(body.clone()), body);
    }

    #[test]
    fn where_there_is_no_body_a_malformed_one_is_a_byte() {
        assert_eq!(Manner::Malformed { seed: 7 }.spoil(Vec::new()), [0xff]);
    }
}
