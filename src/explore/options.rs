//! The arguments of `standin explore`.

use std::path::PathBuf;
use std::time::Duration;

use providers::Api;

use super::evidence::EvidenceOptions;
use super::{ExploreError, apis};
use crate::check::{Asked, span};

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
    #[command(flatten)]
    pub(super) asked: Asked,
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
    /// Try no more than so many sequences to make a difference small.
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    pub(super) shrink_plays: usize,
    /// Try no longer than this to make a difference small, as in 30s or 2m.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = span)]
    pub(super) shrink_time: Duration,
    /// The folder in which findings are written as scenarios; one that is there is never replaced.
    #[arg(long, value_name = "DIR", default_value = "standin-findings")]
    pub(super) findings: PathBuf,
    /// Write what was explored and found as JSON.
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    #[command(flatten)]
    pub(super) evidence: EvidenceOptions,
}

impl Options {
    /// The APIs that are explored: those that are named, else all; a target is of one.
    pub(super) fn apis(&self, described: Option<&str>) -> Result<Vec<&'static dyn Api>, ExploreError> {
        let named = apis(&self.names)?;
        match (&self.asked.target, described) {
            (None, _) => Ok(named),
            (Some(_), Some(api)) if self.names.is_empty() || self.names == [api] => Ok(vec![providers::find(api)?]),
            (Some(_), Some(api)) => Err(ExploreError::Usage(format!("the target is described as one of {api}; name that API, or none"))),
            (Some(_), None) if self.names.len() == 1 && self.asked.ledger.is_some() => Ok(named),
            (Some(_), None) if self.names.len() == 1 => {
                let why = "exploration makes a target replace its tokens; say with --ledger where the new ones are to be kept";
                Err(ExploreError::Usage(why.to_owned()))
            }
            (Some(_), None) => Err(ExploreError::Usage("say which API the target is, as in `standin explore hyper --target URL`".to_owned())),
        }
    }
}
