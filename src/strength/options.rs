//! The arguments of `standin strength`.

use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use crate::number::from_one;

/// Measure the suite: what of the catalogue's deviations do scenarios, properties and exploration catch, each by itself?
///
/// Beside the deviations, servers that know nothing must pass no clause, and the clean mock must pass all, however it reads the
/// points on which the documents are silent. The whole takes some minutes; it fails where a bar is not held.
#[derive(clap::Args, Debug)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The APIs whose suite is measured; else all.
    #[arg(value_name = "API")]
    pub(super) names: Vec<String>,
    /// The suite's folder; else the nearest above that holds suite.yaml, else the built-in suite.
    #[arg(long, value_name = "DIR")]
    pub(super) suite: Option<PathBuf>,
    /// Only the deviation of this name.
    #[arg(long, value_name = "NAME")]
    pub(super) only: Option<String>,
    /// Only one in so many servers, chosen by the text of --by.
    #[arg(long, value_name = "N", value_parser = from_one::<NonZeroU32>, requires = "by")]
    pub(super) one_in: Option<NonZeroU32>,
    /// With --one-in: the text that chooses, as the hash of a commit; another text chooses others.
    #[arg(long, value_name = "TEXT", requires = "one_in")]
    pub(super) by: Option<String>,
    /// Exploration gives a deviation up after so many steps.
    #[arg(long, value_name = "N", value_parser = from_one::<NonZeroU64>, default_value = "12000")]
    pub(super) steps: NonZeroU64,
    /// The seed of all chance.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// How many servers are asked at once.
    #[arg(long, value_name = "N", value_parser = from_one::<NonZeroUsize>, default_value = "3")]
    pub(super) jobs: NonZeroUsize,
    /// Write the table as a page in Markdown.
    #[arg(long, value_name = "FILE")]
    pub(super) markdown: Option<PathBuf>,
    /// Write every result as JSON.
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Say only what does not hold, and the figures.
    #[arg(short, long)]
    pub(super) quiet: bool,
}
