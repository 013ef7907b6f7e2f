//! How long a latency takes, thrown by seeded dice.

use std::convert::Infallible;
use std::time::Duration;

use providers::Dice;
use rand_core::TryRng;
use rand_distr::{Distribution, LogNormal, Uniform};

use super::Latency;
use super::check::wait;
use crate::Flaw;
use crate::delivery::LONGEST_WAIT;

/// How latencies are spread, in seconds.
pub(super) enum Spread {
    Fixed(Duration),
    Uniform(Uniform<f64>),
    Lognormal(LogNormal<f64>),
}

impl Spread {
    pub(super) fn check(latency: &Latency) -> Result<Self, Flaw> {
        match latency {
            Latency::Fixed(span) => Ok(Self::Fixed(wait("fixed", span)?)),
            Latency::Uniform(uniform) => {
                let (from, to) = (wait("uniform.from", &uniform.from)?, wait("uniform.to", &uniform.to)?);
                let spread = Uniform::new_inclusive(from.as_secs_f64(), to.as_secs_f64());
                spread.map(Self::Uniform).map_err(|_| Flaw::at("uniform", "`from` is the shortest and `to` the longest"))
            }
            Latency::Lognormal(lognormal) => {
                let median = wait("lognormal.median", &lognormal.median)?;
                let fits = !median.is_zero() && (0.0..=5.0).contains(&lognormal.sigma);
                let spread = fits.then(|| LogNormal::new(median.as_secs_f64().ln(), lognormal.sigma).ok()).flatten();
                spread.map(Self::Lognormal).ok_or_else(|| Flaw::at("lognormal", "it takes a `median` over 0 s and a `sigma` from 0 to 5"))
            }
        }
    }

    pub(super) fn throw(&self, dice: &mut Dice) -> Duration {
        let seconds = match self {
            Self::Fixed(span) => return *span,
            Self::Uniform(spread) => spread.sample(&mut Thrower(dice)),
            Self::Lognormal(spread) => spread.sample(&mut Thrower(dice)),
        };
        Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
    }
}

/// Dice as distributions throw them.
struct Thrower<'a>(&'a mut Dice);

impl TryRng for Thrower<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.0.seed() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.seed())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.0.seed().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}
