//! How a target's tokens are kept, and whether it is called at all.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use conformance::scenario::moment_expression::duration;

/// What is said of a run against a target.
#[derive(clap::Args, Debug)]
pub(crate) struct RunOptions {
    /// The target's current tokens: the run starts from this file, if it is there, and writes each new token into it before
    /// it goes on. Left out, it stands beside the target file.
    #[arg(long, value_name = "FILE", alias = "credentials-file", requires = "target")]
    pub(in crate::check) ledger: Option<PathBuf>,
    /// Say how many calls a run would make, how long it would take at least, and what it could not check, and call nobody.
    #[arg(long, requires = "target")]
    pub(in crate::check) dry_run: bool,
    /// Leave out every case that waits longer, by the clock on the wall: 10m, 1h 30m; 0s plays none that waits.
    #[arg(long, value_name = "SPAN", default_value = "1d", value_parser = span, requires = "target")]
    pub(in crate::check) max_wait: Duration,
    /// Die after so many steps that cannot be undone: the ledger must survive it.
    #[arg(long, value_name = "N", requires = "target", hide = true)]
    pub(in crate::check) abort_after: Option<NonZeroUsize>,
}

pub(in crate::check) fn span(text: &str) -> Result<Duration, String> {
    let span = duration(text).map_err(|error| error.to_string())?;
    Duration::try_from(span).map_err(|error| error.to_string())
}
