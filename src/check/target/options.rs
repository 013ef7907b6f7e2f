//! Who is asked, and how a target is treated.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use conformance::scenario::moment_expression::duration;

use crate::number::from_one;

/// Who is asked, and how a target is treated.
#[derive(clap::Args, Debug)]
pub(crate) struct Asked {
    /// The server to be asked: a target file, or the URL of one on the loopback interface.
    #[arg(long, value_name = "FILE|URL")]
    pub(crate) target: Option<String>,
    /// Of a target's URL: what a client has been given; also STANDIN_CREDENTIAL_NAME in the environment.
    #[arg(long = "credential", value_name = "NAME=VALUE")]
    pub(crate) credentials: Vec<String>,
    /// The target's current tokens: the run starts from this file, if it is there, and writes each new token into it before
    /// it goes on. Left out, it stands beside the target file.
    #[arg(long, value_name = "FILE", alias = "credentials-file", requires = "target")]
    pub(crate) ledger: Option<PathBuf>,
    /// Leave out what waits longer, by the clock on the wall: 10m, 1h 30m; with 0s nothing is played that waits.
    #[arg(long, value_name = "SPAN", default_value = "1d", value_parser = span, requires = "target")]
    pub(crate) max_wait: Duration,
    /// Die after so many steps that cannot be undone: the ledger must survive it.
    #[arg(long, value_name = "N", value_parser = from_one::<NonZeroUsize>, requires = "target", hide = true)]
    pub(in crate::check) abort_after: Option<NonZeroUsize>,
    /// Send the target no more than so many calls a minute.
    #[arg(long, value_name = "CALLS", value_parser = from_one::<NonZeroU32>, requires = "target")]
    pub(in crate::check) pace: Option<NonZeroU32>,
    /// How much is played at once against the mock, and how many calls are under way at once against a target.
    #[arg(long, value_name = "N", value_parser = from_one::<NonZeroUsize>, default_value = "8")]
    pub(crate) jobs: NonZeroUsize,
    /// The public key of the target's tokens, PEM; their signatures are judged by it.
    #[arg(long, value_name = "FILE", requires = "target")]
    pub(in crate::check) public_key: Option<PathBuf>,
    /// Make the mock break one clause, as in hyper=grace-of-119-seconds: who asks must notice. `standin deviations` lists them.
    #[arg(long = "deviation", value_name = "API=NAME")]
    pub(crate) deviations: Vec<String>,
}

/// A run that is only told of.
#[derive(clap::Args, Debug)]
pub(in crate::check) struct Rehearsal {
    /// Say how many calls a run would make, how long it would take at least, and what it could not check, and call nobody.
    #[arg(long, requires = "target")]
    pub(in crate::check) dry_run: bool,
}

pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let span = duration(text).map_err(|error| error.to_string())?;
    Duration::try_from(span).map_err(|error| error.to_string())
}
