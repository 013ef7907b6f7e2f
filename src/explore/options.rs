//! The arguments of `standin explore`.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use providers::Api;

use super::{ExploreError, apis};

/// Ask a server what nobody thought of: sequences of calls, waits and actions by chance, compared with the model step by step.
///
/// Without --target the mock of this program is asked. A difference is made as small as it can be, printed, and written as a
/// scenario that `standin check` plays.
#[derive(clap::Args, Debug)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The APIs to explore; else all.
    #[arg(value_name = "API")]
    names: Vec<String>,
    /// The suite's folder, for its ledgers; else the nearest above that holds suite.yaml, else the built-in suite.
    #[arg(long, value_name = "DIR")]
    pub(super) suite: Option<PathBuf>,
    /// How many steps are taken in all, shared out among the APIs; the last sequence is played to its end.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub(super) steps: u64,
    /// The seed of all sequences: the same seed gives the same ones.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// Play only the sequence of this number, as a finding names it.
    #[arg(long, value_name = "N", conflicts_with = "exhaustive")]
    pub(super) word: Option<u64>,
    /// Take every call at every state and in every region of time, in place of chance.
    #[arg(long)]
    pub(super) exhaustive: bool,
    /// With --exhaustive: so many acts deep.
    #[arg(long, value_name = "N", default_value_t = 2, requires = "exhaustive")]
    pub(super) depth: usize,
    /// Take for unknown how the mock reads silent points, as it is of any other server.
    #[arg(long)]
    pub(super) open_readings: bool,
    /// How many sequences are played at once against the mock.
    #[arg(long, value_name = "N", default_value = "8")]
    pub(super) jobs: NonZeroUsize,
    /// Try no more than so many sequences to make a difference small.
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    pub(super) shrink_plays: usize,
    /// Try no longer than this to make a difference small, as in 30s or 2m.
    #[arg(long, value_name = "TIME", default_value = "30s")]
    pub(super) shrink_time: Span,
    /// The folder in which findings are written as scenarios; one that is there is never replaced.
    #[arg(long, value_name = "DIR", default_value = "standin-findings")]
    pub(super) findings: PathBuf,
    /// Write what was explored and found as JSON.
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Make the mock break one clause, as in hyper=grace-of-119-seconds: exploration must notice.
    #[arg(long = "deviation", value_name = "API=NAME")]
    pub(super) deviations: Vec<String>,
}

impl Options {
    pub(super) fn apis(&self) -> Result<Vec<&'static dyn Api>, ExploreError> {
        Ok(apis(&self.names)?)
    }
}

/// A span of time as people write it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span(pub(crate) Duration);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let span = conformance::scenario::moment_expression::duration(text).map_err(|error| error.to_string())?;
        Duration::try_from(span).map(Self).map_err(|error| error.to_string())
    }
}
