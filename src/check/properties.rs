//! What is said of properties: which of their cases are drawn, for how long, and how far a failure is made simpler.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::Args;
use conformance::property::{Draw, Draws, MOST_CASES};
use conformance::scenario::Case;
use conformance::suite::Suite;

use super::target::span;

/// What people say of them.
#[derive(Args, Debug)]
pub(super) struct PropertyOptions {
    /// Draw so many cases of each property, in place of as many as its file says.
    #[arg(long = "cases", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_CASES)))]
    number: Option<u32>,
    /// Only the case of this number of each selected property, counted from 0; with --seed it is the same case again.
    #[arg(long, value_name = "N", conflicts_with_all = ["only", "number"])]
    pub(super) case: Option<u32>,
    /// Begin no more cases of a property once it has been played for so long; those that are left are not run.
    #[arg(long, value_name = "SPAN", value_parser = span)]
    property_time: Option<Duration>,
    /// Send no more than so many calls to make what failed of a property simpler; 0: neither do that nor write it down.
    #[arg(long, value_name = "N", default_value = "200")]
    pub(super) shrink_calls: usize,
    /// Take no longer than so to make it simpler, for each property.
    #[arg(long, value_name = "SPAN", default_value = "30s", value_parser = span)]
    pub(super) shrink_time: Duration,
    /// Where what failed of a property is written, as a scenario with the values by which it fails.
    #[arg(long, value_name = "DIR", default_value = "standin-failures")]
    pub(super) failures: PathBuf,
}

impl PropertyOptions {
    /// Which cases of each property are drawn.
    pub(super) fn draws(&self) -> Draws {
        match (self.case, self.number) {
            (Some(case), _) => Draws::Only(case),
            (None, Some(cases)) => Draws::Each(cases),
            (None, None) => Draws::AsWritten,
        }
    }

    /// Whether a case is meant: where one number is, only cases of that number.
    pub(super) fn takes(&self, id: &str, suite: &Suite) -> bool {
        self.case.is_none_or(|number| suite.drawn(id).is_some_and(|(_, draw)| draw.case == number))
    }

    /// What keeps the time of properties.
    pub(super) fn clock(&self) -> PropertyClock {
        PropertyClock { longest: self.property_time, begun: Mutex::default() }
    }
}

/// For how long each property has been played.
pub(super) struct PropertyClock {
    longest: Option<Duration>,
    begun: Mutex<BTreeMap<String, Instant>>,
}

impl PropertyClock {
    /// Time, where a case of a property is to be begun that has been played for as long as was allowed.
    pub(super) fn lacks(&self, case: &Case) -> Option<&'static str> {
        let longest = self.longest?;
        case.row()?.parse::<Draw>().ok()?;
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let since = begun.entry(case.stem().to_owned()).or_insert_with(Instant::now);
        (since.elapsed() > longest).then_some("more time than `--property-time` allows")
    }
}
